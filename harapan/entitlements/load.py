"""The one door through which a computed run enters the database, checked against its own control totals."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from harapan.engine import contract
from harapan.engine.consequences import member_in
from harapan.lib.ahead import one_ahead
from harapan.lib.refusals import Refusal
from harapan.registry.actions import Due
from harapan.registry.queries import free_arrears
from harapan.tables.bulk import copy_in
from harapan.tables.partitions import filling

COLUMNS = [
    *("run", "family", "batch", "facilitator", "gross", "deduction", "net", "counted", "months", "quarters_missed"),
    *("paid_through", "warned", "cycle", "village", "bank", "verdict", "proposed", "reason", "review"),
]


class DoesNotAdd(Refusal):
    """A run whose parts do not sum to its manifest: nothing of it is loaded."""


class CannotReadCorrections(Refusal):
    """The table of corrections has another shape."""


@dataclass(frozen=True)
class Wave:
    """Part of a run that travels together: families whose village lies in `area`; the empty area takes the rest."""

    batch: int
    area: str


@dataclass(frozen=True)
class Loaded:
    """Control totals of one wave, counted from what was really loaded."""

    batch: int
    families: int
    paid_families: int
    net: int


def load_entitlements(
    run: int, cycle: str, waves: Sequence[Wave], *, run_folder: Path, snapshot_folder: Path, last_month: date
) -> list[Loaded]:
    """Copy a run's entitlements, a regency at a time, each family joined to its village, bank and facilitator
    of the freeze; with them their sums at village grain. Returns what each wave holds.
    """
    loaded, sums_of_families = [], []
    parts = (_rows(part, run, cycle, waves, last_month) for part in _parts(run_folder, snapshot_folder))
    with filling("entitlements_entitlement", cycle) as table:
        for rows in one_ahead(parts):
            copy_in(table, rows, columns=COLUMNS, frozen=table != "entitlements_entitlement")
            loaded.append(
                rows.group_by("batch").agg(
                    families=pl.len(), paid_families=(pl.col("net") > 0).sum(), net=pl.col("net").sum()
                )
            )
            sums_of_families.append(_family_totals(rows))
    copy_in("entitlements_family_total", pl.concat(sums_of_families))
    sums = pl.concat(loaded).group_by("batch").sum()
    by_batch = {row["batch"]: row for row in sums.iter_rows(named=True)}
    none = {"families": 0, "paid_families": 0, "net": 0}
    return [Loaded(wave.batch, **{key: by_batch.get(wave.batch, none)[key] for key in none}) for wave in waves]


def load_totals(run: int, *, run_folder: Path) -> None:
    """Copy a run's totals at village grain."""
    totals = pl.read_parquet(run_folder / contract.part_path(contract.TOTALS, ""))
    copy_in(
        "entitlements_total",
        totals.select(
            pl.lit(run).alias("run_id"),
            "village",
            "component",
            "bank",
            pl.col("counted").alias("members"),
            pl.col("paid").alias("rupiah"),
        ),
    )


def read_corrections(path: Path) -> pl.DataFrame:
    """A table of corrections from CSV (comma or semicolon). Which facts may be corrected, the engine says."""
    columns = contract.CORRECTIONS.columns
    head = path.read_text(encoding="utf-8-sig", errors="replace").partition("\n")[0]
    try:
        rows = pl.read_csv(path, separator=";" if ";" in head else ",", infer_schema=False)
        return rows.select(*columns).cast(contract.CORRECTIONS.schema)
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException) as trouble:
        raise CannotReadCorrections(
            f"{path.name} harus berupa CSV dengan kolom {', '.join(columns)}: {str(trouble).splitlines()[0]}",
            f"{path.name} must be a CSV with the columns {', '.join(columns)}: {str(trouble).splitlines()[0]}",
        ) from trouble


def corrections_of(run_folder: Path) -> pl.DataFrame | None:
    """The corrections a supplementary run was computed with; None for a main run."""
    path = run_folder / contract.part_path(contract.CORRECTIONS, "")
    return pl.read_parquet(path) if path.exists() else None


