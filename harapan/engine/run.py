"""A run: a snapshot and an edition in, a folder of lines, entitlements, totals and a manifest out.

A few regencies at a time, so that memory stays flat whatever the country's size. The manifest comes last, by rename:
a folder without one is not a run.
"""

import json
import platform
import shutil
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import asdict, dataclass
from importlib.metadata import version
from itertools import groupby
from pathlib import Path
from typing import Any

import polars as pl
import pyarrow.parquet

from harapan.engine.compute import compute
from harapan.engine.contract import (
    ENTITLEMENTS,
    FAMILIES,
    LINES,
    MEMBERS,
    OBSERVATIONS,
    SCHEMA_VERSION,
    TOTALS,
    Table,
    part_path,
)
from harapan.engine.digests import (
    ProvinceDigest,
    Text,
    digest_of_digests,
    digest_of_tables,
    in_key_order,
    province_digest,
    text_of,
)
from harapan.engine.engines import Engine, engine_named
from harapan.engine.frames import Frames
from harapan.engine.snapshot import (
    Part,
    SmallTables,
    Snapshot,
    complain_about_shape,
    complain_about_words,
    open_snapshot,
    small_tables,
)
from harapan.lib.digests import file_digest
from harapan.lib.progress import Progress, silent
from harapan.policy.edition import Edition

FAMILIES_AT_ONCE = 250_000
"""Families computed together, where regencies are small."""


@dataclass(frozen=True)
class RunManifest:
    """What a run read, by which law, on which engine, and what came out. Written as manifest.json."""

    cycle: str
    edition: str
    """Digest of the edition, which lies beside as edition.json."""
    snapshot: str
    """Content digest of the snapshot."""
    engine: str
    versions: dict[str, str]
    files: list[dict[str, Any]]
    """path, sha256, rows."""
    content: dict[str, str]
    """Content digest by table, and `all`: equal for equal results, on every engine and in every year."""
    counts: dict[str, int]
    totals: dict[str, int]
    """families, paid_families, members, gross, deduction, net."""
    schema: int = SCHEMA_VERSION
    kind: str = "run"

    @property
    def digest(self) -> str:
        return self.content["all"]


@dataclass(frozen=True)
class Computed:
    """A batch's results, written and ready to hash."""

    batch: list[Part]
    files: list[dict[str, Any]]
    texts: list[tuple[Table, str, Text]]
    """By table and province."""
    totals: pl.DataFrame
    sums: dict[str, int]


def run(
    snapshot: Path, edition: Edition, out: Path, *, engine: str = "polars", progress: Progress = silent
) -> RunManifest:
    """Compute every family of a snapshot into the folder `out`; what an earlier attempt left there is replaced.

    Raises BadSnapshot when a file is not what was frozen. `progress` hears families as they are done.
    """
    source = open_snapshot(Path(snapshot), edition)
    small = small_tables(source, edition)
    machine = engine_named(engine)
    _clear(out)
    book = Book(out)
    for computed in _computed(source, small, edition, out, machine):
        book.enter(computed)
        progress(sum(part.rows for part in computed.batch))
    return book.close(source, edition, engine)


def _clear(out: Path) -> None:
    (out / "manifest.json").unlink(missing_ok=True)
    for table in (LINES, ENTITLEMENTS):
        shutil.rmtree(out / table.name, ignore_errors=True)
    out.mkdir(parents=True, exist_ok=True)


def _computed(source: Snapshot, small: SmallTables, edition: Edition, out: Path, engine: Engine) -> Iterator[Computed]:
    """The batches in order, a few at a time; never more in memory than are being computed."""
    with ThreadPoolExecutor(engine.parallel) as pool:
        waiting: list[Future[Computed]] = []
        for batch in batches(source.parts_in_family_order()):
            waiting.append(pool.submit(_compute_batch, source, batch, small, edition, out, engine))
            if len(waiting) > engine.parallel:
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


def _compute_batch(
    source: Snapshot, batch: list[Part], small: SmallTables, edition: Edition, out: Path, engine: Engine
) -> Computed:
    for part in batch:
        for table, path in ((FAMILIES, part.families), (MEMBERS, part.members), (OBSERVATIONS, part.observations)):
            complain_about_shape(source.verified(path), table)
    families = pl.read_parquet(
        [part.families for part in batch], columns=[*FAMILIES.columns], hive_partitioning=False, glob=False
    )
    complain_about_words(families, batch, edition)
    frames = Frames(
        families=engine.scan([part.families for part in batch]),
        members=engine.scan([part.members for part in batch]),
        observations=engine.scan([part.observations for part in batch]),
        lift=engine.lift,
        keep=engine.keep,
        only=engine.only,
        waivers=small.waivers_in([part.regency for part in batch]),
        withholdings=small.withholdings.join(families, on="family", how="semi"),
        arrears=small.arrears.join(families, on="family", how="semi"),
    )
    lines, entitlements = engine.collect(compute(frames, edition))
    tables = {LINES: in_key_order(lines, LINES), ENTITLEMENTS: in_key_order(entitlements, ENTITLEMENTS)}
    return Computed(
        batch,
        [
            _write(out, table, part.regency, piece)
            for table, rows in tables.items()
            for part, piece in zip(batch, _cut(rows, batch), strict=True)
        ],
        [*_texts(tables, batch)],
        totals_of(lines, families),
        _sums(entitlements),
    )


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


