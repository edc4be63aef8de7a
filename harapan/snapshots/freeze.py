"""From tables to files: one consistent look at the registry, a regency at a time, as the engine's contract asks."""

import json
import shutil
from collections import defaultdict
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from queue import SimpleQueue

import polars as pl

from harapan.engine import contract, digests
from harapan.engine.contract import Table
from harapan.lib.digests import file_digest
from harapan.lib.progress import Progress
from harapan.policy.calendar import Stage
from harapan.snapshots import columns
from harapan.tables.bulk import Reader, read, reading

READERS = 2
"""So many connections look at once; all see the same instant."""


@dataclass(frozen=True)
class Frozen:
    """A whole snapshot on disk."""

    digest: str
    families: int
    members: int
    observations: int


@dataclass(frozen=True)
class Part:
    """One file of a snapshot: where it lies, how many rows, and its digests."""

    table: str
    path: str
    province: str
    rows: int
    sha256: str
    content: str


def write_snapshot(
    folder: Path,
    stage: Stage,
    *,
    regencies: Sequence[str],
    generations: Sequence[str],
    instant: str,
    frozen_on: date,
    progress: Progress,
) -> Frozen:
    """Write every part, then the small tables, then the manifest; `folder` appears whole or not at all.

    `instant` is an exported PostgreSQL snapshot: all connections see the registry as it stood then.
    """
    unfinished = folder.with_name(folder.name + ".unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    try:
        parts = _write_regencies(unfinished, stage, regencies, generations, instant, frozen_on, progress)
        with reading(snapshot=instant) as reader:
            parts += _write_small_tables(unfinished, reader)
        frozen = _write_manifest(unfinished, stage, parts)
    except BaseException:
        shutil.rmtree(unfinished, ignore_errors=True)
        raise
    shutil.rmtree(folder, ignore_errors=True)  # a folder nobody recorded: its process died between rename and row
    unfinished.rename(folder)
    return frozen


def _write_regencies(
    folder: Path,
    stage: Stage,
    regencies: Sequence[str],
    generations: Sequence[str],
    instant: str,
    frozen_on: date,
    progress: Progress,
) -> list[Part]:
    """All regencies, a province at a time on each reader, the largest provinces first."""
    provinces: dict[str, list[str]] = defaultdict(list)
    for regency in regencies:
        provinces[regency[:2]].append(regency)

    def write(province: str) -> list[Part]:
        reader = free.get()
        try:
            return _write_province(folder, stage, provinces[province], generations, reader, frozen_on, progress)
        finally:
            free.put(reader)

    largest_first = sorted(provinces, key=lambda province: -len(provinces[province]))
    with ExitStack() as connections, ThreadPoolExecutor(READERS) as workers:
        free: SimpleQueue[Reader] = SimpleQueue()
        for _ in range(READERS):
            free.put(connections.enter_context(reading(snapshot=instant)))
        return [part for parts in workers.map(write, largest_first) for part in parts]


def _write_province(
    folder: Path,
    stage: Stage,
    regencies: Sequence[str],
    generations: Sequence[str],
    reader: Reader,
    frozen_on: date,
    progress: Progress,
) -> list[Part]:
    """A province's regencies one after the other; its digests grow along."""
    province = regencies[0][:2]
    tables = (contract.FAMILIES, contract.MEMBERS, contract.OBSERVATIONS)
    grown = {table.name: _digest_of(folder, table, province) for table in tables}
    files: list[tuple[str, str, int, str]] = []
    for regency in regencies:
        for name, frame in _regency(reader, stage, regency, generations, frozen_on).items():
            path = contract.part_path(contract.BY_NAME[name], regency)
            files.append((name, path, frame.height, _write(folder / path, frame)))
            grown[name].add(digests.text_of(frame.select(*contract.BY_NAME[name].columns), contract.BY_NAME[name]))
            if name == "families":
                progress(frame.height)
    return [Part(name, path, province, rows, sha256, grown[name].hexdigest()) for name, path, rows, sha256 in files]


def _digest_of(folder: Path, table: Table, province: str) -> digests.ProvinceDigest:
    """A digest that reads the province's parts again only when families of two regencies interleave."""
    parts = folder / table.name / f"province={province}"
    return digests.ProvinceDigest(
        table, lambda: (pl.read_parquet(path, columns=list(table.columns)) for path in sorted(parts.iterdir()))
    )


def _regency(
    reader: Reader, stage: Stage, regency: str, generations: Sequence[str], frozen_on: date
) -> dict[str, pl.DataFrame]:
    """The frames of one regency, as the contract wants them; families keep their facilitator for the way back."""
    families = read(reader, columns.families(regency, generations))
    members = read(reader, columns.members(regency, stage, frozen_on))
    seen = _of_families_now(read(reader, columns.observations(regency, stage.judged_months)), members)
    confirmed = families.select("family", pl.col("confirmed_on").dt.truncate("1mo").alias("confirmed"))
    return {
        "families": _shaped(families, contract.FAMILIES, "facilitator"),
        "members": _shaped(members.join(families, on="family", how="semi"), contract.MEMBERS),
        "observations": _shaped(
            seen.join(confirmed, on="family").filter(
                pl.col("confirmed").is_null() | (pl.col("month") >= pl.col("confirmed"))
            ),
            contract.OBSERVATIONS,
        ),
    }


def _of_families_now(seen: pl.DataFrame, members: pl.DataFrame) -> pl.DataFrame:
    """What was seen of a member counts for the family they live in now, not for the one they lived in then."""
    homes = members.select("member", home="family")
    joined = seen.join(homes, on="member", how="left", maintain_order="left")
    return joined.with_columns(family=pl.coalesce("home", "family")).drop("home")


def _write_small_tables(folder: Path, reader: Reader) -> list[Part]:
    asked = {"waivers": columns.WAIVERS, "withholdings": columns.WITHHOLDINGS, "arrears": columns.ARREARS}
    parts = []
    for name in ("waivers", "withholdings", "arrears", "corrections"):
        table = contract.BY_NAME[name]
        frame = _shaped(read(reader, asked[name]), table) if name in asked else table.empty()
        path = contract.part_path(table, "")
        content = digests.province_digest([frame], table)
        parts.append(Part(name, path, "", frame.height, _write(folder / path, frame), content))
    return parts


def _write_manifest(folder: Path, stage: Stage, parts: Sequence[Part]) -> Frozen:
    """The last file: what lies here, how much of it, and both digests."""
    rows: dict[str, int] = defaultdict(int)
    by_province: dict[str, dict[str, str]] = defaultdict(dict)
    for part in parts:
        rows[part.table] += part.rows
        by_province[part.table][part.province] = part.content
    content = {table: digests.digest_of_digests(provinces.values()) for table, provinces in by_province.items()}
    content["all"] = digests.digest_of_tables(content)
    manifest = {
        "schema": contract.SCHEMA_VERSION,
        "kind": "snapshot",
        "cycle": stage.cycle,
        "frozen_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "files": [
            {"path": part.path, "sha256": part.sha256, "rows": part.rows}
            for part in sorted(parts, key=lambda part: part.path)
        ],
        "content": content,
        "counts": dict(rows),
    }
    (folder / "manifest.json").write_text(json.dumps(manifest, indent=1, sort_keys=True) + "\n")
    return Frozen(content["all"], rows["families"], rows["members"], rows["observations"])


def _shaped(frame: pl.DataFrame, table: Table, *more: str) -> pl.DataFrame:
    """Contract columns, contract types, contract order of rows."""
    return frame.select(*table.columns, *more).cast(table.schema).sort(table.key)


def _write(path: Path, frame: pl.DataFrame) -> str:
    path.parent.mkdir(parents=True, exist_ok=True)
    frame.write_parquet(path, compression="zstd", compression_level=1, statistics=True)
    return file_digest(path)
