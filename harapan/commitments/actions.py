"""Waivers: duties an area need not meet, by a document that two people signed."""

from datetime import date

from django.db import transaction

from harapan.audit.actions import Actor, record
from harapan.commitments.models import Waiver
from harapan.lib.refusals import Refusal


class CannotWaive(Refusal):
    """The waiver cannot be given."""


@transaction.atomic
def record_waiver(
    area: str, duty: str, first_month: date, last_month: date, document: str, *, by: Actor, approved_by: Actor
) -> Waiver:
    """Waive a duty (or, with an empty `duty`, all) in an area for some months. Giving it again changes nothing."""
    if by.pk == approved_by.pk:
        raise CannotWaive("orang kedua harus menyetujui pengecualian", "a second person must approve a waiver")
    if last_month < first_month:
        raise CannotWaive("bulan terakhir mendahului bulan pertama", "the last month is before the first")
    waiver, made = Waiver.objects.get_or_create(
        area=area,
        duty=duty,
        first_month=first_month,
        last_month=last_month,
        defaults={"document": document, "proposed_by": by.pk, "approved_by": approved_by.pk},
    )
    if made:
        record("waiver.given", waiver, by=by, area=area, duty=duty)
    return waiver
