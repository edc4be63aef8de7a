"""The ledger: money moves, never appears, never vanishes, and is never where it is not."""

from collections import defaultdict
from contextlib import nullcontext

import psycopg
import pytest
from django.db import IntegrityError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from harapan.entitlements.models import Batch
from harapan.payments import ledger
from harapan.payments.models import Balance, BankAnswer, LedgerAccount, LedgerEntry, LeftOut, Payment
from harapan.tables.partitions import make_partition
from harapan.testing.databases import as_login
from harapan.testing.make import BUKUAN, LOA_IPUH
from harapan.testing.stages import OWED

ACCOUNTS = [account for account in LedgerAccount.values if account != "appropriation"]
PLACES = [(LOA_IPUH, "BRI"), (LOA_IPUH, "BNI"), (BUKUAN, "BRI"), (BUKUAN, "POS")]

moves = st.lists(
    st.tuples(
        st.sampled_from(PLACES),
        st.sampled_from(ACCOUNTS),
        st.sampled_from(ACCOUNTS),
        st.integers(1, 4),
        st.sampled_from([1, 75_000, 225_000, 600_000, 1_725_000, 10**12]),
    ).filter(lambda move: move[1] != move[2]),
    max_size=12,
)


@pytest.fixture
def booked(after):
    """A batch whose approved total stands in the ledger, with nothing held."""
    scene = after("approve")
    make_partition("payments_ledger", scene.cycle)
    ledger.book_approval(scene.batch, by=scene.desk.worker)
    return scene


def balances(batch):
    rows = Balance.objects.filter(batch=batch.pk).values_list("village", "bank", "account", "count", "rupiah")
    return {
        (village, bank, account): (count, rupiah) for village, bank, account, count, rupiah in rows if count or rupiah
    }


def sums_of_the_ledger(batch):
    found = defaultdict(lambda: [0, 0])
    for entry in LedgerEntry.objects.filter(batch=batch.pk):
        for account, sign in ((entry.source, -1), (entry.target, 1)):
            found[entry.village, entry.bank, account][0] += sign * entry.count
            found[entry.village, entry.bank, account][1] += sign * entry.rupiah
    return {key: tuple(value) for key, value in found.items() if any(value)}


def move(batch, place, source, target, count, rupiah, by):
    (village, bank) = place
    LedgerEntry.objects.create(
        cycle=batch.cycle, batch=batch.pk, village=village, bank=bank, source=source, target=target,
        count=count, rupiah=rupiah, cause="test", by=by.pk,
    )  # fmt: skip


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(moves)
def test_whatever_is_tried_money_is_conserved(booked, tried):
    """Legal moves move, illegal ones change nothing, and the balances are the sums of the ledger throughout."""
    batch, dewi = booked.batch, booked.desk.worker
    with transaction.atomic():
        for place, source, target, count, rupiah in tried:
            before = balances(batch)
            there = before.get((*place, source), (0, 0))
            legal = there[0] >= count and there[1] >= rupiah
            expected = nullcontext() if legal else pytest.raises(IntegrityError, match="balance_is_never_negative")
            with expected, transaction.atomic():
                move(batch, place, source, target, count, rupiah, dewi)
            assert legal or balances(batch) == before
            assert balances(batch) == sums_of_the_ledger(batch)
            assert sum(ledger.standing(batch).values()) == OWED
        transaction.set_rollback(True)


def test_approval_is_booked_once(booked):
    for _ in range(2):
        ledger.book_approval(booked.batch, by=booked.desk.worker)

    assert ledger.standing(booked.batch)["approved"] == OWED
    assert balances(booked.batch)[LOA_IPUH, "BNI", "appropriation"] == (-1, -600_000)


def test_no_login_but_the_owner_writes_a_balance(booked):
    with as_login("machine") as machine:
        for attempt in (
            "UPDATE payments_balance SET rupiah = rupiah + 1",
            "INSERT INTO payments_balance (batch, cycle, village, bank, account, count, rupiah) "
            "VALUES (1, 'x', 'x', 'x', 'credited', 1, 1)",
            "DELETE FROM payments_balance",
            "TRUNCATE payments_balance",
        ):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                machine.execute(attempt)


