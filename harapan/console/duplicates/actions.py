"""Looking at two families leaves a trace with both; so does taking a list away."""

from collections.abc import Sequence

from django.db import transaction

from harapan.audit.actions import record, record_all
from harapan.intake.models import Pair
from harapan.registry.models import Family
from harapan.staff.models import Staff


@transaction.atomic(durable=True)
def note_seen(pair: Pair, families: Sequence[Family], *, by: Staff) -> None:
    """Somebody opened the page of a pair: it is in the log of each family."""
    record_all("family.opened", {family.pk: family for family in families}.values(), by=by, part=f"pair {pair.pk}")


@transaction.atomic(durable=True)
def note_exported(area: str, view: str, form: str, *, by: Staff) -> None:
    """Somebody took a list of pairs away."""
    record("pairs.exported", by, by=by, area=area, view=view, form=form)
