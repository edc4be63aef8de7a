"""Time passes: the same way each time, in any pieces, and without nonsense."""

from dataclasses import fields
from datetime import date

import polars as pl
import pytest

from harapan.population.batch import MEMBERS, STORY
from harapan.population.dice import Dice
from harapan.population.life import Changes, changes, happenings
from harapan.population.tests.conftest import DAY, World

LATER = date(2022, 10, 11)


@pytest.fixture(scope="session")
def change(kaltim) -> Changes:
    return changes(kaltim, DAY, LATER, seed=1, next_member=1_000_000)


def test_the_same_days_bring_the_same_changes(kaltim, change):
    again = changes(kaltim, DAY, LATER, seed=1, next_member=1_000_000)

    assert all(getattr(change, each.name).equals(getattr(again, each.name)) for each in fields(Changes))


def test_what_happens_to_some_does_not_depend_on_the_others(kaltim, change):
    part = World(kaltim.batches[2:3])
    alone = changes(part, DAY, LATER, seed=1, next_member=1_000_000)
    here = part.members["id"].implode()

    for name in ("deaths", "schools", "pregnancies", "registrations"):
        assert getattr(alone, name).equals(getattr(change, name).filter(pl.col("id").is_in(here)))
    assert (
        alone.births["name"].to_list()
        == change.births.filter(pl.col("family").is_in(part.families["id"].implode()))["name"].to_list()
    )


def test_two_halves_bring_what_the_whole_would():
    ids = kaltim_ids = pl.int_range(0, 20_000, eager=True).to_numpy()
    middle = date(2022, 2, 17)
    whole = happenings(ids, 0.05, "x", DAY, date(2022, 4, 1), Dice(1))
    first = happenings(ids, 0.05, "x", DAY, middle, Dice(1))
    second = happenings(kaltim_ids, 0.05, "x", middle, date(2022, 4, 1), Dice(1))

    assert ((first >= 0) <= (whole == first)).all()
    assert ((first < 0) & (second >= 0) <= (whole == second)).all()


def test_children_are_born_to_those_who_were_due(kaltim, change):
    mothers = kaltim.members.filter(pl.col("pregnancy") > 0).select("family", mother_name="name", due="due_on")
    born = change.births.join(mothers, on=["family", "mother_name"])

    assert dict(change.births.schema) == dict(MEMBERS)
    assert 300 < change.births.height < 3000
    assert (born["born"] == born["due"]).all()
    assert change.births["born"].is_between(DAY, LATER, closed="right").all()
    assert change.births["id"].to_list() == list(range(1_000_000, 1_000_000 + change.births.height))
    assert change.births["nik"].is_null().all()


def test_a_pregnancy_ends_six_weeks_after_the_birth_and_begins_where_one_can(kaltim, change):
    women = change.pregnancies.join(kaltim.members, on="id", suffix="_before")
    ended, begun = women.filter(pl.col("pregnancy") == 0), women.filter(pl.col("pregnancy") > 0)

    assert women.height == change.pregnancies.height
    assert (ended["pregnancy_before"] > 0).all()
    assert (ended["due_on"] < date(2022, 8, 31)).all()
    assert (begun["pregnancy_before"] == 0).all()
    assert (begun["sex"] == "F").all()
    assert (begun["due_on"] > LATER).mean() > 0.9
    assert begun["born"].is_between(date(1976, 1, 1), date(2006, 12, 31)).all()


def test_in_july_children_move_up_and_nobody_moves_down(change):
    order = {"": 0, "paud": 1, "sd": 2, "smp": 3, "sma": 4, "college": 5}
    moves = change.schools.with_columns(
        up=pl.col("school").replace_strict(order) - pl.col("school_before").replace_strict(order)
    )

    assert moves["on"].unique().to_list() == [date(2022, 7, 15)]
    assert (moves.filter(pl.col("school") != "")["up"] > 0).all()
    assert moves.filter(pl.col("school") == "")["school_before"].value_counts().height >= 4
    steps = moves.filter(pl.col("school_before").is_in(["sd", "smp"]), pl.col("school") != "")
    assert (steps["up"] == 1).all()


def test_without_july_nobody_changes_school(kaltim):
    assert changes(kaltim.batches[1], DAY, date(2022, 7, 14), seed=1, next_member=1).schools.is_empty()


def test_the_old_die_more_often_and_caretakers_are_spared(kaltim, change):
    died = change.deaths.join(kaltim.members, on="id")

    assert 300 < died.height < 2000
    assert died["died_on_right"].is_null().all()
    assert (died["died_on"] > DAY).all()
    assert (died["born"].dt.year() < 1962).mean() > 0.5
    assert not died["id"].is_in(kaltim.families["caretaker"].implode()).any()


def test_families_move_within_their_regency(kaltim, change):
    moved = change.moves.join(kaltim.families, on="id", suffix="_before")

    assert 100 < moved.height < 1500
    assert (moved["village"] != moved["village_before"]).all()
    assert (moved["village"].str.head(4) == moved["village_before"].str.head(4)).all()


def test_accounts_that_close_are_accounts_that_were(kaltim, change):
    assert change.accounts["family"].is_in(kaltim.accounts["family"].implode()).all()
    assert 50 < change.accounts.height < 1500


def test_told_families_are_left_to_their_stories(kaltim, change):
    told = kaltim.families.filter(pl.col("flags").str.contains(STORY))["id"].to_list()
    people = kaltim.members.filter(pl.col("family").is_in(told))["id"].to_list()

    assert len(told) == 12
    for name in ("pregnancies", "deaths", "schools", "registrations"):
        assert not getattr(change, name)["id"].is_in(people).any()
    assert not change.births["family"].is_in(told).any()
    assert not change.moves["id"].is_in(told).any()
    assert not change.accounts["family"].is_in(told).any()
