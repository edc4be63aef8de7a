"""`kill -9` in every step: run again and it finishes, each family is paid once, and nobody sees a difference."""

from collections import Counter

import pytest
from django.db.models import F, Sum

from harapan.payments.models import AccountTotal, Balance, LedgerEntry, Payment, PaymentFile
from tests.faults.conftest import CYCLE

COMPUTING = [
    ("open", "after", "INSERT INTO", "entitlements_cycle"),
    ("freeze", "before", "rename", "snapshots/2026-1.unfinished"),
    ("freeze", "before", "INSERT INTO", "snapshots_snapshot"),
    ("compute", "before", "rename", "runs/2026-1-run1/manifest.json"),
    ("compute", "after", "INSERT INTO", "entitlements_batch"),
    ("load", "after", "harapan_attach_slice", "entitlements_entitlement"),
    ("load", "before", "INSERT INTO", "audit_event", "run.computed"),
    ("review", "after", "UPDATE", "entitlements_batch", "reviewed"),
    ("approve", "after", "INSERT INTO", "registry_standing"),
    ("approve", "before", "INSERT INTO", "audit_event", "batch.approved"),
]
PAYING = [
    ("book", "after", "INSERT INTO payments_ledger", "appropriation"),
    ("papers", "after", "INSERT INTO", "payments_treasury_paper", "spm"),
    ("draw up", "after", "INSERT INTO payments_file"),
    ("draw up", "after", "harapan_attach_slice", "payments_payment"),
    ("write files", "before", "rename", "payments/2026-1/BTN"),
    ("write files", "after", "UPDATE", "payments_file", "sha256"),
    ("release", "after", "INSERT INTO payments_ledger", "'ordered'"),
    ("answer", "before", "rename", "answers/BTN"),
    ("read answers", "after", "INSERT INTO payments_left_out", "'BTN'"),
    ("read answers", "after", "INSERT INTO payments_ledger", "'at_bank', 'credited', count", "'BTN'"),
    ("read answers", "before", "INSERT INTO", "payments_bank_answer", "BTN", "-late-answer"),
    ("reconcile", "after", "INSERT INTO payments_ledger", "'returned', 'treasury'"),
    ("close", "before", "INSERT INTO", "audit_event", "batch.closed"),
]


@pytest.fixture
def undisturbed(house_of):
    """Where the cycle of a house stands that nothing happens to."""
    return house_of("undisturbed").finish()


def money_is_whole():
    """Balances are the sums of the ledger; nobody is ordered twice; nothing was credited twice."""
    entries = LedgerEntry.objects.filter(cycle=CYCLE)
    into = dict(entries.values_list("target").annotate(Sum("rupiah")))
    out = dict(entries.values_list("source").annotate(Sum("rupiah")))
    standing = dict(Balance.objects.filter(cycle=CYCLE).values_list("account").annotate(total=Sum("rupiah")))
    assert standing == {account: into.get(account, 0) - out.get(account, 0) for account in into | out}

    totals = dict(AccountTotal.objects.values_list("account").annotate(total=Sum("rupiah")))
    assert totals == standing, "totals by bank are those of the villages"

    orders = Counter(Payment.objects.filter(cycle=CYCLE, replaces=None).values_list("family", flat=True))
    assert set(orders.values()) <= {1}
    moved = Counter(entries.filter(payment__isnull=False).values_list("payment", "source"))
    assert set(moved.values()) <= {1}
    assert not PaymentFile.objects.filter(state="released", drawn_up_by=F("released_by")).exists()
    return standing


@pytest.mark.parametrize("moments", [COMPUTING, PAYING], ids=["computing", "paying"])
def test_a_cycle_killed_in_every_step_ends_as_if_nothing_had_happened(undisturbed, house_of, moments):
    house = house_of("killed")
    if moments is PAYING:
        assert house.run("cycle", "run", CYCLE, "--through", "approve").code == 0

    for _step, when, *what in moments:
        house.die(when, *what)
        standing = money_is_whole()
        assert sum(standing.values()) == 0, "what left the appropriation stands somewhere"

    assert house.finish() == undisturbed
    assert undisturbed["ledger"]["treasury"]["count"] == 2
    money_is_whole()
    assert house.finish() == undisturbed
