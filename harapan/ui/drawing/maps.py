"""Maps as SVG drawn on the server: shapes filled by class, or circles by amount, each a link with words of its own."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape
from typing import Final

from django.utils.safestring import SafeString, mark_safe

WIDTH: Final = 960
TALLEST: Final = 720
MARGIN: Final = 12
LARGEST: Final = 34
"""Radius of the largest circle."""
SMALLEST: Final = 4
NO_DATA: Final = "url(#tanpa-data)"

Ring = Sequence[tuple[float, float]]
Box = tuple[float, float, float, float]
"""West, south, east, north in degrees."""


@dataclass(frozen=True)
class Mark:
    """One area on a map: its shape or its point, what it says, where it leads, and how it looks.

    `look` is a class q0 to q5, `outline`, or empty for no data, which is hatched. With `weight` (0 to 1) a circle of
    that area stands at `point`.
    """

    code: str
    words: str
    href: str = ""
    rings: tuple[Ring, ...] = ()
    point: tuple[float, float] | None = None
    look: str = ""
    weight: float | None = None
    faded: bool = False


@dataclass(frozen=True)
class Sheet:
    """Where degrees lie on the paper: small countries near the equator need no other projection."""

    west: float
    north: float
    scale: float
    height: int

    @classmethod
    def around(cls, box: Box) -> "Sheet":
        """A sheet that holds a box, as wide as the page or as tall as we allow."""
        west, south, east, north = box
        wide, tall = max(east - west, 0.02), max(north - south, 0.02)
        scale = min((WIDTH - 2 * MARGIN) / wide, (TALLEST - 2 * MARGIN) / tall)
        return cls(west - ((WIDTH - 2 * MARGIN) / scale - wide) / 2, north, scale, round(tall * scale) + 2 * MARGIN)

    def at(self, point: tuple[float, float]) -> tuple[int, int]:
        """Where a point lies, in whole units of the drawing."""
        return (
            round((point[0] - self.west) * self.scale) + MARGIN,
            round((self.north - point[1]) * self.scale) + MARGIN,
        )

    @property
    def coarse(self) -> float:
        """Degrees nobody sees the difference of."""
        return 1.2 / self.scale


def coarse_for(box: Box) -> float:
    """How far points may move on a sheet around this box, rounded so that caches are shared."""
    return float(f"{Sheet.around(box).coarse:.1g}")


def drawn(title: str, told: str, box: Box, marks: Iterable[Mark], *, alone: bool = False) -> SafeString:
    """The map: shapes first, then circles, the largest below. `alone` is for a file that has no stylesheet."""
    sheet = Sheet.around(box)
    marks = list(marks)
    circles = sorted((mark for mark in marks if mark.weight is not None), key=lambda mark: -(mark.weight or 0))
    wide = f' width="{WIDTH}"' if alone else ""
    parts = [
        f'<svg class="map" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {sheet.height}"{wide} role="group"'
        f' fill="{NO_DATA}" aria-labelledby="peta-judul peta-isi">'
        f'<title id="peta-judul">{escape(title)}</title><desc id="peta-isi">{escape(told)}</desc>',
        STYLE if alone else "",
        '<defs><pattern id="tanpa-data" width="8" height="8" patternUnits="userSpaceOnUse">'
        '<rect class="hatch" width="8" height="8"/><line class="hatch" x2="8" y1="8"/></pattern></defs>',
        *[_linked(mark, _path(mark, sheet)) for mark in marks if mark.rings],
        *[_linked(mark, _circle(mark, sheet)) for mark in circles],
        "</svg>",
    ]
    return mark_safe("".join(parts))  # noqa: S308 - every word was escaped, every number is ours


def _linked(mark: Mark, shape: str) -> str:
    """Nothing to follow and nothing to say for an outline that only shows where we are."""
    if not shape:
        return ""
    if not mark.words:
        return shape
    inside = shape.replace("/>", f"><title>{escape(mark.words)}</title></{shape[1 : shape.index(' ')]}>")
    return f'<a href="{escape(mark.href)}">{inside}</a>' if mark.href else inside


def _look(mark: Mark) -> str:
    faded = ' opacity=".25"' if mark.faded else ""
    return (f' class="{mark.look}"' if mark.look else "") + faded


def _path(mark: Mark, sheet: Sheet) -> str:
    drawn = "".join(_ring(ring, sheet) for ring in mark.rings)
    return f'<path{_look(mark)} d="{drawn}"/>' if drawn else ""


def _ring(ring: Ring, sheet: Sheet) -> str:
    """Steps from point to point; those shorter than the paper's grain fall together."""
    points = [sheet.at(point) for point in ring]
    (x, y), steps = points[0], []
    start = f"M{x} {y}"
    for x2, y2 in points[1:]:
        if (x2, y2) != (x, y):
            steps.append(f"{x2 - x}{' ' if y2 >= y else ''}{y2 - y}")
            x, y = x2, y2
    while len(steps) < 2:  # an islet smaller than the grain is still there
        steps.append("1 1" if not steps else "1 0")
    joined = steps[0] + "".join(step if step.startswith("-") else f" {step}" for step in steps[1:])
    return f"{start}l{joined}z"


def _circle(mark: Mark, sheet: Sheet) -> str:
    if mark.point is None:
        return ""
    x, y = sheet.at(mark.point)
    radius = max(SMALLEST, round(LARGEST * max(mark.weight or 0, 0) ** 0.5))
    return f'<circle{_look(mark)} cx="{x}" cy="{y}" r="{radius}"/>'


STYLE: Final = (
    "<style>.q0{fill:#e6eff4}.q1{fill:#c3dbe7}.q2{fill:#93bfd5}.q3{fill:#5a99bb}.q4{fill:#2c7396}.q5{fill:#0f4a66}"
    ".hatch{stroke:#85857f;fill:#efefeb}path,circle{stroke:#fff;stroke-width:.75}circle{fill-opacity:.75}"
    ".outline{fill:#efefeb;stroke:#85857f}text{font:14px sans-serif}</style>"
)
