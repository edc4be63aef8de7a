"""The account of a run: its parts on disk, its digests and control totals, and last of all its manifest."""

import json
import platform
from collections import Counter
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

import polars as pl
import pyarrow.parquet

from harapan.engine.contract import CORRECTIONS, ENTITLEMENTS, LINES, SCHEMA_VERSION, SETTLED, TOTALS, Table, part_path
from harapan.engine.digests import (
    ProvinceDigest,
    Text,
    digest_of_digests,
    digest_of_tables,
    in_key_order,
    province_digest,
)
from harapan.engine.snapshot import Part, Snapshot
from harapan.lib.digests import file_digest
from harapan.policy.edition import Edition


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
    corrections: str = ""
    """Content digest of the corrections of a supplementary run; empty for a main run."""
    settled: str = ""
    """Content digest of the arrears it left out, since another run pays them; empty when there were none."""
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


def totals_of(lines: pl.DataFrame, families: pl.DataFrame) -> pl.DataFrame:
    """Lines, counted and rupiah paid by village, component and bank: the `totals` table of a batch.

    Meanwhile words are numbers, and the three numbers of a line one key: as texts they cost more than all the rules.
    """
    villages, banks, components = (
        Words.of(families, "village"),
        Words.of(families, "bank"),
        Words.of(lines, "component"),
    )
    places = families.select("family", place=villages.number * banks.count + banks.number)
    sums = (
        lines.select("family", "counted", "paid", kind=components.number)
        .join(places, on="family")
        .group_by(key=pl.col("place") * components.count + pl.col("kind"))
        .agg(
            pl.len().cast(pl.Int64).alias("lines"),
            pl.col("counted").sum().cast(pl.Int64),
            pl.col("paid").sum().cast(pl.Int64),
        )
    )
    place = sums["key"] // components.count
    return sums.select(
        villages.named(place // banks.count).alias("village"),
        components.named(sums["key"] % components.count).alias("component"),
        banks.named(place % banks.count).alias("bank"),
        "lines",
        "counted",
        "paid",
    )


@dataclass(frozen=True)
class Words:
    """The words of a column, numbered in sorted order."""

    column: str
    words: pl.Series

    @classmethod
    def of(cls, rows: pl.DataFrame, column: str) -> "Words":
        return cls(column, rows[column].unique().cast(pl.String).sort())

    @property
    def count(self) -> int:
        return max(1, self.words.len())

    @property
    def number(self) -> pl.Expr:
        """The column as numbers."""
        return pl.col(self.column).cast(pl.Enum(self.words)).to_physical().cast(pl.Int64)

    def named(self, numbers: pl.Series) -> pl.Series:
        """Numbers as words again."""
        return self.words.gather(numbers)


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

    def close(
        self, source: Snapshot, edition: Edition, engine: str, corrections: pl.DataFrame, settled: pl.DataFrame
    ) -> RunManifest:
        """Write totals, edition and, last, the manifest."""
        totals = in_key_order(_added_up(self.totals), TOTALS)
        self.files.append(write_part(self.out, TOTALS, "", totals))
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
            corrections=province_digest([corrections], CORRECTIONS) if corrections.height else "",
            settled=province_digest([settled], SETTLED) if settled.height else "",
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


def write_part(out: Path, table: Table, regency: str, rows: pl.DataFrame) -> dict[str, Any]:
    """Write a part. Enum columns come back as plain texts: the file remembers the contract's types, not ours."""
    name = part_path(table, regency)
    path = out / name
    path.parent.mkdir(parents=True, exist_ok=True)
    words = [column for column, dtype in table.columns.items() if dtype == pl.String]
    pyarrow.parquet.write_table(
        rows.to_arrow(),
        path,
        compression="zstd",
        compression_level=1,
        use_dictionary=words,
        store_schema=False,
        write_statistics=False,
    )
    return {"path": name, "sha256": file_digest(path), "rows": rows.height}


def _write_last(path: Path, text: str) -> None:
    unfinished = path.with_suffix(".unfinished")
    unfinished.write_text(text, encoding="utf-8")
    unfinished.replace(path)


def sums_of(entitlements: pl.DataFrame) -> dict[str, int]:
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
