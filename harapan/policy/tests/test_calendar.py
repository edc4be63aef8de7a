"""The calendar: which months a stage pays, which quarter it judges, and what came before it."""

from datetime import date
from pathlib import Path

import pytest

from harapan.policy import UnknownCycle, load

PKH = load(Path(__file__).parents[3] / "policy" / "pkh")


def test_2020_has_a_quarter_and_nine_months():
    months = [len(PKH.stage(cycle).months) for cycle in PKH.cycles(2020)]

    assert months == [3, 1, 1, 1, 1, 1, 1, 1, 1, 1]
    assert PKH.stage("2020-10").months == (date(2020, 12, 1),)


def test_2024_has_a_calendar_for_each_channel():
    assert [cycle for cycle in PKH.cycles(2024) if cycle.endswith("bank")] == [f"2024-{n}-bank" for n in range(1, 7)]
    assert PKH.stage("2024-4-bank").months == (date(2024, 7, 1), date(2024, 8, 1))
    assert PKH.stage("2024-4-post").months == (date(2024, 10, 1), date(2024, 11, 1), date(2024, 12, 1))


def test_cycles_come_in_time_order():
    first_days = [PKH.stage(cycle).first_day for cycle in PKH.cycles()]

    assert first_days == sorted(first_days)


@pytest.mark.parametrize(
    ("cycle", "first_judged_month", "judges"),
    [
        ("2025-1", date(2024, 10, 1), True),
        ("2025-4", date(2025, 7, 1), True),
        ("2020-2", date(2020, 1, 1), True),
        ("2020-3", date(2020, 1, 1), False),
        ("2020-5", date(2020, 4, 1), True),
        ("2024-1-bank", date(2023, 10, 1), True),
        ("2024-2-bank", date(2023, 10, 1), False),
        ("2024-3-bank", date(2024, 1, 1), True),
        ("2024-4-bank", date(2024, 4, 1), True),
        ("2024-5-bank", date(2024, 4, 1), False),
        ("2024-6-bank", date(2024, 7, 1), True),
    ],
)
def test_a_quarter_is_judged_by_the_first_stage_that_looks_at_it(cycle, first_judged_month, judges):
    stage = PKH.stage(cycle)

    assert (stage.judged_months[0], stage.judges) == (first_judged_month, judges)


@pytest.mark.parametrize(
    ("cycle", "before"),
    [
        ("2025-2", "2025-1"),
        ("2025-1", "2024-6-bank"),
        ("2024-1-post", "2023-4"),
        ("2024-3-post", "2024-2-post"),
        ("2020-1", "2019-4"),
        ("2016-1", None),
    ],
)
def test_every_stage_knows_the_one_before(cycle, before):
    assert PKH.previous(cycle) == before


def test_after_two_calendars_the_channel_chooses():
    assert PKH.previous("2025-1", channel="post") == "2024-4-post"


def test_the_reporting_deadline_is_the_tenth():
    assert PKH.stage("2025-4").reporting_deadline == date(2025, 10, 10)


def test_only_the_july_stage_borrows_school_facts():
    july = PKH.stage("2025-3")

    assert (july.school_facts_of, july.school_facts_until) == (date(2025, 6, 30), date(2025, 9, 30))
    assert PKH.stage("2025-4").school_facts_of is None


@pytest.mark.parametrize(
    ("cycle", "named"), [("2024-1", "2024-1-bank, 2024-1-post"), ("2022-5", "2022-4"), ("2031-1", "2026-4")]
)
def test_an_unknown_cycle_is_refused_with_those_near_it(cycle, named):
    with pytest.raises(UnknownCycle, match=named):
        PKH.stage(cycle)
