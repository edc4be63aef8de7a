"""What families are paid for, read from the lines of a run: the door for whoever puts it into plain words."""

from dataclasses import dataclass
from pathlib import Path

import polars as pl

from harapan.engine import contract


@dataclass(frozen=True)
class PaidFor:
    """One reason for a family's money: a component with how many members it counts, or a line of the family itself."""

    component: str
    members: int
    rupiah: int


def paid_for(run_folder: Path, regency: str) -> dict[int, list[PaidFor]]:
    """By family of a regency: what moved money, in the order of amounts; nobody where the run has no such regency."""
    path = run_folder / contract.part_path(contract.LINES, regency)
    if not path.exists():
        return {}
    lines = (
        pl.scan_parquet(path, hive_partitioning=False, glob=False)
        .filter(pl.col("paid") != 0)
        .group_by("family", "component")
        .agg(pl.col("member").is_not_null().sum().alias("members"), pl.col("paid").sum().alias("rupiah"))
        .sort("family", -pl.col("rupiah"), "component")
        .collect()
    )
    found: dict[int, list[PaidFor]] = {}
    for family, component, members, rupiah in lines.iter_rows():
        found.setdefault(family, []).append(PaidFor(component, members, rupiah))
    return found
