"""Opens a snapshot and trusts nothing: another cycle, a changed byte, an unknown word is refused by name."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl
import pyarrow.parquet

from harapan.engine.contract import (
    ARREARS,
    CORRECTIONS,
    FAMILIES,
    MEMBERS,
    OBSERVATIONS,
    SCHEMA_VERSION,
    WAIVERS,
    WITHHOLDINGS,
    Table,
    part_path,
)
from harapan.engine.frames import Waiver
from harapan.lib.digests import file_digest
from harapan.policy.edition import Edition


class BadSnapshot(Exception):
    """The snapshot cannot be used; the sentence names the file and what is wrong with it."""


@dataclass(frozen=True)
class Part:
    """One regency's files."""

    regency: str
    families: Path
    members: Path
    observations: Path
    rows: int
    """Families in it."""
    first: int
    last: int
    """The smallest and largest family id in it (0 when it is empty)."""

    @property
    def province(self) -> str:
        return self.regency[:2]


@dataclass(frozen=True)
class Snapshot:
    """A finished snapshot whose manifest has been read; its files are checked one by one as they are used."""

    folder: Path
    cycle: str
    content: Mapping[str, str]
    """Content digest by table, and `all`."""
    files: Mapping[str, Mapping[str, Any]]
    """By path inside the folder: sha256, rows."""

    def parts_in_family_order(self) -> list[Part]:
        """Every regency, by province and then by its first family: so most provinces can be hashed as they come."""
        names = (Path(path).stem for path in self.files if path.startswith("families/"))
        parts = (self._part(name.removeprefix("part-")) for name in names)
        return sorted(parts, key=lambda part: (part.province, part.first, part.regency))

    def parts_of(self, regency: str) -> list[Part]:
        """One regency's part, without a look at the others; none when the snapshot has no such regency."""
        return [self._part(regency)] if part_path(FAMILIES, regency) in self.files else []

    def _part(self, regency: str) -> Part:
        families, members, observations = (part_path(table, regency) for table in (FAMILIES, MEMBERS, OBSERVATIONS))
        first, last = _span(self.folder / families)
        rows = int(self.files[families]["rows"])
        folder = self.folder
        return Part(regency, folder / families, folder / members, folder / observations, rows, first, last)

    def verified(self, path: Path) -> Path:
        """The path again, if the file is there and its bytes are those of the manifest."""
        name = path.relative_to(self.folder).as_posix()
        if name not in self.files:
            raise BadSnapshot(f"{name} is not in the manifest of {self.folder}")
        if not path.exists():
            raise BadSnapshot(f"{name} is missing from {self.folder}")
        if file_digest(path) != self.files[name]["sha256"]:
            raise BadSnapshot(f"{name} is not the file that was frozen: its digest differs from the manifest")
        return path

    def small(self, table: Table) -> pl.DataFrame:
        """A small table, whole; no rows when the snapshot has no such file."""
        path = self.folder / part_path(table, "")
        if path.relative_to(self.folder).as_posix() not in self.files:
            return table.empty()
        self.verified(path)
        complain_about_shape(path, table)
        return pl.read_parquet(path).select(*table.columns)


def open_snapshot(folder: Path, edition: Edition) -> Snapshot:
    """Read the manifest of a finished snapshot of the edition's cycle."""
    path = folder / "manifest.json"
    if not path.exists():
        raise BadSnapshot(f"{folder} is not a finished snapshot: it has no manifest.json")
    try:
        manifest = json.loads(path.read_text(encoding="utf-8"))
        files = {file["path"]: file for file in manifest["files"]}
        snapshot = Snapshot(folder, manifest["cycle"], manifest["content"], files)
        schema = manifest["schema"]
    except (ValueError, KeyError, TypeError) as error:
        raise BadSnapshot(f"{path} cannot be read as a manifest: {error!r}") from error
    if schema != SCHEMA_VERSION:
        raise BadSnapshot(f"{path} has schema {schema}; this engine reads schema {SCHEMA_VERSION}")
    if snapshot.cycle != edition.cycle:
        raise BadSnapshot(f"{folder} is the snapshot of {snapshot.cycle}, not of {edition.cycle}")
    return snapshot


