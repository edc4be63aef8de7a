"""The frames of one part of a snapshot, on whichever engine computes them."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import TypedDict

import narwhals as nw
import polars as pl

from harapan.engine.contract import ARREARS, WITHHOLDINGS


class Waiver(TypedDict):
    """A row of the `waivers` table; `duty` None is every duty, `area` '' the country."""

    area: str
    duty: str | None
    first_month: date
    last_month: date
    document: str


@dataclass(frozen=True)
class Frames:
    """The tables of a part, as the contract has them. Small tables stay small and may cover other parts too."""

    families: nw.LazyFrame
    members: nw.LazyFrame
    observations: nw.LazyFrame
    lift: Callable[[pl.DataFrame], nw.LazyFrame]
    """Puts a small Polars table beside the big ones, on the same engine."""
    keep: Callable[[nw.LazyFrame], nw.LazyFrame]
    """Computes a table once, for the several that build on it."""
    only: Callable[[nw.LazyFrame, nw.LazyFrame, str], nw.LazyFrame]
    """The rows of the first whose key is among those of the second: `only(rows, among, key)`."""
    waivers: list[Waiver] = field(default_factory=list)
    withholdings: pl.DataFrame = field(default_factory=WITHHOLDINGS.empty)
    arrears: pl.DataFrame = field(default_factory=ARREARS.empty)
