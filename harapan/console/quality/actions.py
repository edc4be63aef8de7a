"""What leaves a trace at this desk: lists that are taken away."""

from django.db import transaction

from harapan.audit.actions import record
from harapan.staff.models import Staff


@transaction.atomic(durable=True)
def note_exported(kind: str, area: str, form: str, *, by: Staff) -> None:
    """Somebody took the worklist of a check away."""
    record("quality.exported", by, by=by, form=form, kind=kind, area=area)
