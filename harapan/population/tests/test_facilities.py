"""Schools and health units that are made up: enough of them, the same ones again, and classes of about thirty."""

from datetime import date

import polars as pl
import pytest

from harapan.lib.identifiers import FACILITY_FORM
from harapan.population import presets
from harapan.population.facilities import PER_CLASS, TOLD, facilities_of, placed
from harapan.population.make import make

DAY = date(2023, 5, 20)
NONE_YET = pl.DataFrame(schema=dict.fromkeys(("code", "kind", "level", "village"), pl.String))


@pytest.fixture(scope="module")
def people() -> pl.DataFrame:
    batches = list(make(presets.country(1200, DAY, within="6402"), seed=1))
    homes = pl.concat([batch.families for batch in batches]).select(family="id", facilitator="facilitator")
    return pl.concat([batch.members for batch in batches]).join(homes, on="family")


@pytest.fixture(scope="module")
def facilities(people) -> pl.DataFrame:
    return facilities_of(people, NONE_YET, DAY, 1)


def test_every_pupil_has_a_school_of_their_level_and_every_small_child_a_posyandu(people, facilities):
    lists = placed(people, facilities, DAY, 1).join(facilities, left_on="facility", right_on="code")

    pupils = people.filter(pl.col("school").is_in(["paud", "sd", "smp", "sma"])).select("id", "school")
    at_school = lists.filter(service="school").join(pupils, left_on="member", right_on="id", how="full")
    assert at_school.filter(pl.col("school").ne_missing(pl.col("level"))).is_empty()
    small = people.filter(pl.col("born") > date(2018, 1, 1))["id"]
    weighed = lists.filter(pl.col("service") == "health", pl.col("member").is_in(small.implode()))
    assert weighed.height == small.len()
    assert set(weighed["kind"].unique()) == {"posyandu"}
    assert lists.select("member", "service").is_unique().all()


def test_classes_are_about_thirty_and_of_the_grades_of_their_level(people, facilities):
    lists = placed(people, facilities, DAY, 1)
    classes = lists.drop_nulls("grade").group_by("facility", "class_name").agg(pl.len(), pl.n_unique("grade"))

    assert classes["len"].max() <= PER_CLASS
    assert classes["grade"].max() == 1
    grades = lists.join(facilities, left_on="facility", right_on="code").group_by("level").agg(
        low=pl.min("grade"), high=pl.max("grade")
    )  # fmt: skip
    assert {row["level"]: (row["low"], row["high"]) for row in grades.to_dicts()} == {
        "": (None, None),
        "paud": (None, None),
        "sd": (1, 6),
        "smp": (7, 9),
        "sma": (10, 12),
    }


def test_the_same_people_bring_the_same_facilities_and_whoever_has_one_gets_no_other(people, facilities):
    assert facilities_of(people.sample(fraction=1, shuffle=True, seed=3), NONE_YET, DAY, 1).equals(facilities)
    assert facilities_of(people, facilities.select(NONE_YET.columns), DAY, 1).is_empty()
    assert facilities["code"].is_unique().all()
    assert facilities["code"].str.contains(FACILITY_FORM).all()
    schools = facilities.filter(kind="school")
    assert schools["code"].str.contains(r"^(9\d{7}|30401234)$").all(), "no real school's number"
    told = facilities.filter(code=TOLD[2])
    assert told.select("level", pl.col("village").str.head(6)).rows() in ([], [TOLD[:2]])


def test_next_year_everybody_is_a_grade_up_in_the_same_school_or_the_next(people, facilities):
    now, then = placed(people, facilities, DAY, 1), placed(people, facilities, date(2023, 8, 20), 1)
    both = now.join(then, on=["member", "service"]).drop_nulls("grade")

    assert both.filter(pl.col("grade_right") < pl.col("grade")).is_empty()
    same_level = both.filter(pl.col("grade_right") == pl.col("grade") + 1)
    assert same_level.filter(pl.col("facility") == pl.col("facility_right")).height == same_level.height
    assert (then.drop_nulls("grade")["since"] >= date(2016, 1, 1)).all()
