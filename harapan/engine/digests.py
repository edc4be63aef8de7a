"""Content digests: the same rows give the same digest, whatever their order, file split or Parquet library.

SHA-256 of headerless UTF-8 CSV (LF, contract columns, plain integers, ISO dates) sorted by the table's key,
province by province, then over the sorted province digests. Small tables are one province named ''.
"""

import hashlib
import io
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from harapan.engine.contract import Table
from harapan.lib.digests import digest_of_digests, text_digest

__all__ = ["ProvinceDigest", "digest_of_digests", "digest_of_tables", "province_digest", "table_digest"]

ROWS_AT_ONCE = 500_000
"""So many rows become text at a time, to keep memory flat."""


@dataclass(frozen=True)
class Text:
    """A part as it is hashed: the span of its first key column, and its rows as CSV in the order of the key."""

    first: int | str | None
    last: int | str | None
    csv: bytes


def text_of(rows: pl.DataFrame, table: Table) -> Text:
    """Rows, already in the order of the table's key, as text to hash."""
    key = rows[table.key[0]]
    if rows.is_empty():
        return Text(None, None, b"")
    return Text(key[0], key[-1], _csv(rows))


class ProvinceDigest:
    """The digest of one table in one province, fed part by part, best in the order of the key.

    Parts whose keys do not overlap are hashed as they come. Where they do, the whole province is merged at the
    end, read again through `read_all`.
    """

    def __init__(self, table: Table, read_all: Callable[[], Iterable[pl.DataFrame]]) -> None:
        self.table = table
        self.read_all = read_all
        self.digest = hashlib.sha256()
        self.last: Any = None
        self.overlaps = False

    def add(self, part: Text) -> None:
        """Take the next part."""
        if part.first is None or self.overlaps:
            return
        self.overlaps = self.last is not None and part.first <= self.last
        self.last = part.last
        self.digest.update(part.csv)

    def hexdigest(self) -> str:
        """The digest of everything added."""
        if self.overlaps:
            self.digest = hashlib.sha256()
            for chunk in in_key_order(pl.concat(self.read_all()), self.table).iter_slices(ROWS_AT_ONCE):
                self.digest.update(_csv(chunk))
        return self.digest.hexdigest()


def table_digest(folder: Path, table: Table) -> str:
    """The content digest of a table that lies in a folder, as the contract lays it out."""
    provinces: dict[str, list[Path]] = {}
    for path in parts_of(folder, table):
        provinces.setdefault(path.parent.name if table.by_regency else "", []).append(path)
    return digest_of_digests(_digest_of_files(paths, table) for paths in provinces.values())


def parts_of(folder: Path, table: Table) -> list[Path]:
    """The files of a table in a folder, sorted."""
    pattern = f"{table.name}/province=*/part-*.parquet" if table.by_regency else f"{table.name}.parquet"
    return sorted(folder.glob(pattern))


def province_digest(parts: Iterable[pl.DataFrame], table: Table) -> str:
    """The digest of one province's rows (or of a small table) given in memory, in any order and split."""
    together = pl.concat([table.empty(), *(part.select(*table.columns) for part in parts)])
    digest = ProvinceDigest(table, lambda: [together])
    digest.add(text_of(in_key_order(together, table), table))
    return digest.hexdigest()


def digest_of_tables(digests: Mapping[str, str]) -> str:
    """The digest of a whole snapshot or run, from its tables' content digests by name."""
    return text_digest("\n".join(f"{name} {digests[name]}" for name in sorted(digests)))


def in_key_order(rows: pl.DataFrame, table: Table) -> pl.DataFrame:
    """The rows sorted by the table's key, nulls first; untouched when they already are."""
    if is_in_key_order(rows, table):
        return rows
    return rows.sort(table.key, nulls_last=False)


def is_in_key_order(rows: pl.DataFrame, table: Table) -> bool:
    """Sorted by the first two columns of the key without a tie, which makes the rest of the key idle."""
    if table.key[:2] != ("family", "member") or len(table.key) == 1:
        column = rows[table.key[0]]
        return len(table.key) == 1 and column.is_sorted() and not column.null_count()
    family, member = pl.col("family"), pl.col("member")
    rises = (family > family.shift()) | ((family == family.shift()) & (member > member.shift()))
    return bool(rows.select(rises.slice(1).all(ignore_nulls=False).fill_null(value=False)).item())


def _digest_of_files(paths: list[Path], table: Table) -> str:
    """One province: its parts in the order of their first family."""

    def read(path: Path) -> pl.DataFrame:
        return pl.read_parquet(path, hive_partitioning=False).select(*table.columns)

    def first_key(path: Path) -> Any:
        return pl.scan_parquet(path, hive_partitioning=False).select(pl.col(table.key[0]).min()).collect().item()

    digest = ProvinceDigest(table, lambda: map(read, paths))
    ordered = sorted((first, path) for path in paths if (first := first_key(path)) is not None)
    for _, path in ordered:
        digest.add(text_of(in_key_order(read(path), table), table))
    return digest.hexdigest()


def _csv(rows: pl.DataFrame) -> bytes:
    buffer = io.BytesIO()
    rows.write_csv(buffer, include_header=False, line_terminator="\n")
    return buffer.getvalue()
