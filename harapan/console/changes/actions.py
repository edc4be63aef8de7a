"""Words about requests as pages say them: each with its errand, its preview, its paper."""

from datetime import date, datetime
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from harapan.audit.actions import record
from harapan.console.changes.evidence import keep
from harapan.entitlements.preview import effect_of
from harapan.lib.refusals import Refusal
from harapan.operations import errands
from harapan.registry.models import ChangeRequest, Evidence, Family, RequestEvent
from harapan.registry.requests import actions as requests
from harapan.registry.requests.base import Kind
from harapan.registry.requests.kinds import kind_of
from harapan.registry.requests.papers import Paper
from harapan.registry.requests.queries import UNDO_WITHIN, given_of
from harapan.staff.models import Staff


@transaction.atomic
def draw_up(
    kind: Kind,
    family: Family,
    typed: dict[str, Any],
    values: dict[str, Any],
    paper: tuple[Paper, dict[str, Any]] | None,
    *,
    send: bool,
    today: date,
    by: Staff,
) -> ChangeRequest:
    """A draft with its paper; sent off at once if so wished. All of it or nothing."""
    request = requests.draw_up(
        kind,
        family,
        member=typed.get("member"),
        values=values,
        on=typed["on"],
        asked_by=typed["asked_by"],
        because=typed.get("because", ""),
        today=today,
        by=by,
    )
    if paper:
        attach(request, paper[0], paper[1], by=by)
    return submit(request, today=today, by=by) if send else request


def attach(request: ChangeRequest, paper: Paper, typed: dict[str, Any], *, by: Staff) -> Evidence:
    """Add a paper, and keep the picture of it."""
    upload: UploadedFile | None = typed.get("file")
    facts: dict[str, Any] = {"number": typed.get("number", ""), "issued_on": typed.get("issued_on")}
    if upload:
        facts |= {"sha256": keep(upload), "name": upload.name or "", "size": upload.size or 0}
    return requests.attach(request, paper, by=by, **facts)


def submit(request: ChangeRequest, *, today: date, by: Staff) -> ChangeRequest:
    """Send a request off, with what it would do to the next amount as its maker saw it."""
    about = given_of(request, today)
    effect = effect_of(about, kind_of(request).changes(about))
    return requests.submit(
        request,
        today=today,
        counts_from=effect.edition.cycle if effect else "",
        difference=effect.difference if effect else None,
        by=by,
    )


@transaction.atomic
def approve(request: ChangeRequest, *, now: datetime, because: str = "", by: Staff) -> ChangeRequest:
    """Say yes; the worker writes it down after ten seconds."""
    return _then_apply(request, requests.approve(request, now=now, because=because, by=by), by)


@transaction.atomic
def accept(request: ChangeRequest, *, now: datetime, because: str = "", by: Staff) -> ChangeRequest:
    """The new area takes a family over; the worker writes it down after ten seconds."""
    return _then_apply(request, requests.accept(request, now=now, because=because, by=by), by)


def approve_low_risk(found: list[ChangeRequest], *, now: datetime, by: Staff) -> tuple[int, list[tuple[int, Refusal]]]:
    """Approve many of one low-risk kind. Each stands alone: returns how many, and which were refused and why."""
    kinds = {one.kind for one in found}
    if len(kinds) > 1 or any(not one.low_risk for one in found):
        raise requests.CannotDecide(
            "hanya usulan sejenis berisiko rendah yang disetujui sekaligus",
            "only low-risk requests of one kind are approved together",
        )
    approved, refused = 0, []
    for request in found:
        try:
            approve(request, now=now, by=by)
        except Refusal as refusal:
            refused.append((request.pk, refusal))
        else:
            approved += 1
    return approved, refused


def note_opened(request: ChangeRequest, part: str, *, by: Staff) -> None:
    """Somebody looked at a request or a paper of it: that is on record, as for a family's page."""
    record("request.opened", request, by=by, part=part, family=request.family)


def _then_apply(request: ChangeRequest, event: RequestEvent, by: Staff) -> ChangeRequest:
    errands.ask(
        "change.apply",
        f"request:{request.pk}:{event.pk}",
        by=by,
        area=request.to_village or request.village,
        after=UNDO_WITHIN,
        request=request.pk,
        event=event.pk,
    )
    request.refresh_from_db()
    return request
