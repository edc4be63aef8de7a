"""A list from its file to rows of ours: head found, columns read, blanks and sums passed over, slice by slice."""

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from itertools import chain, islice
from pathlib import Path
from typing import Any, Final

import polars as pl

from harapan.intake.reading.cells import opened
from harapan.intake.reading.headings import Head, head_of
from harapan.intake.reading.trouble import Unreadable
from harapan.intake.reading.values import Context, bare, day, month_comes_first
from harapan.intake.sources import SOURCES
from harapan.intake.sources.shapes import STAGED, Source

SLICE: Final = 20_000
"""Rows read at a time."""
SUMS: Final = r"(?i)^\s*(jumlah|total|grand total|sub ?total|rekap)\b"


@dataclass(frozen=True)
class Wish:
    """What is to be read: the file, as which list, speaking of which day.

    `columns` are those somebody chose, `remembered` those chosen before for a head with that digest.
    """

    path: str
    kind: str
    as_of: str
    sheet: str = ""
    columns: dict[str, int] | None = None
    remembered: dict[str, dict[str, int]] = field(default_factory=dict)

    @property
    def source(self) -> Source:
        return SOURCES[self.kind]


@dataclass
class Reading:
    """A list being read. `about` is what is known before the first row; `skipped` fills while rows are taken."""

    about: dict[str, Any]
    head: Head
    rows: Iterator[Sequence[str]]
    first: list[list[str]]
    wish: Wish
    skipped: Counter[str] = field(default_factory=Counter)

    @property
    def is_complete(self) -> bool:
        """Every column it needs is known."""
        return not self.head.missing(self.wish.source)

    def frames(self) -> Iterator[pl.DataFrame]:
        """The rows, in slices, each with every column of `STAGED`. `line` counts the rows of the file from 1."""
        line = self.head.body
        body = chain(self.first[self.head.body - 1 :], self.rows)
        while some := list(islice(body, SLICE)):
            yield self._read(some, line)
            line += len(some)

    def _read(self, rows: list[Sequence[str]], line: int) -> pl.DataFrame:
        raw = self._without_what_is_no_data(self._raw(rows, line))
        source, context = self.wish.source, self.context
        read, trouble, written = [raw.select("line")], [], []
        for name in self.head.columns:
            cells = raw.select(plain=f"plain_{name}", raw=f"raw_{name}")
            found = source.by_name[name].read(name, cells, context)
            trouble += [found["trouble"]] if "trouble" in found.columns else []
            written += [found["written"]] if "written" in found.columns else []
            read.append(found.drop("trouble", "written", strict=False))
        frame = pl.concat(read, how="horizontal").with_columns(trouble=_first_of(trouble), written=_first_of(written))
        frame = frame.with_columns(
            pl.lit(None, kind).alias(name) for name, kind in STAGED.items() if name not in frame.columns
        )
        if source.finish:
            frame = source.finish(frame, context)
        return frame.select(pl.col(name).cast(kind) for name, kind in STAGED.items())

    def _raw(self, rows: list[Sequence[str]], line: int) -> pl.DataFrame:
        cells = {
            f"raw_{name}": [row[place] if place < len(row) else "" for row in rows]
            for name, place in self.head.columns.items()
        }
        frame = pl.DataFrame(cells, schema=dict.fromkeys(cells, pl.String))
        first = [next((cell for cell in row if cell and not cell.isspace()), "") for row in rows]
        return frame.with_columns(
            *(bare(pl.col(f"raw_{name}")).alias(f"plain_{name}") for name in self.head.columns),
            pl.int_range(line, line + len(rows), dtype=pl.Int64).alias("line"),
            pl.Series("first", first),
        )

    def _without_what_is_no_data(self, raw: pl.DataFrame) -> pl.DataFrame:
        names = list(self.head.columns)
        blank = pl.all_horizontal(pl.col(f"plain_{name}").is_null() | (pl.col(f"plain_{name}") == "") for name in names)
        number = [name for name in ("nik", "card") if name in names]
        sums = pl.col("first").str.contains(SUMS) & pl.all_horizontal(
            pl.lit(True), *(pl.col(f"plain_{name}").fill_null("").str.len_chars() < 8 for name in number)
        )
        again = pl.all_horizontal(
            pl.col(f"raw_{name}").str.strip_chars() == self.head.labels[place]
            for name, place in self.head.columns.items()
            if place < len(self.head.labels)
        )
        marked = raw.with_columns(
            skip=pl.when(blank).then(pl.lit("blank")).when(sums).then(pl.lit("sums")).when(again).then(pl.lit("head"))
        )
        passed = marked["skip"].drop_nulls()
        if not len(passed):
            return raw
        self.skipped.update(passed.to_list())
        return marked.filter(pl.col("skip").is_null())

    @cached_property
    def context(self) -> Context:
        """What the first slice says about the whole."""
        days = [column.name for column in self.wish.source.columns if column.read is day]
        turned = {
            name
            for name in days
            if (place := self.head.columns.get(name)) is not None
            and month_comes_first([row[place] for row in self.first[self.head.body - 1 :] if place < len(row)])
        }
        return Context(date.fromisoformat(self.wish.as_of), frozenset(turned))


def _first_of(found: list[pl.Series]) -> pl.Expr:
    """The first of some columns that says anything."""
    return pl.coalesce(*(pl.lit(one) for one in found)) if found else pl.lit(None, pl.String)


@contextmanager
def reading(wish: Wish) -> Iterator[Reading]:
    """Open a list. What is known of it stands in `about`; its rows come when they are asked for."""
    with opened(Path(wish.path), wish.sheet) as (layout, rows):
        first = list(islice(rows, SLICE))
        if not first:
            raise Unreadable("tidak ada baris di berkas ini", "there is no row in this file")
        head = head_of(first, wish.source, wish.remembered)
        if wish.columns is not None:
            head = replace(head, columns=dict(wish.columns))
        about = {
            "layout": {**layout, "head": head.row, "body": head.body},
            "headings": head.labels,
            "sample": head.sample,
            "columns": head.columns,
            "head": head.digest,
            "missing": head.missing(wish.source),
        }
        yield Reading(about, head, rows, first, wish)
