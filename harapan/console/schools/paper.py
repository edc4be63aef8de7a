"""Forms to be filled in on paper: of a class or a whole school, each with a QR code back to its sheet."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from harapan.audit.actions import record
from harapan.commitments.queries import OnRoll
from harapan.console.reporting.asking import month_or_404
from harapan.console.reporting.paper import form_for, full_address
from harapan.console.schools.desk import school_or_404
from harapan.console.schools.queries import SchoolMonth, school_month
from harapan.console.schools.sheet import Class, Sheet
from harapan.letters.press import press, qr_code
from harapan.staff.middleware import StaffRequest

MOST_PAGES = 60
"""Classes printed at once: some seconds of one thread of the pages."""


@login_required
@require_safe
@cache_control(private=True, no_store=True)
def paper(request: StaffRequest, code: str, bulan: str) -> HttpResponse:
    """The forms of a month as PDF: of the class that is named, else of the whole school. Noted: it has names."""
    school, month = school_or_404(code, request.staff), month_or_404(bulan, request.staff)
    here = school_month(school, month, request.staff)
    groups = [one.group for one in here.classes]
    if "nama" in request.GET or "tingkat" in request.GET:
        groups = [one for one in groups if one == Class.read(request.GET)]
    if not groups:
        raise Http404
    sheets = [_page(here, group) for group in groups[:MOST_PAGES]]
    printed = press("attendance_form", _data(here, sheets), dated=month)
    record("attendance_form.printed", school, by=request.staff, facility=code, month=bulan, classes=len(sheets))
    answer = HttpResponse(printed.pdf, content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="kehadiran-{code}-{bulan}.pdf"'
    return answer


def _page(here: SchoolMonth, group: Class) -> dict[str, Any]:
    sheet = Sheet.of(here.school, here.month, group, [], {}, 0)
    address = full_address(sheet.address)
    pupils = [_pupil(one) for one in here.pupils_of(group)]
    return {"class": group.title.id, "address": address, "qr": qr_code(address), "pupils": pupils}


def _pupil(one: OnRoll) -> dict[str, str]:
    return {"name": one.name, "last_four": one.nik_4}


def _data(here: SchoolMonth, sheets: list[dict[str, Any]]) -> dict[str, Any]:
    """What the template asks for."""
    school = {"school": here.school.name, "npsn": here.school.code, "sheets": sheets}
    return form_for(here.month, sheets[0]["address"]) | school
