"""Errands as a page shows them: the newest about something, as far as whoever looks may know of it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from harapan.console.stages.progress import Progress
from harapan.console.stages.wording import PHASES
from harapan.operations.errands import KINDS
from harapan.operations.models import Errand
from harapan.staff.models import Staff
from harapan.ui.words import Words

OURS = {
    "rank": Words("Memeringkat keluarga", "Ranking families"),
    "candidates": Words("Menetapkan calon", "Making candidates"),
    "undo": Words("Membatalkan", "Taking back"),
    "law": Words("Memeriksa menurut aturan", "Checking under the law"),
    "hand on": Words("Memindahkan keluarga", "Handing families on"),
    "read list": Words("Membaca dan memeriksa baris", "Reading and judging rows"),
    "apply list": Words("Menulis ke registri", "Writing into the registry"),
    "undo list": Words("Mengembalikan seperti semula", "Putting back what was"),
    "checks": Words("Memeriksa data", "Checking the data"),
    "sums": Words("Menjumlahkan beban", "Summing loads"),
}
"""Phases of errands, beside those of stages."""


@dataclass(frozen=True)
class Seen(Progress):
    """One errand at one moment."""

    @property
    def errand(self) -> Errand:
        return cast(Errand, self.work)

    @property
    def title(self) -> Words:
        kind = KINDS.get(self.errand.kind)
        return kind.name if kind else Words(self.errand.kind, self.errand.kind)

    @property
    def phase(self) -> Words | None:
        name = self.errand.phase
        return {**PHASES, **OURS}.get(name, Words(name, name)) if name else None


def seen(errand: Errand, now: datetime) -> Seen:
    """One errand, seen now."""
    return Seen(cast(Any, errand), now)


def newest_about(subject: str, staff: Staff, now: datetime) -> Seen | None:
    """The newest errand about something, if this person may know of it and its end is still news."""
    errand = Errand.objects.visible_to(staff).filter(subject=subject).order_by("-pk").first()
    if errand is None:
        return None
    found = seen(errand, now)
    return found if found.is_news else None
