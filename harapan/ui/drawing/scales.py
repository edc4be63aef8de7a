"""From numbers to places on paper, and the round numbers along an axis."""

from collections.abc import Sequence
from math import ceil, floor, log10


def coordinate(value: float) -> str:
    """`12.34567` as `12.3`, `12.0` as `12`: finer than anybody sees, shorter to send."""
    text = f"{value:.1f}".removesuffix(".0")
    return "0" if text == "-0" else text


def ticks(lowest: float, highest: float, wanted: int = 4) -> list[float]:
    """About as many round numbers as wanted, from at or below the lowest to at or above the highest."""
    if highest <= lowest:
        highest = lowest + 1
    step = _round_step((highest - lowest) / wanted)
    first, last = floor(lowest / step), ceil(highest / step)
    return [place * step for place in range(first, last + 1)]


def _round_step(rough: float) -> float:
    """The next of 1, 2, 5, 10, 20 ... that is not below."""
    tenth: float = 10 ** floor(log10(rough))
    return next(step * tenth for step in (1, 2, 5, 10) if step * tenth >= rough * 0.999_999)


def places(count: int, start: float, end: float) -> list[float]:
    """So many places at equal distances; a single one in the middle."""
    if count == 1:
        return [(start + end) / 2]
    return [start + (end - start) * place / (count - 1) for place in range(count)]


def runs(values: Sequence[float | None]) -> list[list[int]]:
    """The stretches of places that have a value: a gap ends one."""
    found: list[list[int]] = [[]]
    for place, value in enumerate(values):
        if value is not None:
            found[-1].append(place)
        elif found[-1]:
            found.append([])
    return [run for run in found if run]
