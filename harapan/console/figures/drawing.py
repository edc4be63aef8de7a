"""The map of a measure and its legend, and the line of a measure through the stages."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from django.urls import reverse
from django.utils.safestring import SafeString

from harapan.console.figures.cells import Cell
from harapan.console.figures.links import Address
from harapan.console.figures.measures import Measure
from harapan.console.figures.queries import Seen
from harapan.gazetteer.boundaries import Shape, box, has_shapes, shapes
from harapan.ui.drawing.maps import Box, Mark, coarse_for, drawn
from harapan.ui.words import Words, said

COUNTRY: Final[Box] = (95.0, -11.0, 141.1, 6.0)
AROUND: Final = 0.03
"""Degrees around points that have no shape to lie in."""
LABEL: Final = Words(
    "Batas perkiraan dari titik desa, bukan batas resmi", "Borders estimated from village points, not official"
)
PLAIN: Final = 0.12
"""The size of a circle that shows a rate: all alike."""


@dataclass(frozen=True)
class Key:
    """One line of the legend: a class, how many areas are in it, and the link that shows only those."""

    look: str
    words: str
    count: int
    href: str
    chosen: bool


def picture(
    seen: Seen,
    measure: Measure,
    found: Sequence[Cell],
    address: Address | None,
    *,
    only: int | None = None,
    alone: bool = False,
) -> SafeString:
    """The map: rates fill the shapes, amounts are circles on them; where there are no shapes both are circles."""
    places, outline = _ground(seen)
    frame = box(places or outline) if places or outline else _around(found)
    coarse = coarse_for(frame)
    by_code = {shape.code: shape.rings for shape in shapes(seen.level, seen.area, coarse=coarse)} if places else {}
    fills = measure.is_rate and bool(by_code)
    marks = [Mark(shape.code, "", rings=shape.rings, look="outline") for shape in _coarser(outline, coarse)]
    to_area, largest = _drill_down(address), max((cell.value or 0 for cell in found), default=0)
    for cell in found:
        rings = by_code.pop(cell.code, ())
        marks += _marks(cell, rings, measure, to_area, largest, fills=fills, only=only)
    marks += [Mark(code, _unknown(code), rings=rings) for code, rings in by_code.items()]
    title = f"{measure.words} · {seen.here.name if seen.here else 'Indonesia'} · {seen.stage.cycle}"
    return drawn(title, f"{measure.explains} {LABEL}.", frame, marks, alone=alone)


def _ground(seen: Seen) -> tuple[tuple[Shape, ...], tuple[Shape, ...]]:
    """The shapes of the areas shown, or, where there are none, the outline of the area they lie in."""
    places = shapes(seen.level, seen.area) if has_shapes(seen.level) else ()
    if places:
        return places, ()
    return (), shapes(len(seen.area), seen.area) if has_shapes(len(seen.area)) else ()


def _coarser(outline: tuple[Shape, ...], coarse: float) -> tuple[Shape, ...]:
    return shapes(len(outline[0].code), outline[0].code, coarse=coarse) if outline else ()


def _around(found: Sequence[Cell]) -> Box:
    points = [point for cell in found if (point := _point(cell))]
    if not points:
        return COUNTRY
    east_west, north_south = zip(*points, strict=True)
    return (
        min(east_west) - AROUND,
        min(north_south) - AROUND,
        max(east_west) + AROUND,
        max(north_south) + AROUND,
    )


def _point(cell: Cell) -> tuple[float, float] | None:
    if cell.area is None or cell.area.longitude is None or cell.area.latitude is None:
        return None
    return cell.area.longitude, cell.area.latitude


def _marks(
    cell: Cell,
    rings: tuple[tuple[tuple[float, float], ...], ...],
    measure: Measure,
    to_area: Callable[[str], str],
    largest: float,
    *,
    fills: bool,
    only: int | None,
) -> list[Mark]:
    words = f"{cell.name}: {cell.why_empty or cell.text}"
    href = to_area(cell.code)
    look = "" if cell.place is None else f"q{cell.place}"
    faded = only is not None and cell.place != only
    if fills:
        return [Mark(cell.code, words, href, rings, look=look, faded=faded)] if rings else []
    ground = [
        Mark(
            cell.code,
            words if cell.value is None else "",
            href if cell.value is None else "",
            rings,
            look="outline" if cell.value is not None else "",
        )
    ]
    point = _point(cell)
    if point is None or (cell.value is None and rings):
        return ground if rings else []
    weight = PLAIN if measure.is_rate or cell.value is None else (cell.value / largest if largest else 0)
    shown = look if measure.is_rate else "q4" if cell.value is not None else ""
    circle = Mark(cell.code, words, href, point=point, look=shown, weight=weight, faded=faded)
    return [*(ground if rings else []), circle]


def _drill_down(address: Address | None) -> Callable[[str], str]:
    """From an area on the map to the same page about that area: only the query, since there are hundreds of links."""
    if address is None:
        return lambda _: ""
    to_area, path = address.each("map"), reverse("figures:map")
    return lambda code: to_area(code).removeprefix(path)


def _unknown(code: str) -> str:
    return said(f"{code}: belum ada wilayah dengan kode ini saat itu", f"{code}: there was no area of this code then")


def not_drawn(found: Sequence[Cell], seen: Seen) -> list[Cell]:
    """Areas that have no place on the map: neither shape nor point."""
    known = {shape.code for shape in shapes(seen.level, seen.area)} if has_shapes(seen.level) else set()
    return [cell for cell in found if cell.code not in known and _point(cell) is None]


def legend(
    measure: Measure, found: Sequence[Cell], address: Address, only: int | None, *, by_spread: bool = False
) -> list[Key]:
    """The classes of a rate, each a filter; clicking the chosen one shows all again."""
    if not measure.is_rate:
        return []
    counts = Counter(cell.place for cell in found)
    return [
        Key(
            f"q{place}",
            words,
            counts[place],
            address.to("map", kelas="" if only == place else str(place), kelas_menurut=by_spread and "sebaran"),
            only == place,
        )
        for place, words in enumerate(measure.classes())
    ]
