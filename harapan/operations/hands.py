"""The worker's hands: take up what was asked for, see it through, and note how far it has come and what came of it."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Lock
from typing import Any

import structlog
from django.utils import timezone

from harapan.lib.progress import Progress
from harapan.lib.refusals import Refusal
from harapan.operations.claim import Claim, claimed
from harapan.operations.models import Asked
from harapan.policy.errors import LowConfidence, PolicyError, UnknownCycle
from harapan.ui.words import Words

log = structlog.get_logger()

EVERY = 0.4
"""Seconds between two notes of progress."""
MOST_TRIES = 5
"""So often is something begun whose worker dies in the middle; then somebody has to look."""


class Notes:
    """What a worker writes on what was asked for while it is at it."""

    def __init__(self, asked: Asked, claim: Claim) -> None:
        self.asked, self._claim = asked, claim

    def note(self, **facts: Any) -> None:
        """Beside whatever transaction the step is in, so that pages see it at once."""
        for name, value in facts.items():
            setattr(self.asked, name, value)
        names = ", ".join(f"{name} = %s" for name in facts)
        table = self.asked._meta.db_table
        self._claim.execute(f"UPDATE {table} SET {names} WHERE id = %s", [*facts.values(), self.asked.pk])

    def end(self, state: str, words: Words | None) -> None:
        """Nothing more will happen to it."""
        id_, en = words or ("", "")
        self.note(state=state, ended_at=timezone.now(), phase="", sentence_id=id_[:600], sentence_en=en[:600])

    @contextmanager
    def phase(self, name: str, *, total: int | None = None, unit: str = "families") -> Iterator[Progress]:
        """One phase of it; several threads may report."""
        done, noted, one_at_a_time = 0, 0.0, Lock()
        self.note(phase=name, phase_at=timezone.now(), done=0, total=total, unit=unit)

        def report(count: int) -> None:
            nonlocal done, noted
            with one_at_a_time:
                done += count
                if time.monotonic() - noted < EVERY:
                    return
                noted = time.monotonic()
            self.note(done=done)

        yield report
        self.note(done=done)


def see_through(asked: Asked, do: Callable[[Notes], Words | None], **named: Any) -> None:
    """Do what was asked, and end it with what came of it. What is over stays as it is; `named` goes into the log.

    Whoever comes second waits until the first is done or dead, then finds it over, or takes it up.
    """
    with claimed(asked) as claim:
        asked.refresh_from_db()
        if asked.is_over:
            return
        notes = Notes(asked, claim)
        if asked.begun >= MOST_TRIES:
            notes.end(asked.State.FAILED, _gave_up(asked))
            return
        notes.note(state=asked.State.RUNNING, begun=asked.begun + 1, started_at=timezone.now(), phase="", done=0)
        named |= {str(asked._meta.model_name): asked.pk}
        log.info("work begins", **named, turn=asked.begun)
        notes.end(*_outcome(asked, do, notes, named))
        took = (asked.ended_at - asked.started_at).total_seconds() if asked.ended_at and asked.started_at else None
        log.info("work ends", **named, state=asked.state, seconds=took)


def _outcome(
    asked: Asked, do: Callable[[Notes], Words | None], notes: Notes, named: dict[str, Any]
) -> tuple[str, Words | None]:
    try:
        return asked.State.DONE, do(notes)
    except Refusal as refusal:
        return asked.State.REFUSED, Words(refusal.sentence_id, refusal.sentence_en)
    except (PolicyError, UnknownCycle, LowConfidence) as trouble:
        return asked.State.REFUSED, Words(f"kebijakan tidak dapat dipakai: {trouble}", str(trouble))
    except Exception:
        log.exception("work failed", **named)
        return asked.State.FAILED, Words(
            f"langkah gagal karena kesalahan sistem; sebutkan nomor {asked.pk} kepada pengelola",
            f"the step failed through a fault of the system; tell its keeper the number {asked.pk}",
        )


def _gave_up(asked: Asked) -> Words:
    return Words(
        f"langkah ini terputus {asked.begun} kali; sebutkan nomor {asked.pk} kepada pengelola",
        f"this step broke off {asked.begun} times; tell its keeper the number {asked.pk}",
    )
