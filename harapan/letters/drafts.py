"""What somebody hands over who wants a letter: plain words and figures, and the lists that go with it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Sheet:
    """An annex to be printed: its template's data. Long lists come as several, so that none outgrows memory."""

    title: str
    template: str
    area: str
    rows: int
    data: Mapping[str, Any]
    facilitator: int | None = None


@dataclass(frozen=True)
class Spreadsheet:
    """An annex for machines, as CSV."""

    title: str
    area: str
    columns: Sequence[str]
    rows: Sequence[Sequence[str | int]]
    facilitator: int | None = None


@dataclass(frozen=True)
class Draft:
    """One letter before it has a number. `facts` may hold figures and ids, never personal values.

    `annexes` may be made one by one as they are asked for; `pieces` says how many there will be.
    """

    template: str
    about: str
    data: Mapping[str, Any]
    facts: Mapping[str, Any]
    synthetic: bool
    annexes: Iterable[Sheet | Spreadsheet] = field(default=())
    pieces: int = 0
