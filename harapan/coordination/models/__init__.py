"""The tables of the room: sums by area, figures others published, and gatherings."""

from harapan.coordination.models.gatherings import Gathering
from harapan.coordination.models.sums import (
    GRADUATED,
    SPENDING,
    AreaSum,
    Load,
    PublishedFigure,
    StageSum,
    StandingSum,
    Summed,
)

__all__ = [
    "GRADUATED",
    "SPENDING",
    "AreaSum",
    "Gathering",
    "Load",
    "PublishedFigure",
    "StageSum",
    "StandingSum",
    "Summed",
]
