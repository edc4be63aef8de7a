"""A child's growth drawn over the WHO's lines: what was measured, and where -3, -2, 0 and +2 SD lie at each age."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.utils.html import format_html
from django.utils.safestring import SafeString

from harapan.commitments.health.growth import LAST_DAY, age_in_days, curve
from harapan.commitments.models import Measurement
from harapan.registry.models import Member
from harapan.ui.drawing import coordinate, ticks
from harapan.ui.drawing.paper import WIDTH, joined, line, svg, text
from harapan.ui.words import Words, said

HEIGHT: Final = 320
LEFT, RIGHT, TOP, BOTTOM = 50, 436, 14, 282
LINES: Final = ((-3, "mark", "−3"), (-2, "mark", "−2"), (0, "axis", "0"), (2, "gridline", "+2"))
"""Z-scores, how their lines look, and what stands at their ends."""
STEP: Final = 15
"""Days between the points of a line."""
MONTH: Final = 30.4375
SPANS: Final = (365, 731, LAST_DAY)
"""A chart shows one year, two or five: as far as the child has come."""


@dataclass(frozen=True)
class Kind:
    """One chart: its standard, its words, the unit, and where a measurement lies on it."""

    standard: str
    title: Words
    unit: str

    def value(self, row: Measurement) -> float | None:
        """In the unit of the standard."""
        if self.standard == "weight_for_age":
            return None if row.grams is None else row.grams / 1000
        return None if row.millimetres is None else row.millimetres / 10


KINDS: Final = (
    Kind("height_for_age", Words("Tinggi menurut umur", "Height for age"), "cm"),
    Kind("weight_for_age", Words("Berat menurut umur", "Weight for age"), "kg"),
)


@dataclass(frozen=True)
class Paper:
    """Where ages and values lie."""

    span: int
    axis: list[float]

    def x(self, day: float) -> float:
        return LEFT + day / self.span * (RIGHT - LEFT)

    def y(self, value: float) -> float:
        low, high = self.axis[0], self.axis[-1]
        return BOTTOM - (value - low) / (high - low) * (BOTTOM - TOP)


def charts_of(child: Member, rows: Sequence[Measurement]) -> list[SafeString]:
    """Both charts, of which only those with something measured."""
    points = {kind: _points(kind, child, rows) for kind in KINDS}
    return [_drawn(kind, child, found) for kind, found in points.items() if found]


def _points(kind: Kind, child: Member, rows: Sequence[Measurement]) -> list[tuple[int, float, date]]:
    told = [(age_in_days(child.born, row.measured_on), kind.value(row), row.measured_on) for row in rows]
    return [(day, value, on) for day, value, on in told if value is not None and 0 <= day <= LAST_DAY]


def _drawn(kind: Kind, child: Member, points: list[tuple[int, float, date]]) -> SafeString:
    oldest = max(day for day, _, _ in points)
    span = next(one for one in SPANS if one >= oldest)
    lines = [(curve(kind.standard, child.sex, z, range(0, span + 1, STEP)), look, name) for z, look, name in LINES]
    values = [value for line_, _, _ in lines for _, value in line_] + [value for _, value, _ in points]
    paper = Paper(span, ticks(min(values), max(values), 6))
    return svg(
        "chart",
        f"{kind.title}: {child.name}",
        said(
            f"{len(points)} pengukuran di atas garis WHO −3, −2, 0 dan +2 SD.",
            f"{len(points)} measurements over the WHO's lines of −3, −2, 0 and +2 SD.",
        ),
        (WIDTH, HEIGHT),
        [*_grid(paper, kind), *(_line(paper, *one) for one in lines), _measured(paper, kind, points)],
    )


def _grid(paper: Paper, kind: Kind) -> list[SafeString]:
    rows = [
        joined(
            [
                line(LEFT, paper.y(one), RIGHT, paper.y(one), "gridline"),
                text(LEFT - 8, paper.y(one) + 5, f"{one:g}", "end"),
            ]
        )
        for one in paper.axis
    ]
    every = 2 if paper.span <= SPANS[0] else 6 if paper.span <= SPANS[1] else 12
    months = range(0, round(paper.span / MONTH) + 1, every)
    below = [text(paper.x(month * MONTH), BOTTOM + 20, month, "middle") for month in months]
    return [
        *rows,
        *below,
        text(RIGHT, HEIGHT - 2, said("umur, bulan", "age in months"), "end"),
        text(4, BOTTOM + 20, kind.unit),
    ]


def _line(paper: Paper, points: list[tuple[int, float]], look: str, name: str) -> SafeString:
    stroke = "M" + "L".join(f"{coordinate(paper.x(day))} {coordinate(paper.y(value))}" for day, value in points)
    day, value = points[-1]
    return joined(
        [
            format_html('<path class="{}" fill="none" d="{}"/>', look, stroke),
            text(paper.x(day) + 8, paper.y(value) + 5, name),
        ]
    )


def _measured(paper: Paper, kind: Kind, points: list[tuple[int, float, date]]) -> SafeString:
    at = [(coordinate(paper.x(day)), coordinate(paper.y(value)), value, on) for day, value, on in points]
    stroke = "M" + "L".join(f"{x} {y}" for x, y, _, _ in at)
    dots = [
        format_html(
            '<circle class="dot" cx="{}" cy="{}" r="4.5"><title>{}: {} {}</title></circle>',
            x, y, f"{on:%d-%m-%Y}", f"{value:g}".replace(".", ","), kind.unit,
        )
        for x, y, value, on in at
    ]  # fmt: skip
    return joined([format_html('<path class="line" d="{}"/>', stroke), *dots])
