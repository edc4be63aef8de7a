"""What an errand was told and what it answered goes a dated time after its end; that it was, and who asked, stays."""

from datetime import datetime

from django.db import transaction

from harapan.audit.actions import Actor, record
from harapan.operations.models import Errand


@transaction.atomic
def forget_errands(before: datetime, *, by: Actor) -> int:
    """Details and sentences of errands that ended before then: what somebody typed, and whom it was about. How many.

    What they did stands where they did it, with its reason. Doing it again does nothing (docs/adr/0056).
    """
    old = Errand.objects.filter(ended_at__lt=before).exclude(details={}, sentence_id="", sentence_en="")
    newest = old.order_by("-pk").first()
    if newest is None:
        return 0
    count = old.update(details={}, sentence_id="", sentence_en="")
    record("errands.forgotten", newest, by=by, count=count)
    return count
