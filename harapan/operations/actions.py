"""Ask for a step, and carry it out. Whoever asks is who acts; the worker only lends its hands."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock
from typing import Any

import structlog
from django.db import IntegrityError, transaction
from django.utils import timezone
from procrastinate.contrib.django import app

from harapan.audit.actions import record
from harapan.entitlements.law import law
from harapan.entitlements.models import Cycle
from harapan.lib.progress import Progress
from harapan.lib.refusals import Refusal
from harapan.operations.care import QUEUE, TASK
from harapan.operations.claim import Claim, claimed
from harapan.operations.handlers import HANDLERS
from harapan.operations.models import Work
from harapan.operations.queries import MovedOn, may_ask, stake_of, work_on
from harapan.operations.steps import Desk
from harapan.policy.errors import LowConfidence, PolicyError, UnknownCycle
from harapan.staff.models import Staff
from harapan.ui.words import Words

log = structlog.get_logger()

EVERY = 0.4
"""Seconds between two notes of progress."""
MOST_TRIES = 5
"""So often is work begun whose worker dies in the middle; then somebody has to look."""


class CannotAsk(Refusal):
    """This step cannot be asked for now, or not by this person."""


@transaction.atomic(durable=True)
def ask(step: str, cycle: str, *, by: Staff, **details: Any) -> Work:
    """Queue a step of a cycle. While one is under way nobody can ask for another: a double click asks once.

    With `rupiah` among the details the step is taken only while exactly this sum is at stake: what somebody confirmed
    on a page that has grown stale is refused. Raises `CannotAsk`, `MovedOn`.
    """
    if not may_ask(step, by):
        raise CannotAsk(
            f"{by.position_words.id} tidak berwenang atas langkah ini",
            f"{by.position_words.en} may not take this step",
        )
    if (running := work_on(cycle)) and _is_the_same(running, step, by, details):
        return running
    _refuse_if_moved_on(step, cycle, details)
    try:
        with transaction.atomic():
            work = Work.objects.create(cycle=cycle, step=step, details=details, asked_by=by.pk)
    except IntegrityError as taken:
        running = work_on(cycle)
        if running and _is_the_same(running, step, by, details):
            return running
        raise CannotAsk(
            f"tahap {cycle} sedang dikerjakan: tunggu sampai selesai",
            f"somebody is working on {cycle}: wait until it is done",
        ) from taken
    record("work.asked", work, by=by, cycle=cycle, step=step)
    app.configure_task(TASK, queue=QUEUE).defer(work=work.pk)
    return work


def carry_out(work: Work) -> None:
    """Do what was asked. A refusal ends the work with its sentences; work that is over stays as it is.

    Whoever comes second waits until the first is done or dead, then finds the work over, or takes it up.
    """
    with claimed(work.pk) as claim:
        work.refresh_from_db()
        if work.is_over:
            return
        notes = Notes(work, claim)
        if work.begun >= MOST_TRIES:
            notes.end(Work.State.FAILED, _gave_up(work))
            return
        notes.note(state=Work.State.RUNNING, begun=work.begun + 1, started_at=timezone.now(), phase="", done=0)
        log.info("work begins", work=work.pk, step=work.step, cycle=work.cycle, turn=work.begun)
        notes.end(*_outcome(work, notes))
        took = (work.ended_at - work.started_at).total_seconds() if work.ended_at and work.started_at else None
        log.info("work ends", work=work.pk, step=work.step, cycle=work.cycle, state=work.state, seconds=took)


class Notes:
    """What a worker writes on a piece of work while it is at it."""

    def __init__(self, work: Work, claim: Claim) -> None:
        self.work, self._claim = work, claim

    def note(self, **facts: Any) -> None:
        """Beside whatever transaction the step is in, so that pages see it at once."""
        for name, value in facts.items():
            setattr(self.work, name, value)
        names = ", ".join(f"{name} = %s" for name in facts)
        self._claim.execute(f"UPDATE operations_work SET {names} WHERE id = %s", [*facts.values(), self.work.pk])

    def end(self, state: str, words: Words | None) -> None:
        """Nothing more will happen to it."""
        id_, en = words or ("", "")
        self.note(state=state, ended_at=timezone.now(), phase="", sentence_id=id_[:600], sentence_en=en[:600])

    @contextmanager
    def phase(self, name: str, *, total: int | None = None, unit: str = "families") -> Iterator[Progress]:
        """One phase of the step; several threads may report."""
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


def _outcome(work: Work, notes: Notes) -> tuple[str, Words | None]:
    try:
        if work.begun == 1:
            _refuse_if_moved_on(work.step, work.cycle, work.details)
        return Work.State.DONE, HANDLERS[work.step](_desk(work, notes), work)
    except Refusal as refusal:
        return Work.State.REFUSED, Words(refusal.sentence_id, refusal.sentence_en)
    except (PolicyError, UnknownCycle, LowConfidence) as trouble:
        return Work.State.REFUSED, Words(f"kebijakan tidak dapat dipakai: {trouble}", str(trouble))
    except Exception:
        log.exception("work failed", work=work.pk, step=work.step, cycle=work.cycle)
        return Work.State.FAILED, Words(
            f"langkah gagal karena kesalahan sistem; sebutkan nomor {work.pk} kepada pengelola",
            f"the step failed through a fault of the system; tell its keeper the number {work.pk}",
        )


def _desk(work: Work, notes: Notes) -> Desk:
    """One person at the desk: who asked is the worker, and where a second person is needed they are that one.

    Unconfirmed values are accepted once, when the cycle is opened; from then on its own law holds.
    """
    staff = Staff.objects.filter(pk=work.asked_by, active=True).first()
    if staff is None or not may_ask(work.step, staff):
        raise CannotAsk(
            "yang meminta langkah ini tidak lagi berwenang",
            "whoever asked for this step may not take it any more",
        )
    low = bool(work.details.get("accept_low_confidence")) or Cycle.objects.filter(name=work.cycle).exists()
    edition = law().edition(work.cycle, accept_low_confidence=low)
    return Desk(edition, staff, staff, because=str(work.details.get("because", "")), phase=notes.phase)


def _refuse_if_moved_on(step: str, cycle: str, details: dict[str, Any]) -> None:
    if "rupiah" in details and (stake := stake_of(step, cycle)) and stake.rupiah != details["rupiah"]:
        raise MovedOn(
            "keadaan sudah berubah sejak Anda membuka halaman itu: periksa lagi jumlahnya",
            "things have moved on since you opened that page: look at the sum again",
        )


def _is_the_same(work: Work, step: str, by: Staff, details: dict[str, Any]) -> bool:
    return (work.step, work.asked_by, work.details) == (step, by.pk, details)


def _gave_up(work: Work) -> Words:
    return Words(
        f"langkah ini terputus {work.begun} kali; sebutkan nomor {work.pk} kepada pengelola",
        f"this step broke off {work.begun} times; tell its keeper the number {work.pk}",
    )
