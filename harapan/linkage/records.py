"""Records of people as they are compared: folded names, dates in parts, missing values that are really missing."""

from collections.abc import Mapping
from typing import Final, TypeAlias

import polars as pl

from harapan.linkage.names import fold

Schema: TypeAlias = Mapping[str, type[pl.DataType]]

RECORDS: Final[Schema] = {
    "id": pl.Int64,  # unique
    "family": pl.Int64,
    "village": pl.String,  # 10 digits
    "name": pl.String,
    "nik": pl.String,  # null = missing
    "card": pl.String,  # null = missing
    "born": pl.Date,
    "sex": pl.String,  # F | M
    "mother": pl.String,  # '' = unknown
}


def prepared(records: pl.DataFrame) -> pl.DataFrame:
    """RECORDS in; out comes what comparisons look at. Shape: as many rows.

    `turned` is the same for a date and for the one with day and month changed places.
    """
    records = records.select(pl.col(name).cast(kind) for name, kind in RECORDS.items())
    names, mothers, born = fold(records["name"]), fold(records["mother"]), pl.col("born").dt
    return records.select(
        "id",
        "family",
        "village",
        pl.col("village").str.head(6).alias("district"),
        pl.col("village").str.head(4).alias("regency"),
        _known(names["folded"]).alias("name"),
        _known(names["key"]).alias("name_key"),
        _known(names["longest"]).alias("name_longest"),
        _known(mothers["folded"]).alias("mother"),
        _known(mothers["key"]).alias("mother_key"),
        "nik",
        "card",
        born.to_string("%Y-%m-%d").alias("born"),
        born.year().alias("born_year"),
        pl.format(
            "{}-{}-{}",
            born.year(),
            pl.min_horizontal(born.month(), born.day()),
            pl.max_horizontal(born.month(), born.day()),
        ).alias("born_turned"),
        (born.to_string("%m-%d") == "01-01").alias("born_in_some_year"),
        "sex",
    )


def _known(texts: pl.Series) -> pl.Expr:
    return pl.when(texts != "").then(texts)
