"""Forms to be filled in on paper: of a class or a whole school, each with a QR code back to its sheet."""

from datetime import date
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from harapan.audit.actions import record
from harapan.commitments.queries import OnRoll
from harapan.console.schools.desk import school_or_404
from harapan.console.schools.grid import month_or_404
from harapan.console.schools.law import deadline_of
from harapan.console.schools.queries import SchoolMonth, school_month
from harapan.console.schools.sheet import Class, Sheet
from harapan.entitlements.law import law
from harapan.letters.letterhead import letterhead
from harapan.letters.press import press, qr_code
from harapan.letters.wording import long_day, months_between
from harapan.registry.models import Origin
from harapan.staff.middleware import StaffRequest

MOST_PAGES = 60
"""Classes printed at once: some seconds of one thread of the pages."""


@login_required
@require_safe
@cache_control(private=True, no_store=True)
def paper(request: StaffRequest, code: str, bulan: str) -> HttpResponse:
    """The forms of a month as PDF: of the class that is named, else of the whole school. Noted: it has names."""
    school, month = school_or_404(code, request.staff), month_or_404(bulan)
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
    address = f"{settings.PUBLIC_ADDRESS.rstrip('/')}{sheet.address}"
    pupils = [_pupil(one) for one in here.pupils_of(group)]
    return {"class": group.title.id, "address": address, "qr": qr_code(address), "pupils": pupils}


def _pupil(one: OnRoll) -> dict[str, str]:
    return {"name": one.name, "last_four": one.nik_4}


def _data(here: SchoolMonth, sheets: list[dict[str, Any]]) -> dict[str, Any]:
    """What the template asks for; of a letter it has the look alone, since nobody need verify an empty form."""
    head = letterhead()
    look = {"head": head.head, "address": head.address, "synthetic": is_synthetic(), "qr": sheets[0]["qr"]}
    nothing = dict.fromkeys(("verify", "check", "number", "code_spaced", "place", "day"), "")
    return {
        "letter": look | nothing,
        "programme": law().programme.title.id,
        "school": here.school.name,
        "npsn": here.school.code,
        "month": in_indonesian(here.month),
        "deadline": long_day(deadline_of(here.month)),
        "sheets": sheets,
    }


def in_indonesian(month: date) -> str:
    """`Januari 2026`: forms are in Indonesian, whoever prints them."""
    return months_between(month, month)


def is_synthetic() -> bool:
    """Whether anybody in the registry is made up: every paper then says so."""
    return Origin.objects.filter(synthetic=True).exists()
