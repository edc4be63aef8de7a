"""The treasury's paper trail: without it no file is written, and it must say the same rupiah as the file."""

from datetime import date
from itertools import pairwise

from django.db import transaction

from harapan.audit.actions import Actor, record
from harapan.entitlements.models import Batch
from harapan.lib.refusals import Refusal
from harapan.lib.rupiah import rupiah
from harapan.payments.models import ENGLISH, Ceiling, PaymentFile, TreasuryPaper

Kind = TreasuryPaper.Kind
TRAIL = (Kind.DECREE, Kind.SPP, Kind.SPM, Kind.SP2D)
"""The order in which a first order's papers are signed (PMK 254/2015 path; domain facts 6.1)."""
TRAIL_AGAIN = (Kind.SPP, Kind.SPM, Kind.SP2D)
"""For money ordered again the recipients' decree stands."""


class CannotRecord(Refusal):
    """The paper cannot be recorded as given."""


class PapersDoNotAllow(Refusal):
    """The trail is missing a paper, or says another sum."""


@transaction.atomic(durable=True)
def set_ceiling(year: int, amount: int, document: str, *, by: Actor) -> Ceiling:
    """Record the most that may be spent in a budget year, with its paper. A revision replaces it."""
    if amount <= 0:
        raise CannotRecord(
            "pagu harus lebih dari nol",
            "a ceiling is an amount above zero",
        )
    ceiling, _ = Ceiling.objects.update_or_create(
        year=year, defaults={"rupiah": amount, "document": document, "recorded_by": by.pk}
    )
    record("ceiling.set", ceiling, by=by, rupiah=amount)
    return ceiling


@transaction.atomic(durable=True)
def record_paper(
    batch: Batch, kind: str, number: str, dated: date, amount: int, signer: str, *, by: Actor, order: int = 1
) -> TreasuryPaper:
    """Record one paper of a batch's order. The same paper twice changes nothing; another one is refused."""
    if kind not in Kind.values:
        raise CannotRecord(
            f"tidak ada dokumen {kind!r}: pilih {', '.join(Kind.values)}",
            f"no paper is called {kind!r}: one of {', '.join(Kind.values)}",
        )
    if not number.strip() or not signer.strip():
        raise CannotRecord(
            "dokumen harus bernomor dan bertanda tangan",
            "a paper has a number and a signer",
        )
    if amount <= 0:
        raise CannotRecord(
            "nilai dokumen harus lebih dari nol",
            "a paper is about an amount above zero",
        )
    said = {"number": number, "dated": dated, "rupiah": amount, "signer": signer}
    Batch.objects.select_for_update().get(pk=batch.pk)
    existing = TreasuryPaper.objects.filter(batch=batch.pk, order=order, kind=kind).first()
    if existing:
        if any(getattr(existing, field) != value for field, value in said.items()):
            raise CannotRecord(
                f"{existing} sudah dicatat untuk perintah ini dengan isi lain",
                f"{existing.in_english} is recorded already for this order, with other particulars",
            )
        return existing
    if TreasuryPaper.objects.filter(kind=kind, number=number).exists():
        raise CannotRecord(
            f"{Kind(kind).label} {number} sudah dicatat untuk perintah lain",
            f"{ENGLISH[Kind(kind)]} {number} is recorded for another order",
        )

    paper = TreasuryPaper.objects.create(batch=batch.pk, order=order, kind=kind, recorded_by=by.pk, **said)
    record("paper.recorded", paper, by=by, kind=kind, rupiah=amount)
    return paper


def check_papers(batch: Batch, order: int, amount: int, *, year: int) -> None:
    """Every paper of the trail is there, signed in order, about exactly this sum, within the year's ceiling.

    Raises `PapersDoNotAllow` with the first thing that is missing or differs.
    """
    papers = {paper.kind: paper for paper in TreasuryPaper.objects.filter(batch=batch.pk, order=order)}
    trail = TRAIL if order == 1 else TRAIL_AGAIN
    for kind in trail:
        if kind not in papers:
            raise PapersDoNotAllow(
                f"{kind.label} belum ada: catat dahulu, senilai {rupiah(amount)}, sebelum berkas apa pun dibuat",
                f"the {ENGLISH[kind]} is missing: record it, about {rupiah(amount)}, before any file",
            )
        if papers[kind].rupiah != amount:
            raise PapersDoNotAllow(
                f"{papers[kind]} bernilai {rupiah(papers[kind].rupiah)}, padahal akan diperintahkan {rupiah(amount)}",
                f"the {papers[kind].in_english} is about {rupiah(papers[kind].rupiah)}, "
                f"but {rupiah(amount)} would be ordered",
            )
    for earlier, later in pairwise(trail):
        if papers[later].dated < papers[earlier].dated:
            raise PapersDoNotAllow(
                f"{papers[later]} bertanggal sebelum {papers[earlier]}",
                f"{papers[later].in_english} is dated before {papers[earlier].in_english}",
            )
    if order == 1:
        _check_ceiling(year, batch)


def _check_ceiling(year: int, batch: Batch) -> None:
    """A batch takes its whole approved sum from the ceiling at its first order: held money is paid later, and what
    is ordered again was taken before.
    """
    ceiling = Ceiling.objects.filter(year=year).first()
    if ceiling is None:
        raise PapersDoNotAllow(
            f"pagu {year} belum dicatat: `harapan budget {year} --rupiah ...` mencatatnya",
            f"no ceiling is recorded for {year}: `harapan budget {year} --rupiah ...` records it",
        )
    ordered = PaymentFile.objects.filter(cycle__startswith=f"{year}-").exclude(batch=batch.pk).values("batch")
    spent = sum(Batch.objects.filter(pk__in=ordered).values_list("net", flat=True))
    if spent + batch.net > ceiling.rupiah:
        limit, used, more = rupiah(ceiling.rupiah), rupiah(spent), rupiah(batch.net)
        raise PapersDoNotAllow(
            f"pagu {year} {limit}, terpakai {used}: {more} lagi akan melampauinya",
            f"{used} of {limit} for {year} is spent: {more} more would exceed it",
        )
