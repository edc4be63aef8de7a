"""Schools and health units for made-up people, and who goes to which: made up as well, from dice of their own.

Nothing published says how many pupils of the programme a school has. So each village gets as many primary schools,
pre-schools and posyandu as its members fill, each district its secondary schools and one puskesmas; classes hold about
thirty members. Numbers of schools (NPSN) begin with 9, which no province has; units are called after their area.
"""

from datetime import date
from functools import cache
from typing import Final

import numpy as np
import polars as pl

from harapan import gazetteer
from harapan.population.batch import Schema, shaped
from harapan.population.days import age
from harapan.population.dice import Dice, Ids, Whole
from harapan.population.life import column
from harapan.population.schooling import FIRST_DAY, STARTS, school_year

FACILITIES: Final[Schema] = {
    "code": pl.String,
    "kind": pl.String,  # school | puskesmas | posyandu
    "level": pl.String,  # paud | sd | smp | sma, '' = no school
    "register": pl.String,  # dapodik | emis | pkbm, '' = no school
    "name": pl.String,
    "village": pl.String,
    "latitude": pl.Float64,
    "longitude": pl.Float64,
    "valid_from": pl.Date,
    "valid_to": pl.Date,
}
PLACED: Final[Schema] = {
    "member": pl.Int64,
    "family": pl.Int64,
    "village": pl.String,
    "facilitator": pl.Int64,
    "facility": pl.String,
    "service": pl.String,  # school | health
    "grade": pl.Int16,  # 1 to 12, null = none
    "class_name": pl.String,
    "since": pl.Date,
}

LEVELS: Final = ("paud", "sd", "smp", "sma")
SMALL_CHILD: Final = 7
"""Younger ones who are in no primary school are weighed at the posyandu (early childhood: 0 to 6, domain facts 3.2)."""
ELDER: Final = 60
PER_CLASS: Final = 30
FILLS: Final = {"paud": 40, "sd": 168, "smp": 162, "sma": 162, "posyandu": 80, "puskesmas": 1_000_000}
"""Members of the programme that one facility takes; beyond that the area gets another."""
OF_THE_DISTRICT: Final = ("smp", "sma", "puskesmas")
"""What a district has one of; the others are in every village."""
MOST: Final = 24
"""Of one sort in one area: the last two digits of a number tell level and place."""
TOLD: Final = ("smp", "640206", "30401234")
"""The school of Tenggarong where Nurul of the demo works: the first of its sort there carries her number."""

SAINTS: Final = ["Nurul Huda", "Al-Hidayah", "Darul Ulum", "Miftahul Jannah", "Al-Ikhlas", "Raudhatul Ulum", "As-Salam"]
FLOWERS: Final = ["Melati", "Mawar", "Kenanga", "Anggrek", "Cempaka", "Flamboyan", "Teratai", "Dahlia", "Seroja"]
LETTERS: Final = pl.Series(list("ABCDEFGHIJKLMNOPQRSTUVWXYZ"))
KINDS_OF_SCHOOL: Final = {
    "paud": (("TK", "dapodik", 1.0),),
    "sd": (("SDN", "dapodik", 0.85), ("MI", "emis", 0.15)),
    "smp": (("SMPN", "dapodik", 0.78), ("MTs", "emis", 0.22)),
    "sma": (("SMAN", "dapodik", 0.45), ("SMKN", "dapodik", 0.32), ("MA", "emis", 0.18), ("PKBM", "pkbm", 0.05)),
}
"""What schools of a level are called, where they are registered, and how many of them."""
PRIVATE: Final = ("MI", "MTs", "MA", "PKBM")


