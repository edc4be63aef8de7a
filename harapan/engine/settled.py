"""Arrears of a frozen stage that another run pays: a run leaves them out, says which, and is explained without them."""

from pathlib import Path

import polars as pl

from harapan.engine.contract import ARREARS, SETTLED, part_path


def still_owed(arrears: pl.DataFrame, settled: pl.DataFrame | None) -> pl.DataFrame:
    """The arrears without those that are settled: the same row of the contract, to the rupiah."""
    if settled is None or settled.is_empty():
        return arrears
    return arrears.join(settled, on=[*ARREARS.columns], how="anti", nulls_equal=True, maintain_order="left")


def write_settled(folder: Path, settled: pl.DataFrame) -> None:
    """Put what a run left out beside it; nothing where it left nothing out."""
    if settled.height:
        settled.write_parquet(folder / part_path(SETTLED, ""))


def settled_of(folder: Path) -> pl.DataFrame:
    """What a run left out; no rows for most."""
    path = folder / part_path(SETTLED, "")
    return pl.read_parquet(path) if path.exists() else SETTLED.empty()
