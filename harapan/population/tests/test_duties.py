"""Observations: most come, some do not, and three kinds of silence are told apart."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from harapan.policy.loading import load
from harapan.policy.protocols import steps_on
from harapan.population import presets
from harapan.population.batch import DUTIES, OBSERVATIONS
from harapan.population.duties import observations
from harapan.population.tests.conftest import World

QUARTER = [date(2022, 1, 1), date(2022, 2, 1), date(2022, 3, 1)]


@pytest.fixture(scope="session")
def seen(world) -> pl.DataFrame:
    return observations(world, QUARTER, seed=1)


def test_rows_have_the_contracts_columns_and_one_key_each(seen):
    assert dict(seen.schema) == dict(OBSERVATIONS)
    assert seen.select("member", "duty", "month").is_unique().all()
    assert seen.null_count().sum_horizontal().item() == 0
    assert sorted(seen["duty"].unique()) == sorted(DUTIES)


def test_nobody_is_absent_longer_than_it_was_open(seen):
    assert (seen["unexcused"] >= 0).all()
    assert (seen["excused"] >= 0).all()
    assert (seen["unexcused"] + seen["excused"] <= seen["open"]).all()


def test_a_family_has_about_five_and_a_half_rows_a_quarter(seen):
    assert 4.8 < seen.height / 6000 < 6.2


def test_most_pupils_come_and_a_tail_stays_away(seen):
    school = seen.filter(pl.col("duty") == "school_attendance")
    present = 1 - school["unexcused"] / school["open"]

    assert school["open"].is_between(18, 25).all()
    assert (school["unexcused"] == 0).mean() > 0.75
    assert 0.01 < (present < 0.85).mean() < 0.05
    assert 0.002 < (~school["reported"]).mean() < 0.05


def test_pupils_of_one_school_have_the_same_effective_days(world, seen):
    pupils = world.members.select(member="id", school="school")
    days = (
        seen.filter(pl.col("duty") == "school_attendance")
        .join(pupils, on="member")
        .filter(pl.col("school") == "sd")
        .group_by("village", "month")
        .agg(pl.col("open").n_unique())
    )

    assert (days["open"] == 1).all()


def test_services_are_missing_mostly_where_it_is_hard_to_get(kaltim):
    rows = observations(kaltim, QUARTER[:1], seed=1).filter(pl.col("duty") == "child_growth")
    variant = kaltim.families.select(family="id", remote=pl.col("variant") == "akses")
    share = dict(rows.join(variant, on="family").group_by("remote").agg(~pl.col("available").mean().ge(2)).rows())
    missing = dict(rows.join(variant, on="family").group_by("remote").agg(1 - pl.col("available").mean()).rows())

    assert set(share) == {True, False}
    assert missing[True] > 0.05 > 0.01 > missing[False]


def test_the_rows_of_some_do_not_depend_on_the_others(world, seen):
    part = World(world.batches[3:5])
    alone = observations(part, list(reversed(QUARTER)), seed=1)

    ids = part.members["id"].implode()
    assert alone.equals(seen.filter(pl.col("member").is_in(ids)))


def test_another_seed_sees_something_else(world, seen):
    assert not observations(world, QUARTER, seed=2).equals(seen)


def test_no_months_no_rows(world):
    assert observations(world, [], seed=1).is_empty()


def test_the_silent_school_reports_nothing_and_only_in_its_quarter(kaltim):
    preset = presets.load("kaltim-2022")
    (silence,) = preset.silences
    rows = observations(kaltim, [date(2022, 6, 1), date(2022, 7, 1)], seed=1, preset=preset)
    pupils = kaltim.members.filter(pl.col("school") == silence.school).select(member="id")
    there = rows.filter(
        pl.col("village") == silence.area, pl.col("duty") == silence.duty
    ).join(pupils, on="member", how="semi")  # fmt: skip

    assert there.height > 20
    assert not there.filter(pl.col("month") == date(2022, 7, 1))["reported"].any()
    assert there.filter(pl.col("month") == date(2022, 6, 1))["reported"].any()


def test_the_flood_keeps_people_away_and_a_waiver_covers_it(kaltim):
    preset = presets.load("kaltim-2022")
    (flood,) = preset.disruptions
    (waiver,) = preset.waivers
    months = [date(2022, 5, 1)]
    with_flood = observations(kaltim, months, seed=1, preset=preset)
    without = observations(kaltim, months, seed=1, preset=replace(preset, disruptions=()))

    here = pl.col("village").str.starts_with(flood.area)
    assert with_flood.filter(~here).equals(without.filter(~here))
    assert with_flood.filter(here)["unexcused"].sum() > 5 * without.filter(here)["unexcused"].sum()
    assert (waiver.area, waiver.first_month, waiver.last_month) == (flood.area, flood.first_month, flood.last_month)


def test_the_dead_and_those_who_left_are_not_observed(world):
    batch = world.batches[0]
    gone = replace(batch, members=batch.members.with_columns(died_on=pl.lit(date(2021, 12, 1))))
    out = replace(batch, families=batch.families.with_columns(participation=pl.lit("removed")))

    assert observations(gone, QUARTER, seed=1).is_empty()
    assert observations(out, QUARTER, seed=1).is_empty()


def test_a_birth_in_the_month_brings_its_duties(world):
    due = world.members.filter(pl.col("due_on").is_between(QUARTER[0], date(2022, 3, 31)), pl.col("at_home"))
    rows = observations(world, QUARTER, seed=1)

    found = rows.filter(pl.col("duty") == "delivery").join(due, left_on="member", right_on="id")
    assert found.height >= due.height - 2
    assert (found["month"] == found["due_on"].dt.truncate("1mo")).all()


def test_checks_of_a_pregnancy_are_spread_over_its_trimesters_as_the_protocol_has_them(world):
    policy = load(Path(__file__).parents[3] / "policy" / "pkh")
    steps = [one for one in steps_on(policy, QUARTER[0]) if one.duty == "antenatal" and one.visits.value]
    asked = {step.to_day: step.visits.value for step in steps}
    due = world.members.filter(pl.col("due_on").is_not_null(), pl.col("at_home")).select(member="id", due_on="due_on")
    months = [date(2021 + month // 12, month % 12 + 1, 1) for month in range(3, 24)]
    rows = observations(world, months, seed=1).filter(pl.col("duty") == "antenatal").join(due, on="member")

    closes = [pl.col("due_on").dt.offset_by(f"{day}d").dt.truncate("1mo") for day in asked]
    wanted = due.join(rows.select("member").unique(), on="member").select(
        "member", pl.concat_list(closes).alias("month"), pl.lit(list(asked.values())).alias("open")
    )
    wanted = wanted.explode("month", "open").sort("member", "month")
    assert rows.height > 100
    assert rows.select("member", "month", pl.col("open").cast(pl.Int64)).equals(wanted.cast({"open": pl.Int64}))
