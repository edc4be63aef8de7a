"""How a child grows, by the WHO Child Growth Standards (2006): from millimetres and grams to z-scores and words.

Frames in, frames out; nothing of the database. A z-score is kept in hundredths of a standard deviation, as a whole
number, rounded as the WHO's own programs round it before they compare.
"""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Final

import polars as pl

from harapan.ui.words import Words

HERE: Final = Path(__file__).parent
LAST_DAY: Final = 1826
"""The last day of age the standards know: five years."""
STANDING_FROM: Final = 731
"""From this day of age children are measured standing."""
LYING_IS_LONGER: Final = 7
"""Millimetres by which a child is longer lying than standing."""
INDICES: Final = ("height", "weight", "wasting")
NOT_BELIEVED: Final = "odd"
LOW: Final = ("severe", "low")
"""The two words that count as stunted, underweight or wasted."""
FARTHEST: Final = 9_999
"""No z-score is kept farther away than this."""


@dataclass(frozen=True)
class Word:
    """One word for a range of z-scores; `below` is where it ends, in hundredths of an SD, or nothing."""

    name: str
    below: int | None
    words: Words
    tone: str


@dataclass(frozen=True)
class Index:
    """One way to look at a child: what it is called, who says so, and its words from low to high."""

    title: Words
    source: str
    confidence: str
    lowest: int
    highest: int
    words: tuple[Word, ...]


@dataclass(frozen=True)
class Watch:
    """When somebody should look at a child whose status alone says nothing yet."""

    source: str
    confidence: str
    days_between: int
    weighings_without_gain: int
    fall: int
    fall_within_days: int


@dataclass(frozen=True)
class AskedBack:
    """What is measured again before it is believed: a weight lost since the last weighing, a child grown shorter."""

    source: str
    confidence: str
    loss_percent: int
    shorter_millimetres: int


@cache
def indices() -> dict[str, Index]:
    """Height for age, weight for age, weight for height, with their words and bounds."""
    told = _told()
    return {name: _index(told[name]) for name in INDICES}


@cache
def watch() -> Watch:
    """When a facilitator is told."""
    return Watch(**_told()["watch"])


@cache
def asked_back() -> AskedBack:
    """When somebody who types a measurement is asked to look again."""
    return AskedBack(**_told()["asked_back"])


def status_words(index: str, status: str) -> Words:
    """The words of a status: `severe` of `height` is "sangat pendek"."""
    if status == NOT_BELIEVED:
        return Words(**_told()["not_believed"])
    return _named(index)[status].words


def status_tone(index: str, status: str) -> str:
    """How bad it is: a class of tags."""
    return "quiet" if status == NOT_BELIEVED else _named(index)[status].tone


@cache
def _named(index: str) -> dict[str, Word]:
    return {word.name: word for word in indices()[index].words}


@cache
def _told() -> dict[str, dict]:
    return tomllib.loads((HERE / "growth.toml").read_text())


def _index(told: dict) -> Index:
    words = tuple(
        Word(one["name"], one.get("below"), Words(one["id"], one["en"]), one["tone"]) for one in told["words"]
    )
    return Index(Words(**told["title"]), told["source"], told["confidence"], told["from"], told["upto"], words)


@cache
def standards() -> pl.DataFrame:
    """The published tables: standard, sex, at (day of age or millimetre), l, m, s."""
    kinds = {"standard": pl.String, "sex": pl.String, "at": pl.Int64, "l": pl.Float64, "m": pl.Float64, "s": pl.Float64}
    return pl.read_csv(HERE / "data" / "who2006.csv.gz", schema=kinds)


def assessed(measured: pl.DataFrame) -> pl.DataFrame:
    """Add z-scores and statuses to measurements.

    Takes sex (`F`, `M`), born, measured_on, millimetres, grams (null: not measured) and lying (null: as usual at that
    age), in any number of rows, and keeps all other columns. Adds `height_z`, `weight_z`, `wasting_z` in hundredths of
    an SD and `height`, `weight`, `wasting`, the names of their words; null where nothing can be said.
    """
    rows = measured.with_columns(_age=(pl.col("measured_on") - pl.col("born")).dt.total_days())
    rows = rows.with_columns(_length=as_measured_at_that_age().cast(pl.Int64))
    young, known = pl.col("_age") < STANDING_FROM, pl.col("_age").is_between(0, LAST_DAY)
    by_length = pl.when(young).then(pl.lit("weight_for_length")).otherwise(pl.lit("weight_for_height"))
    rows = _scored(rows, "height", pl.lit("height_for_age"), pl.col("_age"), pl.col("_length") / 10)
    rows = _scored(rows, "weight", pl.lit("weight_for_age"), pl.col("_age"), pl.col("grams") / 1000)
    rows = _scored(rows, "wasting", by_length, pl.col("_length"), pl.col("grams") / 1000)
    rows = rows.with_columns(pl.when(known).then(pl.col(f"{index}_z")).alias(f"{index}_z") for index in INDICES)
    return rows.with_columns(_status(index).alias(index) for index in INDICES).drop("_age", "_length")


