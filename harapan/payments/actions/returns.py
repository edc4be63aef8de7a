"""Money that came back: freed to be ordered again once the cause is corrected, or given back to the treasury."""

from datetime import date, timedelta

from django.db import connection, transaction

from harapan.audit.actions import Actor, record
from harapan.entitlements.models import Batch
from harapan.policy.edition import Edition

# Put right is what would now go to another account, or at the post to another person, than the one that failed.
FREED = """
    INSERT INTO payments_ledger
        (cycle, batch, village, bank, payment, source, target, count, rupiah, cause, reference, by)
    SELECT paid.cycle, paid.batch, paid.village, paid.bank, paid.id, 'returned', 'approved', 1, paid.rupiah,
           'corrected', payee.account, %(by)s
    FROM payments_payment AS paid
    JOIN payments_ledger AS back ON back.cycle = paid.cycle AND back.payment = paid.id AND back.target = 'returned'
    JOIN registry_payee AS payee ON payee.family = paid.family AND payee.state = 'open' AND payee.bank = paid.bank
         AND NOT payee.has_died AND (payee.account, payee.holder) IS DISTINCT FROM (paid.account, paid.holder)
    WHERE paid.cycle = %(cycle)s AND paid.batch = %(batch)s
      AND NOT EXISTS (SELECT FROM payments_ledger AS gone
                      WHERE gone.cycle = paid.cycle AND gone.payment = paid.id AND gone.source = 'returned')
    ORDER BY paid.id
"""

GIVEN_BACK = """
    INSERT INTO payments_ledger
        (cycle, batch, village, bank, payment, source, target, count, rupiah, cause, reference, by)
    SELECT paid.cycle, paid.batch, paid.village, paid.bank, paid.id, 'returned', 'treasury', 1, paid.rupiah,
           'unused', NULL, %(by)s
    FROM payments_payment AS paid
    JOIN payments_file AS file ON file.id = paid.file
    JOIN payments_ledger AS back ON back.cycle = paid.cycle AND back.payment = paid.id AND back.target = 'returned'
    WHERE paid.cycle = %(cycle)s AND paid.batch = %(batch)s AND file.execute_on <= %(executed_before)s
      AND NOT EXISTS (SELECT FROM payments_ledger AS gone
                      WHERE gone.cycle = paid.cycle AND gone.payment = paid.id AND gone.source = 'returned')
    ORDER BY paid.id
"""


@transaction.atomic(durable=True)
def free_corrected(batch: Batch, *, by: Actor) -> int:
    """Set returned payments free to be ordered again where the family has another open account by now.

    Returns how many; `book` and `draw_up` then order them under papers of their own.
    """
    return _move(batch, FREED, "returns.freed", by)


@transaction.atomic(durable=True)
def give_back_unused(batch: Batch, edition: Edition, *, on: date, by: Actor) -> int:
    """Give money back to the treasury that came back from the bank and was not put right in the time policy sets.

    Returns how many payments. Counted from the day the file was executed.
    """
    days = edition.payments.days_until_returned.value
    return _move(batch, GIVEN_BACK, "returns.given_back", by, executed_before=on - timedelta(days=days))


def _move(batch: Batch, statement: str, verb: str, by: Actor, **more: date) -> int:
    Batch.objects.select_for_update().get(pk=batch.pk)
    with connection.cursor() as cursor:
        cursor.execute(statement, {"cycle": batch.cycle, "batch": batch.pk, "by": by.pk, **more})
        count = cursor.rowcount
    if count:
        record(verb, batch, by=by, payments=count)
    return count
