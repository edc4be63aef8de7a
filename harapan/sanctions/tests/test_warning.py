"""Who is about to fall out: the same answers as the engine's, found for an area at once."""

from datetime import date
from itertools import product

import narwhals as nw
import polars as pl
import pytest

from harapan.engine.duties import MISSED, merit
from harapan.entitlements.law import law
from harapan.registry.models import Family, Member
from harapan.sanctions.models import Alert
from harapan.sanctions.warning import KINDS, ahead_of, look_ahead
from harapan.testing.make import (
    LOA_IPUH,
    caretaker_of,
    make_family,
    make_observations,
    member_named,
    person,
    pupil,
    student,
    toddler,
)

pytestmark = pytest.mark.django_db
DAY = date(2025, 5, 20)
"""In the second stage of 2025; the third begins on 1 July."""
SPRING = [date(2025, 2, 1), date(2025, 3, 1), date(2025, 4, 1)]


def looked(dewi, area="6402", dormant=None):
    stages = {stage.cycle: stage.first_day for stage in law().stages.values()}
    look_ahead(ahead_of(DAY, area, edition=law().edition, stages=stages), dormant=dormant, by=dewi)
    return {(one.kind, Family.objects.get(pk=one.family).pk, one.member) for one in Alert.objects.all()}


def test_a_child_that_turns_seven_a_pupil_that_turns_22_and_a_birth_long_past(dewi):
    turns = make_family("Ani", toddler("Adi", born=date(2018, 6, 20)), pupil("Budi"))
    old = make_family("Beti", student("Cahya", born=date(2003, 6, 1)))
    mother = make_family("Cici", person("Dina", date(1995, 1, 1), sex="F", pregnancy=1, due_on=date(2025, 4, 30)))
    stays = make_family("Dewi", toddler("Eka", born=date(2022, 6, 20)), pupil("Fani"))

    found = looked(dewi)

    assert found == {
        ("ends_early_childhood", turns.pk, member_named(turns, "Adi").pk),
        ("ends_senior_secondary", old.pk, member_named(old, "Cahya").pk),
        ("ends_pregnancy", mother.pk, member_named(mother, "Dina").pk),
    }
    assert stays.pk not in {family for _, family, _ in found}
    assert looked(dewi) == found, "looking again changes nothing"


def test_a_decile_above_the_limit_a_dead_caretaker_and_money_that_lies_idle(dewi):
    rich, orphaned, idle = make_family("Ani", decile=5), make_family("Beti"), make_family("Cici")
    Member.objects.filter(pk=caretaker_of(orphaned).pk).update(died_on=DAY)

    found = looked(dewi, dormant=("SELECT %(idle)s::bigint AS family", {"idle": idle.pk}))

    assert found == {("decile", rich.pk, None), ("caretaker", orphaned.pk, None), ("dormant", idle.pk, None)}


def test_an_area_is_looked_through_without_touching_its_neighbours(dewi):
    make_family("Ani", decile=5)
    looked(dewi, area="6403")
    assert not Alert.objects.exists()
    looked(dewi, area=LOA_IPUH)
    assert Alert.objects.count() == 1


def test_three_months_missed_are_judged_as_the_engine_judges_a_month(dewi):
    edition = law().edition("2025-2")
    cases = [
        {"open_": open_, "unexcused": unexcused, "excused": excused, "available": available, "reported": reported}
        for open_, unexcused, excused, available, reported in product(
            (0, 1, 20), (0, 1, 3, 4), (0, 2), (True, False), (True, False)
        )
        if open_ >= unexcused + excused
    ]
    duties = ("school_attendance", "child_growth")
    homes = {}
    for number, (duty, facts) in enumerate(product(duties, cases)):
        family = make_family(f"Ibu {number}", pupil(f"Anak {number}"))
        child = member_named(family, f"Anak {number}")
        make_observations(child, duty, SPRING, **facts)
        homes[child.pk] = (duty, facts)
    rows = pl.DataFrame(
        [
            {"member": child, "duty": duty, **{name.rstrip("_"): value for name, value in facts.items()}}
            for child, (duty, facts) in homes.items()
        ]
    )
    merits = nw.from_native(rows).select("member", merit=merit(edition, None)).to_native()
    missed = set(merits.filter(pl.col("merit") == MISSED)["member"])

    found = {member for kind, _, member in looked(dewi) if kind == "absent"}

    assert found == missed
    assert len(missed) > 5


def test_every_component_of_the_law_has_its_words():
    names = {f"ends_{one.name}" for cycle in ("2021-1", "2026-4") for one in law().edition(cycle).components}
    assert names <= KINDS.keys() | {"ends_rights_victim"}
