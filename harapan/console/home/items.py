"""One thing in a queue."""

from dataclasses import dataclass
from datetime import datetime

from harapan.console.stages.pipeline import Link
from harapan.ui.words import Words


@dataclass(frozen=True)
class Item:
    """A sentence, since when, and the one thing to do about it. `rank` puts the urgent first."""

    sentence: Words
    press: Link
    kind: str = ""
    note: Words | None = None
    since: datetime | None = None
    rank: int = 5
