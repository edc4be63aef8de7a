"""One measure over the areas below another: values, changes and ranks, with small numbers hidden from strangers."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from harapan.console.figures.measures import FEW, NOTHING, UNSURE, Figure, Measure, is_still
from harapan.console.figures.queries import Seen
from harapan.coordination.models import StageSum
from harapan.places.models import Area
from harapan.ui.words import Words, said

FEWEST_PEERS = 5
"""Fewer areas than this are listed, not ranked."""
PER_CAPITA_UNITS = {"families", "people"}


@dataclass(frozen=True)
class Cell:
    """One area's value. A hidden one has families, but too few to be shown to this reader."""

    code: str
    name: str
    measure: Measure
    figure: Figure
    before: Figure
    area: Area | None
    hidden: bool = False
    per_capita: bool = False
    rank: int | None = None
    was: int | None = None
    """The rank in the stage before."""

    @property
    def value(self) -> float | None:
        """The number to sort and draw by: none where it is hidden, unknown, or has no population to be shared by."""
        return None if self.hidden else _shared(self.figure.value, self)

    @property
    def text(self) -> str:
        """The number as it is printed; `<5` where it is hidden."""
        if self.hidden:
            return f"< {FEW}"
        if self.per_capita and self.value is not None:
            return f"{self.value:.1f}".replace(".", ",")
        return self.measure.text(self.figure.value) if not self.per_capita else "–"

    @property
    def why_empty(self) -> Words | None:
        """Why there is no number."""
        if self.hidden:
            return Words("disembunyikan: kurang dari 5 keluarga", "hidden: fewer than 5 families")
        if self.figure.value is None:
            return Words("belum ada data", "no data yet")
        if self.value is None:
            return Words("jumlah penduduk tidak diketahui", "population not known")
        return None

    @property
    def change(self) -> float | None:
        """Against the stage before."""
        return None if self.hidden else self.measure.change(self.figure.value, self.before.value)

    @property
    def change_text(self) -> str:
        """With its sign."""
        return self.measure.change_text(self.change)

    @property
    def mood(self) -> str:
        """`ok` where it went the good way, `bad` where the other."""
        return mood(self.measure, self.change)

    @property
    def arrow(self) -> str:
        """Up, down or level."""
        return arrow(self.change)

    @property
    def climbed(self) -> int | None:
        """Places won since the stage before."""
        return None if self.rank is None or self.was is None else self.was - self.rank

    @property
    def is_sure(self) -> bool:
        """Rates over few families jump about."""
        return not self.measure.is_rate or self.figure.families >= UNSURE

    @property
    def place(self) -> int | None:
        """The class of a rate on the map."""
        value = self.value
        return None if value is None or not self.measure.is_rate else self.measure.place(value)


def _shared(value: float | None, cell: Cell) -> float | None:
    if not cell.per_capita or value is None:
        return value
    people = cell.area.population if cell.area else None
    return value * 1000 / people if people else None


def arrow(change: float | None) -> str:
    """Up, down, level, or nothing to compare with."""
    if change is None:
        return ""
    return "=" if is_still(change) else "▲" if change > 0 else "▼"


def mood(measure: Measure, change: float | None) -> str:
    """Whether a change is good news."""
    if not change or not measure.better or is_still(change):
        return ""
    return "ok" if (change > 0) == (measure.better > 0) else "bad"


def figure_of(measure: Measure, row: StageSum | None) -> Figure:
    """A measure of an area; nothing where it has no sums."""
    return measure.of(row) if row else NOTHING


def is_few(figure: Figure) -> bool:
    """Some families, but so few that they could be told apart."""
    return 0 < figure.families < FEW


def cell_of(seen: Seen, measure: Measure, code: str, area: Area | None, name: str, *, per_capita: bool = False) -> Cell:
    """One area's cell."""
    now, before = figure_of(measure, seen.row(code)), figure_of(measure, seen.row_before(code))
    own = seen.is_own(code)
    return Cell(
        code,
        name,
        measure,
        now,
        before if own or not is_few(before) else NOTHING,
        area,
        hidden=not own and is_few(now),
        per_capita=per_capita and measure.unit in PER_CAPITA_UNITS,
    )


def cells(seen: Seen, measure: Measure, *, per_capita: bool = False) -> list[Cell]:
    """Every area below, in the order of their codes; codes nobody had then come last, under their number."""
    found = [cell_of(seen, measure, area.code, area, area.name, per_capita=per_capita) for area in seen.children]
    found += [
        cell_of(seen, measure, code, None, f"{code} ({said('kode belum berlaku saat itu', 'no such code then')})")
        for code in seen.strangers
    ]
    return guarded(found)


def guarded(found: Sequence[Cell]) -> list[Cell]:
    """Where just one is hidden, its total less the others would tell: the smallest of the others is hidden too."""
    hidden = [cell for cell in found if cell.hidden]
    amounts = [cell for cell in found if not cell.hidden and cell.figure.families and not cell.measure.is_rate]
    if len(hidden) != 1 or not amounts:
        return list(found)
    next_smallest = min(amounts, key=lambda cell: cell.figure.families)
    return [replace(cell, hidden=True) if cell is next_smallest else cell for cell in found]


def ranked(found: Iterable[Cell], *, ascending: bool) -> list[Cell]:
    """With ranks, best known first; equal values share a rank, what has no value has none and comes last."""
    found = list(found)
    values = sorted((cell.value for cell in found if cell.value is not None), reverse=not ascending)
    earlier = sorted(
        (value for cell in found if (value := _shared(cell.before.value, cell)) is not None), reverse=not ascending
    )
    counted = len(values) >= FEWEST_PEERS
    with_ranks = [
        replace(
            cell,
            rank=values.index(cell.value) + 1 if counted and cell.value is not None else None,
            was=_place(earlier, _shared(cell.before.value, cell)) if counted else None,
        )
        for cell in found
    ]
    return sorted(with_ranks, key=lambda cell: (cell.value is None, _signed(cell.value, ascending), cell.name))


def _place(values: list[float], value: float | None) -> int | None:
    return None if value is None else values.index(value) + 1


def _signed(value: float | None, ascending: bool) -> float:
    return (value or 0) if ascending else -(value or 0)
