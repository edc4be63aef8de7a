"""Words about a case: each has its effect once, in order, by whoever may; the database says no to everything else."""

from datetime import date, timedelta

import psycopg
import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from harapan.entitlements.models import Cycle, Entitlement, Run
from harapan.registry.models import Arrears, Withholding
from harapan.sanctions import actions
from harapan.sanctions.actions import CannotSay
from harapan.sanctions.applying import apply_decision, next_open_cycle
from harapan.sanctions.models import Case, Word
from harapan.sanctions.queries import may_do
from harapan.snapshots.models import Snapshot
from harapan.tables.bulk import uri
from harapan.tables.partitions import make_partition
from harapan.testing.make import make_family, member_named, pupil, student

pytestmark = pytest.mark.django_db
DAY = date(2025, 4, 14)
FREEZES = "SELECT pg_advisory_lock(hashtextextended(%s, 0))"


@pytest.fixture
def aminah(cast):
    return make_family("Aminah", pupil("Budi"), student("Cahya"), facilitator=cast["yuliana"].pk)


@pytest.fixture
def case(aminah, dewi):
    return made(aminah, dewi)


def made(family, dewi, **facts):
    """A case as the errand makes it: both children missed."""
    missed = [
        {"member": member_named(family, name).pk, "duty": "school_attendance", "months": ["2025-01-01", "2025-02-01"]}
        for name in ("Budi", "Cahya")
    ]
    told = {"kind": "sanction", "proposed": "suspend", "missed": missed} | facts
    return Case.objects.create(
        cycle="2025-2",
        run=1,
        family=family.pk,
        village=family.village,
        facilitator=family.facilitator,
        objection_days=14,
        proposed_by=dewi.pk,
        **told,
    )


def notified(case, cast):
    actions.notify_area("2025-2", "6402", on=DAY, by=cast["ratna"])
    case.refresh_from_db()


def objected(case, cast, on=DAY):
    return actions.object_.__wrapped__(case, "Anak sakit", on=on, today=on, by=cast["yuliana"])


def decide(case, verdict, by, on, **said):
    return actions.decide_sanction.__wrapped__(case, verdict, "menurut risalah", on=on, by=by, **said)


def test_by_default_the_lines_of_those_who_missed_are_withheld_and_no_others(case, cast):
    notified(case, cast)

    decide(case, "uphold", cast["agus"], DAY + timedelta(days=15))

    assert (case.members, case.whole, case.verdict) == (sorted(row["member"] for row in case.missed), False, "uphold")
    apply_decision(case, by=cast["agus"])
    assert {one.member for one in Withholding.objects.all()} == set(case.members)


def test_a_reduction_names_some_of_them_and_a_whole_family_needs_saying_so(case, cast, aminah):
    notified(case, cast)
    budi, cahya = (row["member"] for row in case.missed)
    late = DAY + timedelta(days=15)
    for said, why in (
        ({"members": [budi, cahya]}, "some of those who missed"),
        ({"whole": True}, "some of those who missed"),
        ({"members": [aminah.pk + 999]}, "not of this family"),
    ):
        with pytest.raises(CannotSay, match=why):
            decide(case, "reduce", cast["agus"], late, **said)

    decide(case, "reduce", cast["agus"], late, members=[budi])

    apply_decision(case, by=cast["agus"])
    assert [one.member for one in Withholding.objects.all()] == [budi]


def test_a_late_objection_is_kept_and_a_second_person_says_whether_it_counts(case, cast):
    notified(case, cast)
    late = DAY + timedelta(days=20)

    word = objected(case, cast, on=late)

    assert (word.late, case.state, case.late_waits) == (True, "notified", True)
    with pytest.raises(CannotSay, match="cannot be decided yet"):
        decide(case, "uphold", cast["agus"], late)
    with pytest.raises(CannotSay, match="recorded already"):
        objected(case, cast, on=late)
    actions.answer_late.__wrapped__(case, "surat terlambat diantar", admit=True, on=late, by=cast["agus"])
    assert (case.state, case.late_waits) == ("objected", False)
    with pytest.raises(CannotSay, match="no late objection"):
        actions.answer_late.__wrapped__(case, "lagi", admit=False, on=late, by=cast["agus"])


