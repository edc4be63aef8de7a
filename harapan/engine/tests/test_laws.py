"""What holds for every family under every edition, whatever the law of the day."""

from functools import cache

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from harapan.engine.contract import ENTITLEMENTS, LINES
from harapan.engine.engines import DuckDB
from harapan.engine.tests.people import PKH, computed, part_of

CYCLES = (
    "2017-2",
    "2018-4",
    "2019-1",
    "2020-1",
    "2020-10",
    "2021-3",
    "2022-1",
    "2023-4",
    "2024-6-bank",
    "2024-4-post",
    "2025-3",
    "2026-1",
)

each_cycle = pytest.mark.parametrize("cycle", CYCLES)


@cache
def world(cycle: str):
    """A part of 300 families under one edition, and what the engine says of it."""
    edition = PKH.edition(cycle)
    part = part_of(edition, 300, seed=CYCLES.index(cycle))
    return edition, part, *computed(part, edition)


@each_cycle
def test_every_family_of_the_channel_comes_out_once_with_an_amount_or_a_reason(cycle):
    edition, part, _, entitlements = world(cycle)
    families = part["families"]
    if edition.stage.channel:
        families = families.filter(pl.col("channel") == edition.stage.channel)

    assert entitlements["family"].to_list() == families["family"].sort().to_list()
    assert entitlements.filter((pl.col("net") == 0) & pl.col("reason").is_null()).is_empty()
    assert entitlements.filter((pl.col("net") > 0) & pl.col("reason").is_not_null()).is_empty()


@each_cycle
def test_the_net_is_the_sum_of_the_lines(cycle):
    _, _, lines, entitlements = world(cycle)
    sums = lines.group_by("family").agg(pl.col("paid").sum().alias("sum"))

    together = entitlements.join(sums, on="family", how="left").with_columns(pl.col("sum").fill_null(0))

    assert (together["net"] == together["sum"]).all()
    paid = together.filter(pl.col("reason").is_null() | (pl.col("reason") == "withheld"))
    assert (paid["gross"] - paid["deduction"] == paid["net"]).all()
    assert (together["net"] >= 0).all()


@each_cycle
def test_never_more_members_children_or_of_a_component_than_the_law_pays_for(cycle):
    edition, _, lines, _ = world(cycle)
    counted = lines.filter(pl.col("counted") & pl.col("member").is_not_null())
    limits = edition.limits
    by_family = counted.group_by("family")

    if limits.members and counted.height:
        assert by_family.len()["len"].max() <= limits.members.value
    if limits.children and counted.height:
        children = [component.name for component in edition.components if component.is_child]
        assert by_family.agg(pl.col("component").is_in(children).sum())["component"].max() <= limits.children.value
    for component in edition.components:
        if component.cap and counted.height:
            number = by_family.agg((pl.col("component") == component.name).sum())["component"].max()
            assert number <= component.cap.value


@each_cycle
def test_a_member_has_one_line(cycle):
    _, _, lines, _ = world(cycle)
    members = lines.filter(pl.col("member").is_not_null())

    assert members["member"].is_unique().all()
    assert members.filter(~pl.col("counted") & (pl.col("paid") != 0)).is_empty()
    assert members.filter(~pl.col("counted") & pl.col("reason").is_null()).is_empty()


@each_cycle
def test_reasons_and_verdicts_come_from_the_closed_list(cycle):
    edition, _, lines, entitlements = world(cycle)
    known = {reason.name for reason in edition.reasons}

    assert set(lines["reason"].drop_nulls()) | set(entitlements["reason"].drop_nulls()) <= known
    assert set(entitlements["verdict"].drop_nulls()) <= {"missed", "not_reported", "met", "excused", "nothing_due"}
    assert set(entitlements["proposed"].drop_nulls()) <= {"suspend", "terminate"}


@each_cycle
def test_polars_and_duckdb_agree_row_by_row(cycle):
    edition, part, lines, entitlements = world(cycle)

    other_lines, other_entitlements = computed(part, edition, DuckDB())

    assert other_lines.equals(lines)
    assert other_entitlements.equals(entitlements)
    assert dict(other_lines.schema) == LINES.columns
    assert dict(other_entitlements.schema) == ENTITLEMENTS.columns


