"""Content digests: the same rows give the same digest, whatever their order, file split or Parquet library."""

import hashlib
from collections.abc import Iterable, Mapping

import polars as pl

from harapan.engine.contract import Table
from harapan.lib.digests import digest_of_digests, text_digest


def csv_bytes(rows: pl.DataFrame, table: Table) -> bytes:
    """The rows as the contract hashes them: headerless UTF-8 CSV, LF, contract columns, sorted by the table's key."""
    return _csv(rows.select(table.columns).cast(table.schema).sort(table.key))  # type: ignore[arg-type]


def content_digest(provinces: Mapping[str, Iterable[pl.DataFrame]], table: Table) -> str:
    """One digest over a table's rows, given as frames (any order, any split) by province.

    A small table is one province named ''.
    """
    return digest_of_digests(province_digest(parts, table) for parts in provinces.values())


def province_digest(parts: Iterable[pl.DataFrame], table: Table) -> str:
    """SHA-256 over all rows of a province in the order of the table's key."""
    digest = hashlib.sha256()
    for part in in_order(parts, table):
        digest.update(csv_bytes(part, table))
    return digest.hexdigest()


def in_order(parts: Iterable[pl.DataFrame], table: Table) -> list[pl.DataFrame]:
    """Parts whose first keys do not overlap, in order: as they are when they already do not, else merged into one."""
    first = table.key[0]
    spans = sorted(
        ((part[first].min(), part[first].max(), part) for part in parts if part.height),
        key=lambda span: span[:2],  # type: ignore[arg-type, return-value]
    )
    frames = [part for _, _, part in spans]
    overlap = any(
        before[1] >= after[0]  # type: ignore[operator]
        for before, after in zip(spans, spans[1:], strict=False)
    )
    return [pl.concat(frames)] if overlap else frames


def digest_of_tables(digests: Mapping[str, str]) -> str:
    """The digest of a whole snapshot or run, from its tables' digests by name."""
    return text_digest("\n".join(f"{name} {digests[name]}" for name in sorted(digests)))


def _csv(rows: pl.DataFrame) -> bytes:
    return rows.write_csv(include_header=False, line_terminator="\n").encode()