def totals_of(lines: pl.DataFrame, families: pl.DataFrame) -> pl.DataFrame:
    """Lines, counted and rupiah paid by village, component and bank: the `totals` table of a batch.

    Words become numbers (Enum) meanwhile: as strings they would cost more than all the rules.
    """
    places = families.select("family", _as_enum(families, "village"), _as_enum(families, "bank"))
    return (
        lines.select("family", _as_enum(lines, "component"), "counted", "paid")
        .join(places, on="family")
        .group_by("village", "component", "bank")
        .agg(
            pl.len().cast(pl.Int64).alias("lines"),
            pl.col("counted").sum().cast(pl.Int64),
            pl.col("paid").sum().cast(pl.Int64),
        )
        .with_columns(pl.col("village", "component", "bank").cast(pl.String))
    )


def _as_enum(rows: pl.DataFrame, name: str) -> pl.Expr:
    return pl.col(name) if rows[name].dtype == pl.Enum else pl.col(name).cast(pl.Enum(rows[name].unique().sort()))


class Book:
    """Keeps account of a run while its batches come in, and closes it with the manifest."""

    def __init__(self, out: Path) -> None:
        self.out = out
        self.files: list[dict[str, Any]] = []
        self.digests: dict[str, dict[str, ProvinceDigest]] = {LINES.name: {}, ENTITLEMENTS.name: {}}
        self.totals: list[pl.DataFrame] = []
        self.sums: Counter[str] = Counter()

    def enter(self, computed: Computed) -> None:
        """Take in a batch; those of a province come one after the other, in the order of their families."""
        self.files += computed.files
        self.totals.append(computed.totals)
        self.sums.update(computed.sums)
        for table, province, text in computed.texts:
            digest = self.digests[table.name].setdefault(province, self._digest(table, province))
            digest.add(text)

    def close(self, source: Snapshot, edition: Edition, engine: str) -> RunManifest:
        """Write totals, edition and, last, the manifest."""
        totals = in_key_order(_added_up(self.totals), TOTALS)
        self.files.append(_write(self.out, TOTALS, "", totals))
        (self.out / "edition.json").write_text(edition.to_json(), encoding="utf-8")
        content = {
            name: digest_of_digests(digest.hexdigest() for digest in provinces.values())
            for name, provinces in self.digests.items()
        }
        content[TOTALS.name] = digest_of_digests([province_digest([totals], TOTALS)])
        content["all"] = digest_of_tables(content)
        manifest = RunManifest(
            cycle=edition.cycle,
            edition=edition.digest,
            snapshot=source.content["all"],
            engine=engine,
            versions=_versions(engine),
            files=sorted(self.files, key=lambda file: str(file["path"])),
            content=content,
            counts=_rows_by_table(self.files),
            totals=dict(self.sums),
        )
        _write_last(self.out / "manifest.json", json.dumps(asdict(manifest), indent=1, sort_keys=True) + "\n")
        return manifest

    def _digest(self, table: Table, province: str) -> ProvinceDigest:
        folder = self.out / table.name / f"province={province}"
        return ProvinceDigest(table, lambda: (read_part(path) for path in sorted(folder.glob("part-*.parquet"))))


def read_manifest(out: Path) -> RunManifest:
    """The manifest of a finished run."""
    return RunManifest(**json.loads((out / "manifest.json").read_text(encoding="utf-8")))


def read_part(path: Path) -> pl.DataFrame:
    """A part of a run or snapshot, without the folder's name as a column."""
    return pl.read_parquet(path, hive_partitioning=False)


def _write(out: Path, table: Table, regency: str, rows: pl.DataFrame) -> dict[str, Any]:
    """Write a part. Enum columns come back as plain texts: the file remembers the contract's types, not ours."""
    name = part_path(table, regency)
    path = out / name
    path.parent.mkdir(parents=True, exist_ok=True)
    words = [column for column, dtype in table.columns.items() if dtype == pl.String]
    pyarrow.parquet.write_table(
        rows.to_arrow(), path, compression="zstd", compression_level=1, use_dictionary=words, store_schema=False
    )
    return {"path": name, "sha256": file_digest(path), "rows": rows.height}


def _write_last(path: Path, text: str) -> None:
    unfinished = path.with_suffix(".unfinished")
    unfinished.write_text(text, encoding="utf-8")
    unfinished.replace(path)


def _sums(entitlements: pl.DataFrame) -> dict[str, int]:
    columns = (
        pl.len().alias("families"),
        (pl.col("net") > 0).sum().alias("paid_families"),
        pl.col("members_counted").sum().cast(pl.Int64).alias("members"),
        *(pl.col(name).sum().cast(pl.Int64) for name in ("gross", "deduction", "net")),
    )
    return {name: int(value) for name, value in entitlements.select(columns).row(0, named=True).items()}


def _added_up(totals: list[pl.DataFrame]) -> pl.DataFrame:
    """A village may have families in the parts of two regencies after a change of borders."""
    together = pl.concat([TOTALS.empty(), *(part.select(*TOTALS.columns) for part in totals)])
    return together.group_by(TOTALS.key).agg(pl.col(name).sum() for name in ("lines", "counted", "paid"))


def _rows_by_table(files: list[dict[str, Any]]) -> dict[str, int]:
    rows: Counter[str] = Counter()
    for file in files:
        rows[str(file["path"]).split("/")[0].removesuffix(".parquet")] += int(file["rows"])
    return dict(rows)


def _versions(engine: str) -> dict[str, str]:
    package = {"polars": "polars", "duckdb": "duckdb", "spark": "pyspark"}[engine]
    return {"python": platform.python_version(), "narwhals": version("narwhals"), package: version(package)}