def test_two_banks_of_one_batch_move_at_the_same_time(booked):
    """Nobody waits for a whole batch; who moves the same bank's money waits and then adds up."""
    batch = booked.batch
    with as_login("machine") as somebody, somebody.transaction():
        somebody.execute(
            "INSERT INTO payments_ledger (batch, cycle, village, bank, source, target, count, rupiah, cause, by) "
            "VALUES (%s, %s, %s, 'BNI', 'approved', 'held', 1, 600000, 'test', 1)",
            [batch.pk, batch.cycle, LOA_IPUH],
        )
        with connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = '3s'")
        move(batch, (BUKUAN, "BRI"), "approved", "held", 1, 225_000, booked.desk.worker)

    assert ledger.standing(batch)["held"] == 825_000


@pytest.mark.parametrize("account", ["approved", "at_bank", "returned"])
def test_no_book_closes_while_money_waits_somewhere(after, account):
    scene = after("reconcile")
    move(scene.batch, (BUKUAN, "BRI"), "credited", account, 1, 225_000, scene.desk.worker)

    with pytest.raises(IntegrityError, match=f"{account} still holds 225000 rupiah"), transaction.atomic():
        Batch.objects.filter(pk=scene.batch.pk).update(state="closed")

    assert scene.batch.state == "reconciled"


def test_no_book_closes_with_money_in_one_village_and_a_debt_in_another(after):
    """The database looks at each account as a whole and at each of its parts."""
    scene = after("reconcile")
    with as_login("owner") as owner:
        owner.execute("ALTER TABLE payments_balance DROP CONSTRAINT balance_is_never_negative")
        owner.execute(
            "UPDATE payments_balance SET rupiah = CASE village WHEN %s THEN 5 ELSE -5 END "
            "WHERE account = 'at_bank' AND bank = 'BRI'",
            [BUKUAN],
        )

    with pytest.raises(IntegrityError, match="cannot close"), transaction.atomic():
        Batch.objects.filter(pk=scene.batch.pk).update(state="closed")


def test_no_book_closes_that_does_not_sum_to_its_approval(after):
    scene = after("reconcile")
    with as_login("owner") as owner:
        owner.execute("UPDATE payments_balance SET rupiah = rupiah + 1 WHERE account = 'credited' AND bank = 'BNI'")

    with pytest.raises(IntegrityError, match="do not sum to what was approved"), transaction.atomic():
        Batch.objects.filter(pk=scene.batch.pk).update(state="closed")


def test_no_book_closes_with_money_held_for_nobody(after):
    scene = after("reconcile")
    move(scene.batch, (BUKUAN, "BRI"), "credited", "held", 1, 225_000, scene.desk.worker)

    with pytest.raises(IntegrityError, match="held without a name"), transaction.atomic():
        Batch.objects.filter(pk=scene.batch.pk).update(state="closed")


def test_who_was_credited_with_their_village_is_not_paid_alone_as_well(after):
    scene = after("release")
    scene.read(scene.answer_of("BRI"))
    paid = Payment.objects.filter(bank="BRI").earliest("id")

    with pytest.raises(IntegrityError, match="credited with its village"), transaction.atomic():
        LedgerEntry.objects.create(
            cycle=paid.cycle, batch=paid.batch, village=paid.village, bank=paid.bank, payment=paid.id,
            source="at_bank", target="returned", count=1, rupiah=paid.rupiah, cause="test", by=1,
        )  # fmt: skip
    with pytest.raises(IntegrityError, match="nobody can be left out"), transaction.atomic():
        LeftOut.objects.create(answer=BankAnswer.objects.get().pk, payment=paid.id)


def test_no_book_closes_with_money_credited_to_nobody(after):
    """Villages were credited, and an answer no longer says whose money that was: somebody went behind our back."""
    scene = after("reconcile")
    forget = "UPDATE payments_bank_answer SET credits_rest = false"
    with as_login("owner") as owner:
        with pytest.raises(psycopg.errors.RestrictViolation):
            owner.execute(forget)
        owner.execute("ALTER TABLE payments_bank_answer DISABLE TRIGGER answer_that_credits_stays")
        owner.execute(forget)

    with pytest.raises(IntegrityError, match="credited to nobody"), transaction.atomic():
        Batch.objects.filter(pk=scene.batch.pk).update(state="closed")
