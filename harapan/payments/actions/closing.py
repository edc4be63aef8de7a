"""Reconcile a batch and close its book, to zero."""

from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.utils import timezone

from harapan.audit.actions import Actor, record, seal
from harapan.banks.reconcile import PILES
from harapan.entitlements.models import Batch
from harapan.lib.english import agree
from harapan.lib.refusals import Refusal
from harapan.lib.rupiah import number, rupiah
from harapan.payments import ledger
from harapan.payments.models import BankAnswer, OddLine, PaymentFile


class CannotReconcile(Refusal):
    """Something is still unexplained."""


class CannotClose(Refusal):
    """The book does not close to zero."""


@transaction.atomic(durable=True)
def reconcile_batch(batch: Batch, *, by: Actor, accept_because: str = "") -> Batch:
    """Declare that every order has an answer and every odd line an explanation.

    Lines that wait for a person (unknown, wrong amount, late ...) stop it until a reason is given; the lines stay.
    """
    batch = Batch.objects.select_for_update().get(pk=batch.pk)
    if batch.state in (Batch.State.RECONCILED, Batch.State.CLOSED):
        return batch
    if batch.state != Batch.State.ANSWERED:
        raise CannotReconcile(
            f"gelombang ini {batch.get_state_display().lower()}: setiap berkasnya harus dijawab dahulu",
            f"the batch is {batch.state}: every file of it needs an answer first",
        )
    if unreleased := PaymentFile.objects.filter(batch=batch.pk).exclude(state=PaymentFile.State.RELEASED).first():
        raise CannotReconcile(
            f"{unreleased.message_id} belum dilepas",
            f"{unreleased.message_id} has not been released yet",
        )
    standing = ledger.standing_of([batch.pk])
    if standing["at_bank"]["count"]:
        waiting = standing["at_bank"]
        raise CannotReconcile(
            f"{number(waiting['count'])} pembayaran senilai {rupiah(waiting['rupiah'])} belum dijawab tuntas oleh bank",
            agree(
                f"{number(waiting['count'])} [payment|payments] of {rupiah(waiting['rupiah'])} "
                "[has|have] no final answer yet",
                waiting["count"],
            ),
        )
    odd = odd_lines(batch)
    if odd and not accept_because:
        named = ", ".join(f"{number(pile.lines)} {PILES[pile.name].en}" for pile in odd)
        named_id = ", ".join(f"{number(pile.lines)} {PILES[pile.name].id}" for pile in odd)
        raise CannotReconcile(
            f"ada baris yang menunggu orang: {named_id}; selesaikan, atau jelaskan mengapa boleh tetap (--because)",
            f"lines wait for a person: {named}; settle them, or say why they may stand (--because)",
        )

    batch.state = Batch.State.RECONCILED
    batch.save(update_fields=["state"])
    record("batch.reconciled", batch, by=by, odd={pile.name: pile.lines for pile in odd}, because=bool(accept_because))
    return batch


@transaction.atomic(durable=True)
def close_batch(batch: Batch, *, by: Actor) -> Batch:
    """Close a reconciled book. The database refuses unless only credited, treasury and named held are left."""
    batch = Batch.objects.select_for_update().get(pk=batch.pk)
    if batch.state == Batch.State.CLOSED:
        return batch
    if batch.state != Batch.State.RECONCILED:
        raise CannotClose(
            f"gelombang ini {batch.get_state_display().lower()}, belum direkonsiliasi",
            f"the batch is {batch.state}, not reconciled",
        )
    batch.state, batch.closed_by, batch.closed_at = Batch.State.CLOSED, by.pk, timezone.now()
    batch.audit_head = seal()
    try:
        with transaction.atomic():
            batch.save(update_fields=["state", "closed_by", "closed_at", "audit_head"])
    except IntegrityError as trouble:
        left = ledger.standing(batch)
        open_accounts = [f"{name} {rupiah(left[name])}" for name in ("approved", "at_bank", "returned") if left[name]]
        raise CannotClose(
            f"buku belum nol: {', '.join(open_accounts)}. Dana retur diperintahkan lagi atau ke kas negara",
            f"the book is not at zero: {', '.join(open_accounts)}. "
            "Returned money is ordered again or given back to the treasury first",
        ) from trouble
    record("batch.closed", batch, by=by, **ledger.standing(batch))
    return batch


@dataclass(frozen=True)
class OddPile:
    """Lines that wait for a person, by pile."""

    name: str
    lines: int


def odd_lines(batch: Batch) -> list[OddPile]:
    """The piles of a batch's answers that wait for a person; an order answered later waits no more."""
    answers = BankAnswer.objects.filter(file__batch=batch.pk)
    waiting = [pile.name for pile in PILES.values() if pile.needs_a_person and pile.name != "unanswered"]
    counts = {
        name: OddLine.objects.filter(answer__in=answers, pile=name).count()
        for name in waiting
        if any(name in answer.piles for answer in answers)
    }
    return [OddPile(name, count) for name, count in counts.items() if count]
