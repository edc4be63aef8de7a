"""Claims of overpayment become less by what banks give back of the same stage: that money is at the treasury."""

from collections.abc import Collection

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from harapan.intake.models import Merge
from harapan.operations.merging import decision_of
from harapan.payments.models import UsageEntry
from harapan.payments.queries import given_back_of
from harapan.registry.actions.claims import note_given_back
from harapan.registry.models import Overpayment
from harapan.staff.models import Staff


@transaction.atomic
def lessen_by_what_was_given_back(cycle: str) -> int:
    """Note on a stage's claims what banks gave back, in the name of whoever read their file. Returns how many notes.

    A family's claims are covered oldest first, each up to its amount, and a merge of two families by the money of
    either. Doing it again changes nothing. Where a family had paid already, more has come back than was owed.
    """
    claims = Overpayment.objects.filter(cycle=cycle).exclude(state=Overpayment.State.WITHDRAWN).order_by("pk")
    concerned = _families_of(list(claims))
    went = given_back_of(cycle, {family for found in concerned.values() for family in found})
    touched = [pk for pk, found in concerned.items() if went.keys() & set(found)]
    rest = {family: entry.rupiah for family, entry in went.items()}
    people = Staff.objects.in_bulk({entry.by for entry in went.values()})
    return sum(
        _lessened(claim, concerned[claim.pk], went, rest, people)
        for claim in claims.filter(pk__in=touched).select_for_update()
    )


def _families_of(claims: Collection[Overpayment]) -> dict[int, list[int]]:
    """By claim, the families whose money it is about: its own first, and the other one of a merge."""
    own = {claim.family for claim in claims if claim.cause == Overpayment.Cause.DOUBLE}
    merges = Merge.objects.filter(Q(kept_family__in=own) | Q(other_family__in=own), undone_at__isnull=True)
    both = {decision_of(merge): {merge.kept_family, merge.other_family} for merge in merges}
    return {claim.pk: [claim.family, *sorted(both.get(claim.decision, set()) - {claim.family})] for claim in claims}


def _lessened(
    claim: Overpayment, families: list[int], went: dict[int, UsageEntry], rest: dict[int, int], people: dict[int, Staff]
) -> int:
    """Take what covers this claim out of what is left of each family's money, and note what is not noted yet."""
    open_, noted, notes = claim.amount, claim.given_back, 0
    for family in families:
        covers = min(open_, rest.get(family, 0))
        open_, new, noted = open_ - covers, max(0, covers - noted), max(0, noted - covers)
        if not covers:
            continue
        rest[family] -= covers
        if new:
            entry = went[family]
            on = timezone.localdate(entry.at)
            note_given_back(claim, new, on=on, document=entry.file.name, by=people[entry.by])
            notes += 1
    return notes
