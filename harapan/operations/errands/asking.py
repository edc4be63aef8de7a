"""Ask for an errand, and carry it out. Whoever asks is who acts; the worker only lends its hands."""

from datetime import timedelta
from typing import Any

from django.db import IntegrityError, transaction
from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector

from harapan.audit.actions import record
from harapan.lib.refusals import Refusal
from harapan.operations.care import QUEUE, TASKS
from harapan.operations.errands.kinds import KINDS
from harapan.operations.hands import Notes, see_through
from harapan.operations.models import Errand
from harapan.staff.models import Staff
from harapan.ui.words import Words

OPEN = (Errand.State.WAITING, Errand.State.RUNNING)


class CannotAsk(Refusal):
    """This errand cannot be asked for now, or not by this person."""


@transaction.atomic
def ask(
    kind: str,
    subject: str,
    *,
    by: Staff,
    area: str = "",
    facilitator: int | None = None,
    after: timedelta | None = None,
    **details: Any,
) -> Errand:
    """Queue an errand about a subject such as `import:12`; with `after`, not before so much time has passed.

    While one is under way nobody can ask for another about the same: a double click asks once. Raises `CannotAsk`.
    """
    if not may_ask(kind, by):
        raise CannotAsk(
            f"{by.position_words.id} tidak berwenang meminta ini",
            f"the position “{by.position_words.en}” may not ask for this",
        )
    errand = Errand(kind=kind, subject=subject, area=area, facilitator=facilitator, details=details, asked_by=by.pk)
    try:
        with transaction.atomic():
            errand.save(force_insert=True)
    except IntegrityError as taken:
        running = Errand.objects.filter(subject=subject, state__in=OPEN).first()
        if running and (running.kind, running.asked_by, running.details) == (kind, by.pk, details):
            return running
        raise CannotAsk(
            "ini sedang dikerjakan: tunggu sampai selesai", "somebody is working on this: wait until it is done"
        ) from taken
    record("errand.asked", errand, by=by, kind=kind, subject=subject)
    later = {"seconds": round(after.total_seconds())} if after else None
    here = app.with_connector(DjangoConnector())  # a worker that asks does so in its own transaction
    here.configure_task(TASKS[Errand], queue=QUEUE, schedule_in=later).defer(errand=errand.pk)
    return errand


def carry_out(errand: Errand) -> None:
    """Do what was asked. A refusal ends it with its sentences; an errand that is over stays as it is."""

    def go(notes: Notes) -> Words | None:
        staff = Staff.objects.filter(pk=errand.asked_by, active=True).first()
        if staff is None or not may_ask(errand.kind, staff):
            raise CannotAsk("yang meminta ini tidak lagi berwenang", "whoever asked for this may not do so any more")
        return KINDS[errand.kind].do(notes, errand, staff)

    see_through(errand, go, kind=errand.kind, subject=errand.subject)


def may_ask(kind: str, staff: Staff) -> bool:
    """Whether somebody's position lets them ask for this at all."""
    return staff.active and kind in KINDS and KINDS[kind].may(staff)


def last_errand_about(subject: str) -> Errand | None:
    """The newest errand about something, over or not; pages filter by `visible_to` what they show of others."""
    return Errand.objects.filter(subject=subject).order_by("-pk").first()
