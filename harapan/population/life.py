"""What happens between two days: births, deaths, schools, pregnancies, moves, accounts that fall asleep.

The same people and days always bring the same changes, whoever else is in the frames, and told families (flag
`story`) are left alone. A caretaker's death is spared here: what it sets in motion is told by stories.py.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

import numpy as np
import polars as pl

from harapan import gazetteer
from harapan.lib.dates import last_day_of, month_of, months_after
from harapan.population.batch import IN_PROGRAMME, MEMBERS, STORY, Schema, empty, shaped
from harapan.population.days import dates, number_of, years
from harapan.population.dice import Dice, Ids, Whole, Yes
from harapan.population.duties import People
from harapan.population.health import AFTER_BIRTH, TERM, fertility
from harapan.population.names import culture_of, names
from harapan.population.schooling import FIRST_DAY, PUPILS, SCHOOLS, school_on, school_year

PREGNANCIES: Final[Schema] = {"id": pl.Int64, "pregnancy": pl.Int16, "due_on": pl.Date}
DEATHS: Final[Schema] = {"id": pl.Int64, "died_on": pl.Date}
SCHOOL_MOVES: Final[Schema] = {
    "id": pl.Int64,
    "school": pl.String,
    "in_education_register": pl.Boolean,
    "on": pl.Date,
    "school_before": pl.String,
    "register_before": pl.Boolean,
}
REGISTRATIONS: Final[Schema] = {"id": pl.Int64, "registered": pl.Boolean}
MOVES: Final[Schema] = {"id": pl.Int64, "village": pl.String, "on": pl.Date}
CLOSED: Final[Schema] = {"family": pl.Int64, "state": pl.String, "on": pl.Date}

DEATHS_A_YEAR: Final = (
    (0, 1, 0.019),
    (1, 5, 0.002),
    (5, 40, 0.0009),
    (40, 60, 0.005),
    (60, 70, 0.018),
    (70, 80, 0.045),
)
"""From which age, below which age, and which share dies within a year; above, one in eight."""
OLDEST_DIE: Final = 0.125
MOVES_A_MONTH: Final = 0.0008
DORMANT_A_MONTH: Final = 0.0007
NOT_YET_REGISTERED: Final = 0.45
"""Of newborns: on the family card, not yet in the registry; three months later they are."""
REGISTERED_AFTER: Final = 90
BETWEEN_PREGNANCIES: Final = 330
"""Days after a birth in which nobody conceives again."""
PROVINCE: Final = pl.col("village").str.head(2).alias("province")


@dataclass(frozen=True)
class Changes:
    """What happened, as frames a registry can apply set by set. `id` is a member, except in `moves` (a family)."""

    births: pl.DataFrame
    """New members (batch.MEMBERS), numbered from the given id on."""
    pregnancies: pl.DataFrame
    """id, pregnancy, due_on: begun ones; after a birth its day; 42 days later pregnancy 0, the day stays."""
    deaths: pl.DataFrame
    """id, died_on."""
    schools: pl.DataFrame
    """id, school, in_education_register (null until the register knows), on, and what was before."""
    registrations: pl.DataFrame
    """id, registered: children now known to the registry."""
    moves: pl.DataFrame
    """id of the family, its new village (in the same regency), on."""
    accounts: pl.DataFrame
    """family, state (closed: asleep for too long, the bank will send money back), on."""


def changes(people: People, from_day: date, to_day: date, seed: int, *, next_member: int) -> Changes:
    """What happens to these people after `from_day` and until `to_day`.

    `people` are as they stand on `from_day`: families and members in the shape of batch.FAMILIES and batch.MEMBERS.
    New members get the ids from `next_member` on, in the order of mothers.
    """
    dice = Dice(seed)
    families = people.families.filter(
        pl.col("participation").is_in(IN_PROGRAMME), ~pl.col("flags").str.contains(STORY, literal=True)
    )
    members = people.members.filter(pl.col("died_on").is_null()).join(
        families.select(pl.col("id").alias("family"), "caretaker"), on="family", how="inner", maintain_order="left"
    )
    deaths = deaths_of(members, from_day, to_day, dice)
    members = members.join(deaths, on="id", how="anti", maintain_order="left")
    births, delivered = births_of(members, from_day, to_day, next_member, dice)
    return Changes(
        births=births,
        pregnancies=pregnancies_of(members, delivered, from_day, to_day, dice),
        deaths=deaths,
        schools=schools_of(members, from_day, to_day, dice),
        registrations=registrations_of(members, to_day, dice),
        moves=moves_of(families, from_day, to_day, dice),
        accounts=closed_accounts(families, from_day, to_day, dice),
    )


def months_between(from_day: date, to_day: date) -> Iterator[tuple[date, date, str]]:
    """The days after one day and until another, month by month: first day, last day, the month's name for dice."""
    month = month_of(from_day)
    while month <= to_day:
        first, last = max(month, from_day + timedelta(days=1)), min(last_day_of(month), to_day)
        if first <= last:
            yield first, last, f"{month:%Y-%m}"
        month = months_after(month, 1)


