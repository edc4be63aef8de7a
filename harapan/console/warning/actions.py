"""What this desk writes down about those who take lists away."""

from harapan.audit.actions import record
from harapan.sanctions.models import Alert
from harapan.staff.models import Staff


def note_exported(kind: str, area: str, form: str, *, by: Staff) -> None:
    """Somebody took a list of early warnings away."""
    record("alerts.exported", Alert(), by=by, kind=kind, area=area, form=form)
