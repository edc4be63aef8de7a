"""A run: a snapshot and an edition in, a folder of lines, entitlements, totals and a manifest out.

A few regencies at a time, so that memory stays flat whatever the country's size. The manifest comes last, by rename:
a folder without one is not a run.
"""

import shutil
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

import polars as pl

from harapan.engine.book import Book, Computed, RunManifest, read_manifest, read_part, sums_of, totals_of, write_part
from harapan.engine.compute import compute
from harapan.engine.contract import CORRECTIONS, ENTITLEMENTS, FAMILIES, LINES, MEMBERS, OBSERVATIONS, SETTLED, Table
from harapan.engine.corrections import complain_about_strangers, corrected, of_families
from harapan.engine.digests import Text, in_key_order, text_of
from harapan.engine.engines import Engine, engine_named
from harapan.engine.frames import Frames
from harapan.engine.settled import still_owed
from harapan.engine.snapshot import (
    Part,
    SmallTables,
    Snapshot,
    complain_about_shape,
    complain_about_words,
    open_snapshot,
    small_tables,
)
from harapan.lib.progress import Progress, silent
from harapan.policy.edition import Edition

__all__ = ["RunManifest", "read_manifest", "read_part", "run"]

FAMILIES_AT_ONCE = 250_000
"""Families computed together, where regencies are small."""


@dataclass(frozen=True)
class Job:
    """What all batches of a run have in common."""

    source: Snapshot
    small: SmallTables
    corrections: pl.DataFrame
    settled: pl.DataFrame
    edition: Edition
    engine: Engine
    out: Path


def run(
    snapshot: Path,
    edition: Edition,
    out: Path,
    *,
    engine: str = "polars",
    progress: Progress = silent,
    corrections: pl.DataFrame | None = None,
    settled: pl.DataFrame | None = None,
) -> RunManifest:
    """Compute every family of a snapshot into the folder `out`; what an earlier attempt left there is replaced.

    With `corrections` (the contract's table) it is a supplementary run: only the families they name, corrected.
    `settled` (the contract's table) are arrears of the snapshot that it leaves out, since another run pays them.
    Raises BadSnapshot when a file is not what was frozen. `progress` hears families as they are done.
    """
    source = open_snapshot(Path(snapshot), edition)
    small = small_tables(source, edition)
    left_out = SETTLED.empty() if settled is None else settled
    job = Job(source, small, _all_corrections(small, corrections), left_out, edition, engine_named(engine), out)
    complain_about_strangers(job.corrections, [part.families for part in source.parts_in_family_order()])
    _clear(out)
    book = Book(out)
    for computed in _computed(job):
        book.enter(computed)
        progress(sum(part.rows for part in computed.batch))
    return book.close(source, edition, engine, job.corrections, job.settled)


def _all_corrections(small: SmallTables, more: pl.DataFrame | None) -> pl.DataFrame:
    if more is None:
        return small.corrections
    return pl.concat([small.corrections, more.select(*CORRECTIONS.columns).cast(CORRECTIONS.schema)])


def _clear(out: Path) -> None:
    (out / "manifest.json").unlink(missing_ok=True)
    for table in (LINES, ENTITLEMENTS):
        shutil.rmtree(out / table.name, ignore_errors=True)
    out.mkdir(parents=True, exist_ok=True)


def _computed(job: Job) -> Iterator[Computed]:
    """The batches in order, a few at a time; never more in memory than are being computed."""
    with ThreadPoolExecutor(job.engine.parallel) as pool:
        waiting: list[Future[Computed]] = []
        for batch in batches(job.source.parts_in_family_order()):
            waiting.append(pool.submit(_compute_batch, job, batch))
            if len(waiting) > job.engine.parallel:
                yield waiting.pop(0).result()
        for computed in waiting:
            yield computed.result()


def batches(parts: Iterable[Part]) -> Iterator[list[Part]]:
    """Neighbouring regencies together, up to FAMILIES_AT_ONCE: a plan costs the same for few as for many.

    Only parts whose families do not overlap go together, so that results can be cut apart again.
    """
    batch: list[Part] = []
    for part in parts:
        overlaps = any(part.rows and each.rows and part.first <= each.last for each in batch)
        if overlaps or sum(each.rows for each in batch) + part.rows > FAMILIES_AT_ONCE:
            yield from [batch] if batch else []
            batch = []
        batch.append(part)
    yield from [batch] if batch else []


def _compute_batch(job: Job, batch: list[Part]) -> Computed:
    families = _checked_families(job, batch)
    lines, entitlements = job.engine.collect(compute(_frames(job, batch, families), job.edition))
    tables = {LINES: in_key_order(lines, LINES), ENTITLEMENTS: in_key_order(entitlements, ENTITLEMENTS)}
    return Computed(
        batch,
        [
            write_part(job.out, table, part.regency, piece)
            for table, rows in tables.items()
            for part, piece in zip(batch, _cut(rows, batch), strict=True)
        ],
        [*_texts(tables, batch)],
        totals_of(lines, families),
        sums_of(entitlements),
    )


def _checked_families(job: Job, batch: list[Part]) -> pl.DataFrame:
    """The families of a batch, after every file of it has been checked."""
    for part in batch:
        for table, path in ((FAMILIES, part.families), (MEMBERS, part.members), (OBSERVATIONS, part.observations)):
            complain_about_shape(job.source.verified(path), table)
    families = _read([part.families for part in batch], FAMILIES)
    if job.corrections.height:
        families = of_families(families, job.corrections)
        families = corrected(families, of_families(job.corrections, families), FAMILIES)
    complain_about_words(families, batch, job.edition)
    return families


def _frames(job: Job, batch: list[Part], families: pl.DataFrame) -> Frames:
    engine, small = job.engine, job.small
    members = engine.scan([part.members for part in batch])
    if job.corrections.height:
        rows = of_families(_read([part.members for part in batch], MEMBERS), families)
        members = engine.lift(corrected(rows, of_families(job.corrections, families), MEMBERS))
    return Frames(
        families=engine.lift(families),
        members=members,
        observations=engine.scan([part.observations for part in batch]),
        lift=engine.lift,
        keep=engine.keep,
        only=engine.only,
        waivers=small.waivers_in([part.regency for part in batch]),
        withholdings=small.withholdings.join(families, on="family", how="semi"),
        arrears=still_owed(small.arrears.join(families, on="family", how="semi"), job.settled),
    )


def _read(paths: list[Path], table: Table) -> pl.DataFrame:
    return pl.read_parquet(paths, columns=[*table.columns], hive_partitioning=False, glob=False)


def _cut(rows: pl.DataFrame, batch: list[Part]) -> Iterator[pl.DataFrame]:
    """Rows in family order, regency by regency again."""
    ends = [*rows["family"].search_sorted(pl.Series([part.first for part in batch[1:]], dtype=pl.Int64)), rows.height]
    start = 0
    for end in ends:
        yield rows[start:end]
        start = end


def _texts(tables: Mapping[Table, pl.DataFrame], batch: list[Part]) -> Iterator[tuple[Table, str, Text]]:
    """What is hashed: each table's rows, province by province."""
    for table, rows in tables.items():
        pieces = zip(batch, _cut(rows, batch), strict=True)
        for province, those in groupby(pieces, key=lambda piece: piece[0].province):
            yield table, province, text_of(pl.concat([rows for _, rows in those]), table)
