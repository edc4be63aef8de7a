"""Cells of a sheet that is filled in: what was typed into each, and the whole number it is."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Cell:
    """One field of a row. `typed` is what stands there, nonsense too, so that nobody types it twice."""

    kind: str
    typed: str


def cells_of(kinds: Sequence[str], typed: Mapping[str, str]) -> list[Cell]:
    """The fields of a row in the order of the columns."""
    return [Cell(kind, typed.get(kind, "")) for kind in kinds]


def numbers_of(kinds: Sequence[str], typed: Mapping[str, str]) -> list[int] | None:
    """What a row comes to, in the order of the columns; None for nonsense."""
    read = [whole(typed.get(kind, "")) for kind in kinds]
    known = [number for number in read if number is not None]
    return known if len(known) == len(read) else None


def whole(text: str) -> int | None:
    """A whole number of at most two digits; nothing is none, and nonsense is nothing we know."""
    plain = text.strip()
    if plain in ("", "-", "–"):
        return 0
    return int(plain) if re.fullmatch(r"[0-9]{1,2}", plain) else None
