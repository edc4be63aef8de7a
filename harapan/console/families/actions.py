"""Looking at people leaves a trace: who opened which family, saw which numbers in full, took which list away."""

from collections.abc import Mapping, Sequence

from django.db import transaction

from harapan.audit.actions import record
from harapan.registry.models import Family
from harapan.staff.models import Staff


@transaction.atomic(durable=True)
def note_opened(family: Family, part: str, *, by: Staff) -> None:
    """Somebody opened a family's page, or a part of it that is a page of its own. Every time counts."""
    record("family.opened", family, by=by, part=part)


@transaction.atomic(durable=True)
def note_unmasked(family: Family, fields: Sequence[str], purpose: str, because: str, *, by: Staff) -> None:
    """Somebody is about to see numbers in full: which, and what for; never the numbers."""
    record("family.unmasked", family, by=by, fields=list(fields), purpose=purpose, because=because)


@transaction.atomic(durable=True)
def note_exported(filters: Mapping[str, str], form: str, *, searched: bool, by: Staff) -> None:
    """Somebody took a list of families away. What was searched for may be a name, so it is not kept."""
    record("families.exported", by, by=by, form=form, filters=dict(filters), searched=searched)
