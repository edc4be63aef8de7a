"""A cycle without people: stand-ins for the second person, the treasury's papers and the banks. Never in production."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.db.models import Count

from harapan.banks import simulated
from harapan.banks.simulated import PLAUSIBLE, Luck
from harapan.entitlements.models import Batch
from harapan.operations import steps
from harapan.operations.steps import Desk
from harapan.payments import actions as payments
from harapan.payments import ledger
from harapan.payments.models import Ceiling, PaymentFile, TreasuryPaper, UsageFile

EXAMPLE_CEILING = 28_709_816_300_000
"""The programme's budget of 2021 (domain facts 1.3: N102, N104), as an example for every year."""
EXAMPLE_SIGNER = "Pejabat contoh (simulasi)"
TURNS = {"answer": False, "late-answer": True}
"""How a simulated bank's two answers to a file are called, and whether they come late."""


def take_steps(desk: Desk, last: str, *, luck: Luck = PLAUSIBLE) -> None:
    """Every step from wherever the cycle stands up to `last`; what is done already is passed over."""
    ways = {
        "open": lambda: steps.open_(desk),
        "freeze": lambda: steps.freeze(desk),
        "compute": lambda: steps.compute(desk),
        "review": lambda: steps.review(desk),
        "approve": lambda: steps.approve(desk),
        "order": lambda: order(desk),
        "answer": lambda: steps.answer(desk, answer_as_banks(desk, luck=luck)),
        "reconcile": lambda: settle(desk, luck=luck),
        "close": lambda: steps.close(desk),
    }
    for step in steps.STEPS[: steps.STEPS.index(last) + 1]:
        ways[step]()


def order(desk: Desk) -> None:
    """Order under example papers, and let the second person release."""
    steps.order(desk, papers=lambda batch, amount: record_example_papers(batch, amount, desk))
    steps.release(desk)


def record_example_papers(batch: Batch, amount: int, desk: Desk) -> None:
    """The treasury's papers as examples; their numbers and signer say so."""
    year = desk.edition.stage.year
    if not Ceiling.objects.filter(year=year).exists():
        payments.set_ceiling(year, EXAMPLE_CEILING, f"CONTOH pagu {year} (simulasi)", by=desk.worker)
    turn = payments.next_order(batch)
    kinds = TreasuryPaper.Kind.values if turn == 1 else TreasuryPaper.Kind.values[1:]
    for kind in kinds:
        if TreasuryPaper.objects.filter(batch=batch.pk, order=turn, kind=kind).exists():
            continue
        number = f"CONTOH-{kind.upper()}/{batch.cycle}/{batch.run.number}.{batch.wave}/{turn}"
        payments.record_paper(batch, kind, number, desk.today, amount, EXAMPLE_SIGNER, by=desk.second, order=turn)


def answer_as_banks(desk: Desk, *, luck: Luck = PLAUSIBLE) -> list[Path]:
    """Let the simulated bank answer every released file that has no answer yet, and later what was pending.

    Whoever was interrupted after the first of the two gets the second as it was written then.
    """
    folder = steps.answers_folder(desk.cycle)
    released = PaymentFile.objects.filter(cycle=desk.cycle, state=PaymentFile.State.RELEASED).order_by("number")
    waiting = released.annotate(heard=Count("answers")).filter(heard__lt=len(TURNS))
    written: list[Path] = []
    with desk.phase("simulated banks answer", unit="payments") as report:
        for file in waiting:
            if not file.heard:
                _answer(file, folder, luck)
                report(file.count)
            written += [path for turn in TURNS if (path := _answer_path(file, folder, turn)).exists()]
    return written


def tell_as_banks(desk: Desk, *, luck: Luck = PLAUSIBLE) -> list[Path]:
    """Let the simulated banks say what became of credited money: idle, undelivered, or given back."""
    folder = payments.payments_folder(desk.cycle) / "usage"
    folder.mkdir(mode=0o700, exist_ok=True)
    tellers = {
        "idle": simulated.tell_idle,
        "undelivered": simulated.tell_undelivered,
        "given_back": simulated.tell_given_back,
    }
    written = []
    for file in PaymentFile.objects.filter(cycle=desk.cycle, state=PaymentFile.State.RELEASED).order_by("number"):
        bank = simulated.Desk(bank=file.bank, at=datetime.now(UTC), luck=luck)
        order_path = payments.payments_folder(desk.cycle) / file.path
        for kind, tell in tellers.items():
            path = folder / f"{file.bank}-{kind}-{file.number:04d}.csv"
            written.append(tell(bank, order_path, path).path)
    return written


def kind_of(path: Path) -> str:
    """What a later file of a bank is about, as its name says: `BRI-idle-0001.csv`."""
    kind = path.name.split("-")[1] if path.name.count("-") else ""
    if kind not in UsageFile.Kind.values:
        known = ", ".join(f"BANK-{name}-..." for name in UsageFile.Kind.values)
        raise steps.NotYet(
            f"nama berkas {path.name} harus seperti {known}", f"the name of {path.name} must be like {known}"
        )
    return kind


def settle(desk: Desk, *, luck: Luck = PLAUSIBLE) -> None:
    """Order again what was put right, give the rest back as if the time for it had passed, and reconcile."""
    open_ = [batch for batch in steps.all_batches(desk) if batch.state == Batch.State.ANSWERED]
    freed = sum(payments.free_corrected(batch, by=desk.worker) for batch in open_)
    if freed or any(payments.payable_holds(batch) for batch in open_):
        order(desk)
        steps.answer(desk, answer_as_banks(desk, luck=luck))
    days = desk.edition.payments.days_until_returned.value
    if any(ledger.standing(batch)["returned"] for batch in steps.all_batches(desk)):
        desk.remark(f"  as if {days} days had passed, unused money goes back to the treasury")
    desk.today += timedelta(days=days)
    steps.reconcile(desk, give_back=True)


def _answer(file: PaymentFile, folder: Path, luck: Luck) -> None:
    """The post answers with a list, banks with a report; both say a little later what was still pending."""
    desk = simulated.Desk(bank=file.bank, at=datetime.now(UTC), luck=luck)
    order_path = payments.payments_folder(file.cycle) / file.path
    answer = simulated.answer_as_list if file.bank == "POS" else simulated.answer_as_report
    for turn, late in TURNS.items():
        answer(desk, order_path, _answer_path(file, folder, turn), late=late)


def _answer_path(file: PaymentFile, folder: Path, turn: str) -> Path:
    return folder / f"{Path(file.path).stem}-{turn}.{'csv' if file.bank == 'POS' else 'xml'}"
