"""Dice that remember: what is rolled for (seed, id, subject) is always the same, on every machine, in any order.

SplitMix64 (Steele, Lea, Flood 2014: "Fast splittable pseudorandom number generators") used as a counter-based
generator: 64-bit integer arithmetic only, so no platform, library version or order of work can change a roll.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import accumulate
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Ids: TypeAlias = NDArray[np.int64]
Whole: TypeAlias = NDArray[np.int64]
Yes: TypeAlias = NDArray[np.bool_]

PARTS = 1_000_000
"""Shares are whole parts of a million, so that no rounding of a float decides a life."""


def mixed(keys: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """SplitMix64's finalizer, in place: every bit of the key reaches every bit of the result."""
    keys ^= keys >> np.uint64(30)
    keys *= np.uint64(0xBF58476D1CE4E5B9)
    keys ^= keys >> np.uint64(27)
    keys *= np.uint64(0x94D049BB133111EB)
    keys ^= keys >> np.uint64(31)
    return keys


@cache
def salt(seed: int, subject: str) -> np.uint64:
    """A 64-bit number of its own for each seed and subject."""
    return np.uint64(int.from_bytes(hashlib.sha256(f"{seed}:{subject}".encode()).digest()[:8], "big"))


@dataclass(frozen=True)
class Dice:
    """The dice of one seed. Shapes: n ids in, n rolls out."""

    seed: int

    def bits(self, ids: Ids, subject: str) -> NDArray[np.uint64]:
        """64 even bits for each id."""
        keys = ids.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15)
        keys += salt(self.seed, subject)
        return mixed(keys)

    def below(self, limit: int | Whole, ids: Ids, subject: str) -> Whole:
        """Whole numbers from 0 to limit - 1; limits up to 2^31, one for all or one each."""
        high = self.bits(ids, subject) >> np.uint64(32)
        return ((high * np.asarray(limit).astype(np.uint64)) >> np.uint64(32)).astype(np.int64)

    def between(self, low: int, high: int, ids: Ids, subject: str) -> Whole:
        """Whole numbers from low to high, both included, all equally likely."""
        return low + self.below(high - low + 1, ids, subject)

    def humped(self, low: int, high: int | Whole, ids: Ids, subject: str) -> Whole:
        """Whole numbers from low to high, the middle likelier than the ends: the mean of two rolls."""
        bits = self.bits(ids, subject)
        span = np.asarray(high - low + 1).astype(np.uint64)
        first = (bits >> np.uint64(32)) * span
        second = (bits & np.uint64(0xFFFFFFFF)) * span
        return low + ((first + second) >> np.uint64(33)).astype(np.int64)

    def happens(self, share: float | NDArray[np.float64], ids: Ids, subject: str) -> Yes:
        """True for this share of the ids; one share for all or one each."""
        parts = np.rint(np.asarray(share) * PARTS).astype(np.int64)
        return np.asarray(self.below(PARTS, ids, subject) < parts)

    def one_of(self, weights: Sequence[float], ids: Ids, subject: str) -> Whole:
        """The index of a weighted choice."""
        total = sum(weights)
        edges = np.array([round(part / total * PARTS) for part in accumulate(weights)], dtype=np.int64)
        return np.searchsorted(edges, self.below(PARTS, ids, subject), side="right").clip(max=len(weights) - 1)