MEASURED: Final = {
    "sex": pl.String,
    "born": pl.Date,
    "measured_on": pl.Date,
    "millimetres": pl.Int64,
    "grams": pl.Int64,
    "lying": pl.Boolean,
}


def statuses_of_all(measured: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """What `assessed` says of a few measurements: `height`, `weight`, `wasting` of each, in the same order."""
    frame = pl.DataFrame([[one[name] for name in MEASURED] for one in measured], schema=MEASURED, orient="row")
    return assessed(frame).select(INDICES).to_dicts()


def as_measured_at_that_age() -> pl.Expr:
    """Millimetres as the standard for that age wants them: lying before two years, standing from then on."""
    young = pl.col("_age") < STANDING_FROM
    lying = pl.col("lying").fill_null(young)
    more = pl.when(young & ~lying).then(LYING_IS_LONGER).when(~young & lying).then(-LYING_IS_LONGER).otherwise(0)
    return pl.col("millimetres") + more


def _scored(rows: pl.DataFrame, index: str, standard: pl.Expr, at: pl.Expr, value: pl.Expr) -> pl.DataFrame:
    """Join the row of the table and turn a value (cm or kg) into hundredths of an SD."""
    rows = rows.with_columns(standard=standard, at=at.cast(pl.Int64), _value=value).join(
        standards(), on=["standard", "sex", "at"], how="left", maintain_order="left"
    )
    score = z_score(pl.col("_value"), straight=index == "height")
    kept = (score * 100).round(0).clip(-FARTHEST, FARTHEST).cast(pl.Int16)
    return rows.with_columns(kept.alias(f"{index}_z")).drop("standard", "at", "_value", "l", "m", "s")


def z_score(value: pl.Expr, *, straight: bool = False) -> pl.Expr:
    """The LMS formula; weights go on in equal steps beyond 3 SD, as the WHO does since extreme weights are skewed."""
    l, m, s = pl.col("l"), pl.col("m"), pl.col("s")  # noqa: E741 - they are called so wherever they are printed
    plain = ((value / m) ** l - 1) / (l * s)
    if straight:
        return plain
    upper, lower = value_at(3), value_at(-3)
    return (
        pl.when(plain > 3)
        .then(3 + (value - upper) / (upper - value_at(2)))
        .when(plain < -3)
        .then(-3 + (value - lower) / (value_at(-2) - lower))
        .otherwise(plain)
    )


def value_at_hundredths(z: pl.Expr) -> pl.Expr:
    """The same for hundredths of an SD, row by row."""
    return value_at(z / 100)


def value_at(z: float | pl.Expr) -> pl.Expr:
    """The value (cm or kg) at a z-score, for a row of the tables."""
    return pl.col("m") * (1 + pl.col("l") * pl.col("s") * z) ** (1 / pl.col("l"))


def _status(index: str) -> pl.Expr:
    """The word for a z-score; beyond what can be believed, `odd`."""
    score, told = pl.col(f"{index}_z"), indices()[index]
    word: pl.Expr = pl.lit(told.words[-1].name)
    for one in reversed(told.words[:-1]):
        word = pl.when(score < one.below).then(pl.lit(one.name)).otherwise(word)
    odd = ~score.is_between(told.lowest, told.highest)
    return pl.when(score.is_null()).then(None).when(odd).then(pl.lit(NOT_BELIEVED)).otherwise(word)


def curve(standard: str, sex: str, z: float, days: range) -> list[tuple[int, float]]:
    """Points (day of age, cm or kg) of one line of a chart, for the days asked for."""
    rows = standards().filter(standard=standard, sex=sex).filter(pl.col("at").is_in(list(days)))
    return list(rows.select("at", value_at(z)).iter_rows())


def age_in_days(born: date, on: date) -> int:
    """Whole days since birth."""
    return (on - born).days
