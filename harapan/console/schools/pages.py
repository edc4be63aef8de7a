"""Where somebody begins: their schools, one school's month by class, and a reminder to whoever has not reported."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from harapan.commitments.models import Attachment, Observation, Revision
from harapan.console.covering import pages as covering
from harapan.console.reporting.asking import month_asked
from harapan.console.reporting.months import deadline_of, months_offered
from harapan.console.schools.coverage import SCHOOLS
from harapan.console.schools.desk import DESK, crumbs_of, school_or_404
from harapan.console.schools.law import DUTY
from harapan.console.schools.queries import LEVELS, may_bring, may_enter, school_month, works_at_a_school
from harapan.lib.dates import last_day_of
from harapan.places.models import Facility
from harapan.places.queries import areas_on
from harapan.staff.middleware import StaffRequest
from harapan.staff.models import Staff

MOST_PUPILS = 2_000
"""More than any facilitator has."""


@dataclass(frozen=True)
class Line:
    """One school of a facilitator: own pupils there, and of how many the ledger knows."""

    school: Facility
    pupils: int
    told: int


@login_required
@require_safe
def index(request: StaffRequest) -> HttpResponse:
    """A school's own page, a facilitator's schools, or who has reported in one's area."""
    staff = request.staff
    if works_at_a_school(staff):
        return redirect("schools:school", staff.facility)
    if staff.position == Staff.Position.PROVIDER:
        raise PermissionDenied
    if staff.position != Staff.Position.FACILITATOR:
        return redirect("schools:coverage")
    month = month_asked(request)
    lines = own_schools(staff, month)
    shown = {
        "month": month,
        "months": months_offered(timezone.localdate()),
        "lines": sorted(lines, key=lambda line: (line.told == line.pupils, line.school.name)),
        "silent": sum(line.told < line.pupils for line in lines),
        "deadline": deadline_of(month),
        "crumbs": [("", DESK)],
    }
    return render(request, "console/schools/index.html", shown)


def own_schools(staff: Staff, month: date) -> list[Line]:
    """Schools that pupils of one's own families go to in a month."""
    day = last_day_of(month)
    rows = Attachment.objects.visible_to(staff).filter(
        Q(until=None) | Q(until__gt=day), service="school", since__lte=day
    )
    pupils: dict[str, list[int]] = defaultdict(list)
    for code, member in rows.values_list("facility", "member")[:MOST_PUPILS]:
        pupils[code].append(member)
    known = told_of([one for members in pupils.values() for one in members], month)
    schools = Facility.objects.filter(code__in=pupils, level__in=LEVELS)
    return [Line(one, len(pupils[one.code]), len(known.intersection(pupils[one.code]))) for one in schools]


def told_of(members: Sequence[int], month: date) -> set[int]:
    """Of whom of these the ledger has a word of this month that was not withdrawn."""
    asked = {"month": month, "duty": DUTY, "member__in": members}
    last: dict[int, bool] = {}
    for words in (Observation.objects.filter(**asked), Revision.objects.filter(**asked).order_by("pk")):
        last |= dict(words.values_list("member", "reported"))
    return {member for member, reported in last.items() if reported}


@login_required
@require_safe
@cache_control(private=True, no_store=True)
def school(request: StaffRequest, code: str) -> HttpResponse:
    """A school's month: its classes, and which of them were told of."""
    found, month = school_or_404(code, request.staff), month_asked(request)
    here = school_month(found, month, request.staff)
    classes = here.classes
    sent = {one.by for cls in classes if (one := cls.report)}
    shown = {
        "school": found,
        "month": month,
        "months": months_offered(timezone.localdate()),
        "classes": classes,
        "pupils": len(here.roll),
        "told": sum(one.told for one in classes),
        "waiting": sum(one.state != "sent" for one in classes),
        "people": dict(Staff.objects.filter(pk__in=sent).values_list("pk", "name")),
        "deadline": deadline_of(month),
        "late": timezone.localdate() > deadline_of(month),
        "enters": may_enter(request.staff, found),
        "brings": may_bring(request.staff, found),
        "reminds": request.staff.position != Staff.Position.PROVIDER,
        "place": areas_on(timezone.localdate()).filter(code=found.village).first(),
        "crumbs": _way_to(found, request.staff),
    }
    return render(request, "console/schools/school.html", shown)


def _way_to(school: Facility, staff: Staff) -> list[tuple[str, Any]]:
    """Somebody of the school has no other to choose."""
    *way, (_, name) = crumbs_of(school)
    return [] if staff.position == Staff.Position.PROVIDER else [*way, ("", name)]


@login_required
@require_safe
@cache_control(private=True, no_store=True)
def reminder(request: StaffRequest, code: str) -> HttpResponse:
    """What to send to a school that has not reported."""
    return covering.reminder(request, SCHOOLS, school_or_404(code, request.staff), crumbs_of)
