"""What measured children and health units ask of the worker: take a list over, take it back, sum a month again."""

from django.db import transaction
from django.utils import timezone

from harapan.commitments.health.measuring import retract_measurements, sum_growth, take_measurements
from harapan.intake.imports import actions
from harapan.intake.models import Upload
from harapan.intake.sources import SOURCES
from harapan.lib.dates import months_after
from harapan.staff.models import Staff


@transaction.atomic
def apply_now(upload: Upload, *, by: Staff) -> Upload:
    """Apply a list; what it says of children who were measured is taken over with it, or neither happens."""
    upload = actions.apply(upload, by=by)
    if SOURCES[upload.kind].does == "measured":
        take_measurements(upload, by=by)
    return upload


@transaction.atomic
def undo_now(upload: Upload, *, because: str, by: Staff) -> Upload:
    """Take a list back, and with it what it said of children who were measured."""
    upload = actions.undo(upload, because=because, by=by)
    if SOURCES[upload.kind].does == "measured":
        retract_measurements(upload, because, by=by)
    return upload


def sum_last_months() -> None:
    """Sums of this month and the one before, everywhere: families move, and lists come in late."""
    month = timezone.localdate().replace(day=1)
    for one in (months_after(month, -1), month):
        sum_growth(one)
