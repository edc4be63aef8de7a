"""Errands of this desk: asked for, then watched on the page that asked."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from harapan.console.errands.seen import Seen, seen
from harapan.lib.refusals import Refusal
from harapan.operations import errands
from harapan.operations.errands import KINDS
from harapan.operations.models import Errand
from harapan.staff.middleware import StaffRequest
from harapan.staff.models import Staff
from harapan.ui.words import full_sentence_of


def last_asked(staff: Staff, topic: str) -> Seen | None:
    """The newest errand of one's own about a topic such as `decree`, while it is news."""
    kinds = [kind for kind in KINDS if kind.partition(".")[0] == topic]
    newest = Errand.objects.filter(asked_by=staff.pk, kind__in=kinds).order_by("-pk").first()
    found = seen(newest, timezone.now()) if newest else None
    return found if found and found.is_news else None


def asked(request: StaffRequest, kind: str, subject: str, there: str, **facts: Any) -> HttpResponse:
    """Queue an errand and go to the page that watches it; a refusal is said there."""
    try:
        errands.ask(kind, subject, by=request.staff, **facts)
    except Refusal as refusal:
        messages.error(request, full_sentence_of(refusal))
    return redirect(there)
