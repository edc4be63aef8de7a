"""Drawings the size of a word: a line of the last numbers, a share of a whole. They stand in tables, and stretch."""

from collections.abc import Sequence

from django.utils.html import format_html
from django.utils.safestring import SafeString

from harapan.ui.drawing.paper import svg
from harapan.ui.drawing.scales import coordinate, places, runs


def spark(title: str, description: str, values: Sequence[float | None]) -> SafeString:
    """The shape of a series, without numbers; a missing one breaks the line."""
    known = [value for value in values if value is not None] or [0]
    lowest, highest = min(known), max(known)
    across = places(len(values), 2, 98)
    at = {
        place: f"{coordinate(across[place])} {coordinate(22 - 20 * (value - lowest) / ((highest - lowest) or 1))}"
        for place, value in enumerate(values)
        if value is not None
    }
    # A run of one is a dot: a stroke of no length with round ends.
    strokes = "".join(
        "M" + "L".join(at[place] for place in run) + ("h0" if len(run) == 1 else "") for run in runs(values)
    )
    return svg("spark", title, description, (100, 24), [format_html('<path class="line" d="{}"/>', strokes)])


def meter(title: str, description: str, share: float, *, mark: float | None = None) -> SafeString:
    """How much of a whole, from 0 to 1; `mark` is the share to reach, or that others have."""
    filled = format_html('<rect class="bar" width="{}" height="10"/>', coordinate(100 * min(max(share, 0), 1)))
    parts = [SafeString('<rect class="rail" width="100" height="10"/>'), filled]
    if mark is not None:
        parts.append(format_html('<path class="mark" d="M{} 0V10"/>', coordinate(100 * mark)))
    return svg("meter", title, description, (100, 10), parts)
