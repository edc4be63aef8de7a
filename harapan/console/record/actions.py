"""Reading the log leaves a trace too."""

from collections.abc import Iterator

from django.db import transaction

from harapan.audit.actions import Broken, check_chain, record
from harapan.staff.models import Staff


@transaction.atomic(durable=True)
def note_export(kind: str, filters: list[str], *, by: Staff) -> None:
    """Somebody takes a copy of events with them: which filters they used is noted, not what they typed."""
    record("log.exported", by, by=by, kind=kind, filters=filters)


def check_log(*, by: Staff) -> Iterator[int]:
    """Recompute the chain; yields how many events hold so far. Raises `Broken`. Either end is noted."""
    covered = 0
    try:
        for covered in check_chain():
            yield covered
    except Broken:
        record("log.checked", by, by=by, holds=False, events=covered)
        raise
    record("log.checked", by, by=by, holds=True, events=covered)