def test_one_who_took_a_late_objection_down_does_not_admit_it(case, cast):
    notified(case, cast)
    late = DAY + timedelta(days=20)
    actions.object_.__wrapped__(case, "terlambat", on=late, today=late, by=cast["agus"])

    with pytest.raises(CannotSay, match="second person"):
        actions.answer_late.__wrapped__(case, "boleh", admit=True, on=late, by=cast["agus"])


def test_what_favours_the_family_waits_for_nothing(case, cast):
    notified(case, cast)

    decide(case, "waive", cast["agus"], DAY)

    assert apply_decision(case, by=cast["agus"]).state == "applied"
    assert not Withholding.objects.exists()


def test_whoever_notified_or_proposed_does_not_decide_whatever_a_page_says(case, cast, dewi):
    actions.notify_area("2025-2", "", on=DAY, by=cast["agus"])
    case.refresh_from_db()
    late = DAY + timedelta(days=15)
    for who in (cast["agus"], dewi):
        with pytest.raises(CannotSay, match="does not decide"):
            decide(case, "uphold", who, late)
        assert not may_do(case, who, late).decide
    with pytest.raises(CannotSay, match="Facilitator” does not decide"):
        decide(case, "uphold", cast["yuliana"], late)


def test_termination_is_for_the_directorate_to_decide(aminah, cast, dewi, eko):
    case = made(aminah, dewi, proposed="terminate")
    notified(case, cast)
    with pytest.raises(CannotSay, match="national directorate decides"):
        decide(case, "uphold", cast["agus"], DAY + timedelta(days=15))


def test_a_decision_made_while_the_next_stage_is_being_frozen_begins_after_it(case, cast, aminah):
    assert next_open_cycle(case, aminah) == "2025-3"
    with psycopg.connect(uri()) as freezer:
        freezer.execute(FREEZES, ["harapan freezing 2025-3"])
        assert next_open_cycle(case, aminah) == "2025-4"
    facts = {"folder": "x", "digest": "0" * 64, "families": 1, "members": 1, "observations": 0, "taken_by": 1}
    Snapshot.objects.create(cycle="2025-3", **facts)
    assert next_open_cycle(case, aminah) == "2025-4"


def test_back_pay_is_what_the_law_of_the_stage_came_to_and_no_more(aminah, cast, dewi):
    case = made(
        aminah, dewi, kind="payment", proposed="", reason="withheld_part", missed=[], before=725_000, now=500_000,
        owed=725_000, state="notified", notified_by=dewi.pk, notified_on=DAY, until=DAY + timedelta(days=14),
    )  # fmt: skip
    assert (case.loss, case.missing, case.most) == (225_000, 225_000, 225_000)
    with pytest.raises(CannotSay, match="between"):
        actions.decide_payment.__wrapped__(case, "grant", "benar", rupiah=225_001, on=DAY, by=cast["agus"])

    actions.decide_payment.__wrapped__(case, "grant", "benar", rupiah=225_000, on=DAY, by=cast["agus"])
    for _ in "twice":
        apply_decision(case, by=cast["agus"])

    assert [(one.cycle, one.amount, one.decision) for one in Arrears.objects.all()] == [
        ("2025-2", 225_000, case.number)
    ]


def test_words_are_never_changed_and_said_only_in_ones_own_name_about_ones_own_families(case, cast):
    notified(case, cast)
    objected(case, cast)
    for statement in ("UPDATE sanctions_word SET text = 'x'", "DELETE FROM sanctions_word"):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    with pytest.raises(IntegrityError, match="has_words"), transaction.atomic():
        Word.objects.create(case=case, what="hear", on=DAY, text="", by=1, by_label="x")
    assert Case.objects.visible_to(cast["citra"]).count() == 0
    assert Case.objects.visible_to(cast["yuliana"]).count() == 1


