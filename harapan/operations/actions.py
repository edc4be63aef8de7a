"""Ask for a step, and carry it out. Whoever asks is who acts; the worker only lends its hands."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import structlog
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from procrastinate.contrib.django import app

from harapan.audit.actions import record
from harapan.entitlements.law import law
from harapan.lib.progress import Progress
from harapan.lib.refusals import Refusal
from harapan.operations.handlers import HANDLERS
from harapan.operations.models import Work
from harapan.operations.steps import Desk
from harapan.policy.errors import PolicyError
from harapan.staff.models import Staff
from harapan.tables.aside import beside

log = structlog.get_logger()

EVERY = 0.4
"""Seconds between two notes of progress."""

MONEY = {
    Work.Step.APPROVE,
    Work.Step.REFUSE,
    Work.Step.CEILING,
    Work.Step.PAPER,
    Work.Step.ORDER,
    Work.Step.RELEASE,
    Work.Step.ANSWER,
    Work.Step.SIMULATE,
    Work.Step.RECONCILE,
    Work.Step.CLOSE,
}
"""Steps for those who may move money; the others are for those who may run cycles."""


class CannotAsk(Refusal):
    """This step cannot be asked for now, or not by this person."""


def may_ask(step: str, staff: Staff) -> bool:
    """Whether somebody's position lets them take a step."""
    return staff.may_move_money if step in MONEY else staff.may_run_cycles


@transaction.atomic(durable=True)
def ask(step: str, cycle: str, *, by: Staff, **details: Any) -> Work:
    """Queue a step of a cycle. While one is under way nobody can ask for another: a double click asks once."""
    if not may_ask(step, by):
        raise CannotAsk(
            f"{by.get_position_display()} tidak berwenang atas langkah ini",
            f"somebody whose position is {by.position} may not take this step",
        )
    try:
        with transaction.atomic():
            work = Work.objects.create(cycle=cycle, step=step, details=details, asked_by=by.pk)
    except IntegrityError as taken:
        raise CannotAsk(
            f"tahap {cycle} sedang dikerjakan: tunggu sampai selesai",
            f"somebody is working on {cycle}: wait until it is done",
        ) from taken
    record("work.asked", work, by=by, cycle=cycle, step=step)
    app.configure_task("carry_out_work", queue="work").defer(work=work.pk)
    return work


def carry_out(work: Work) -> None:
    """Do what was asked. A refusal ends the work with its sentences; work that is over stays as it is."""
    if work.is_over:
        return
    _note(work, state=Work.State.RUNNING, started_at=timezone.now())
    try:
        staff = Staff.objects.get(pk=work.asked_by, active=True)
        HANDLERS[work.step](_desk(work, staff), work)
    except Refusal as refusal:
        _end(work, Work.State.REFUSED, refusal.sentence_id, refusal.sentence_en)
    except PolicyError as trouble:
        _end(work, Work.State.REFUSED, f"kebijakan tidak dapat dipakai: {trouble}", str(trouble))
    except Exception:
        log.exception("work failed", work=work.pk, step=work.step, cycle=work.cycle)
        _end(
            work,
            Work.State.FAILED,
            f"langkah gagal karena kesalahan sistem; sebutkan nomor {work.pk} kepada pengelola",
            f"the step failed through a fault of the system; tell its keeper the number {work.pk}",
        )
        raise
    else:
        _end(work, Work.State.DONE)


def _desk(work: Work, staff: Staff) -> Desk:
    """One person at the desk: who asked is the worker, and where a second person is needed they are that one."""
    low = bool(work.details.get("accept_low_confidence"))
    edition = law().edition(work.cycle, accept_low_confidence=low)
    because = str(work.details.get("because", ""))

    @contextmanager
    def phase(name: str, *, total: int | None = None, unit: str = "families") -> Iterator[Progress]:
        done, noted = 0, 0.0
        _note(work, phase=name, done=0, total=total, unit=unit)

        def report(count: int) -> None:
            nonlocal done, noted
            done += count
            if time.monotonic() - noted > EVERY:
                noted = time.monotonic()
                _note(work, done=done)

        yield report
        _note(work, done=done)

    return Desk(edition, staff, staff, because=because, phase=phase)


def _end(work: Work, state: str, sentence_id: str = "", sentence_en: str = "") -> None:
    said = {"sentence_id": sentence_id[:600], "sentence_en": sentence_en[:600]}
    _note(work, state=state, ended_at=timezone.now(), phase="", **said)


def _note(work: Work, **facts: Any) -> None:
    """Beside whatever transaction the step is in, so that pages see it at once."""
    for name, value in facts.items():
        setattr(work, name, value)
    names = ", ".join(f"{name} = %s" for name in facts)
    with beside(connection) as aside:
        aside.execute(f"UPDATE operations_work SET {names} WHERE id = %s", [*facts.values(), work.pk])