@dataclass(frozen=True)
class SmallTables:
    """What is decided about single families and areas, for all parts."""

    waivers: pl.DataFrame
    withholdings: pl.DataFrame
    arrears: pl.DataFrame
    corrections: pl.DataFrame

    def waivers_in(self, regencies: list[str]) -> list[Waiver]:
        """Waivers that can touch these regencies: of an area within one, or around one."""

        def touches(area: str) -> bool:
            return any(area.startswith(regency) or regency.startswith(area) for regency in regencies)

        return [Waiver(**row) for row in self.waivers.to_dicts() if touches(row["area"])]  # type: ignore[typeddict-item]


def small_tables(snapshot: Snapshot, edition: Edition) -> SmallTables:
    """The small tables, checked against the edition's words."""
    tables = SmallTables(*(snapshot.small(table) for table in (WAIVERS, WITHHOLDINGS, ARREARS, CORRECTIONS)))
    known = {edition.cycle, *edition.earlier_cycles}
    later = tables.withholdings.filter(~pl.col("from_cycle").is_in(known))["from_cycle"].unique().to_list()
    for cycle in later:
        if cycle[:4] < edition.cycle[:4] or not cycle[:4].isdigit():
            raise BadSnapshot(f"withholdings.parquet begins one at {cycle!r}, which no calendar has")
    return tables


def complain_about_shape(path: Path, table: Table) -> None:
    """Refuse a file without the contract's columns and types, or with nulls where there may be none."""
    try:
        have = pl.read_parquet_schema(path)
    except (pl.exceptions.PolarsError, OSError) as error:
        raise BadSnapshot(f"{path.name} ({table.name}) cannot be read as Parquet: {error}") from error
    for name, dtype in table.schema.items():
        if name not in have:
            raise BadSnapshot(f"{path.name} ({table.name}) has no column {name}")
        if have[name] != dtype:
            raise BadSnapshot(f"{path.name} ({table.name}) has {name} as {have[name]}, not {dtype}")
    for name in _columns_with_nulls(path, table):
        raise BadSnapshot(f"{path.name} ({table.name}) has rows without {name}")


def complain_about_words(families: pl.DataFrame, batch: list[Part], edition: Edition) -> None:
    """Refuse families with a state, variant or channel nobody knows: they would come out wrong or not at all."""
    programme = edition.programme
    states = {reason.name for reason in edition.reasons if reason.of == "state"}
    known = {
        "participation": {*programme.computed_states, *states},
        "variant": {*programme.variants},
        "channel": {*programme.channels},
    }
    for name, words in known.items():
        if unknown := sorted(set(families[name].unique()) - words):
            regencies = ", ".join(part.regency for part in batch)
            raise BadSnapshot(f"families of {regencies} have {name} {unknown[0]!r}, which the policy does not know")


def _span(path: Path) -> tuple[int, int]:
    """The smallest and largest family id in a file of families."""
    if not path.exists():
        raise BadSnapshot(f"{path.name} (families) is missing")
    ends = pl.scan_parquet(path, hive_partitioning=False, glob=False).select(
        first=pl.col("family").min(), last=pl.col("family").max()
    )
    try:
        first, last = ends.collect().row(0)
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException) as error:  # some damage makes its reader panic
        raise BadSnapshot(f"{path.name} (families) cannot be read as Parquet: {error}") from error
    return first or 0, last or 0


def _columns_with_nulls(path: Path, table: Table) -> Iterator[str]:
    """Read from the file's own statistics; counted only where it has none."""
    groups = pyarrow.parquet.read_metadata(path)
    positions = {groups.schema.column(index).name: index for index in range(groups.num_columns)}
    for name in table.columns:
        if name in table.nullable:
            continue
        known = [groups.row_group(group).column(positions[name]).statistics for group in range(groups.num_row_groups)]
        if any(each is None or not each.has_null_count for each in known):
            nulls = pl.scan_parquet(path, hive_partitioning=False).select(pl.col(name).null_count()).collect().item()
        else:
            nulls = sum(each.null_count for each in known)
        if nulls:
            yield name
