"""What a change would do to the next amount is what it does once it is written down."""

from datetime import date

import pytest

from harapan.audit.models import Event
from harapan.entitlements.preview import effect_of, next_stage, overpaid
from harapan.registry.models import Family, Member
from harapan.registry.requests.base import Changes
from harapan.registry.requests.kinds import KINDS
from harapan.registry.requests.queries import given
from harapan.snapshots.models import Snapshot
from harapan.testing.make import BUKUAN, caretaker_of, elder, make_family, member_named, pupil, student, toddler
from harapan.testing.stages import family_of

TODAY = date(2025, 2, 10)
NOTHING = Changes()

SARI, BUDI, ADI, DATUK, MOTHER = "Sari", "Budi", "Adi", "Datuk Hamid", "Aminah"
ASKED = {
    "birth": (MOTHER, {"name": "Putri", "sex": "F"}),
    "pregnancy": (MOTHER, {"number": 1, "due_on": date(2025, 6, 1)}),
    "death": (DATUK, {}),
    "caretaker_died": (None, {}),
    "disability": (SARI, {"disability": "severe"}),
    "school_begun": (ADI, {"school": "paud", "in_register": "unknown"}),
    "school_changed": (BUDI, {"school": "smp", "in_register": "yes"}),
    "school_left": (SARI, {"reason": "work"}),
    "move": (None, {"village": BUKUAN, "address": "Jl. Baru"}),
    "member_away": (DATUK, {"at_home": "no"}),
    "caretaker": (SARI, {"reason": "moved"}),
    "identity": (DATUK, {"born": date(1970, 1, 5)}),
    "occupation": (MOTHER, {"excluded": "yes"}),
    "split": (None, {"members": ["Sari", "Adi"], "card": "6402060302259903"}),
    "join": (
        None,
        {"name": "Lia", "nik": "6402064502230001", "born": date(2023, 2, 5), "sex": "F", "relation": "child"},
    ),
    "guardian": (None, {"name": "Bu Lurah", "nik": "6402064502800001", "born": date(1980, 2, 5), "sex": "F"}),
    "decile": (None, {"decile": 7}),
    "feasible": (None, {"feasible": "no"}),
    "resignation": (None, {}),
    "removal": (None, {"reason": "able_by_village"}),
}


@pytest.fixture
def family(db):
    return make_family(
        "Aminah", student(SARI, born=date(2008, 1, 3), sex="F"), pupil(BUDI), toddler(ADI), elder(DATUK), decile=2
    )


def asked(family, kind, member, values):
    who = member_named(family, member).pk if member else None
    if "members" in values:
        values = {**values, "members": [member_named(family, name).pk for name in values["members"]]}
    about = given(Family.objects.get(pk=family.pk), who, values, date(2025, 2, 3), TODAY)
    KINDS[kind].check(about)
    return about


@pytest.mark.parametrize("kind", ASKED)
def test_the_preview_of_a_kind_is_what_it_brings_about(kind, family, dewi):
    about = asked(family, kind, *ASKED[kind])
    foreseen = effect_of(about, KINDS[kind].changes(about))

    KINDS[kind].apply(about, document="Surat 1", by=dewi)

    now = given(Family.objects.get(pk=family.pk), None, {}, TODAY, TODAY)
    came = effect_of(now, NOTHING)
    assert (foreseen.amount_after, foreseen.stage.cycle) == (came.amount_after, "2025-2")
    assert reason_of(foreseen.after) == reason_of(came.after)
    assert Event.objects.exists()


def reason_of(told):
    return told.reason.name if told and told.reason else (told.participation if told else None)


def test_a_change_is_seen_line_by_line(family):
    about = asked(family, "death", DATUK, {})

    effect = effect_of(about, KINDS["death"].changes(about))

    assert (effect.amount_before, effect.difference) == (2_075_000, -600_000)
    assert {(line.title.en, line.before, line.after) for line in effect.lines if line.before != line.after} == {
        ("Elderly", 600_000, 0)
    }


def test_the_next_stage_is_the_first_that_is_not_frozen(db, dewi):
    assert next_stage("bank", date(2025, 4, 10)).cycle == "2025-2"
    assert next_stage("bank", date(2025, 4, 11)).cycle == "2025-3"
    facts = {"digest": "", "families": 0, "members": 0, "observations": 0, "taken_by": dewi.pk}
    Snapshot.objects.create(cycle="2023-4", folder="2023-4", **facts)
    assert (next_stage("bank", TODAY).cycle, next_stage("post", TODAY).cycle) == ("2024-1-bank", "2024-1-post")


def test_a_death_registered_late_shows_what_was_paid_too_much(after):
    after("approve")
    budiarti, elder_ = family_of("Budiarti"), Member.objects.get(name="Datuk Hamid")

    assert list(overpaid(budiarti.pk, elder_.pk, date(2024, 12, 1))) == [("2025-1", 600_000)]
    assert list(overpaid(budiarti.pk, elder_.pk, date(2025, 1, 2))) == []
    assert list(overpaid(budiarti.pk, caretaker_of(budiarti).pk, date(2024, 12, 1))) == []
