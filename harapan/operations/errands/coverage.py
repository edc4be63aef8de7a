"""Errands about who has reported: the sums of a month, again."""

from datetime import date

from django.utils import timezone

from harapan.commitments.covering import sum_coverage
from harapan.commitments.load_covering import sum_units
from harapan.entitlements.law import law
from harapan.lib.dates import months_after
from harapan.lib.rupiah import number
from harapan.operations.hands import Notes
from harapan.operations.models import Errand
from harapan.staff.models import Staff
from harapan.ui.words import Words

MONTHS_BACK = 3
"""A form covers three months: those before this one are summed again each night, as children change school."""
Position = Staff.Position
MAY_SUM = {
    Position.NATIONAL,
    Position.PROVINCE_COORDINATOR,
    Position.REGENCY_COORDINATOR,
    Position.DATA_ADMINISTRATOR,
    Position.SUPERVISOR,
    Position.DINSOS,
}


def may_sum(staff: Staff) -> bool:
    """Those who look after a whole area."""
    return staff.active and staff.position in MAY_SUM


def sum_reports(notes: Notes, errand: Errand, staff: Staff) -> Words:  # noqa: ARG001 - the shape of every errand
    """Sum a month anew, school by school."""
    month = date.fromisoformat(str(errand.details["month"]))
    with notes.phase("sums"):
        schools = sum_coverage(month, area=errand.area)
    return Words(f"{number(schools)} sekolah dijumlahkan.", f"{number(schools)} schools were summed.")


def sum_visits(notes: Notes, errand: Errand, staff: Staff) -> Words:  # noqa: ARG001 - the shape of every errand
    """Sum a month anew, health unit by health unit."""
    month = date.fromisoformat(str(errand.details["month"]))
    with notes.phase("sums"):
        units = sum_units(month, law(), area=errand.area)
    return Words(f"{number(units)} posyandu/puskesmas dijumlahkan.", f"{number(units)} health units were summed.")


def sum_last_reports(today: date | None = None) -> None:
    """This month and those before it, everywhere; each by itself, so that a killed worker keeps some."""
    month = (today or timezone.localdate()).replace(day=1)
    for back in range(MONTHS_BACK + 1):
        sum_coverage(months_after(month, -back))
        sum_units(months_after(month, -back), law())
