"""Ask for a step, and carry it out. Whoever asks is who acts; the worker only lends its hands."""

from typing import Any

from django.db import IntegrityError, transaction
from procrastinate.contrib.django import app

from harapan.audit.actions import record
from harapan.entitlements.law import law
from harapan.entitlements.models import Cycle
from harapan.lib.refusals import Refusal
from harapan.operations.care import QUEUE, TASKS
from harapan.operations.handlers import HANDLERS
from harapan.operations.hands import Notes, see_through
from harapan.operations.models import Work
from harapan.operations.queries import MovedOn, may_ask, stake_of, work_on
from harapan.operations.steps import Desk
from harapan.staff.models import Staff
from harapan.ui.words import Words


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
    app.configure_task(TASKS[Work], queue=QUEUE).defer(work=work.pk)
    return work


def carry_out(work: Work) -> None:
    """Do what was asked. A refusal ends the work with its sentences; work that is over stays as it is."""

    def step(notes: Notes) -> Words | None:
        if work.begun == 1:
            _refuse_if_moved_on(work.step, work.cycle, work.details)
        return HANDLERS[work.step](_desk(work, notes), work)

    see_through(work, step, step=work.step, cycle=work.cycle)


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