def happenings(ids: Ids, a_month: float | np.ndarray, subject: str, from_day: date, to_day: date, dice: Dice) -> Whole:
    """The day on which something with this chance a month first happens to each, -1 where it does not.

    Each month has one roll for a day within it, so two half months bring what the whole one would.
    """
    when = np.full(len(ids), -1)
    for first, last, month in months_between(from_day, to_day):
        day = dice.below(31, ids, f"{subject} on {month}") + number_of(month_of(first))
        hit = dice.happens(a_month, ids, f"{subject} {month}")
        inside = (day >= number_of(first)) & (day <= number_of(last))
        when = np.where((when < 0) & hit & inside, day, when)
    return when


def column(frame: pl.DataFrame, name: str) -> Whole:
    """A column of days or ids as whole numbers, -1 where null."""
    kind = frame.schema[name]
    series = frame[name].cast(pl.Int32) if kind == pl.Date else frame[name]
    return series.cast(pl.Int64).fill_null(-1).to_numpy()


def deaths_of(members: pl.DataFrame, from_day: date, to_day: date, dice: Dice) -> pl.DataFrame:
    """Who dies when, by age; caretakers and mothers-to-be are spared."""
    ids, ages = column(members, "id"), number_of(to_day) - column(members, "born")
    bands = [(ages >= years(low)) & (ages < years(high)) for low, high, _ in DEATHS_A_YEAR]
    a_month = np.select(bands, [share for _, _, share in DEATHS_A_YEAR], OLDEST_DIE) / 12
    spared = (members["caretaker"] == members["id"]).fill_null(False) | (members["pregnancy"] > 0)
    when = happenings(ids, a_month, "death", from_day, to_day, dice)
    died = (when >= 0) & ~spared.to_numpy() & (when >= column(members, "born"))
    return pl.DataFrame({"id": ids[died], "died_on": dates(when[died])}, schema=dict(DEATHS))


