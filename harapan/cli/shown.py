"""A cycle on the screen: its totals, its review, its files, its answers, its books."""

from typing import Any

from harapan.cli.screen import families, remark, say, show_json, some, table
from harapan.entitlements.models import Batch, Cycle
from harapan.entitlements.queries import batches_of
from harapan.entitlements.review import Review
from harapan.lib.identifiers import dotted
from harapan.lib.rupiah import number, rupiah
from harapan.operations.steps import Desk, all_batches
from harapan.payments import ledger
from harapan.payments import queries as money
from harapan.payments.ledger import ACCOUNTS
from harapan.payments.models import BankAnswer, PaymentFile
from harapan.places.models import Area

LONG_AGO = 180
"""Days after its end from which on opening a stage is worth a warning."""


def show_control_totals(cycle: str) -> None:
    """What was computed, wave by wave."""
    rows = [
        (
            batch.wave,
            dotted(batch.area) or "-",
            batch.state,
            number(batch.families),
            number(batch.paid_families),
            rupiah(batch.net),
        )
        for batch in batches_of(cycle)
    ]
    table(
        f"Control totals of {cycle}", ("wave", "area", "state", "families", "paid", "rupiah"), rows, numbers=(3, 4, 5)
    )


def show_review(batch: Batch, review: Review) -> None:
    """What changed since the cycle before, who is not paid and why, and what looks odd."""
    rows = [
        (change.fate.replace("_", " "), number(change.families), rupiah(change.before), rupiah(change.now))
        for change in review.changes
    ]
    before = f"against {review.previous}" if review.previous else "nothing to compare with: the first cycle here"
    table(
        f"Review of {batch.cycle}, wave {batch.wave} ({before})",
        ("families", "count", "before", "now"),
        rows,
        numbers=(1, 2, 3),
    )
    table(
        "Not paid, and why",
        ("reason", "families"),
        [(reason, number(count)) for reason, count in review.reasons],
        numbers=(1,),
    )
    for anomaly in review.anomalies:
        say(f"  ! {anomaly.en}")


def show_files(cycle: str) -> None:
    """The files of a cycle, as far as each has come."""
    rows = [
        (file.message_id, file.state, number(file.count), rupiah(file.rupiah), file.sha256[:16], file.path)
        for file in PaymentFile.objects.filter(cycle=cycle).order_by("number")
    ]
    table(f"Files of {cycle}", ("message", "state", "payments", "rupiah", "sha-256", "file"), rows, numbers=(2, 3))


def show_answers(answers: list[BankAnswer]) -> None:
    """Where each line of the banks' answers went."""
    rows = [
        (answer.name, pile, number(figures["lines"]), rupiah(figures["rupiah"]))
        for answer in answers
        for pile, figures in answer.piles.items()
    ]
    table("Answers", ("file", "pile", "lines", "rupiah"), rows, numbers=(2, 3))


def show_ledger(cycle: str) -> None:
    """Where every rupiah of a cycle is."""
    status = money.status_of(cycle)
    rows = [
        (account, number(figures["count"]), rupiah(figures["rupiah"])) for account, figures in status["ledger"].items()
    ]
    table(
        f"{cycle}: {status['state']}, {families(status['families'] or 0)}",
        ("account", "count", "rupiah"),
        rows,
        numbers=(1, 2),
    )
    say(f"  snapshot {status['snapshot_digest'] or '-'}")
    say(f"  run      {status['run_digest'] or '-'}")


def show_usage(cycle: str, *, as_json: bool) -> None:
    """The sub-ledger after closing: credited = used + dormant + given back."""
    rows = money.usage_of(cycle)
    if as_json:
        show_json(rows)
        return
    names = ("bank", "credited", "used", "dormant", "given_back")
    cells = [(row["bank"], *(rupiah(row[name]) for name in names[1:])) for row in rows]
    table(f"{cycle} after closing", names, cells, numbers=(1, 2, 3, 4))


def show_accounts(cycle: str, by: str, rows: list[dict[str, Any]]) -> None:
    """The accounts of a cycle, a row for each bank or area; accounts that nobody uses are left out."""
    used = [account for account in ACCOUNTS if any(row[account] for row in rows)]
    sums = [[rupiah(row[account]) for account in used] for row in rows]
    if by == "bank":
        cells = [(row["name"], *money) for row, money in zip(rows, sums, strict=True)]
        table(f"{cycle} by {by}", (by, *used), cells, numbers=range(1, len(used) + 1))
        return
    called = dict(
        Area.objects.filter(code__in=[row["name"] for row in rows]).order_by("valid_to").values_list("code", "name")
    )
    cells = [(dotted(row["name"]), called.get(row["name"], "-"), *money) for row, money in zip(rows, sums, strict=True)]
    table(f"{cycle} by {by}", (by, "name", *used), cells, numbers=range(2, len(used) + 2))


def warn_of_the_past(desk: Desk) -> None:
    """Whoever opens a stage of long ago should know it."""
    stage = desk.edition.stage
    late = (desk.today - stage.last_day).days
    if late > LONG_AGO and not Cycle.objects.filter(name=desk.cycle).exists():
        remark(
            f"  mind: {desk.cycle} ended on {stage.last_day:%Y-%m-%d}, {some(late, 'day', 'days')} ago; "
            "ages and amounts are those of its first day"
        )


def mention_returned(desk: Desk) -> None:
    """Money that came back and still stands keeps the book from closing."""
    back = ledger.standing_of(batch.pk for batch in all_batches(desk))["returned"]
    if back["count"]:
        days = desk.edition.payments.days_until_returned.value
        say(
            f"  {some(back['count'], 'returned payment stands', 'returned payments stand')}, {rupiah(back['rupiah'])}: "
            f"`harapan cycle reorder {desk.cycle}` once the accounts are put right; "
            f"after {days} days it goes back to the treasury"
        )
