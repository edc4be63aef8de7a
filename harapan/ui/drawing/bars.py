"""Numbers side by side, from zero, with what each is called before it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from django.utils.html import format_html
from django.utils.safestring import SafeString

from harapan.ui.drawing.lines import whole
from harapan.ui.drawing.paper import WIDTH, joined, svg, text
from harapan.ui.drawing.scales import coordinate

ROW: Final = 34
LEFT, RIGHT = 160, 400
"""Where bars begin, and where the longest ends."""
LONGEST_LABEL: Final = 20


@dataclass(frozen=True)
class Bar:
    """One number and what it is called; nothing where it is not known or hidden."""

    label: str
    value: float | None
    unknown: str = "–"


def bars(
    title: str,
    description: str,
    rows: Sequence[Bar],
    *,
    says: Callable[[float], str] = whole,
    most: float | None = None,
) -> SafeString:
    """A row for each; `most` is where the scale ends, if not at the largest."""
    top = most or max((bar.value for bar in rows if bar.value is not None), default=0) or 1
    drawn = [_row(place, bar, top, says) for place, bar in enumerate(rows)]
    return svg("chart", title, description, (WIDTH, ROW * max(len(rows), 1)), drawn)


def _row(place: int, bar: Bar, top: float, says: Callable[[float], str]) -> SafeString:
    y = place * ROW
    width = 0.0 if bar.value is None else min(bar.value / top, 1) * (RIGHT - LEFT)
    label = bar.label if len(bar.label) <= LONGEST_LABEL else f"{bar.label[: LONGEST_LABEL - 1]}…"
    return joined(
        [
            format_html("<g><title>{}</title>{}</g>", bar.label, text(LEFT - 10, y + 22, label, "end strong")),
            format_html(
                '<rect class="bar" x="{}" y="{}" width="{}" height="20" rx="3"/>', LEFT, y + 7, coordinate(width)
            ),
            text(LEFT + width + 8, y + 22, bar.unknown if bar.value is None else says(bar.value)),
        ]
    )
