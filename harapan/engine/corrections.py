"""A supplementary run (susulan): the frozen snapshot of its own cycle, with single facts corrected afterwards.

Only the families a correction names are computed again. Each correction names the change request it rests on;
the snapshot itself is never touched.
"""

from pathlib import Path

import polars as pl

from harapan.engine.contract import MEMBERS, Table
from harapan.engine.snapshot import BadSnapshot

FIXED = ("family", "member")
"""What no correction may change: who somebody is."""


def corrected(rows: pl.DataFrame, corrections: pl.DataFrame, table: Table) -> pl.DataFrame:
    """The rows of a table with the corrections that concern it. Later change requests win over earlier ones."""
    key = "member" if table is MEMBERS else "family"
    ours = corrections.filter(pl.col("table") == table.name)
    _complain(ours, rows, table, key)
    for fact in ours["fact"].unique().sort():
        values = (
            ours.filter(pl.col("fact") == fact)
            .sort("change_request")
            .unique(key, keep="last", maintain_order=True)
            .select(key, new=_parsed(pl.col("value"), table.columns[fact]), is_new=pl.lit(value=True))
        )
        rows = (
            rows.join(values, on=key, how="left", maintain_order="left")
            .with_columns(pl.when("is_new").then("new").otherwise(fact).alias(fact))
            .drop("new", "is_new")
        )
    return rows


def of_families(rows: pl.DataFrame, those: pl.DataFrame) -> pl.DataFrame:
    """The rows whose family is among those of another table."""
    return rows.join(those.select("family").unique(), on="family", how="semi", maintain_order="left")


def complain_about_strangers(corrections: pl.DataFrame, families: list[Path]) -> None:
    """Refuse corrections of families that no file of the snapshot has."""
    if corrections.is_empty():
        return
    known = pl.scan_parquet(families, hive_partitioning=False, glob=False).select("family")
    strangers = corrections.lazy().join(known, on="family", how="anti").collect()["family"].sort()
    if strangers.len():
        raise BadSnapshot(f"corrections name family {strangers[0]}, which is not in the snapshot")


def _parsed(value: pl.Expr, dtype: type[pl.DataType]) -> pl.Expr:
    if dtype == pl.Boolean:
        return value.replace_strict({"true": True, "false": False}, return_dtype=pl.Boolean)
    return value.str.to_date("%Y-%m-%d") if dtype == pl.Date else value.cast(dtype)


def _complain(corrections: pl.DataFrame, rows: pl.DataFrame, table: Table, key: str) -> None:
    facts = set(table.columns) - set(FIXED)
    if wrong := sorted(set(corrections["fact"]) - facts):
        raise BadSnapshot(f"corrections change {wrong[0]!r}, which is no fact of {table.name}")
    unknown = corrections.filter(pl.col("value").is_null() & ~pl.col("fact").is_in([*table.nullable]))
    if unknown.height:
        raise BadSnapshot(f"corrections make {unknown['fact'][0]} unknown, which {table.name} always know")
    if strangers := sorted(set(corrections[key]) - set(rows[key])):
        raise BadSnapshot(f"corrections name {key} {strangers[0]}, who is not in the snapshot")
