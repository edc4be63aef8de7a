"""Numbers over time. Where a number is missing the line breaks: a gap is never drawn over."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from django.utils.html import format_html
from django.utils.safestring import SafeString

from harapan.lib.rupiah import number
from harapan.ui.drawing.paper import WIDTH, joined, line, svg, text
from harapan.ui.drawing.scales import coordinate, places, runs, ticks

HEIGHT: Final = 250
LEFT, RIGHT, TOP, BOTTOM = 76, 470, 56, 216
"""Where the drawing lies between its words."""
KINDS: Final = ("", " second")


@dataclass(frozen=True)
class Series:
    """One line: its name, and a number or nothing for each moment."""

    name: str
    values: Sequence[float | None]


def whole(value: float) -> str:
    """`65387.0` as `65.387`."""
    return number(round(value))


def lines(
    title: str,
    description: str,
    moments: Sequence[str],
    series: Sequence[Series],
    *,
    says: Callable[[float], str] = whole,
    from_zero: bool = True,
    marks: Sequence[tuple[str, str]] = (),
) -> SafeString:
    """One or two lines over named moments. `says` writes a number; `marks`: what happened when."""
    known = [value for one in series for value in one.values if value is not None] or [0]
    axis = ticks(min(0, *known) if from_zero else min(known), max(known))
    across = places(len(moments), LEFT + 14, RIGHT - 14)

    def height(value: float) -> float:
        return BOTTOM - (value - axis[0]) / (axis[-1] - axis[0]) * (BOTTOM - TOP)

    return svg(
        "chart",
        title,
        description,
        (WIDTH, HEIGHT),
        [
            *(_tick(height(value), says(value)) for value in axis),
            *_moments(moments, across),
            *(_mark(across[list(moments).index(moment)], words) for moment, words in marks if moment in moments),
            *(_drawn(one, kind, across, moments, height, says) for one, kind in zip(series, KINDS, strict=False)),
            *(_key(place, one.name) for place, one in enumerate(series) if len(series) > 1),
        ],
    )


def _tick(y: float, words: str) -> SafeString:
    return joined([line(LEFT, y, RIGHT, y, "gridline"), text(LEFT - 8, y + 5, words, "end")])


def _moments(moments: Sequence[str], across: list[float]) -> list[SafeString]:
    """As many names below the axis as there is room for, the last one always."""
    every = -(-len(moments) // 7)
    named = range(len(moments) - 1, -1, -every) if moments else ()
    return [text(across[place], BOTTOM + 24, moments[place], "middle") for place in named]


def _mark(x: float, words: str) -> SafeString:
    return joined([line(x, TOP - 10, x, BOTTOM, "mark"), text(x, TOP - 16, words, "middle")])


def _drawn(
    one: Series,
    kind: str,
    across: list[float],
    moments: Sequence[str],
    height: Callable[[float], float],
    says: Callable[[float], str],
) -> SafeString:
    dots = [(across[place], height(value), place, value) for place, value in enumerate(one.values) if value is not None]
    at = {place: f"{coordinate(x)} {coordinate(y)}" for x, y, place, _ in dots}
    strokes = "".join("M" + "L".join(at[place] for place in run) for run in runs(one.values))
    return joined(
        [
            format_html('<path class="line{}" d="{}"/>', kind, strokes),
            *(
                format_html(
                    '<circle class="dot{}" cx="{}" cy="{}" r="4"><title>{}: {}</title></circle>',
                    kind,
                    coordinate(x),
                    coordinate(y),
                    moments[place],
                    says(value),
                )
                for x, y, place, value in dots
            ),
        ]
    )


def _key(place: int, name: str) -> SafeString:
    x = LEFT + place * 190
    return joined([line(x, 12, x + 24, 12, f"line{KINDS[place]}"), text(x + 32, 17, name)])
