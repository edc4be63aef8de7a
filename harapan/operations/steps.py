"""The steps of a cycle, each of which can be run again: one at a time from a page, or one after another."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from django.db import connection
from django.utils import timezone

from harapan.banks.dialects import BANKS
from harapan.commitments.load_unreported import close_month, left_open
from harapan.coordination.summing import sum_registry, sum_stage
from harapan.entitlements import actions as entitlements
from harapan.entitlements.law import law
from harapan.entitlements.models import Batch, Cycle
from harapan.entitlements.queries import batches_of, main_run
from harapan.entitlements.review import Review
from harapan.lib.english import agree
from harapan.lib.progress import Progress, silent
from harapan.lib.refusals import Refusal
from harapan.lib.rupiah import number, rupiah
from harapan.operations.given_back import lessen_by_what_was_given_back
from harapan.operations.recovering import claim_what_came_since
from harapan.payments import actions as payments
from harapan.payments.models import BankAnswer, PaymentFile, UsageFile
from harapan.policy.edition import Edition
from harapan.registry.models import Family
from harapan.registry.queries import regencies
from harapan.sanctions.making import CannotMake, make_cases
from harapan.snapshots.actions import freeze_registry
from harapan.snapshots.models import Snapshot
from harapan.staff.models import Staff
from harapan.tables.parallel import each_on_its_own

STEPS = ("open", "freeze", "compute", "review", "approve", "order", "answer", "reconcile", "close")


class NotYet(Refusal):
    """A step that has nothing to work on yet."""


@contextmanager
def unseen(_name: str, *, total: int | None = None, unit: str = "families") -> Iterator[Progress]:  # noqa: ARG001
    """A phase nobody watches."""
    yield silent


def unheard(_text: str) -> None:
    """A remark nobody hears."""


@dataclass
class Desk:
    """Who sits at the desk for one cycle: the worker, and the second person where four eyes are needed.

    `phase` shows each piece of long work to whoever watches, `remark` says a word beside it.
    """

    edition: Edition
    worker: Staff
    second: Staff
    because: str = ""
    areas: Sequence[str] = ()
    engine: str = "polars"
    today: date = field(default_factory=timezone.localdate)
    phase: Callable[..., AbstractContextManager[Progress]] = unseen
    remark: Callable[[str], None] = unheard

    @property
    def cycle(self) -> str:
        return self.edition.cycle


def open_(desk: Desk) -> Cycle:
    """Open the cycle under the law of its first day."""
    return entitlements.open_cycle(desk.edition, by=desk.worker, on=desk.today)


def freeze(desk: Desk) -> Snapshot:
    """Copy the registry as it stands, once silence about the judged months is written down."""
    if not Cycle.objects.filter(name=desk.cycle).exists():
        raise NotYet(
            f"{desk.cycle} belum dibuka: jalankan `harapan cycle open {desk.cycle}` dahulu",
            f"{desk.cycle} is not open yet: `harapan cycle open {desk.cycle}` comes first",
        )
    close_judged_months(desk)
    with desk.phase("freeze", total=about_families()) as report:
        return freeze_registry(desk.edition.stage, by=desk.worker, progress=report, today=desk.today)


def close_judged_months(desk: Desk) -> None:
    """What nobody reported becomes a row, each month for itself; most stages find that the night has done it.

    Without it a family of whom two months were told and one was not would count as having met its duties.
    """
    stage = desk.edition.stage
    if desk.today <= stage.reporting_deadline or not regencies():
        return  # the freeze itself says why it cannot be
    if Snapshot.objects.filter(cycle=desk.cycle).exists():
        return
    for month in left_open(stage.judged_months):
        with desk.phase("close months", unit="duties") as report:
            close_month(month, law(), today=desk.today, by=desk.worker, progress=report)


def compute(desk: Desk) -> None:
    """Run the engine over the snapshot and load what it says."""
    if main_run(desk.cycle):
        return
    with desk.phase("compute and load", total=about_families()) as report:
        run = entitlements.compute_run(
            desk.edition, by=desk.worker, areas=desk.areas, engine_name=desk.engine, progress=report
        )
    with desk.phase("sum by area"):
        sum_stage(desk.cycle)
    many = "family is" if run.families == 1 else "families are"
    desk.remark(f"  {number(run.paid_families)} of {number(run.families)} {many} owed {rupiah(run.net)}")


def review(desk: Desk) -> list[Review]:
    """Compare every wave with the cycle before."""
    previous = law().previous(desk.cycle)
    with desk.phase("review"):
        return [
            entitlements.review_batch(batch, previous=previous, by=desk.worker, accept_because=desk.because)
            for batch in waiting(desk, Batch.State.COMPUTED)
        ]


def approve(desk: Desk) -> None:
    """A second person says yes; counts and paid-through months go down into the registry. Then cases are made."""
    with desk.phase("approve"):
        for batch in waiting(desk, Batch.State.REVIEWED):
            entitlements.approve_batch(batch, by=desk.second)
    make_cases_of(desk)


def make_cases_of(desk: Desk) -> None:
    """Whom the stage pays less than before, or asks to be held to a duty, is to hear of it.

    Whoever died after approving makes them on coming back; made before, they are left alone. Where they cannot be made
    (the law of that stage knows no objection), the payment goes on and the reason is said.
    """
    if not batches_of(desk.cycle).filter(approved_by__isnull=False).exists():
        return
    try:
        with desk.phase("cases"):
            made = make_cases(desk.cycle, by=desk.second, on=desk.today)
    except CannotMake as refusal:
        desk.remark(f"  no cases are made: {refusal.sentence_en}")
        return
    if made.sanctions or made.payments:
        desk.remark(
            agree(f"  {number(made.sanctions)} [sanction is|sanctions are] proposed; ", made.sanctions)
            + agree(
                f"{number(made.payments)} [family is told that it is|families are told that they are] paid less",
                made.payments,
            )
        )


def order(desk: Desk, *, papers: Callable[[Batch, int], None] | None = None) -> None:
    """Book what is approved, hold what cannot be paid, draw up and write the files its papers allow.

    `papers` is told each batch and the sum its papers must be about, before they are checked. A wave that is not
    approved yet holds no other up.
    """
    batches = all_batches(desk)
    for batch in [batch for batch in batches if batch.approved_by is not None] or batches:
        if batch.state == Batch.State.CLOSED and not payments.payable_holds(batch):
            continue
        with desk.phase("book and draw up"):
            amount = payments.book(batch, by=desk.worker, on=desk.today)
            if papers and amount:
                papers(batch, amount)
            payments.draw_up(batch, desk.edition, execute_on=desk.today, by=desk.worker)
        unwritten = PaymentFile.objects.filter(batch=batch.pk, state=PaymentFile.State.DRAWN_UP)
        total = sum(unwritten.values_list("count", flat=True))
        with desk.phase("write files", total=total, unit="payments") as report:
            payments.write_files(batch, desk.edition, by=desk.worker, progress=report)


def release(desk: Desk) -> None:
    """A second person sends the written files on their way: their money stands at the bank."""
    with desk.phase("release"):
        written = PaymentFile.objects.filter(cycle=desk.cycle, state=PaymentFile.State.WRITTEN).order_by("number")
        list(each_on_its_own(lambda file: payments.release_payment_file(file, by=desk.second), written))


def answer(desk: Desk, files: Sequence[Path]) -> list[BankAnswer]:
    """Read the banks' answers: banks beside each other, the answers of one bank in the order they are given."""
    with desk.phase("read answers", unit="lines") as report:

        def read(answers: list[Path]) -> list[BankAnswer]:
            noted = []
            for path in answers:
                noted.append(
                    payments.read_answer(path, bank=bank_of(path), programme=desk.edition.programme, by=desk.worker)
                )
                report(noted[-1].lines)
            return noted

        by_bank: dict[str, list[Path]] = defaultdict(list)
        for path in files:
            by_bank[bank_of(path)].append(path)
        return [noted for bank in each_on_its_own(read, by_bank.values()) for noted in bank]