def lines_of(run_folder: Path, *, components: Sequence[str]) -> list[dict[str, Any]]:
    """The lines of some components that moved money, over the whole run: few, such as withheld or arrears."""
    totals = pl.scan_parquet(run_folder / contract.part_path(contract.TOTALS, ""))
    if totals.filter(pl.col("component").is_in(components), pl.col("paid") != 0).head(1).collect().is_empty():
        return []  # most runs: the lines of the whole country need not be read
    return (
        pl.scan_parquet(run_folder / "lines" / "**" / "*.parquet", hive_partitioning=False)
        .filter(pl.col("component").is_in(components), pl.col("paid") != 0)
        .collect()
        .to_dicts()
    )


def paid_arrears(run_folder: Path) -> list[Due]:
    """What a run pays of earlier stages."""
    return [due_of(line) for line in lines_of(run_folder, components=("arrears",))]


def due_of(line: Mapping[str, Any]) -> Due:
    """A paid line of arrears, as the registry knows it."""
    _, cycle, component = line["rule"].split(".")[:3]
    member = member_in(line["rule"])
    return Due(line["family"], member, cycle, component, line["paid"], line["source"])


def owed_elsewhere(arrears: pl.DataFrame) -> pl.DataFrame:
    """Of frozen arrears those that are no longer owed as they were, or that another run pays."""
    if arrears.is_empty():
        return contract.SETTLED.empty()
    columns = [*contract.ARREARS.columns]
    free = pl.DataFrame(
        list(free_arrears().values_list(*columns).iterator(chunk_size=50_000)),
        schema=contract.ARREARS.schema,
        orient="row",
    )
    return arrears.join(free, on=columns, how="anti", nulls_equal=True, maintain_order="left")


def _parts(run_folder: Path, snapshot_folder: Path) -> Iterator[pl.DataFrame]:
    for path in sorted((run_folder / "entitlements").rglob("*.parquet")):
        families = pl.read_parquet(
            snapshot_folder / "families" / path.relative_to(run_folder / "entitlements"),
            columns=["family", "village", "bank", "paid_through", "facilitator"],
            hive_partitioning=False,
        )
        entitlements = pl.read_parquet(path, hive_partitioning=False)
        rows = entitlements.join(families, on="family", how="inner", maintain_order="left")
        if rows.height != entitlements.height:
            raise DoesNotAdd(
                f"{path.name}: keluarga hasil hitung tidak sama dengan salinannya",
                f"{path.name}: families of the run are not those of its snapshot",
            )
        yield rows


def _rows(part: pl.DataFrame, run: int, cycle: str, waves: Sequence[Wave], last_month: date) -> pl.DataFrame:
    covered = (pl.col("net") > 0) | (pl.col("deduction") > 0)
    return part.with_columns(
        run=pl.lit(run, pl.Int64),
        cycle=pl.lit(cycle),
        batch=_wave_of(waves),
        counted=pl.col("members_counted"),
        verdict=pl.col("verdict").fill_null(""),
        proposed=pl.col("proposed").fill_null(""),
        reason=pl.col("reason").fill_null(""),
        paid_through=pl.when(covered).then(pl.lit(last_month)).otherwise("paid_through"),
    ).sort("village", "family")


def _family_totals(rows: pl.DataFrame) -> pl.DataFrame:
    """A regency's families by village, facilitator, verdict and reason; no village lies in two regencies."""
    return (
        rows.group_by(pl.col("run").alias("run_id"), "village", "facilitator", "verdict", "reason")
        .agg(
            families=pl.len(),
            owed=(pl.col("net") > 0).sum(),
            gross=pl.col("gross").sum(),
            deduction=pl.col("deduction").sum(),
            net=pl.col("net").sum(),
        )
        .sort("village", "facilitator", "verdict", "reason")
    )


def _wave_of(waves: Sequence[Wave]) -> pl.Expr:
    """The first wave whose area holds the village; longer areas are tried first."""
    chosen = pl.lit(None, pl.Int64)
    for wave in sorted(waves, key=lambda wave: len(wave.area)):
        chosen = pl.when(pl.col("village").str.starts_with(wave.area)).then(pl.lit(wave.batch)).otherwise(chosen)
    return chosen
