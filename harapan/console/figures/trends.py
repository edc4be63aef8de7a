"""A measure through the stages: points, gaps where nothing is known, and what changed meanwhile in law and borders."""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from django.utils.safestring import SafeString

from harapan.console.figures.cells import is_few
from harapan.console.figures.measures import FEW, NOTHING, Figure, Measure
from harapan.console.figures.queries import Seen, Stage, begun_between, series, sources
from harapan.entitlements.law import law
from harapan.policy.diff import diff
from harapan.policy.errors import PolicyError
from harapan.ui.drawing import Series, lines
from harapan.ui.words import Words, said


@dataclass(frozen=True)
class Point:
    """One stage of a trend: its value, whether it is hidden, and which run said so."""

    cycle: str
    figure: Figure
    hidden: bool
    measure: Measure
    run: str
    computed_at: datetime | None
    change: float | None

    @property
    def value(self) -> float | None:
        """What the line is drawn through; a gap where it is nothing."""
        return None if self.hidden else self.figure.value

    @property
    def text(self) -> str:
        """As printed."""
        return f"< {FEW}" if self.hidden else self.measure.text(self.figure.value)

    @property
    def change_text(self) -> str:
        """Against the stage before, if both are known."""
        return self.measure.change_text(self.change)

    @property
    def because(self) -> Words | None:
        """Why there is a gap."""
        if self.hidden:
            return Words("disembunyikan: kurang dari 5 keluarga", "hidden: fewer than 5 families")
        if self.figure.value is None:
            return Words("belum ada data", "no data") if not self.run else Words("tidak dihitung", "not counted")
        return None


def points(seen: Seen, measure: Measure, stages: Sequence[Stage]) -> list[Point]:
    """Every stage that was opened, oldest first; one without sums is a gap, not a zero."""
    rows, runs = series(seen.area), sources()
    own, found, before = seen.is_own(seen.area), [], None
    for stage in stages:
        row = rows.get(stage.cycle)
        figure = measure.of(row) if row else NOTHING
        hidden = not own and is_few(figure)
        value = None if hidden else figure.value
        digest, computed_at = runs.get(stage.cycle, ("", None))
        change = measure.change(value, before)
        found.append(Point(stage.cycle, figure, hidden, measure, digest if row else "", computed_at, change))
        before = value
    return found


def chart(measure: Measure, found: Sequence[Point], name: str) -> SafeString:
    """The line, broken where a value is missing."""
    values = [point.value for point in found]
    title = f"{measure.words} · {name}"
    gaps = [point.cycle for point in found if point.value is None]
    told = said(f"Terputus di {', '.join(gaps)}.", f"Broken at {', '.join(gaps)}.") if gaps else str(measure.explains)
    changed = [
        (later.cycle, "◆") for earlier, later in itertools.pairwise(found) if changes(earlier.cycle, later.cycle)
    ]
    return lines(
        title,
        told,
        [point.cycle for point in found],
        [Series(str(measure.words), values)],
        says=_finely if measure.unit == "share" else measure.text,
        from_zero=measure.unit != "share",
        marks=changed,
    )


def _finely(share: float) -> str:
    """Two decimals, since success rates lie close together."""
    return f"{share * 100:.2f} %".replace(".", ",")


@dataclass(frozen=True)
class Mark:
    """What changed between two stages: lines of the law, and areas that began."""

    cycle: str
    laws: tuple[Words, ...]
    areas: tuple[str, ...]


def marks(stages: Sequence[Stage], seen: Seen) -> list[Mark]:
    """Stages that are not like the one before, with why."""
    begun = begun_between(seen.area, stages[0].first_day, stages[-1].first_day)
    found = []
    for earlier, later in itertools.pairwise(stages):
        areas = tuple(name for name, day in begun if earlier.first_day < day <= later.first_day)
        laws = changes(earlier.cycle, later.cycle)
        if laws or areas:
            found.append(Mark(later.cycle, laws, areas))
    return found


@lru_cache(maxsize=512)
def changes(earlier: str, later: str) -> tuple[Words, ...]:
    """What the policy files say differs between two stages; nothing where they know no such stage."""
    try:
        return tuple(Words(change.text("id"), change.text("en")) for change in diff(law(), earlier, later))
    except (PolicyError, KeyError):
        return ()