def reconcile(desk: Desk, *, give_back: bool = False) -> None:
    """Settle what came back, and declare every order answered. `give_back`: the time for unused money is over."""
    with desk.phase("reconcile"):
        batches = all_batches(desk)
        answered = [batch for batch in batches if batch.state in (Batch.State.ANSWERED, Batch.State.RECONCILED)]
        for batch in answered or batches:
            if give_back and answered:
                payments.give_back_unused(batch, desk.edition, on=desk.today, by=desk.worker)
            payments.reconcile_batch(batch, by=desk.worker, accept_because=desk.because)


def close(desk: Desk) -> None:
    """Close every reconciled book, to zero; where none is, say what is missing. Then claim what was not owed."""
    with desk.phase("close"):
        batches = all_batches(desk)
        for batch in [batch for batch in batches if batch.state == Batch.State.RECONCILED] or batches:
            payments.close_batch(batch, by=desk.second)
    with desk.phase("claims"):
        claim_what_came_since([desk.cycle], since=timezone.now(), by=desk.second)
    with desk.phase("sum by area"):
        sum_stage(desk.cycle)
        sum_registry()


def usage(desk: Desk, path: Path, kind: str) -> UsageFile:
    """Read what a bank says later about credited money; what it gave back, no family is asked for any more."""
    read = payments.read_usage(
        path, cycle=desk.cycle, kind=kind, bank=bank_of(path), programme=desk.edition.programme, by=desk.worker
    )
    lessen_by_what_was_given_back(desk.cycle)
    return read


def waiting(desk: Desk, state: str) -> list[Batch]:
    """Batches of the cycle in one state. Says what is missing when the cycle has not come so far."""
    return [batch for batch in all_batches(desk) if batch.state == state]


def all_batches(desk: Desk) -> list[Batch]:
    """The cycle's batches; refuses when it has not been computed."""
    batches = list(batches_of(desk.cycle))
    if not batches and main_run(desk.cycle) is None:
        raise NotYet(
            f"{desk.cycle} belum dihitung: jalankan `harapan cycle compute {desk.cycle}` dahulu",
            f"{desk.cycle} is not computed yet: `harapan cycle compute {desk.cycle}` comes first",
        )
    return batches


def answers_folder(cycle: str) -> Path:
    """Where the banks' answers to a cycle are put."""
    folder = payments.payments_folder(cycle) / "answers"
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder


def bank_of(path: Path) -> str:
    """The bank an answer file comes from, as its name begins: `BRI-1-0001.xml`."""
    code = path.name.split("-")[0].upper()
    if code not in BANKS:
        raise NotYet(
            f"nama berkas {path.name} tidak diawali kode bank ({', '.join(BANKS)})",
            f"the name of {path.name} does not begin with a bank's code ({', '.join(BANKS)})",
        )
    return code


def about_families() -> int | None:
    """About how many families there are, for a progress bar; the planner's guess, since counting takes too long."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT reltuples::bigint FROM pg_class WHERE oid = %s::regclass", [Family._meta.db_table])
        guess = cursor.fetchone()[0]
    return guess if guess > 0 else None
