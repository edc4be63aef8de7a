"""Twelve stories that hold together."""

from datetime import date

import polars as pl
import pytest

from harapan.lib.dates import months_from, years_between
from harapan.lib.identifiers import is_card, is_nik, nik_agrees
from harapan.population import presets, stories
from harapan.population.batch import OBSERVATIONS, STORY

STAGES = presets.load("kaltim-2022").stages
ALL = stories.stories()


def test_there_are_twelve_with_the_first_ids():
    assert [story.family for story in ALL] == list(range(1, 13))
    ids = [member["id"] for story in ALL for member in story.members]
    born = [event.member for story in ALL for event in story.events if event.kind == "birth"]
    assert sorted(ids + born) == list(range(1, stories.last_member() + 1))


@pytest.mark.parametrize("story", ALL, ids=lambda story: story.name)
def test_a_story_is_complete(story):
    own = [member["id"] for member in story.members] + [e.member for e in story.events if e.kind == "birth"]

    assert set(story.expects) == set(STAGES)
    assert all(isinstance(value, (int, str)) for value in story.expects.values())
    assert set(story.title) == set(story.text) == {"id", "en"}
    assert story.name.split()[0] in story.text["id"]
    assert story.caretaker in own
    assert all(event.kind in stories.KINDS and event.document for event in story.events)
    assert all(event.member is None or event.member in own for event in story.events)
    assert all(each.member in own for each in story.seen)
    assert list(story.events) == sorted(story.events, key=lambda event: event.on)


@pytest.mark.parametrize("story", ALL, ids=lambda story: story.name)
def test_told_people_have_plausible_ages_and_schools(story):
    entry = date(2021, 7, 1)
    fits = {"sd": range(6, 12), "smp": range(12, 15), "sma": range(15, 18), "": range(100)}
    caretaker = next(member for member in story.members if member["id"] == story.caretaker)

    assert caretaker["sex"] == "F"
    assert years_between(caretaker["born"], date(2022, 1, 1)) >= 17
    for member in story.members:
        assert years_between(member["born"], entry) in fits[member.get("school", "")] or not member.get("school")
        if member.get("school"):
            next_year = years_between(member["born"], date(2022, 7, 1))
            assert next_year in fits[member["school"]], "nobody told changes school in July 2022"


def test_told_families_are_in_the_population_with_good_numbers(kaltim):
    told = kaltim.families.filter(pl.col("flags").str.contains(STORY))
    members = kaltim.members.filter(pl.col("family") <= 12)
    accounts = kaltim.accounts.filter(pl.col("family") <= 12)

    assert told["id"].to_list() == list(range(1, 13))
    assert told["village"].to_list() == [story.village for story in ALL]
    assert told["facilitator"].null_count() == 0
    assert all(map(is_card, told["card"]))
    assert all(
        is_nik(nik) and nik_agrees(nik, born, sex) for nik, born, sex in members["nik", "born", "sex"].iter_rows()
    )
    assert kaltim.members.filter(pl.col("nik").is_in(members["nik"].implode())).height == members.height
    assert kaltim.families.filter(pl.col("card").is_in(told["card"].implode())).height == 12
    assert accounts.height == 11
    assert accounts["number"].is_unique().all()


def test_the_other_families_begin_after_the_told_ones(kaltim):
    rest = kaltim.families.slice(12)

    assert rest["id"].to_list() == list(range(13, kaltim.families.height + 1))
    assert kaltim.members.filter(pl.col("family") > 12)["id"].min() == stories.last_member() + 1


def test_what_was_seen_has_the_contracts_shape_and_follows_the_story():
    months = months_from(date(2021, 10, 1), 15)
    rows = stories.observations(months)
    dimas = rows.filter(pl.col("member") == 38, pl.col("duty") == "school_attendance")

    assert dict(rows.schema) == dict(OBSERVATIONS)
    assert rows.select("member", "duty", "month").is_unique().all()
    assert dimas.height == 15
    assert dimas.filter(pl.col("unexcused") > 0)["month"].to_list() == list(months_from(date(2022, 1, 1), 6))
    assert rows.filter(pl.col("family") == 7, ~pl.col("available")).height == 6
    assert rows.filter(pl.col("member") == 2)["month"].max() == date(2022, 5, 1)
    assert rows.filter(pl.col("member") == 10)["month"].max() == date(2022, 6, 1)
    assert rows.filter(pl.col("member") == 44)["month"].min() == date(2022, 9, 1)
    assert set(rows.filter(pl.col("family") == 3)["village"]) == {"6471031003", "6409011003"}


def test_events_come_in_the_order_of_days():
    spring = stories.events(date(2022, 1, 12), date(2022, 4, 12))

    assert [(event.family, event.kind) for event in spring] == [
        (12, "removed"),
        (5, "member_marked_away"),
        (4, "account_closed"),
    ]
    assert len(stories.events(date(2021, 12, 31), date(2023, 12, 31))) == sum(len(story.events) for story in ALL)
