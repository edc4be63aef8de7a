"""Where the head of a list is and what its columns hold: by their headings first, by what stands below them second."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from harapan.intake.sources.shapes import Source
from harapan.lib.digests import text_digest
from harapan.lib.identifiers import is_nik

LOOKED_THROUGH: Final = 40
"""Rows among which the head is looked for; titles, logos and dates stand above it."""
SHOWN: Final = 5
"""Rows shown as an example."""
MOST_COLUMNS: Final = 300
NIK_LIKE: Final = re.compile(r"^[1-9][0-9]{15}$")

Row = Sequence[str]


@dataclass(frozen=True)
class Head:
    """The head of a list: its row (0 is none: the list begins at once), what is written there, and our columns.

    `body` is the first row of the list itself, counted like `row` from 1.
    """

    row: int
    body: int
    labels: list[str]
    columns: dict[str, int]
    sample: list[list[str]] = field(default_factory=list)

    @property
    def digest(self) -> str:
        """The same for every file with this head, wherever it stands."""
        return text_digest("\n".join(map(folded, self.labels)))

    def missing(self, source: Source) -> list[tuple[str, ...]]:
        """Columns without which the list cannot be read, each a choice of some."""
        return [choice for choice in source.needs if not set(choice) & self.columns.keys()]


def folded(heading: str) -> str:
    """Small letters and digits only."""
    return re.sub(r"[^a-z0-9]+", "", heading.lower())


def head_of(rows: Sequence[Row], source: Source, remembered: Mapping[str, Mapping[str, int]] | None = None) -> Head:
    """The head of a list, from its first rows. What somebody chose for the same head before is taken over."""
    best = max(
        _possible(rows, source),
        key=lambda head: (len(head.columns), head.row - head.body, -head.row),
        default=_none(rows),
    )
    if len(best.columns) < 2 and best.missing(source):
        best = _none(rows)
    labels = [label or f"({place})" for place, label in enumerate(best.labels, start=1)]
    chosen = (remembered or {}).get(replace(best, labels=labels).digest)
    columns = dict(chosen) if chosen else _by_content(best, rows, source)
    body = best.body
    while body <= len(rows) and body < best.body + 2 and _only_numbers_columns(rows[body - 1]):
        body += 1
    sample = [[cell.strip()[:80] for cell in row] for row in rows[body - 1 :] if any(map(str.strip, row))][:SHOWN]
    return Head(best.row, body, labels, columns, sample)


def _fitting(head: Head) -> tuple[int, int, int]:
    """The most columns known, then a single row before two together, then the first."""
    return len(head.columns), head.row - head.body, -head.row


def _possible(rows: Sequence[Row], source: Source) -> list[Head]:
    """Each of the first rows as the head, alone or together with the one below it, where cells were merged."""
    found = []
    for place, row in enumerate(rows[:LOOKED_THROUGH]):
        found.append(Head(place + 1, place + 2, _labels(row), _by_heading(_labels(row), source)))
        if place + 1 < len(rows):
            both = _together(row, rows[place + 1])
            found.append(Head(place + 1, place + 3, both, _by_heading(both, source)))
    return found


def _labels(row: Row) -> list[str]:
    return [" ".join(cell.split())[:120] for cell in row[:MOST_COLUMNS]]


def _together(upper: Row, lower: Row) -> list[str]:
    """Two rows of a head as one: below a merged `Alamat` stand `Desa` and `Kecamatan`, beside it `NIK` alone."""
    width = max(len(upper), len(lower))
    high, low = ([*row, *[""] * (width - len(row))] for row in (upper, lower))
    return _labels([below.strip() or above for above, below in zip(high, low, strict=True)])


def _by_heading(labels: Sequence[str], source: Source) -> dict[str, int]:
    """Our columns by the headings we know; the exact word before one that merely begins so."""
    words = [folded(label) for label in labels]
    found: dict[str, int] = {}
    for fits in (_is, _begins_with):
        for column in source.columns:
            if column.name in found:
                continue
            for heading in column.headings:
                place = next(
                    (at for at, word in enumerate(words) if at not in found.values() and fits(word, heading)), -1
                )
                if place >= 0:
                    found[column.name] = place
                    break
    return found


def _is(word: str, heading: str) -> bool:
    return word == heading


def _begins_with(word: str, heading: str) -> bool:
    """`NIK (16 digit)`; short words such as `kk` must stand alone."""
    return (len(heading) > 3 or heading == "nik") and word.startswith(heading)


def _by_content(head: Head, rows: Sequence[Row], source: Source) -> dict[str, int]:
    """A column of NIK shows itself, whatever it is called; not where family cards may stand, which look alike."""
    found = dict(head.columns)
    if "nik" in found or "nik" not in source.by_name or "card" in source.by_name:
        return found
    body = rows[head.body - 1 : head.body + 200]
    for place in range(max(map(len, body), default=0)):
        cells = [digits for row in body if place < len(row) and (digits := re.sub(r"\D", "", row[place]))]
        if place not in found.values() and len(cells) >= 1 and sum(map(is_nik, cells)) * 10 >= len(cells) * 8:
            return {**found, "nik": place}
    return found


def _none(rows: Sequence[Row]) -> Head:
    """No heading we know: the first full row without a long number is a head all the same; else there is none."""
    for place, row in enumerate(rows[:LOOKED_THROUGH]):
        filled = [cell for cell in row if cell.strip()]
        if len(filled) > 1:
            if not any(map(re.compile(r"\d{4}").search, filled)):
                return Head(place + 1, place + 2, _labels(row), {})
            break
    width = max((len(row) for row in rows[:LOOKED_THROUGH]), default=0)
    return Head(0, 1, [""] * min(width, MOST_COLUMNS), {})


def _only_numbers_columns(row: Row) -> bool:
    """The row `(1) (2) (3)` below many official heads."""
    cells = [re.sub(r"[()\s.]", "", cell) for cell in row if cell.strip()]
    return len(cells) > 1 and cells == [str(number) for number in range(1, len(cells) + 1)]
