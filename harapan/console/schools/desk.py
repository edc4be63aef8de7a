"""What the pages of this desk share: whose school it is, the way back, the tabs."""

from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.urls import reverse

from harapan.commitments.models import Attachment
from harapan.console.schools.queries import LEVELS, may_read, schools_of
from harapan.places.models import Facility
from harapan.staff.models import Staff
from harapan.ui.words import Words

DESK = Words("Sekolah", "Schools")


def school_or_404(code: str, staff: Staff) -> Facility:
    """A school of one's own, of one's area, or one that pupils of one's own families go to."""
    if not may_read(staff):
        raise PermissionDenied
    school = schools_of(staff).filter(code=code).first()
    if school is None and staff.position == Staff.Position.FACILITATOR and _has_pupils_at(code, staff):
        school = Facility.objects.filter(code=code, kind=Facility.Kind.SCHOOL, level__in=LEVELS).first()
    if school is None:
        raise Http404
    return school


def _has_pupils_at(code: str, staff: Staff) -> bool:
    return Attachment.objects.visible_to(staff).filter(facility=code, service="school").exists()


def crumbs_of(school: Facility, month: date | None = None) -> list[tuple[str, Any]]:
    """From the desk to a school, and its month."""
    there = reverse("schools:school", args=[school.code])
    return [(reverse("schools:index"), DESK), (f"{there}?bulan={month:%Y-%m}" if month else there, school.name)]
