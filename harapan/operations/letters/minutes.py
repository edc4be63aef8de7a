"""Minutes of reconciliation (berita acara): where every rupiah of closed books went, to zero."""

from collections import Counter
from typing import Any

from django.db.models import Count, Sum
from django.utils import timezone

from harapan.banks.reasons import REASONS
from harapan.banks.reconcile import PILES
from harapan.entitlements.models import Batch
from harapan.letters.drafts import Draft
from harapan.letters.models import Letter
from harapan.letters.wording import day_in_words, in_words, long_day
from harapan.lib.rupiah import number
from harapan.operations.letters.common import (
    NothingToTell,
    StageFacts,
    approved_batches,
    is_synthetic,
    short,
    signer,
    stage_facts,
)
from harapan.payments.models import Balance, BankAnswer, LedgerEntry, PaymentFile, TreasuryPaper
from harapan.snapshots.models import Snapshot
from harapan.staff.models import Staff

COLUMNS = ("approved", "credited", "treasury", "held", "rest")
RETURNS_NOT = {"unused", "corrected"}
"""Causes that move returned money on, and do not bring it back."""


def gather(letter: Letter, by: Staff) -> Draft:  # noqa: ARG001 - sums are for all staff
    """The ledger of a stage by bank, its papers, files and digests. All its books must be closed."""
    stage = stage_facts(letter.period)
    batches = approved_batches(letter.period)
    if open_ := [batch for batch in batches if batch.state != Batch.State.CLOSED]:
        raise NothingToTell(
            f"buku {stage.title} belum ditutup ({open_[0].get_state_display().lower()})",
            f"the book of {letter.period} is not closed yet ({open_[0].state})",
        )
    banks, total = _standing(batches, stage)
    closed = max(batch.closed_at for batch in batches if batch.closed_at)
    data = {
        "about": f"{stage.title} · Periode {stage.months}",
        "day_in_words": day_in_words(timezone.localtime(closed).date()),
        "programme": stage.programme,
        "stage": stage.title,
        "months": stage.months,
        "banks": banks,
        "total": total,
        "total_in_words": in_words(total["approved"]["rupiah"]),
        "zero": "Seluruh dana yang disetujui telah masuk rekening keluarga, kembali ke kas negara, "
        "atau ditahan dengan alasan yang tercatat.",
        "returns": _returns(batches),
        "papers": _papers(batches),
        "files": _files(batches, stage),
        "digests": _digests(letter.period, batches, stage),
        "odd": _odd(batches),
        "signers": _signers(batches),
    }
    facts = {name: total[name]["rupiah"] for name in COLUMNS} | {"payments": total["approved"]["count"]}
    return Draft(
        "minutes", f"Berita acara rekonsiliasi {short(stage.programme)} {stage.title}", data, facts, is_synthetic()
    )


def _standing(batches: list[Batch], stage: StageFacts) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """Count and rupiah by bank and account, and over all banks; `rest` is what no account explains."""
    sums = (
        Balance.objects.filter(batch__in=[batch.pk for batch in batches])
        .values("bank", "account")
        .annotate(number=Sum("count"), total=Sum("rupiah"))
        .values_list("bank", "account", "number", "total")
    )
    by_bank: dict[str, dict[str, dict[str, int]]] = {}
    for bank, account, count, rupiah in sums:
        by_bank.setdefault(bank, {})[account] = {"count": int(count), "rupiah": int(rupiah)}
    rows: list[dict[str, Any]] = [
        {"bank": stage.banks.get(bank, bank), **_row(accounts)} for bank, accounts in sorted(by_bank.items())
    ]
    total = {
        column: {what: sum(row[column][what] for row in rows) for what in ("count", "rupiah")} for column in COLUMNS
    }
    return rows, total


def _row(accounts: dict[str, dict[str, int]]) -> dict[str, dict[str, int]]:
    none = {"count": 0, "rupiah": 0}
    drawn = accounts.get("appropriation", none)
    row: dict[str, dict[str, int]] = {name: accounts.get(name, none) for name in ("credited", "treasury", "held")}
    row["approved"] = {what: -drawn[what] for what in none}
    row["rest"] = {
        what: row["approved"][what] - sum(row[name][what] for name in ("credited", "treasury", "held")) for what in none
    }
    return row


def _returns(batches: list[Batch]) -> list[dict[str, Any]]:
    moved = (
        LedgerEntry.objects.filter(
            cycle=batches[0].cycle, batch__in=[batch.pk for batch in batches], source="at_bank", target="returned"
        )
        .exclude(cause__in=RETURNS_NOT)
        .values("cause")
        .annotate(number=Sum("count"), total=Sum("rupiah"))
        .order_by("-total", "cause")
    )
    return [
        {
            "reason": _capital(REASONS[row["cause"]].id if row["cause"] in REASONS else row["cause"]),
            "count": int(row["number"]),
            "rupiah": int(row["total"]),
        }
        for row in moved
    ]


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def _papers(batches: list[Batch]) -> list[dict[str, Any]]:
    papers = TreasuryPaper.objects.filter(batch__in=[batch.pk for batch in batches]).order_by("order", "dated", "pk")
    return [
        {"kind": paper.get_kind_display(), "number": paper.number, "day": long_day(paper.dated), "rupiah": paper.rupiah}
        for paper in papers
    ]


def _files(batches: list[Batch], stage: StageFacts) -> list[dict[str, Any]]:
    files = PaymentFile.objects.filter(batch__in=[batch.pk for batch in batches]).order_by("number")
    return [
        {
            "name": file.message_id,
            "bank": file.bank if file.bank in stage.banks else "-",
            "count": file.count,
            "rupiah": file.rupiah,
            "digest": file.sha256[:16],
        }
        for file in files
    ]


def _digests(cycle: str, batches: list[Batch], stage: StageFacts) -> list[dict[str, str]]:
    snapshot = Snapshot.objects.filter(cycle=cycle).first()
    runs = {batch.run_id: batch.run for batch in batches}.values()
    return [
        {"name": "Salinan data (snapshot)", "digest": snapshot.digest if snapshot else ""},
        {"name": "Aturan yang berlaku", "digest": stage.edition_digest},
        *[
            {"name": f"Hasil hitung {run.number} ({run.get_kind_display().lower()})", "digest": run.digest}
            for run in runs
        ],
        *[{"name": "Rantai catatan saat tutup buku", "digest": batch.audit_head} for batch in batches],
    ]


def _odd(batches: list[Batch]) -> list[str]:
    """Lines of answers that waited for a person; why they may stand was said when the books were reconciled."""
    answers = BankAnswer.objects.filter(file__batch__in=[batch.pk for batch in batches])
    lines: Counter[str] = Counter()
    for pile, count in (
        answers.filter(odd_lines__pile__in=[name for name, pile in PILES.items() if pile.needs_a_person])
        .values_list("odd_lines__pile")
        .annotate(Count("pk"))
    ):
        lines[str(pile)] += count
    return [f"{number(count)} baris jawaban bank: {PILES[name].id}." for name, count in sorted(lines.items())]


def _signers(batches: list[Batch]) -> list[dict[str, str]]:
    last = batches[-1]
    return [
        signer(last.computed_by, "Penyusun"),
        signer(last.approved_by, "Penyetuju"),
        signer(last.closed_by, "Penutup buku"),
        signer(None, "Mewakili bank penyalur"),
    ]
