"""Where the money of a cycle is."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import Exists, F, OuterRef, Sum
from django.db.models.functions import Left

from harapan.entitlements.models import Batch, Cycle
from harapan.entitlements.queries import batches_of, main_run, state_of
from harapan.lib.refusals import Refusal
from harapan.payments import ledger
from harapan.payments.models import AccountTotal, Balance, BankAnswer, Credit, Payment, UsageEntry, UsageFile
from harapan.snapshots.models import Snapshot
from harapan.staff.models import Staff


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
    booked = set(AccountTotal.objects.filter(batch__in=[batch.pk for batch in batches]).values_list("batch", flat=True))
    return [batch for batch in batches if batch.approved_by is not None and batch.pk not in booked]


def usage_of(cycle: str) -> list[dict[str, Any]]:
    """The sub-ledger after closing, by bank: credited = used + dormant + given_back, each in rupiah."""
    credited = dict(
        Balance.objects.filter(cycle=cycle, account="credited")
        .values("bank")
        .annotate(total=Sum("rupiah"))
        .values_list("bank", "total")
    )
    moved = {
        (bank, target): int(total)
        for bank, target, total in UsageEntry.objects.filter(cycle=cycle)
        .values("bank", "target")
        .annotate(total=Sum("rupiah"))
        .values_list("bank", "target", "total")
    }
    rows = []
    for bank, total in sorted(credited.items()):
        laid, given = moved.get((bank, "dormant"), 0), moved.get((bank, "given_back"), 0)
        rows.append(
            {
                "bank": bank,
                "credited": int(total),
                "used": int(total) - laid,
                "dormant": laid - given,
                "given_back": given,
            }
        )
    return rows


def stages_credited(family: int, cycles: Iterable[str] | None = None) -> set[str]:
    """Stages whose money reached the family, of some or all: not those whose bank gave all of it back since."""
    reached = Credit.objects.filter(family=family)
    if cycles is not None:
        reached = reached.filter(cycle__in=list(cycles))
    taken = UsageEntry.objects.filter(
        cycle=OuterRef("cycle"), payment=OuterRef("payment"), target="given_back", rupiah__gte=OuterRef("rupiah")
    )
    return set(reached.exclude(Exists(taken)).values_list("cycle", flat=True))


def given_back_of(cycle: str, families: Iterable[int]) -> dict[int, UsageEntry]:
    """What banks gave back of a stage's money, by family; at most once each."""
    paid = dict(Payment.objects.filter(cycle=cycle, family__in=list(families)).values_list("id", "family"))
    entries = UsageEntry.objects.filter(cycle=cycle, target="given_back", payment__in=paid).select_related("file")
    return {paid[entry.payment]: entry for entry in entries}


def stages_credited_since(moment: datetime) -> list[str]:
    """Stages of which a bank has answered since a moment."""
    answers = BankAnswer.objects.filter(read_at__gt=moment)
    return sorted(set(answers.values_list("file__cycle", flat=True)))


def stages_given_back_since(moment: datetime) -> list[str]:
    """Stages of which a bank has given money back since a moment."""
    files = UsageFile.objects.filter(kind=UsageFile.Kind.GIVEN_BACK, read_at__gt=moment)
    return sorted(set(files.values_list("cycle", flat=True)))


class NoSuchCut(Refusal):
    """Books can be cut by bank or by area."""


DIGITS = {"province": 2, "regency": 4, "district": 6}


def accounts_by(cycle: str, by: str, staff: Staff) -> list[dict[str, Any]]:
    """Rupiah in each account of a cycle, a row for each bank or area this person may see, in order."""
    if by != "bank" and by not in DIGITS:
        known = ", ".join(("bank", *DIGITS))
        raise NoSuchCut(
            f"tidak ada rincian menurut {by!r}: pilih {known}", f"there is no cut by {by!r}: one of {known}"
        )
    rows = Balance.objects.visible_to(staff).filter(cycle=cycle)
    cut = rows.annotate(name=F("bank") if by == "bank" else Left("village", DIGITS[by]))
    found: dict[str, dict[str, Any]] = {}
    for name, account, total in (
        cut.values("name", "account").annotate(total=Sum("rupiah")).values_list("name", "account", "total")
    ):
        found.setdefault(name, {"name": name, **dict.fromkeys(ledger.ACCOUNTS, 0)})[account] = int(total)
    return [{key: row[key] for key in ("name", *ledger.ACCOUNTS)} for _, row in sorted(found.items())]