def births_of(
    members: pl.DataFrame, from_day: date, to_day: date, next_member: int, dice: Dice
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The children born, and their mothers with the day: id, born."""
    due = pl.col("due_on")
    mothers = members.filter(pl.col("pregnancy") > 0, due > from_day, due <= to_day)
    delivered = mothers.select("id", "pregnancy", born="due_on")
    if mothers.is_empty():
        return empty(MEMBERS), delivered
    ids = next_member + np.arange(mothers.height)
    mother = column(mothers, "id")
    girl = dice.happens(0.49, mother, f"girl {to_day.year}")
    born_name = pl.concat(
        named(part, mother, girl, dice)
        for part in mothers.with_row_index("at").with_columns(PROVINCE).partition_by("province", maintain_order=True)
    )
    children = mothers.select(
        "family",
        "village",
        id=pl.Series(ids),
        name=born_name.sort("at")["name"],
        nik=pl.lit(None, pl.String),
        born="due_on",
        sex=pl.Series(["M", "F"]).gather(girl.astype(np.int64)),
        relation=pl.when(pl.col("relation") == "child").then(pl.lit("grandchild")).otherwise(pl.lit("child")),
        mother_name="name",
        pregnancy=pl.lit(0),
        due_on=pl.lit(None, pl.Date),
        school=pl.lit(""),
        in_education_register=pl.lit(None, pl.Boolean),
        disability=pl.lit(""),
        rights_victim=pl.lit(False),
        registered=pl.Series(~dice.happens(NOT_YET_REGISTERED, mother, f"registered {to_day.year}")),
        at_home=pl.lit(True),
        excluded_occupation=pl.lit(False),
        died_on=pl.lit(None, pl.Date),
        phone=pl.lit(""),
    )
    return shaped(children, MEMBERS), delivered


def named(part: pl.DataFrame, mother: Whole, girl: Yes, dice: Dice) -> pl.DataFrame:
    """Names for the newborn of one province: at (place among the mothers), name."""
    at = part["at"].to_numpy()
    family = column(part, "family")
    culture = culture_of(dice, family, part["village"][0][:2])
    name = names(dice, mother[at], family, culture, girl[at], np.zeros(len(at), dtype=bool), "newborn")
    return pl.DataFrame({"at": part["at"], "name": name})


def pregnancies_of(
    members: pl.DataFrame, delivered: pl.DataFrame, from_day: date, to_day: date, dice: Dice
) -> pl.DataFrame:
    """Pregnancies begun, and those whose 42 days after the birth are over."""
    over = members.filter(pl.col("pregnancy") > 0, pl.col("due_on") < to_day - timedelta(days=AFTER_BIRTH))
    children = members.group_by("family", name="mother_name").agg(children=pl.len())
    could = members.filter(
        pl.col("sex") == "F",
        pl.col("pregnancy") == 0,
        pl.col("relation").is_in(["head", "spouse"]) | (pl.col("caretaker") == pl.col("id")),
        pl.col("at_home"),
        pl.col("due_on").is_null() | (pl.col("due_on") < from_day - timedelta(days=BETWEEN_PREGNANCIES)),
        ~pl.col("id").is_in(delivered["id"].implode()),
    ).join(children, on=["family", "name"], how="left", maintain_order="left")
    ids = column(could, "id")
    a_month = fertility(number_of(from_day) - column(could, "born")) / 9
    when = happenings(ids, a_month, "conception", from_day, to_day, dice)
    begun = could.select(
        "id",
        pregnancy=pl.col("children").fill_null(0) + 1,
        due_on=pl.Series(dates(when + TERM)),
    ).filter(pl.Series(when >= 0))
    ended = over.select("id", "due_on", pregnancy=pl.lit(0))
    return pl.concat([shaped(begun, PREGNANCIES), shaped(ended, PREGNANCIES)]).sort("id")


def schools_of(members: pl.DataFrame, from_day: date, to_day: date, dice: Dice) -> pl.DataFrame:
    """Who begins, changes or leaves school when a school year begins between the two days.

    Only those move who are where the dice left them: what people have since changed by hand is not undone.
    """
    if school_year(from_day) == school_year(to_day):
        return empty(SCHOOL_MOVES)
    ids, born = column(members, "id"), column(members, "born")
    severe = (members["disability"] == "severe").to_numpy()
    before = pl.Series(SCHOOLS).gather(school_on(dice, ids, born, severe, from_day))
    after = pl.Series(SCHOOLS).gather(school_on(dice, ids, born, severe, to_day))
    found = dice.one_of((0.90, 0.02, 0.08), ids, f"register {school_year(to_day)}")
    register = pl.Series(found).replace_strict({0: True, 1: False, 2: None}, return_dtype=pl.Boolean)
    moved = pl.Series((members["school"] == before) & (before != after))
    return shaped(
        members.select(
            "id",
            school=after,
            in_education_register=register.set(~after.is_in(PUPILS), None),
            on=pl.lit(date(school_year(to_day), *FIRST_DAY)),
            school_before="school",
            register_before="in_education_register",
        ).filter(moved),
        SCHOOL_MOVES,
    )


def registrations_of(members: pl.DataFrame, to_day: date, dice: Dice) -> pl.DataFrame:
    """Small children the registry has come to know."""
    small = pl.col("born") > to_day - timedelta(days=years(2))
    found = members.filter(~pl.col("registered"), small, pl.col("born") <= to_day - timedelta(days=REGISTERED_AFTER))
    soon = pl.Series(dice.happens(0.9, column(found, "id"), "registered late"))
    return shaped(found.filter(soon).select("id", registered=pl.lit(True)), REGISTRATIONS)


def moves_of(families: pl.DataFrame, from_day: date, to_day: date, dice: Dice) -> pl.DataFrame:
    """Families that move to another village of their regency."""
    ids = column(families, "id")
    when = happenings(ids, MOVES_A_MONTH, "move", from_day, to_day, dice)
    moving = families.select("id", "village", regency=pl.col("village").str.head(4), on=pl.Series(dates(when)))
    moving = moving.filter(pl.Series(when >= 0))
    if moving.is_empty():
        return empty(MOVES)
    villages = (
        gazetteer.on(to_day)
        .filter(pl.col("level") == "village")
        .group_by(regency=pl.col("code").str.head(4), maintain_order=True)
        .agg(there="code")
    )
    lot = pl.Series("lot", dice.below(1 << 20, column(moving, "id"), "where to"))
    there = moving.with_columns(lot).join(villages, on="regency", how="inner", maintain_order="left")
    chosen = there.with_columns(new=pl.col("there").list.get(pl.col("lot") % pl.col("there").list.len()))
    return shaped(chosen.filter(pl.col("new") != pl.col("village")).select("id", "on", village="new"), MOVES)


def closed_accounts(families: pl.DataFrame, from_day: date, to_day: date, dice: Dice) -> pl.DataFrame:
    """Families whose account the bank closes because nothing moved on it."""
    held = families.filter(pl.col("channel") == "bank", pl.col("paid_through").is_not_null())
    when = happenings(column(held, "id"), DORMANT_A_MONTH, "dormant", from_day, to_day, dice)
    closed = held.select(family="id", state=pl.lit("closed"), on=pl.Series(dates(when)))
    return shaped(closed.filter(pl.Series(when >= 0)), CLOSED)
