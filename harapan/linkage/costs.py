"""What a mistake costs, and therefore from which evidence on people look, and whether a machine may decide alone."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

FILE: Final = Path(__file__).parent / "costs.toml"
CERTAIN: Final = 60.0
"""Bits beyond which a doubt is smaller than any sum; keeps powers of two within reason."""


@dataclass(frozen=True)
class Costs:
    """Evidence in bits, costs in whole rupiah."""

    shown_from: float
    wrong_merge: int
    may_risk: int

    def machine_may_merge(self, weight: float) -> bool:
        """Whether the machine may join a pair of so much evidence alone. With nothing to risk it may not."""
        if self.may_risk <= 0:
            return False
        odds = 2.0 ** min(weight, CERTAIN)
        return self.wrong_merge <= self.may_risk * (1 + odds)


def read(path: Path = FILE) -> Costs:
    """The costs in a file. A missing value is an error."""
    told = tomllib.loads(path.read_text(encoding="utf-8"))
    return Costs(float(told["shown"]["from"]), int(told["machine"]["wrong_merge"]), int(told["machine"]["may_risk"]))


@cache
def shipped() -> Costs:
    """The programme's own."""
    return read()
