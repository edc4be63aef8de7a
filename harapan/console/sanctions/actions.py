"""What this desk writes down about those who look: who opened a case, who took a list away."""

from harapan.audit.actions import record
from harapan.sanctions.models import Case
from harapan.staff.models import Staff


def note_opened(case: Case, *, by: Staff) -> None:
    """Somebody read a family's case."""
    record("sanctions.opened", case, by=by, family=case.family)


def note_exported(cycle: str, area: str, form: str, *, by: Staff) -> None:
    """Somebody took a list of cases away."""
    record("sanctions.exported", Case(), by=by, cycle=cycle, area=area, form=form)