def test_what_is_said_twice_counts_once_and_nothing_is_dated_before_the_notice(case, cast):
    notified(case, cast)
    assert actions.notify_area("2025-2", "6402", on=DAY, by=cast["ratna"]) == 0
    with pytest.raises(CannotSay, match="before the notice"):
        objected(case, cast, on=DAY - timedelta(days=1))
    with pytest.raises(CannotSay, match="has not come"):
        actions.object_.__wrapped__(case, "besok", on=DAY + timedelta(days=1), today=DAY, by=cast["yuliana"])
    last_day = DAY + timedelta(days=14)
    word = objected(case, cast, on=last_day)
    assert (word.late, case.state) == (False, "objected"), "the last day is in the window"
    actions.hear.__wrapped__(case, "Risalah", on=last_day, today=last_day, present="Aminah", by=cast["yuliana"])
    decide(case, "uphold", cast["agus"], last_day)
    for again in ("uphold", "reduce"):
        with pytest.raises(CannotSay, match="cannot be decided yet"):
            decide(case, again, cast["agus"], last_day, members=[case.members[0]])
    with pytest.raises(CannotSay, match="somebody else reverses"):
        decide(case, "waive", cast["agus"], last_day)


def test_what_a_supplementary_run_pays_leaves_no_room_for_an_objection(aminah, cast, dewi):
    """Susulan came first: it pays 125,000 of the stage, and 100,000 of an earlier one besides."""
    case = made(
        aminah, dewi, kind="payment", proposed="", reason="no_component", missed=[], before=125_000, now=0,
        owed=0, state="notified", notified_by=dewi.pk, notified_on=DAY, until=DAY + timedelta(days=14),
    )  # fmt: skip
    cycle = Cycle.objects.create(name="2025-2", edition={}, edition_digest="x", opened_by=dewi.pk)
    sums = {"families": 1, "paid_families": 1, "gross": 225_000, "net": 225_000}
    told = dict.fromkeys(("folder", "snapshot_digest", "edition_digest", "digest"), "x")
    susulan = Run.objects.create(
        pk=9, cycle=cycle, number=2, kind=Run.Kind.SUPPLEMENTARY, computed_by=dewi.pk, **sums, **told
    )
    make_partition("entitlements_entitlement", "2025-2")
    Entitlement.objects.create(
        cycle="2025-2", run=9, family=aminah.pk, batch=1, village=aminah.village, bank="BRI", gross=225_000,
        deduction=0, net=225_000, counted=1, months=3, quarters_missed=0, warned=False,
    )  # fmt: skip
    facts = {"family": aminah.pk, "village": aminah.village, "component": "primary", "decision": "K 1"}
    Arrears.objects.create(cycle="2025-1", amount=100_000, run=9, settled_in="2025-2", **facts)

    with pytest.raises(
        CannotSay, match=r"a supplementary run owes money of this stage already; Rp0 is left"
    ) as refusal:
        actions.decide_payment.__wrapped__(case, "grant", "benar", rupiah=125_000, on=DAY, by=cast["agus"])

    assert "hitungan susulan" in refusal.value.sentence_id
    susulan.refused_because = "salah"
    susulan.save()
    actions.decide_payment.__wrapped__(case, "grant", "benar", rupiah=125_000, on=DAY, by=cast["agus"])
    assert apply_decision(case, by=cast["agus"]).granted == 125_000


def test_money_of_a_stage_is_owed_by_one_decision_only(aminah, cast, dewi):
    case = made(
        aminah, dewi, kind="payment", proposed="", reason="withheld_part", missed=[], before=725_000, now=500_000,
        owed=725_000, state="notified", notified_by=dewi.pk, notified_on=DAY, until=DAY + timedelta(days=14),
    )  # fmt: skip
    facts = {"family": aminah.pk, "village": aminah.village, "cycle": "2025-2", "component": "withheld"}
    waits = Arrears.objects.create(amount=200_000, decision="SANKSI-2025-1-1", **facts)
    with pytest.raises(CannotSay, match=r"SANKSI-2025-1-1 owes money of this stage already; Rp25\.000 is left"):
        actions.decide_payment.__wrapped__(case, "grant", "benar", rupiah=25_001, on=DAY, by=cast["agus"])
    actions.decide_payment.__wrapped__(case, "grant", "benar", rupiah=25_000, on=DAY, by=cast["agus"])
    Arrears.objects.create(amount=20_000, decision="SANKSI-2025-1-2", **facts)

    apply_decision(case, by=cast["agus"])

    owed = Arrears.objects.filter(family=aminah.pk, cycle="2025-2").exclude(pk=waits.pk)
    assert sorted(owed.values_list("decision", "amount")) == [(case.number, 5_000), ("SANKSI-2025-1-2", 20_000)]