def facilities_of(people: pl.DataFrame, standing: pl.DataFrame, day: date, seed: int) -> pl.DataFrame:
    """The facilities that people of some villages need and that are not there yet, in the shape of FACILITIES.

    `people` are those of whole districts: id, family, village, born, school, disability, pregnancy. `standing` is what
    there is: code, kind, level, village. The same people bring the same facilities.
    """
    served = _sorts(people, day)
    needed = served.group_by("sort", "unit").agg(members=pl.len(), villages=pl.col("village").unique().sort())
    sorts = pl.when(pl.col("kind") == "school").then("level").otherwise("kind").alias("sort")
    there = standing.select(sorts, "village").select("sort", _unit()).unique()
    needed = needed.join(there, on=["sort", "unit"], how="anti").sort("unit", "sort")
    fills = pl.col("sort").replace_strict(FILLS, return_dtype=pl.Int64)
    count = ((pl.col("members") + fills - 1) // fills).clip(1, MOST)
    made = (
        needed.with_columns(number=pl.int_ranges(0, count))
        .explode("number")
        .with_columns(village=pl.col("villages").list.get(pl.col("number") % pl.col("villages").list.len()))
    )
    return _named(made.drop("villages", "members"), day, Dice(seed))


def placed(people: pl.DataFrame, facilities: pl.DataFrame, day: date, seed: int) -> pl.DataFrame:
    """Which facility each of these people goes to on a day, in the shape of PLACED; some go to two.

    Siblings of one level share a school. Classes are about thirty.
    """
    dice, begins = Dice(seed), date(school_year(day), *FIRST_DAY)
    sorts = pl.when(pl.col("kind") == "school").then("level").otherwise("kind").alias("sort")
    offered = (
        facilities.sort("code").select("code", sorts, "village").select("code", "sort", _unit())
        .group_by("sort", "unit", maintain_order=True).agg(codes="code")
    )  # fmt: skip
    served = _sorts(people, day).join(offered, on=["sort", "unit"], how="inner", maintain_order="left")
    turn = pl.Series("turn", dice.below(1 << 20, column(served, "family"), "which facility"))
    served = (
        served.with_columns(turn)
        .with_columns(
            facility=pl.col("codes").list.get(pl.col("turn") % pl.col("codes").list.len()),
            grade=pl.Series(_grades(served, day, dice)),
            lot=pl.Series(dice.bits(column(served, "id"), "which class")),
        )
        .with_columns(grade=pl.when(pl.col("sort").is_in(LEVELS[1:])).then("grade"))
    )
    school = pl.col("sort").is_in(LEVELS)
    here = ["facility", "grade"]
    classes = (pl.len().over(here) + PER_CLASS - 1) // PER_CLASS
    place = (pl.col("lot").rank("ordinal").over(here) - 1) % classes
    served = served.with_columns(letter=LETTERS.gather(served.select(place % len(LETTERS)).to_series()))
    return shaped(
        served.select(
            "family",
            "village",
            "facilitator",
            "facility",
            "grade",
            member="id",
            service=pl.when(school).then(pl.lit("school")).otherwise(pl.lit("health")),
            class_name=pl.when(school)
            .then(pl.concat_str(pl.col("grade").cast(pl.String).fill_null(""), "letter"))
            .otherwise(pl.lit("")),
            since=pl.max_horizontal("born", pl.lit(begins)),
        ),
        PLACED,
    ).sort("member", "service")


def _sorts(people: pl.DataFrame, day: date) -> pl.DataFrame:
    """Each person with what they need, a row for each: `sort` is a school's level or a unit's kind; `unit` its area."""
    years = pl.Series(age(number_of_days(people), day))
    school = people.filter(pl.col("school").is_in(LEVELS)).with_columns(sort="school")
    small = (years < SMALL_CHILD) & ~people["school"].is_in(LEVELS[1:])
    cared = (years >= ELDER) | (people["disability"] == "severe")
    health = people.with_columns(
        sort=pl.when(pl.col("pregnancy") > 0)
        .then(pl.lit("puskesmas"))
        .when(small)
        .then(pl.lit("posyandu"))
        .when(cared)
        .then(pl.lit("puskesmas"))
    ).drop_nulls("sort")
    return pl.concat([school, health]).with_columns(_unit())


def number_of_days(people: pl.DataFrame) -> Whole:
    """When people were born, as day numbers."""
    return column(people, "born")


def _unit() -> pl.Expr:
    """The area whose people share facilities of a sort: the district or the village."""
    district = pl.col("sort").is_in(OF_THE_DISTRICT)
    return pl.when(district).then(pl.col("village").str.head(6)).otherwise("village").alias("unit")


def _grades(served: pl.DataFrame, day: date, dice: Dice) -> Whole:
    """Grades 1 to 12 by the dice that sent them to school; where somebody was moved since, the nearest of the level."""
    people: Ids = column(served, "id")
    begins = np.array(list(STARTS))[dice.one_of(list(STARTS.values()), people, "starts school")]
    grade = age(number_of_days(served), date(school_year(day), 7, 1)) - begins + 1
    level = served["sort"]
    low = level.replace_strict({"sd": 1, "smp": 7, "sma": 10}, default=0, return_dtype=pl.Int64).to_numpy()
    high = level.replace_strict({"sd": 6, "smp": 9, "sma": 12}, default=0, return_dtype=pl.Int64).to_numpy()
    return np.clip(grade, low, high)


def _named(made: pl.DataFrame, day: date, dice: Dice) -> pl.DataFrame:
    """Codes, names and places for facilities: sort, unit, number, village."""
    areas = gazetteer.on(day)
    villages = areas.filter(pl.col("level") == "village").select(
        *("latitude", "longitude"), village="code", village_name="name"
    )
    districts = areas.filter(pl.col("level") == "district").select(district="code", district_name="name")
    made = (
        made.with_columns(district=pl.col("village").str.head(6))
        .join(villages, on="village", how="left", maintain_order="left")
        .join(districts, on="district", how="left", maintain_order="left")
        .join(_places(), on="village", how="left", maintain_order="left")
    )
    level = pl.col("sort").replace_strict(
        {name: at for at, name in enumerate(LEVELS)}, default=0, return_dtype=pl.Int64
    )
    made = made.with_columns(key=pl.col("place") * 100 + level * (MOST + 1) + pl.col("number"))
    serial = pl.int_range(1, pl.len() + 1).over("district", "sort", order_by=["village", "number"])
    made = made.with_columns(serial=serial, **_looks(made, dice))
    told_sort, told_unit, told_code = TOLD
    is_told = (pl.col("sort") == told_sort) & (pl.col("unit") == told_unit) & (pl.col("number") == 0)
    number = (pl.col("number") + 1).cast(pl.String)
    school = pl.col("sort").is_in(LEVELS)
    return shaped(
        made.select(
            "village",
            "latitude",
            "longitude",
            code=pl.when(is_told)
            .then(pl.lit(told_code))
            .when(school)
            .then(pl.format("9{}", pl.col("key").cast(pl.String).str.zfill(7)))
            .when(pl.col("sort") == "puskesmas")
            .then(pl.format("PKM-{}", "unit"))
            .otherwise(pl.format("POS-{}-{}", "unit", number)),
            kind=pl.when(school).then(pl.lit("school")).otherwise("sort"),
            level=pl.when(school).then("sort").otherwise(pl.lit("")),
            register=pl.when(school).then("register").otherwise(pl.lit("")),
            name=pl.when(pl.col("sort") == "puskesmas")
            .then(pl.format("Puskesmas {}", "district_name"))
            .when(pl.col("sort") == "posyandu")
            .then(pl.format("Posyandu {} {} {}", "flower", number, "village_name"))
            .when(pl.col("sort") == "paud")
            .then(pl.format("TK {} {} {}", "flower", number, "village_name"))
            .when(pl.col("called").is_in(PRIVATE))
            .then(pl.format("{} {} {}", "called", "saint", "village_name"))
            .when(pl.col("sort") == "sd")
            .then(pl.format("SDN {} {}", pl.col("serial").cast(pl.String).str.zfill(3), "district_name"))
            .otherwise(pl.format("{} {} {}", "called", "serial", "district_name")),
            valid_from=pl.lit(None, pl.Date),
            valid_to=pl.lit(None, pl.Date),
        ),
        FACILITIES,
    ).sort("code")


def _looks(made: pl.DataFrame, dice: Dice) -> dict[str, pl.Series]:
    """How each is called and registered, and the flower or saint it may be named after."""
    keys, sorts = column(made, "key"), made["sort"].to_list()
    called, register = np.full(len(keys), "", dtype=object), np.full(len(keys), "", dtype=object)
    for level, sorts_of_school in KINDS_OF_SCHOOL.items():
        chosen = dice.one_of([share for *_, share in sorts_of_school], keys, f"kind of {level}")
        here = np.array([sort == level for sort in sorts], dtype=bool)
        called[here] = np.array([name for name, *_ in sorts_of_school], dtype=object)[chosen[here]]
        register[here] = np.array([known for _, known, _ in sorts_of_school], dtype=object)[chosen[here]]
    return {
        "called": pl.Series(called.tolist(), dtype=pl.String),
        "register": pl.Series(register.tolist(), dtype=pl.String),
        "flower": pl.Series(FLOWERS).gather(dice.below(len(FLOWERS), keys, "flower of a facility")),
        "saint": pl.Series(SAINTS).gather(dice.below(len(SAINTS), keys, "saint of a school")),
    }


@cache
def _places() -> pl.DataFrame:
    """Every village with its place among all: five digits of a school's number."""
    codes = gazetteer.areas().filter(pl.col("level") == "village").sort("code")["code"]
    return (
        pl.DataFrame({"village": codes.unique(maintain_order=True)})
        .with_row_index("place")
        .with_columns(pl.col("place").cast(pl.Int64))
    )
