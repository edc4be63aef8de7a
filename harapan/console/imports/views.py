"""The desk and one list on it: what it would do, row by row, and what came of it."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from harapan.audit.actions import record
from harapan.console.errands.seen import newest_about
from harapan.console.imports import shown
from harapan.console.imports.forms import Because, Search
from harapan.intake.imports.queries import (
    OPENINGS,
    kinds_for,
    may_apply,
    may_open_the_desk,
    rows_of,
    uploads_visible_to,
)
from harapan.intake.imports.words import OUTCOMES, REASONS
from harapan.intake.matching.queries import may_decide
from harapan.intake.models import Upload
from harapan.intake.sources import SOURCES
from harapan.staff.middleware import StaffRequest
from harapan.staff.models import Staff
from harapan.ui.exports import csv_response, xlsx_response
from harapan.ui.pages import about, page_of
from harapan.ui.words import Words, sentence_of

DESK = ("/impor/", Words("Impor daftar", "Outside lists"))
EXPORTS = {"csv": csv_response, "xlsx": xlsx_response}
S = Upload.State
EVERY = "semua"
"""The word in an address for rows of every outcome."""


@login_required
@require_safe
def index(request: StaffRequest) -> HttpResponse:
    """What can be brought, and what was."""
    for_those_with_business_here(request.staff)
    form = Search(request.GET)
    found = uploads_visible_to(request.staff).filter(**form.wish)
    page = page_of(found, request.GET, keys=("-id",))
    names = shown.names_of_staff(*(one.uploaded_by for one in page.rows))
    context = {
        "form": form,
        "page": page,
        "count": about(found),
        "uploads": [{**shown.upload_shown(one), "by": names.get(one.uploaded_by, "")} for one in page.rows],
        "offers": [(name, SOURCES[name]) for name in kinds_for(request.staff)],
        "narrowed": bool(form.wish),
    }
    return render(request, "console/imports/index.html", context)


@login_required
@require_safe
def upload(request: StaffRequest, pk: int) -> HttpResponse:
    """One list: its dry run, what it makes known and for whom, its rows, and the next step."""
    found = get_object_or_404(uploads_visible_to(request.staff), pk=pk)
    return render(request, "console/imports/upload.html", about_upload(request, found, Because()))


def about_upload(request: StaffRequest, found: Upload, because: Because) -> dict[str, Any]:
    """Everything the page of a list shows."""
    source, staff = SOURCES[found.kind], request.staff
    outcome, reason = narrowed(request)
    if not outcome and request.GET.get("hasil") != EVERY:
        outcome = next((one.value for one in OUTCOMES if found.counts.get(one)), "")  # what happens comes first
    rows = rows_of(found, outcome, reason)
    page = page_of(rows, request.GET, keys=("line",)) if found.counts and not found.forgotten_at else None
    work = newest_about(f"import:{found.pk}", request.staff, timezone.now())
    busy = work is not None and not work.is_over
    names = shown.names_of_staff(found.uploaded_by, found.applied_by, found.ended_by)
    return {
        **shown.upload_shown(found),
        "source": source,
        "place": shown.place_shown(found),
        "brought_by": names.get(found.uploaded_by, ""),
        "applied_by": names.get(found.applied_by or 0, ""),
        "ended_by": names.get(found.ended_by or 0, ""),
        "sentence": sentence_of(found),
        "work": work,
        "busy": busy,
        "counts": shown.counts_shown(found),
        "skipped": shown.skipped_shown(found),
        "outcome": outcome,
        "outcome_words": OUTCOMES.get(outcome),  # type: ignore[call-overload]
        "reason": reason,
        "reasons": shown.reasons_shown(found, outcome),
        "page": page,
        "rows": shown.rows_shown(page.rows, source) if page else [],
        "columns": [(source.by_name[name].words, found.headings[place]) for name, place in found.columns.items()
                    if name in source.by_name and place < len(found.headings)],
        "left": [heading for place, heading in enumerate(found.headings)
                 if heading.strip() and place not in found.columns.values()],
        "links": request.staff.may_see_families,
        "doubles": newest_about(f"pairs:import:{found.pk}", request.staff, timezone.now()),
        "may_search": source.does == "people" and found.state == S.APPLIED and may_decide(staff)
        and not found.forgotten_at,
        "second": found.kind == OPENINGS and found.uploaded_by == request.staff.pk,
        "may_apply": found.state == S.CHECKED and not busy and may_apply(found, staff),
        "may_undo": found.state == S.APPLIED and source.does != "openings" and not found.forgotten_at
        and not busy and may_apply(found, staff),
        "may_change": found.state in (S.ASKS, S.CHECKED) and not busy and found.kind in kinds_for(staff),
        "may_discard": found.state in (S.UPLOADED, S.ASKS, S.CHECKED, S.REFUSED)
        and not busy
        and found.kind in kinds_for(staff),
        "because": because,
        "crumbs": [DESK, ("", found.name)],
    }  # fmt: skip


@login_required
@require_safe
def export(request: StaffRequest, pk: int, form: str) -> HttpResponseBase:
    """The rows of a list as they are narrowed, each with its reason, as a file."""
    found = get_object_or_404(uploads_visible_to(request.staff), pk=pk)
    if form not in EXPORTS:
        raise Http404
    rows = rows_of(found, *narrowed(request)).order_by("line").iterator(chunk_size=1_000)
    record("upload.exported", found, by=request.staff, form=form)
    made = shown.lines(rows, SOURCES[found.kind])
    return EXPORTS[form](f"impor-{found.pk}-baris", list(shown.COLUMNS.values()), made)


def narrowed(request: StaffRequest) -> tuple[str, str]:
    """The outcome and the reason that an address asks for; nonsense asks for nothing."""
    outcome, reason = request.GET.get("hasil", ""), request.GET.get("sebab", "")
    return outcome if outcome in set(OUTCOMES) else "", reason if reason in REASONS else ""


def for_those_with_business_here(staff: Staff) -> None:
    """The desk is open to whoever brings lists or reads what they brought."""
    if not may_open_the_desk(staff):
        raise PermissionDenied
