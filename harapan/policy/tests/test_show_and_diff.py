"""The law shown on a day and compared between two, in words."""

from datetime import date
from pathlib import Path

import pytest

from harapan.policy import UnknownCycle, load
from harapan.policy.diff import diff
from harapan.policy.show import show

PKH = load(Path(__file__).parents[3] / "policy" / "pkh")


def row(rule: str, on: date | str):
    return next(row for row in show(PKH, on) if row.rule == rule)


def test_an_amount_is_shown_with_unit_date_source_and_confidence():
    line = row("components.early_childhood.amount", "2025-1").text("en")

    assert line == (
        "Amount for early childhood: 3,000,000 IDR per year "
        "(since 2020-01-01; N2 yogya.inews.id (6-8-2019), N3 liputan6.com 4031978; high)"
    )


def test_and_in_indonesian():
    assert "3.000.000 rupiah per tahun (sejak 2020-01-01" in row("components.early_childhood.amount", "2025-1").text(
        "id"
    )


def test_conditions_are_shown_in_words():
    assert row("components.primary.fits", "2022-1").value.en == "enrolled in primary school (SD) and aged 6 to 21"


def test_what_is_not_used_is_shown_and_says_so():
    assert not row("components.rights_victim.amount", "2025-1").is_used
    assert not row("consequences.history.reduction", date(2014, 6, 1)).is_used
    assert not row("grants.special_grant", "2018-1").is_used
    assert "[not used]" in row("grants.special_grant", "2018-1").text("en")


def test_2016_can_be_shown():
    assert row("components.primary.amount", "2016-1").value.en == "450,000 IDR per year"


def test_an_unknown_cycle_is_refused():
    with pytest.raises(UnknownCycle):
        show(PKH, "2025-9")


def test_the_year_2023_changed_nine_things():
    changes = {change.rule: (change.old.en, change.new.en) for change in diff(PKH, "2022-4", "2023-1")}

    assert len(changes) == 9
    assert changes["components.elderly.fits"] == ("aged 70 or more", "aged 60 or more")
    assert changes["limits.children"] == ("-", "3 members")
    assert changes["limits.cap.elderly"] == ("1 member", "4 members")


def test_nothing_changes_between_a_day_and_itself():
    assert diff(PKH, "2025-4", "2025-4") == []


def test_what_ended_says_when():
    gone = next(change for change in diff(PKH, "2018-4", "2019-1") if change.rule == "grants.flat_grant")

    assert (gone.new.en, gone.since) == ("-", date(2018, 12, 31))
