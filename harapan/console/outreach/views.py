"""Pages of this desk."""

from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from harapan.console.outreach.forms import Held, Search, initial_of
from harapan.coordination.actions import record_gathering
from harapan.coordination.gatherings import gatherings, in_area, institutions
from harapan.coordination.models import Gathering
from harapan.lib.refusals import Refusal
from harapan.places.queries import areas_on, name_of
from harapan.staff.authority import is_inside
from harapan.staff.middleware import StaffRequest
from harapan.staff.models import Staff
from harapan.ui.exports import csv_response, xlsx_response
from harapan.ui.pages import about, page_of
from harapan.ui.words import Words, full_sentence_of, said

DESK = ("/sosialisasi/", Words("Sosialisasi", "Outreach"))
EXPORTS = {"csv": csv_response, "xlsx": xlsx_response}
COLUMNS = (
    Words("Tanggal", "Date"),
    Words("Wilayah", "Area"),
    Words("Tempat", "Place"),
    Words("Tema", "Theme"),
    Words("Penyelenggara", "Host"),
    Words("Lembaga", "Institution"),
    Words("Orang", "People"),
    Words("Jumlah peserta", "People in all"),
    Words("Sumber", "Source"),
)
MOST_INSTITUTIONS = 12
COUNTED = 500
"""Events that the table of institutions looks at, newest first."""


@login_required
@require_safe
def index(request: StaffRequest) -> HttpResponse:
    """What was held, newest first, and which institutions come."""
    form = Search(request.GET, staff=request.staff)
    rows = _found(form.told)
    page = page_of(rows, request.GET, keys=("-held_on", "-id"))
    names = _names(page.rows)
    ours = rows.filter(source="").order_by("-held_on")[:COUNTED]
    shown = {
        "form": form,
        "page": page,
        "gatherings": [(one, names.get(one.area, "")) for one in page.rows],
        "count": about(rows),
        "came": institutions(ours)[:MOST_INSTITUTIONS],
        "narrowed": any(form.told.values()),
        "may_record": request.staff.may_hold_outreach,
    }
    return render(request, "console/outreach/index.html", shown)


@login_required
@require_safe
def export(request: StaffRequest, kind: str) -> HttpResponseBase:
    """A line for each institution at each event."""
    if kind not in EXPORTS:
        raise Http404
    rows = _found(Search(request.GET, staff=request.staff).told).order_by("-held_on", "-pk")
    return EXPORTS[kind](said("sosialisasi", "outreach"), COLUMNS, _lines(rows))


@login_required
@require_safe
def gathering(request: StaffRequest, pk: int) -> HttpResponse:
    """One event, as it is printed for the file."""
    found = get_object_or_404(Gathering, pk=pk)
    newer = Gathering.objects.filter(replaces=found).first()
    recorded_by = Staff.objects.filter(pk=found.by).first() if found.by else None
    day = timezone.localdate()
    shown = {
        "one": found,
        "newer": newer,
        "where": name_of(found.area, day) if found.area else said("Indonesia", "Indonesia"),
        "districts": list(areas_on(day).filter(code__in=found.districts).values_list("name", flat=True)),
        "recorded_by": recorded_by,
        "may_correct": newer is None and not found.is_published and _may_record(request.staff, found.area),
        "crumbs": [DESK, ("", found.theme)],
    }
    return render(request, "console/outreach/gathering.html", shown)


@login_required
@require_http_methods(["GET", "POST"])
def new(request: StaffRequest) -> HttpResponse:
    """Write an event down."""
    if not request.staff.may_hold_outreach:
        raise PermissionDenied
    today = timezone.localdate()
    return _written(request, Held(_typed(request), staff=request.staff, initial={"held_on": today}), None)


@login_required
@require_http_methods(["GET", "POST"])
def correct(request: StaffRequest, pk: int) -> HttpResponse:
    """Write a correction beside an event; the one before is kept."""
    before = get_object_or_404(Gathering, pk=pk)
    if not _may_record(request.staff, before.area):
        raise PermissionDenied
    return _written(request, Held(_typed(request), staff=request.staff, initial=initial_of(before)), before)


def _written(request: StaffRequest, form: Held, before: Gathering | None) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        try:
            told = dict(form.cleaned_data)
            done = record_gathering(
                told.pop("area"),
                **told,
                districts=before.districts if before else (),
                replaces=before,
                by=request.staff,
            )
        except Refusal as refusal:
            form.add_error(None, full_sentence_of(refusal))
        else:
            messages.success(request, said("Sosialisasi tersimpan.", "The event is saved."))
            return redirect("outreach:gathering", done.pk)
    what = said("Koreksi", "Correction") if before else said("Catat sosialisasi", "Record an event")
    shown = {
        "form": form,
        "before": before,
        "what": what,
        "crumbs": [DESK, ("", what)],
    }
    return render(request, "console/outreach/new.html", shown, status=422 if form.errors else 200)


def _may_record(staff: Staff, area: str) -> bool:
    return staff.may_hold_outreach and is_inside(staff, area)


def _found(told: dict[str, Any]) -> QuerySet[Gathering]:
    rows = in_area(gatherings(), told.get("wilayah", ""))
    if year := told.get("tahun"):
        rows = rows.filter(held_on__year=year)
    if whose := told.get("asal"):
        rows = rows.filter(source="") if whose == "ours" else rows.exclude(source="")
    if text := told.get("cari"):
        said_in = Q(theme__icontains=text) | Q(place__icontains=text) | Q(participants__icontains=text)
        rows = rows.filter(said_in)
    return rows


def _names(rows: list[Gathering]) -> dict[str, str]:
    codes = {one.area for one in rows}
    return dict(areas_on(timezone.localdate()).filter(code__in=codes).values_list("code", "name"))


def _lines(rows: QuerySet[Gathering]) -> Iterator[tuple[object, ...]]:
    for one in rows.iterator(chunk_size=500):
        for institution, people in one.participants:
            yield (
                *(one.held_on, one.area, one.place, one.theme, one.host, institution),
                *(people or None, one.people, one.source),
            )


def _typed(request: StaffRequest) -> Any:
    """What was typed, also when that is nothing."""
    return request.POST if request.method == "POST" else None
