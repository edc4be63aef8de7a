"""The pages of coverage: an area's month, its export, sums made again, and a reminder to one facility."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any, Final

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from harapan.commitments.models import Coverage
from harapan.console.covering.subject import Subject, may_look
from harapan.console.covering.view import FEWEST, KEYS, ORDERS, STATES, View, names_of
from harapan.console.reporting.months import deadline_of, due_month, months_offered, read_month
from harapan.console.reporting.readers import READERS
from harapan.lib.identifiers import dotted, range_of, undotted
from harapan.lib.refusals import Refusal
from harapan.operations import errands
from harapan.operations.errands.coverage import may_sum
from harapan.places.models import Facility
from harapan.staff.middleware import StaffRequest
from harapan.staff.models import Staff
from harapan.ui.exports import csv_response, xlsx_response
from harapan.ui.pages import Page, about, page_of
from harapan.ui.words import Words, full_sentence_of, said

EXPORTS: Final = {"csv": csv_response, "xlsx": xlsx_response}


def index(request: StaffRequest, subject: Subject, **beside: Any) -> HttpResponse:
    """Coverage of an area in a month; `beside` is what the desk shows on each of its pages."""
    if not may_look(request.staff):
        raise PermissionDenied
    view = View.of(subject, request)
    parts, whole = view.parts, view.whole
    page = page_of(view.facilities, request.GET, keys=KEYS[view.order]) if view.lists_facilities else None
    shown = {
        "view": view,
        "subject": subject,
        "parts": sorted(parts, key=lambda part: (part.share is None, part.share or 0, part.name)),
        "drills": len(view.area) < 6,
        "whole": whole,
        "missing": whole.facilities - whole.whole,
        "page": page,
        "lines": _lines(page) if page else [],
        "count": about(view.facilities) if page else None,
        "opens": request.staff.position in READERS,
        "months": months_offered(timezone.localdate()),
        "states": STATES.items(),
        "orders": ORDERS.items(),
        "sums_again": may_sum(request.staff) and view.is_own(view.area),
        "deadline": deadline_of(view.month),
        "left": (deadline_of(view.month) - timezone.localdate()).days,
        "crumbs": view.crumbs,
        **beside,
    }
    return render(request, "console/covering/coverage.html", shown)


def _lines(page: Page[Coverage]) -> list[tuple[Coverage, Facility | None, str]]:
    """Facilities with their names and villages."""
    known = {one.code: one for one in Facility.objects.filter(code__in=[row.facility for row in page.rows])}
    names = dict(names_of(sorted({row.village for row in page.rows})))
    return [(row, known.get(row.facility), names.get(row.village, dotted(row.village))) for row in page.rows]


def _first(words: Words) -> Words:
    """Words as they begin a line."""
    return Words(*(f"{one[:1].upper()}{one[1:]}" for one in (words.id, words.en)))


def _columns(subject: Subject) -> tuple[Words, ...]:
    return (
        _first(subject.code),
        _first(subject.facility),
        Words("Kode desa", "Village code"),
        Words("Bulan", "Month"),
        _first(subject.groups),
        _first(Words(f"{subject.groups.id} lengkap", f"{subject.groups.en} complete")),
        _first(Words(f"{subject.people.id} PKH", f"PKH {subject.people.en}")),
        Words("Sudah dilaporkan", "Reported on"),
        Words("Batas lapor", "Deadline"),
        Words("Pesan pengingat", "Reminder"),
    )


def _area_columns(subject: Subject) -> tuple[Words, ...]:
    return (
        Words("Kode wilayah", "Area code"),
        Words("Wilayah", "Area"),
        Words("Bulan", "Month"),
        _first(subject.facilities),
        Words("Belum sama sekali", "Nothing reported"),
        Words("Lengkap", "All reported"),
        _first(Words(f"{subject.people.id} PKH", f"PKH {subject.people.en}")),
        Words("Sudah dilaporkan", "Reported on"),
    )


def export(request: StaffRequest, subject: Subject, form: str) -> HttpResponseBase:
    """The facilities listed, each with its reminder; above a regency and for others' areas, the areas below."""
    if form not in EXPORTS:
        raise Http404
    if not may_look(request.staff):
        raise PermissionDenied
    view = View.of(subject, request)
    name = (
        said(f"cakupan-{subject.facilities.id}", subject.facilities.en).replace("/", "-").replace(" ", "-")
        + f"-{view.area or 'indonesia'}-{view.month:%Y-%m}"
    )
    if view.lists_facilities:
        return EXPORTS[form](name, _columns(subject), _single_rows(view))
    return EXPORTS[form](name, _area_columns(subject), _area_rows(view))


def _single_rows(view: View) -> Iterator[list[Any]]:
    here = Facility.objects.filter(village__range=range_of(view.area), kind__in=view.subject.kinds)
    known = {one.code: one for one in here}
    for row in view.facilities.order_by("village", "id").iterator(chunk_size=1000):
        facility = known.get(row.facility)
        reminder = view.subject.message(facility, view.month) if facility and not row.is_whole else ""
        yield [
            row.facility,
            facility.name if facility else "",
            dotted(row.village),
            f"{view.month:%Y-%m}",
            row.classes,
            row.classes_told,
            row.members,
            row.told,
            deadline_of(view.month),
            reminder,
        ]


def _area_rows(view: View) -> Iterator[list[Any]]:
    for part in view.parts:
        told: list[Any] = [part.facilities, part.silent, part.whole, part.people, part.told]
        yield [dotted(part.code), part.name, f"{view.month:%Y-%m}", *([f"< {FEWEST}"] * 5 if part.hidden else told)]


def count_again(request: StaffRequest, subject: Subject) -> HttpResponse:
    """Have a month of one's area summed anew."""
    area = undotted(request.POST.get("area", ""))
    today = timezone.localdate()
    month = read_month(request.POST.get("bulan", ""), today) or due_month(today)
    own = any(area.startswith(one) for one in request.staff.areas)
    if not may_sum(request.staff) or not own:
        raise PermissionDenied
    try:
        what = f"{subject.errand}:{area}:{month:%Y-%m}"
        errands.ask(subject.errand, what, by=request.staff, area=area, month=month.isoformat())
        messages.success(
            request, said("Angka dijumlahkan lagi; muat ulang sebentar lagi.", "Summing again; reload in a moment.")
        )
    except Refusal as refusal:
        messages.error(request, full_sentence_of(refusal))
    return redirect(f"{reverse(subject.coverage)}?area={area}&bulan={month:%Y-%m}")


def reminder(
    request: StaffRequest,
    subject: Subject,
    facility: Facility,
    crumbs: Callable[[Facility, date], list[tuple[str, Any]]],
) -> HttpResponse:
    """What to send to whoever has not reported: a message of 160 characters, and a letter to print."""
    if request.staff.position == Staff.Position.PROVIDER:
        raise PermissionDenied
    today = timezone.localdate()
    month = read_month(request.GET.get("bulan", ""), today) or due_month(today)
    sums = Coverage.objects.filter(service=subject.service, month=month, facility=facility.code).first()
    address = request.build_absolute_uri(reverse(subject.single, args=[facility.code]))
    shown = {
        "subject": subject,
        "facility": facility,
        "month": month,
        "sums": sums,
        "message": subject.message(facility, month),
        "letter": subject.letter(facility, month, address),
        "deadline": deadline_of(month),
        "crumbs": [*crumbs(facility, month), ("", Words("Pengingat", "Reminder"))],
    }
    return render(request, "console/covering/reminder.html", shown)
