"""The entries of the ledger: each moves an amount between two accounts of a batch, and nothing else does."""

from collections import defaultdict
from collections.abc import Iterable

from django.db import connection
from django.db.models import Sum

from harapan.audit.actions import Actor
from harapan.entitlements.models import Batch
from harapan.payments.models import AccountTotal, LedgerAccount, LedgerEntry, PaymentFile

ACCOUNTS = tuple(account for account in LedgerAccount.values if account != LedgerAccount.APPROPRIATION)
"""The accounts of a batch; they always sum to what was approved."""

COLUMNS = "cycle, batch, village, bank, payment, source, target, count, rupiah, cause, reference, by"

APPROVAL = f"""
    INSERT INTO payments_ledger ({COLUMNS})
    SELECT cycle, batch, village, bank, NULL, 'appropriation', 'approved', count(*), sum(net), 'approved', NULL, %s
    FROM entitlements_entitlement WHERE cycle = %s AND batch = %s AND net > 0
    GROUP BY cycle, batch, village, bank
"""

ORDERED = f"""
    INSERT INTO payments_ledger ({COLUMNS})
    SELECT cycle, batch, village, bank, NULL, 'approved', 'at_bank', count(*), sum(rupiah), 'ordered', file, %s
    FROM payments_payment WHERE cycle = %s AND file = %s AND id BETWEEN %s AND %s
    GROUP BY cycle, batch, village, bank, file
"""


def book_approval(batch: Batch, *, by: Actor) -> None:
    """Draw a batch's approved total from the appropriation, by village and bank; once."""
    if AccountTotal.objects.filter(batch=batch.pk).exists():
        return
    with connection.cursor() as cursor:
        cursor.execute(APPROVAL, [by.pk, batch.cycle, batch.pk])


def order_file(file: PaymentFile, *, by: Actor) -> None:
    """A released file's money stands at the bank."""
    with connection.cursor() as cursor:
        cursor.execute(ORDERED, [by.pk, file.cycle, file.pk, file.first_payment, file.last_payment])


def move_in_villages(
    batch: Batch, moved: Iterable[tuple[str, str, int]], *, source: str, target: str, cause: str, by: Actor
) -> None:
    """Move amounts of families, given as (village, bank, rupiah), with one entry a village and bank."""
    sums: dict[tuple[str, str], list[int]] = defaultdict(lambda: [0, 0])
    for village, bank, amount in moved:
        sums[village, bank][0] += 1
        sums[village, bank][1] += amount
    LedgerEntry.objects.bulk_create(
        [
            LedgerEntry(
                cycle=batch.cycle,
                batch=batch.pk,
                village=village,
                bank=bank,
                source=source,
                target=target,
                count=count,
                rupiah=amount,
                cause=cause,
                by=by.pk,
            )
            for (village, bank), (count, amount) in sorted(sums.items())
        ],
        batch_size=5000,
    )


def standing(batch: Batch) -> dict[str, int]:
    """Rupiah in each account of a batch."""
    return {account: figures["rupiah"] for account, figures in standing_of([batch.pk]).items()}


def standing_of(batches: Iterable[int]) -> dict[str, dict[str, int]]:
    """Count and rupiah in each account over some batches, from totals that only the ledger can move."""
    sums = (
        AccountTotal.objects.filter(batch__in=list(batches))
        .values("account")
        .annotate(total=Sum("rupiah"), number=Sum("count"))
        .values_list("account", "number", "total")
    )
    found = {account: {"count": int(count), "rupiah": int(amount)} for account, count, amount in sums}
    return {account: found.get(account, {"count": 0, "rupiah": 0}) for account in ACCOUNTS}


def standing_by_batch(batches: Iterable[int]) -> dict[int, dict[str, tuple[int, int]]]:
    """Count and rupiah in each account, batch by batch; a batch that is not booked yet is not among them."""
    found: dict[int, dict[str, tuple[int, int]]] = defaultdict(dict)
    sums = (
        AccountTotal.objects.filter(batch__in=list(batches))
        .values("batch", "account")
        .annotate(total=Sum("rupiah"), number=Sum("count"))
        .values_list("batch", "account", "number", "total")
    )
    for batch, account, count, amount in sums:
        found[batch][account] = (int(count), int(amount))
    return dict(found)
