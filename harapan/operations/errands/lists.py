"""What lists of measured children, facilities and deaths ask of other rooms when they are applied or taken back."""

from django.db import transaction

from harapan.commitments.attachments import check_nobody_is_served, end_where_closed
from harapan.commitments.health.measuring import retract_measurements, take_measurements
from harapan.intake.imports import actions
from harapan.intake.models import Upload
from harapan.intake.sources import SOURCES
from harapan.operations.recovering import withdraw_where_nobody_died
from harapan.staff.models import Staff


@transaction.atomic
def apply_now(upload: Upload, *, by: Staff) -> Upload:
    """Apply a list; what it says of children who were measured is taken over with it, or neither happens.

    Where a list closes schools or health units, whoever is attached there is so until that day.
    """
    before = Upload.objects.get(pk=upload.pk).state
    upload = actions.apply(upload, by=by)
    if SOURCES[upload.kind].does == "measured":
        take_measurements(upload, by=by)
    if SOURCES[upload.kind].does == "facilities" and before != upload.state:
        end_where_closed(upload, by=by)
    return upload


@transaction.atomic
def undo_now(upload: Upload, *, because: str, by: Staff) -> Upload:
    """Take a list back, and with it what it said of children who were measured and what was claimed after deaths;
    facilities, while nobody is there.
    """
    if SOURCES[upload.kind].does == "facilities":
        check_nobody_is_served(upload)
    upload = actions.undo(upload, because=because, by=by)
    if SOURCES[upload.kind].does == "measured":
        retract_measurements(upload, because, by=by)
    if upload.kind == "deaths":
        withdraw_where_nobody_died(by=by)
    return upload