@each_cycle
def test_the_order_of_rows_is_irrelevant(cycle):
    edition, part, lines, entitlements = world(cycle)
    shuffled = {name: frame.sample(fraction=1, shuffle=True, seed=7) for name, frame in part.items()}

    assert computed(shuffled, edition)[0].equals(lines)
    assert computed(shuffled, edition)[1].equals(entitlements)


@each_cycle
def test_calling_families_by_other_numbers_changes_nothing_else(cycle):
    edition, part, _, entitlements = world(cycle)
    moved = pl.col("family") * 7 + 1_000_000
    relabelled = {name: frame.with_columns(moved) for name, frame in part.items()}

    again = computed(relabelled, edition)[1]

    assert again.drop("family").equals(entitlements.drop("family"))


@each_cycle
def test_a_family_alone_comes_out_as_in_the_crowd(cycle):
    edition, part, _, entitlements = world(cycle)
    for family in entitlements["family"].sample(5, seed=3):
        alone = {name: frame.filter(pl.col("family") == family) for name, frame in part.items()}

        assert computed(alone, edition)[1].equals(entitlements.filter(pl.col("family") == family))


@settings(max_examples=15, deadline=None)
@given(seed=st.integers(0, 10_000), cycle=st.sampled_from(CYCLES))
def test_one_more_member_never_lowers_what_a_family_is_owed(seed, cycle):
    """Given all places are taken by amount, or nobody is turned away, more members cannot mean less money."""
    edition = PKH.edition(cycle)
    part = part_of(edition, 3, seed)
    fewer = {**part, "members": part["members"].filter(pl.col("member") % 10 != 0)}
    fewer["observations"] = part["observations"].filter(pl.col("member") % 10 != 0)
    nothing_held = {"withholdings": part["withholdings"].clear(), "arrears": part["arrears"].clear()}

    more, less = (computed({**each, **nothing_held}, edition)[1] for each in (part, fewer))

    together = more.join(less, on="family", suffix="_less")
    if edition.limits.strategy.value == "highest_amount" and not edition.limits.children:
        assert (together["gross"] >= together["gross_less"]).all()
    assert (together["members_counted"] >= together["members_counted_less"]).all()


@settings(max_examples=8, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_four_quarters_pay_the_annual_amount_to_the_rupiah(seed):
    """A family that does not change over 2022 is paid each counted member's annual amount, no rupiah more or less."""
    part = part_of(PKH.edition("2022-1"), 4, seed)
    born = pl.col("born").dt.replace(year=2009, month=6, day=1)
    always = part["members"].with_columns(
        born, school=pl.lit("sma"), pregnancy=pl.lit(0, pl.Int16), disability=pl.lit("")
    )
    paid = part["families"].with_columns(
        paid_through=pl.lit(None, pl.Date), feasible=True, participation=pl.lit("active"), decile=None
    )
    held = {"withholdings": part["withholdings"].clear(), "arrears": part["arrears"].clear()}
    always = always.with_columns(excluded_occupation=False)

    year = [
        computed({**part, **held, "members": always, "families": paid}, PKH.edition(cycle))[0]
        for cycle in PKH.cycles(2022)
    ]

    lines = pl.concat(year).filter("counted")
    sums = lines.group_by("member").agg(pl.col("paid").sum(), pl.col("annual").first())
    assert (sums["paid"] == sums["annual"]).all()


def test_the_dice_reach_every_corner():
    """The laws above mean something only if the random parts hold every reason, verdict and proposal."""
    seen = [world(cycle) for cycle in CYCLES]
    reasons = set().union(*(set(lines["reason"].drop_nulls()) for _, _, lines, _ in seen))
    reasons |= set().union(*(set(entitlements["reason"].drop_nulls()) for *_, entitlements in seen))
    verdicts = set().union(*(set(entitlements["verdict"].drop_nulls()) for *_, entitlements in seen))

    assert verdicts == {"missed", "not_reported", "met", "excused", "nothing_due"}
    assert {"component_cap", "children_cap", "family_cap", "withheld", "decision_stands"} <= reasons
    assert {"not_feasible", "excluded_occupation", "decile", "months_paid", "no_component"} <= reasons
