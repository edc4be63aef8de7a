"""Areas beside each other: bars of a ranking, and up to three areas in every measure."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString

from harapan.console.figures.cells import Cell, cell_of
from harapan.console.figures.forms import Asked
from harapan.console.figures.links import Address
from harapan.console.figures.measures import Measure
from harapan.console.figures.queries import Seen, in_stage, names_on
from harapan.ui.drawing import meter
from harapan.ui.words import Words, said

MOST = 3
PAGE = 100
"""Lines of a ranking on one page."""


@dataclass(frozen=True)
class Bullet:
    """A line of a ranking: the value, and a bar of it beside the whole area's."""

    cell: Cell
    bar: SafeString | str
    href: str

    @property
    def fallen(self) -> int:
        """Places lost since the stage before."""
        return -(self.cell.climbed or 0)


def bullets(found: Sequence[Cell], whole: Cell, address: Address) -> list[Bullet]:
    """Bars share one scale; the mark is the value of the area they all lie in, where that can be compared."""
    scale, to_area = _scale(found), address.each("ranking")
    mark = whole.value / scale if whole.value is not None and scale and _is_a_mean(whole) else None
    return [
        Bullet(
            cell,
            meter(f"{cell.name}: {cell.text}", _mark_words(whole), cell.value / scale, mark=_inside(mark))
            if cell.value is not None and scale
            else "",
            to_area(cell.code),
        )
        for cell in found
    ]


def pages(count: int, asked: Asked, address: Address) -> list[tuple[str, str, bool]]:
    """Pages of a long ranking: ranks, address, whether it is this one. None where one page holds it."""
    kept = {"urut": "naik" if asked.ascending else "", "per": "1000" if asked.per_capita else ""}
    return [
        (
            f"{first + 1}–{min(first + PAGE, count)}",
            address.to("ranking", mulai=first or "", **kept),
            first == asked.start,
        )
        for first in range(0, count, PAGE)
        if count > PAGE
    ]


def _scale(found: Sequence[Cell]) -> float:
    values = [cell.value for cell in found if cell.value is not None]
    top = max(values, default=0)
    return 1.0 if found and found[0].measure.unit == "share" and top <= 1 else top


def _is_a_mean(whole: Cell) -> bool:
    return whole.measure.is_rate or whole.per_capita


def _inside(mark: float | None) -> float | None:
    return None if mark is None else min(mark, 1.0)


def _mark_words(whole: Cell) -> str:
    return said(f"Garis: {whole.name} {whole.text}", f"The line: {whole.name} {whole.text}") if whole.value else ""


@dataclass(frozen=True)
class Column:
    """One area among those compared."""

    code: str
    name: str
    cells: list[Cell]


def columns(seen: Seen, codes: Sequence[str], measures: Sequence[Measure]) -> list[Column]:
    """The areas somebody ticked, each in every measure, in the stage that is shown."""
    names = names_on(codes, seen.stage.first_day)
    seen.remember(in_stage(codes, [seen.stage, *([seen.before] if seen.before else [])]))
    return [
        Column(code, names[code], [cell_of(seen, measure, code, None, names[code]) for measure in measures])
        for code in codes
        if code in names
    ]


def rows(found: Sequence[Column], measures: Sequence[Measure]) -> list[tuple[Words, list[Cell]]]:
    """The same, turned: one row a measure."""
    return [(measure.words, [column.cells[place] for column in found]) for place, measure in enumerate(measures)]
