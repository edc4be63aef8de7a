"""A report that was sent: who said what and when, under which digest, and what became of it in the ledger."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from harapan.commitments.entering import WHY
from harapan.commitments.models import Report
from harapan.commitments.queries import roll_of
from harapan.console.errands.seen import newest_about
from harapan.console.schools.desk import crumbs_of, school_or_404
from harapan.console.schools.grid import may_reopen
from harapan.console.schools.law import line_of
from harapan.console.schools.queries import SCHOOL, may_enter, may_read, school_month
from harapan.console.schools.sheet import KINDS, Class, Days, Sheet, key_of
from harapan.places.models import Facility
from harapan.staff.middleware import StaffRequest
from harapan.staff.models import Staff
from harapan.ui.templatetags.harapan import month as month_in_words


@login_required
@require_safe
@cache_control(private=True, no_store=True)
def report(request: StaffRequest, pk: int) -> HttpResponse:
    """One report, as far as whoever looks may see its pupils."""
    if not may_read(request.staff):
        raise PermissionDenied
    rows = Report.objects.visible_to(request.staff).filter(service=SCHOOL).select_related("entry", "reopens")
    told = rows.filter(pk=pk).first() if pk < 2**63 else None
    if told is None:
        raise Http404
    school = school_or_404(told.facility, request.staff)
    later = Report.objects.visible_to(request.staff).filter(reopens=told).first()
    sheet = _sheet(told, school, request.staff)
    shown = {
        "told": told,
        "sheet": sheet,
        "hidden": len(told.lines) - len(sheet.rows),
        "later": later,
        "entry": getattr(told, "entry", None),
        "refused": _refused(told, sheet),
        "by": Staff.objects.filter(pk=told.by).first(),
        "line": line_of(told.month),
        "errand": newest_about(f"report:{told.pk}", request.staff, timezone.now()),
        "key": key_of(school.code, told.month, Class.of(told)),
        "following": _following(told, school, request.staff),
        "may_reopen": later is None and may_reopen(told, request.staff),
        "crumbs": [*crumbs_of(school, told.month), ("", f"{sheet.title}, {month_in_words(told.month)}")],
    }
    return render(request, "console/schools/report.html", shown)


def _following(told: Report, school: Facility, staff: Staff) -> Class | None:
    """The class to tell of next, for somebody who fills in one after the other."""
    if not may_enter(staff, school):
        return None
    classes = school_month(school, told.month, staff).classes
    return next((one.group for one in classes if one.state != "sent"), None)


def _sheet(told: Report, school: Facility, staff: Staff) -> Sheet:
    """The lines of pupils whom this person may see, as a sheet."""
    said = {
        member: Days(days, unexcused, permitted, sick, told.available)
        for member, _, days, unexcused, permitted, sick in told.lines
    }
    pupils = [one for one in roll_of(school, told.month, staff) if one.member in said]
    sheet = Sheet.of(school, told.month, Class.of(told), pupils, {}, line_of(told.month))
    for row in sheet.rows:
        days = said[row.member]
        row.open = days.open
        row.typed = {kind: str(n) for kind, n in zip(KINDS, (days.unexcused, days.permitted, days.sick), strict=True)}
    return sheet


def _refused(told: Report, sheet: Sheet) -> list[tuple[str, Any]]:
    """Lines that the ledger did not take: whom, where one may know, and why."""
    entry = getattr(told, "entry", None)
    names = {row.member: row.name for row in sheet.rows}
    return [(names.get(member, ""), WHY.get(why, why)) for member, _, why in entry.refusals] if entry else []
