"""What leaves a trace at this desk: lists that are taken away."""

from django.db import transaction

from harapan.audit.actions import record
from harapan.staff.models import Staff


@transaction.atomic(durable=True)
def note_visits_exported(form: str, *, by: Staff) -> None:
    """Somebody took a list of home visits away."""
    record("home_visits.exported", by, by=by, form=form)
