"""A block copied from a spreadsheet into a text field: each line finds its pupil, and says three numbers."""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from harapan.console.reporting.cells import whole
from harapan.console.schools.sheet import KINDS, Row, Sheet

LONGEST: Final = 20_000
MOST_LINES: Final = 200
SHOWN: Final = 40


def fill(sheet: Sheet, text: str) -> None:
    """Take what the lines say of the pupils they name. Lines without names count from the first pupil on."""
    sheet.pasted = text[:LONGEST]
    lines = [line for line in sheet.pasted.splitlines() if line.strip()][:MOST_LINES]
    in_order = iter(sheet.rows)
    left = []
    for line in lines:
        cells = _cells(line)
        numbers = list(_numbers(cells))
        who = " ".join(cells[: len(cells) - len(numbers)]).strip()
        row = _meant(who, sheet.rows) if who else next(in_order, None)
        if row is None or not numbers or len(numbers) > len(KINDS):
            left.append(line)
            continue
        row.typed = {kind: str(n) if n else "" for kind, n in zip(KINDS, numbers, strict=False)}
    sheet.not_found = [line.strip()[:SHOWN] for line in left]
    sheet.pasted = "\n".join(left)


def _cells(line: str) -> list[str]:
    """Apart at tabs, semicolons or commas; a line with none of them, at its blanks."""
    sign = next((sign for sign in ("\t", ";", ",") if sign in line), None)
    return [cell.strip() for cell in (line.split(sign) if sign else line.split())]


def _numbers(cells: Sequence[str]) -> Iterator[int]:
    """The days at the end: as many cells as there are columns, while they are days."""
    found: list[int] = []
    for cell in reversed(cells[-len(KINDS) :]):
        days = whole(cell)
        if days is None:
            break
        found.append(days)
    return reversed(found)


def _meant(who: str, rows: Sequence[Row]) -> Row | None:
    """By the last four digits of the NIK, or by the name; never by what two have in common."""
    digits = re.search(r"(\d{4})\D*$", who)
    found = [row for row in rows if digits and row.last_four == digits[1]]
    if len(found) != 1:
        name = folded(re.sub(r"[\d.·]+", " ", who))
        found = [row for row in found or rows if name and folded(row.name) == name]
    return found[0] if len(found) == 1 else None


def folded(name: str) -> str:
    """Small letters only, so that blanks and dots do not matter."""
    return re.sub(r"[^a-z]+", "", name.casefold())
