"""Work as a page shows it: which phase, how far, how fast, how long still, and how it ended."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from harapan.console.stages.wording import PHASES, STEPS, UNITS
from harapan.lib.rupiah import number
from harapan.operations.models import Work
from harapan.ui.words import Words

ELSEWHERE = {Work.Step.CEILING, Work.Step.PAPER, Work.Step.ANSWER, Work.Step.REVIEW, Work.Step.RECONCILE}
"""Steps that are asked for on pages of their own."""
LONG_AGO = timedelta(days=2)
"""Then a refusal is no news any more."""
LATELY = timedelta(minutes=5)
"""So long it is worth a line that a step is done."""
SILENT = timedelta(seconds=20)
"""Work that nobody takes up in this time has no worker."""


@dataclass(frozen=True)
class Progress:
    """A piece of work at one moment."""

    work: Work
    now: datetime

    @property
    def title(self) -> Words:
        return STEPS[Work.Step(self.work.step)]

    @property
    def is_over(self) -> bool:
        return self.work.is_over

    @property
    def is_news(self) -> bool:
        """Whether its end is worth a line."""
        told_for = LATELY if self.work.state == Work.State.DONE else LONG_AGO
        return not self.is_over or (self.work.ended_at is not None and self.now - self.work.ended_at < told_for)

    @property
    def nobody_works(self) -> bool:
        """It waits, and no worker takes it."""
        return self.work.state == Work.State.WAITING and self.now - self.work.asked_at > SILENT

    @property
    def phase(self) -> Words | None:
        name = self.work.phase
        return PHASES.get(name, Words(name, name)) if name else None

    @property
    def kind(self) -> str:
        """The colour of its notice."""
        return {"done": "ok", "refused": "warn", "failed": "bad"}.get(self.work.state, "")

    @property
    def sentence(self) -> Words | None:
        """What came of it."""
        return Words(self.work.sentence_id, self.work.sentence_en) if self.work.sentence_id else None

    @property
    def far(self) -> Words | None:
        """`12.000 dari 65.387 keluarga · 8.100/detik · sisa ± 6 detik`."""
        if not self.work.done:
            return None
        unit = UNITS.get(self.work.unit, Words(self.work.unit, self.work.unit))
        of = self.work.total and self.work.total >= self.work.done
        id_, en = number(self.work.done), number(self.work.done)
        if of:
            id_, en = f"{id_} dari {number(self.work.total or 0)}", f"{en} of {number(self.work.total or 0)}"
        id_, en = f"{id_} {unit.id}", f"{en} {unit.en}"
        if rate := self._rate():
            id_, en = f"{id_} · {number(rate)}/detik", f"{en} · {number(rate)}/s"
            if of and (left := ((self.work.total or 0) - self.work.done) // rate):
                id_, en = f"{id_} · sisa ± {_long(left).id}", f"{en} · about {_long(left).en} left"
        return Words(id_, en)

    def _rate(self) -> int:
        if self.work.phase_at is None:
            return 0
        seconds = (self.now - self.work.phase_at).total_seconds()
        return int(self.work.done / seconds) if seconds > 1 else 0


def of(work: Work, now: datetime) -> Progress:
    """A piece of work, seen now."""
    return Progress(work, now)


def _long(seconds: int) -> Words:
    if seconds < 90:
        return Words(f"{seconds} detik", f"{seconds} s")
    minutes = (seconds + 30) // 60
    return Words(f"{minutes} menit", f"{minutes} min")
