"""Who opens the pages of health units, fills their sheets in, and says whether they were ready."""

from typing import Final

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404

from harapan.commitments.models import Attachment
from harapan.commitments.queries import facilities_visible_to
from harapan.console.reporting.readers import READERS
from harapan.places.models import Facility
from harapan.staff.models import Staff

P = Staff.Position
OBSERVERS: Final = {P.NATIONAL, P.PROVINCE_COORDINATOR, P.REGENCY_COORDINATOR, P.DATA_ADMINISTRATOR, P.DINSOS}
"""State how units of their area stood; the twin of the policy in the database."""
UNITS: Final = (Facility.Kind.PUSKESMAS, Facility.Kind.POSYANDU, Facility.Kind.CLINIC)


def works_at_a_unit(staff: Staff) -> bool:
    """Somebody of a health unit, not of a school."""
    return staff.active and staff.position == P.PROVIDER and units_of(staff).exists()


def may_read(staff: Staff) -> bool:
    """Opens the pages of single units."""
    return staff.active and (staff.position in READERS or works_at_a_unit(staff))


def may_enter(staff: Staff, unit: Facility) -> bool:
    """Fills sheets in: the unit's own staff, and facilitators for members of their families."""
    own = staff.position == P.PROVIDER and staff.facility == unit.code
    return staff.active and (own or staff.position == P.FACILITATOR)


def may_state(staff: Staff, unit: Facility) -> bool:
    """Says whether the unit was ready: its staff, facilitators of those it serves, whoever answers for the area."""
    return may_enter(staff, unit) or (
        staff.active and staff.position in OBSERVERS and any(unit.village.startswith(area) for area in staff.areas)
    )


def units_of(staff: Staff) -> QuerySet[Facility]:
    """Health units somebody works with; of facilitators, those that serve their families."""
    if staff.active and staff.position == P.FACILITATOR:
        served = Attachment.objects.visible_to(staff).filter(service="health", until=None)
        return Facility.objects.filter(code__in=served.values("facility"))
    return facilities_visible_to(staff).filter(kind__in=UNITS)


def unit_or_404(code: str, staff: Staff) -> Facility:
    """A unit of one's own, of one's area, or one that serves one's families."""
    if not may_read(staff):
        raise PermissionDenied
    unit = units_of(staff).filter(code=code).first()
    if unit is None:
        raise Http404
    return unit
