"""Named constraints of papers, files, payments, holds, answers and usage: each refuses what it should."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from harapan.payments.models import (
    BankAnswer,
    Ceiling,
    Hold,
    LedgerEntry,
    OddLine,
    Payment,
    PaymentFile,
    TreasuryPaper,
    UsageEntry,
    UsageFile,
)
from harapan.tables.partitions import make_partition
from harapan.testing.make import LOA_IPUH

pytestmark = pytest.mark.django_db
CYCLE = "2025-1"
PLACE = {"cycle": CYCLE, "batch": 1, "village": LOA_IPUH, "bank": "BRI"}


def refused_by(name):
    return pytest.raises(IntegrityError, match=name)


def make_file(number=1, **facts):
    said = {"cycle": CYCLE, "batch": 1, "order": 1, "bank": "BRI", "number": number, "message_id": f"HRP-{number}"}
    figures = {"count": 1, "rupiah": 1, "first_payment": 1, "last_payment": 1}
    return PaymentFile.objects.create(**{**said, **figures, "execute_on": date(2025, 1, 11), "drawn_up_by": 1, **facts})


def make_payment(number=1, **facts):
    make_partition("payments_payment", CYCLE)
    payee = {"family": number, "account": 1, "holder": 1, "number": "0012", "name": "Aminah"}
    return Payment.objects.create(**{**PLACE, "id": number, "file": 1, "rupiah": 225_000, **payee, **facts})


def make_entry(**facts):
    make_partition("payments_ledger", CYCLE)
    said = {"source": "appropriation", "target": "approved", "count": 1, "rupiah": 1, "cause": "approved", "by": 1}
    return LedgerEntry.objects.create(**{**PLACE, **said, **facts})


@pytest.mark.parametrize(
    ("constraint", "facts"),
    [
        ("payment_file_has_four_eyes", {"released_by": 1}),
        ("payment_file_is_released_whole", {"state": "released"}),
        ("payment_file_is_released_whole", {"state": "released", "released_by": 2}),
        ("payment_file_is_released_whole", {"state": "released", "sha256": "a" * 64}),
        ("payment_file_carries_money", {"count": 0}),
        ("payment_file_carries_money", {"rupiah": 0}),
    ],
)
def test_a_file_that_cannot_be(constraint, facts):
    file = make_file()

    with refused_by(constraint), transaction.atomic():
        PaymentFile.objects.filter(pk=file.pk).update(**facts)


def test_files_are_numbered_once():
    make_file()

    with refused_by("payment_file_has_its_number"), transaction.atomic():
        make_file(message_id="another")
    with refused_by("message_id"), transaction.atomic():
        make_file(2, message_id="HRP-1")


@pytest.mark.parametrize(
    ("constraint", "facts"),
    [("payment_is_money", {"rupiah": 0}), ("payment_to_a_bank_has_an_account", {"account": None})],
)
def test_a_payment_that_cannot_be(constraint, facts):
    with refused_by(constraint), transaction.atomic():
        make_payment(**facts)


def test_a_family_is_paid_once_a_cycle_and_each_payment_replaced_once():
    make_payment(1, family=7)
    make_payment(9, bank="POS", account=None)

    with refused_by("cycle_family_idx"), transaction.atomic():
        make_payment(2, family=7)

    make_payment(2, family=7, replaces=1)
    with refused_by("cycle_replaces_idx"), transaction.atomic():
        make_payment(3, family=7, replaces=1)


@pytest.mark.parametrize(
    ("constraint", "facts"),
    [
        ("ledger_moves_money", {"rupiah": 0}),
        ("ledger_moves_money", {"count": 0}),
        ("ledger_moves_money", {"rupiah": -5}),
        ("ledger_moves_money", {"target": "appropriation"}),
        ("ledger_moves_one_payment_whole", {"payment": 1, "count": 2}),
    ],
)
def test_an_entry_that_cannot_be(constraint, facts):
    with refused_by(constraint), transaction.atomic():
        make_entry(**facts)


def test_a_payment_leaves_an_account_once():
    make_entry(count=2, rupiah=10)
    make_entry(source="approved", target="at_bank", count=2, rupiah=10)
    make_entry(source="at_bank", target="credited", payment=1, rupiah=5)

    with refused_by("cycle_payment_source_idx"), transaction.atomic():
        make_entry(source="at_bank", target="returned", payment=1, rupiah=5)


def test_a_ceiling_and_a_paper_are_about_money():
    paper = {"batch": 1, "kind": "spp", "number": "1", "dated": date(2025, 1, 1), "signer": "Bu PPK", "recorded_by": 1}

    with refused_by("ceiling_is_money"), transaction.atomic():
        Ceiling.objects.create(year=2025, rupiah=0, document="DIPA", recorded_by=1)
    with refused_by("paper_is_about_money"), transaction.atomic():
        TreasuryPaper.objects.create(rupiah=0, **paper)

    TreasuryPaper.objects.create(rupiah=5, **paper)
    with refused_by("order_has_one_paper_of_a_kind"), transaction.atomic():
        TreasuryPaper.objects.create(rupiah=5, **{**paper, "number": "2"})
    with refused_by("paper_number_is_used_once"), transaction.atomic():
        TreasuryPaper.objects.create(rupiah=5, **{**paper, "batch": 2})


def test_a_family_is_held_once_at_a_time():
    held = {**PLACE, "family": 1, "rupiah": 5, "reason": "no_account"}
    hold = Hold.objects.create(**held)

    with refused_by("family_is_held_once"), transaction.atomic():
        Hold.objects.create(**held)

    Hold.objects.filter(pk=hold.pk).update(released_at="2025-01-12T09:00Z")
    Hold.objects.create(**held)


def test_an_answer_is_read_once_and_its_odd_lines_lie_in_one_pile():
    said = {"file": make_file(), "name": "BRI.xml", "complete": True, "lines": 1, "read_by": 1}
    answer = BankAnswer.objects.create(answer_id="A1", sha256="a" * 64, **said)

    with refused_by("answer_is_read_once"), transaction.atomic():
        BankAnswer.objects.create(answer_id="A1", sha256="b" * 64, **said)
    with refused_by("sha256"), transaction.atomic():
        BankAnswer.objects.create(answer_id="A2", sha256="a" * 64, **said)

    odd = {"answer": answer, "line": 1, "pile": "unknown", "end_to_end_id": "x", "status": "credited"}
    OddLine.objects.create(**odd)
    with refused_by("odd_line_lies_in_one_pile"), transaction.atomic():
        OddLine.objects.create(**{**odd, "pile": "late"})


def test_usage_goes_from_credited_to_dormant_to_given_back_once():
    figures = {"lines": 1, "read_by": 1}
    file = UsageFile.objects.create(
        cycle=CYCLE, kind="idle", bank="BRI", name="BRI-idle.csv", sha256="a" * 64, **figures
    )
    moved = {**PLACE, "payment": 1, "source": "credited", "target": "dormant", "rupiah": 5, "file": file, "by": 1}
    UsageEntry.objects.create(**moved)

    with refused_by("usage_leaves_an_account_once"), transaction.atomic():
        UsageEntry.objects.create(**moved)
    with refused_by("usage_goes_from_credited_to_dormant_to_given_back"), transaction.atomic():
        UsageEntry.objects.create(**{**moved, "payment": 2, "target": "given_back"})
    with refused_by("usage_is_money"), transaction.atomic():
        UsageEntry.objects.create(**{**moved, "payment": 2, "rupiah": 0})
