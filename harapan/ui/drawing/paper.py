"""The sheet that drawings are made on."""

from collections.abc import Iterable
from typing import Final

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from harapan.ui.drawing.scales import coordinate

WIDTH: Final = 480
"""Units across; the stylesheet scales them."""


def svg(kind: str, title: str, description: str, size: tuple[int, int], parts: Iterable[SafeString]) -> SafeString:
    """A drawing of a kind (`chart`, `map`, `spark`, `meter`): what it is, what it shows, and its parts."""
    return format_html(
        '<svg class="{}" viewBox="0 0 {} {}" role="img"{}><title>{}</title><desc>{}</desc>{}</svg>',
        kind,
        *size,
        "" if kind in {"chart", "map"} else SafeString(' preserveAspectRatio="none"'),
        title,
        description,
        joined(parts),
    )


def joined(parts: Iterable[SafeString]) -> SafeString:
    """One after the other."""
    return format_html_join("", "{}", ((part,) for part in parts))


def line(x1: float, y1: float, x2: float, y2: float, kind: str) -> SafeString:
    """A straight stroke."""
    stroke = f"M{coordinate(x1)} {coordinate(y1)}L{coordinate(x2)} {coordinate(y2)}"
    return format_html('<path class="{}" d="{}"/>', kind, stroke)


def text(x: float, y: float, words: object, kind: str = "") -> SafeString:
    """Words, standing on `y`."""
    return format_html('<text x="{}" y="{}" class="{}">{}</text>', coordinate(x), coordinate(y), kind, words)


def hatch(name: str) -> SafeString:
    """The pattern of what is not known; a shape takes it with `fill="url(#name)"`. The name is unique on its page."""
    return format_html(
        '<defs><pattern id="{}" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
        '<rect class="rail" width="6" height="6"/><path class="hatch" d="M0 0V6"/></pattern></defs>',
        name,
    )
