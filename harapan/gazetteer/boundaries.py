"""Approximate shapes of provinces, regencies and districts, read from files and simplified for the screen.

Batas perkiraan dari titik desa, bukan batas resmi: see data/boundaries/README.md.
"""

import gzip
import json
from bisect import bisect_left
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise
from typing import Any, Final, TypeAlias

from harapan.gazetteer.country import DATA

Point: TypeAlias = tuple[float, float]
"""Longitude and latitude in degrees."""
Ring: TypeAlias = tuple[Point, ...]

FILES: Final = {2: ("provinces", "prov"), 4: ("regencies", "kab"), 6: ("districts", "kec")}
"""By digits of the code: the file, and the property that holds the code."""


@dataclass(frozen=True)
class Shape:
    """One area's outline: rings of points, the largest first."""

    code: str
    rings: tuple[Ring, ...]


def has_shapes(digits: int) -> bool:
    """Whether there are shapes of a level; villages are points."""
    return digits in FILES


@lru_cache(maxsize=2048)
def shapes(digits: int, within: str = "", *, coarse: float = 0.0) -> tuple[Shape, ...]:
    """The shapes of a level (2, 4 or 6 digits) inside an area, in the order of their codes.

    No point is moved by more than `coarse` degrees, and neighbours keep the border they share; islands smaller than
    that go, but every area keeps its largest.
    """
    arcs, geometries = _Arcs.of(digits, coarse), _geometries(digits)
    codes = list(geometries)
    inside = codes[bisect_left(codes, within) : bisect_left(codes, f"{within}:")]  # `:` follows the digits
    return tuple(Shape(code, _worth_drawing(_rings(geometries[code], arcs), coarse)) for code in inside)


@lru_cache(maxsize=2048)
def box(places: tuple[Shape, ...]) -> tuple[float, float, float, float]:
    """West, south, east and north of some shapes."""
    points = [point for shape in places for ring in shape.rings for point in ring]
    return (
        min(point[0] for point in points),
        min(point[1] for point in points),
        max(point[0] for point in points),
        max(point[1] for point in points),
    )


@cache
def _topology(digits: int) -> dict[str, Any]:
    path = DATA / "boundaries" / f"{FILES[digits][0]}.topo.json.gz"
    found: dict[str, Any] = json.loads(gzip.decompress(path.read_bytes()))
    return found


@cache
def _geometries(digits: int) -> dict[str, dict[str, Any]]:
    """By code, in order."""
    found = next(iter(_topology(digits)["objects"].values()))["geometries"]
    name = FILES[digits][1]
    return {one["properties"][name]: one for one in sorted(found, key=lambda one: one["properties"][name])}


class _Arcs:
    """The arcs of a level in degrees, each simplified once and only when asked for: neighbours draw the same line."""

    def __init__(self, digits: int, coarse: float) -> None:
        topology = _topology(digits)
        self._steps, self._coarse = topology["arcs"], coarse
        self._scale, self._origin = topology["transform"]["scale"], topology["transform"]["translate"]
        self._known: dict[int, list[Point]] = {}

    @classmethod
    @cache
    def of(cls, digits: int, coarse: float) -> "_Arcs":
        """Kept for the next map of the same grain."""
        return cls(digits, coarse)

    def __getitem__(self, number: int) -> list[Point]:
        """An arc; a negative number is one walked backwards."""
        if number < 0:
            return self[~number][::-1]
        if number not in self._known:
            x = y = 0
            arc = []
            for dx, dy in self._steps[number]:
                x, y = x + dx, y + dy
                arc.append((x * self._scale[0] + self._origin[0], y * self._scale[1] + self._origin[1]))
            self._known[number] = simplified(arc, self._coarse)
        return self._known[number]


def simplified(line: list[Point], coarse: float) -> list[Point]:
    """Douglas-Peucker: the ends, and every point farther than `coarse` from the line between those kept."""
    if len(line) < 3 or not coarse:
        return line
    kept = {0, len(line) - 1}
    spans = [(0, len(line) - 1)]
    while spans:
        first, last = spans.pop()
        distance, farthest = max(
            ((_distance(line[place], line[first], line[last]), place) for place in range(first + 1, last)),
            default=(0.0, 0),
        )
        if distance > coarse:
            kept.add(farthest)
            spans += [(first, farthest), (farthest, last)]
    return [line[place] for place in sorted(kept)]


def _distance(point: Point, start: Point, end: Point) -> float:
    (x, y), (x1, y1), (x2, y2) = point, start, end
    dx, dy = x2 - x1, y2 - y1
    length = dx * dx + dy * dy
    along = max(0.0, min(1.0, ((x - x1) * dx + (y - y1) * dy) / length)) if length else 0.0
    return float(((x - x1 - along * dx) ** 2 + (y - y1 - along * dy) ** 2) ** 0.5)


def _rings(geometry: dict[str, Any], arcs: _Arcs) -> list[Ring]:
    """Arcs joined end to end."""
    polygons = [geometry["arcs"]] if geometry["type"] == "Polygon" else geometry["arcs"]
    rings = []
    for numbers in (ring for polygon in polygons for ring in polygon):
        points: list[Point] = []
        for number in numbers:
            arc = arcs[number]
            points += arc[1:] if points else arc
        rings.append(tuple(points))
    return rings


def _worth_drawing(rings: list[Ring], coarse: float) -> tuple[Ring, ...]:
    by_size = sorted(rings, key=_size, reverse=True)
    return tuple(ring for place, ring in enumerate(by_size) if not place or _size(ring) > coarse * coarse)


def _size(ring: Ring) -> float:
    return abs(sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in pairwise((*ring, ring[0])))) / 2
