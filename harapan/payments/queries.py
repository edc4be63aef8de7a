"""Where the money of a cycle is."""

from typing import Any

from harapan.entitlements.models import Batch, Cycle
from harapan.entitlements.queries import batches_of, main_run, state_of
from harapan.payments import ledger
from harapan.payments.models import Balance
from harapan.snapshots.models import Snapshot


def status_of(cycle: str) -> dict[str, Any]:
    """A cycle's state, digests, families, and count and rupiah in each account of its ledger.

    A batch that is approved but not booked yet stands wholly in `approved`: ordering picks it up from there.
    """
    found = Cycle.objects.get(name=cycle)
    snapshot = Snapshot.objects.filter(cycle=cycle).first()
    run = main_run(cycle)
    batches = list(batches_of(cycle))
    accounts = ledger.standing_of(batch.pk for batch in batches)
    for batch in _approved_but_not_booked(batches):
        accounts["approved"]["count"] += batch.paid_families
        accounts["approved"]["rupiah"] += batch.net
    return {
        "cycle": cycle,
        "state": state_of(found, frozen=snapshot is not None),
        "snapshot_digest": snapshot.digest if snapshot else None,
        "run_digest": run.digest if run else None,
        "families": run.families if run else snapshot.families if snapshot else None,
        "ledger": accounts,
    }


def _approved_but_not_booked(batches: list[Batch]) -> list[Batch]:
    booked = set(
        Balance.objects.filter(batch__in=[batch.pk for batch in batches]).values_list("batch", flat=True).distinct()
    )
    return [batch for batch in batches if batch.approved_by is not None and batch.pk not in booked]
