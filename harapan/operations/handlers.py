"""What each step that a page can ask for does, in the words of the rooms below, and a sentence on what came of it."""

from collections import Counter
from collections.abc import Callable
from datetime import date
from pathlib import Path

from django.conf import settings

from harapan.banks.reconcile import PILES
from harapan.entitlements import actions as entitlements
from harapan.entitlements.models import Batch, Run
from harapan.entitlements.queries import batches_of, main_run
from harapan.lib.refusals import Refusal
from harapan.lib.rupiah import number, rupiah
from harapan.operations import simulation, steps
from harapan.operations.models import Work
from harapan.operations.sheets import look_over
from harapan.operations.steps import Desk
from harapan.payments import actions as payments
from harapan.payments import ledger
from harapan.payments.models import BankAnswer, PaymentFile
from harapan.ui.words import Words


class NotHere(Refusal):
    """Nothing is simulated beside real money."""


class NoSuchFile(Refusal):
    """An answer lies in its folder under a plain name."""


def _open(desk: Desk, _work: Work) -> Words:
    steps.open_(desk)
    return Words(f"tahap {desk.cycle} dibuka", f"{desk.cycle} is open")


def _freeze(desk: Desk, _work: Work) -> Words:
    taken = steps.freeze(desk)
    return Words(
        f"{number(taken.families)} keluarga dan {number(taken.members)} anggota dibekukan",
        f"{number(taken.families)} families and {number(taken.members)} members are frozen",
    )


def _compute(desk: Desk, work: Work) -> Words | None:
    steps.compute(desk)
    _look(desk, work)
    run = main_run(desk.cycle)
    return _families(run.paid_families, run.net, Words("dihitung", "computed")) if run else None


def _look(desk: Desk, _work: Work) -> None:
    steps.all_batches(desk)
    with desk.phase("compare"):
        look_over(desk.cycle)


def _review(desk: Desk, work: Work) -> None:
    """Whoever approves reads the sheet, also when the command line computed."""
    _look(desk, work)
    steps.review(desk)


def _approve(desk: Desk, _work: Work) -> Words:
    """Approved money is booked at once, so that the papers' sum is known; cases of less money are made beside it."""
    steps.approve(desk)
    ours = [batch for batch in batches_of(desk.cycle) if batch.approved_by == desk.second.pk]
    with desk.phase("book"):
        for batch in ours:
            if batch.state == Batch.State.APPROVED:
                payments.book(batch, by=desk.second)
    count, net = sum(batch.paid_families for batch in ours), sum(batch.net for batch in ours)
    return _families(count, net, Words("disetujui", "approved"))


def _refuse(desk: Desk, work: Work) -> None:
    run = Run.objects.get(pk=work.details["run"], cycle=desk.cycle)
    if not run.refused_because:
        entitlements.refuse_run(run.batches.latest("wave"), by=desk.worker, because=desk.because)


def _ceiling(desk: Desk, work: Work) -> None:
    told = work.details
    payments.set_ceiling(int(told["year"]), int(told["amount"]), told["document"], by=desk.worker)


def _paper(desk: Desk, work: Work) -> Words:
    told = work.details
    batch = Batch.objects.get(pk=told["batch"], cycle=desk.cycle)
    paper = payments.record_paper(
        batch,
        told["kind"],
        told["number"],
        date.fromisoformat(told["dated"]),
        int(told["amount"]),
        told["signer"],
        by=desk.worker,
        order=int(told["order"]),
    )
    return Words(f"{paper} dicatat", f"{paper.in_english} is recorded")


def _order(desk: Desk, work: Work) -> Words | None:
    if work.details.get("only_book"):
        with desk.phase("book"):
            for batch in batches_of(desk.cycle).filter(approved_by__isnull=False):
                if batch.state != Batch.State.CLOSED or payments.payable_holds(batch):
                    payments.book(batch, by=desk.worker)
        return None
    steps.order(desk)
    waiting = PaymentFile.objects.filter(cycle=desk.cycle, state=PaymentFile.State.WRITTEN)
    files = list(waiting.values_list("rupiah", flat=True))
    return Words(
        f"{number(len(files))} berkas menunggu dilepas, {rupiah(sum(files))}",
        f"{number(len(files))} {'file waits' if len(files) == 1 else 'files wait'} to be released, "
        f"{rupiah(sum(files))}",
    )


def _release(desk: Desk, _work: Work) -> None:
    steps.release(desk)


def _answer(desk: Desk, work: Work) -> Words:
    folder = steps.answers_folder(desk.cycle)
    names = [str(name) for name in work.details["files"]]
    if strange := [name for name in names if Path(name).name != name]:
        raise NoSuchFile(f"nama berkas {strange[0]!r} tidak sah", f"{strange[0]!r} is no name of a file")
    return _piles(steps.answer(desk, [folder / name for name in names]))


def _simulate(desk: Desk, _work: Work) -> Words:
    if settings.PRODUCTION:
        raise NotHere("di produksi tidak ada simulasi", "in production nothing is simulated")
    return _piles(steps.answer(desk, simulation.answer_as_banks(desk)))


def _reorder(desk: Desk, _work: Work) -> Words:
    with desk.phase("put right"):
        open_ = batches_of(desk.cycle).filter(state__in=[Batch.State.ANSWERED, Batch.State.RECONCILED])
        freed = sum(payments.free_corrected(batch, by=desk.worker) for batch in open_)
    return Words(
        f"{number(freed)} pembayaran dapat disalurkan lagi",
        f"{number(freed)} {'payment' if freed == 1 else 'payments'} can be ordered again",
    )


def _reconcile(desk: Desk, work: Work) -> None:
    steps.reconcile(desk, give_back=bool(work.details.get("give_back")))


def _close(desk: Desk, _work: Work) -> Words:
    steps.close(desk)
    left = ledger.standing_of(batch.pk for batch in batches_of(desk.cycle))
    credited = left["credited"]
    return _families(credited["count"], credited["rupiah"], Words("tersalur", "credited"))


def _families(count: int, amount: int, what: Words) -> Words:
    families = "family" if count == 1 else "families"
    return Words(
        f"{number(count)} keluarga, {rupiah(amount)} {what.id}",
        f"{number(count)} {families}, {rupiah(amount)} {what.en}",
    )


def _piles(answers: list[BankAnswer]) -> Words:
    lines: Counter[str] = Counter()
    for answer in answers:
        lines.update({pile: figures["lines"] for pile, figures in answer.piles.items()})
    named = [pile for pile in PILES if lines[pile]]
    return Words(
        ", ".join(f"{number(lines[pile])} {PILES[pile].id}" for pile in named),
        ", ".join(f"{number(lines[pile])} {PILES[pile].en}" for pile in named),
    )


HANDLERS: dict[str, Callable[[Desk, Work], Words | None]] = {
    Work.Step.OPEN: _open,
    Work.Step.FREEZE: _freeze,
    Work.Step.COMPUTE: _compute,
    Work.Step.LOOK: _look,
    Work.Step.REVIEW: _review,
    Work.Step.APPROVE: _approve,
    Work.Step.REFUSE: _refuse,
    Work.Step.CEILING: _ceiling,
    Work.Step.PAPER: _paper,
    Work.Step.ORDER: _order,
    Work.Step.RELEASE: _release,
    Work.Step.ANSWER: _answer,
    Work.Step.SIMULATE: _simulate,
    Work.Step.REORDER: _reorder,
    Work.Step.RECONCILE: _reconcile,
    Work.Step.CLOSE: _close,
}
