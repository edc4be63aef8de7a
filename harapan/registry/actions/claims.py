"""Claims of overpayment: raise one, agree on instalments, note what came back, write off by two people."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction

from harapan.audit.actions import Actor, record
from harapan.lib.refusals import Refusal
from harapan.lib.rupiah import rupiah
from harapan.registry.claims import paid_beside
from harapan.registry.models import Family, Overpayment, OverpaymentWord
from harapan.staff.models import Staff

What, Cause = OverpaymentWord.What, Overpayment.Cause


class CannotClaim(Refusal):
    """This cannot be said of this claim now, or not by this person."""


@transaction.atomic
def claim_back(
    family: Family,
    *,
    member: int | None,
    cycle: str,
    amount: int,
    decision: str,
    cause: str = Cause.DEATH,
    by: Actor,
) -> Overpayment:
    """A family got money of an earlier stage that was not owed: a claim, and no book is touched.

    The twin of `grant_arrears`; claiming it again is harmless.
    """
    claim, made = Overpayment.objects.get_or_create(
        family=family.pk,
        member=member,
        cycle=cycle,
        decision=decision,
        defaults={
            "village": family.village,
            "facilitator": family.facilitator,
            "amount": amount,
            "cause": cause,
            "by": by.pk,
        },
    )
    if made:
        record("overpayment.claimed", claim, by=by, cycle=cycle, amount=amount)
    return claim


@transaction.atomic
def agree(claim: Overpayment, amount: int, *, first_on: date, because: str = "", by: Staff) -> Overpayment:
    """The family gives back so much a month, from a day on. The newest agreement counts."""
    return _say(claim, What.AGREED, amount=amount, on=first_on, because=because, by=by)


@transaction.atomic
def receive(
    claim: Overpayment, amount: int, *, on: date, document: str, beside: bool = False, by: Staff
) -> Overpayment:
    """Money came back to the treasury, by the number of its receipt. Never more than is open, and never twice.

    A deposit may pay several claims of one family, by somebody who means it (`beside`); never claims of two families.
    """
    document = document.strip()
    if not document:
        raise CannotClaim("tulis nomor bukti setor", "write the number of the receipt")
    if not beside and (other := paid_beside(claim, document)):
        raise CannotClaim(
            f"bukti setor {document} sudah membayar tagihan tahap {other.cycle} keluarga ini; bila setorannya untuk "
            "beberapa tagihan, nyatakan itu",
            f"receipt {document} has paid this family's claim of stage {other.cycle}; if the deposit is for several "
            "claims, say so",
        )
    return _say(claim, What.RECEIVED, amount=amount, on=on, document=document, by=by)


@transaction.atomic
def correct(
    claim: Overpayment, amount: int, *, on: date, document: str, seen: int, because: str, by: Staff
) -> Overpayment:
    """So much of what was noted on a receipt never came. What was noted stays.

    `seen` is what had come back in all as they saw it, so that a correction counts once.
    """
    return _say(
        claim, What.CORRECTED, amount=amount, on=on, document=document, seen=seen, because=_reason(because), by=by
    )


@transaction.atomic
def note_given_back(claim: Overpayment, amount: int, *, on: date, document: str, by: Staff) -> Overpayment:
    """The bank returned money to the treasury that lay unused with the family: so much less is open."""
    return _say(claim, What.GIVEN_BACK, amount=amount, on=on, document=document[:120], by=by)


@transaction.atomic
def propose_write_off(claim: Overpayment, *, because: str, by: Staff) -> Overpayment:
    """What is open cannot be had, or should not: somebody else decides."""
    return _say(claim, What.PROPOSED, because=_reason(because), by=by)


@transaction.atomic
def take_back_proposal(claim: Overpayment, *, by: Staff) -> Overpayment:
    """Who proposed a write-off no longer does."""
    return _say(claim, What.TAKEN_BACK, by=by)


@transaction.atomic
def write_off(claim: Overpayment, *, seen: int, document: str, by: Staff) -> Overpayment:
    """A second person writes off what is open, by a decree: the sum they saw (`seen`), and no other."""
    if not document.strip():
        raise CannotClaim("tulis nomor keputusan penghapusan", "write the number of the decree")
    return _say(claim, What.WRITTEN_OFF, seen=seen, document=document.strip(), by=by)


@transaction.atomic
def refuse_write_off(claim: Overpayment, *, because: str, by: Staff) -> Overpayment:
    """A second person says that the claim stands."""
    return _say(claim, What.REFUSED, because=_reason(because), by=by)


@transaction.atomic
def withdraw_claim(claim: Overpayment, *, because: str, by: Staff) -> Overpayment:
    """What the claim was raised for is no longer so, such as a merge that was undone. Not once money came back."""
    return _say(claim, What.WITHDRAWN, because=because, by=by)


def _reason(because: str) -> str:
    if len(because.strip()) < 5:
        raise CannotClaim("tuliskan alasannya", "say why")
    return because.strip()


def _say(claim: Overpayment, what: str, *, by: Staff, **told: Any) -> Overpayment:
    """One word; the database knows whether it may follow."""
    try:
        with transaction.atomic():
            word = OverpaymentWord.objects.create(
                overpayment=claim, what=what, by=by.pk, by_label=str(by)[:160], **told
            )
    except IntegrityError as refused:
        name = getattr(getattr(refused.__cause__, "diag", None), "constraint_name", None)
        if name is None or name not in SAID:
            raise
        claim.refresh_from_db()
        sentence_id, sentence_en = SAID[name]
        facts = {"left": rupiah(claim.left), "document": told.get("document", "")}
        raise CannotClaim(sentence_id.format(**facts), sentence_en.format(**facts)) from refused
    record(f"overpayment.{what}", claim, by=by, cycle=claim.cycle, amount=word.amount)
    claim.refresh_from_db()
    return claim


SAID: Mapping[str, tuple[str, str]] = {
    "overpayment_moves_along": (
        "tagihan ini sudah berpindah keadaan: muat ulang halamannya",
        "this claim has moved on meanwhile: load the page again",
    ),
    "overpayment_write_off_has_four_eyes": (
        "yang mengusulkan penghapusan tidak memutuskannya",
        "whoever proposes a write-off does not decide about it",
    ),
    "overpayment_comes_back_once": (
        "jumlah ini lebih besar daripada yang tercatat; yang belum lunas {left}",
        "this is more than there is; {left} is open",
    ),
    "receipt_is_noted_once": (
        "bukti setor {document} sudah dicatat",
        "receipt {document} is on record already",
    ),
    "receipt_pays_for_one_family": (
        "bukti setor {document} sudah dicatat untuk keluarga lain",
        "receipt {document} is on record for another family",
    ),
    "overpayment_is_as_it_was_seen": (
        "tagihan ini berubah sejak halaman dibuka; yang belum lunas sekarang {left}: periksa lagi",
        "this claim has changed since the page was opened; {left} is open now: look again",
    ),
    "overpayment_is_corrected_before_its_write_off": (
        "penghapusan sudah diusulkan: usulannya ditarik atau ditolak dahulu",
        "a write-off is proposed: it is taken back or refused first",
    ),
    "overpayment_word_says_how_much": ("tulis jumlah dan tanggalnya", "write the amount and the day"),
}
"""What the database refuses, in words."""
