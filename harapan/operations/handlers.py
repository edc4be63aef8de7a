"""What each step that a page can ask for does, in the words of the rooms below."""

from collections.abc import Callable
from datetime import date

from django.conf import settings

from harapan.entitlements import actions as entitlements
from harapan.entitlements.models import Batch
from harapan.entitlements.queries import batches_of
from harapan.lib.refusals import Refusal
from harapan.operations import simulation, steps
from harapan.operations.models import Work
from harapan.operations.steps import Desk
from harapan.payments import actions as payments


class NotHere(Refusal):
    """Nothing is simulated beside real money."""


def _refuse(desk: Desk, _work: Work) -> None:
    batches = list(batches_of(desk.cycle))
    if not batches:
        steps.all_batches(desk)
    entitlements.refuse_run(batches[-1], by=desk.worker, because=desk.because)


def _ceiling(desk: Desk, work: Work) -> None:
    told = work.details
    payments.set_ceiling(int(told["year"]), int(told["rupiah"]), told["document"], by=desk.worker)


def _paper(desk: Desk, work: Work) -> None:
    told = work.details
    batch = Batch.objects.get(pk=told["batch"], cycle=desk.cycle)
    payments.record_paper(
        batch,
        told["kind"],
        told["number"],
        date.fromisoformat(told["dated"]),
        int(told["rupiah"]),
        told["signer"],
        by=desk.worker,
        order=int(told["order"]),
    )


def _answer(desk: Desk, work: Work) -> None:
    folder = steps.answers_folder(desk.cycle)
    steps.answer(desk, [folder / name for name in work.details["files"]])


def _simulate(desk: Desk, _work: Work) -> None:
    if settings.PRODUCTION:
        raise NotHere("di produksi tidak ada simulasi", "in production nothing is simulated")
    steps.answer(desk, simulation.answer_as_banks(desk))


def _reconcile(desk: Desk, work: Work) -> None:
    steps.reconcile(desk, give_back=bool(work.details.get("give_back")))


HANDLERS: dict[str, Callable[[Desk, Work], object]] = {
    Work.Step.OPEN: lambda desk, _: steps.open_(desk),
    Work.Step.FREEZE: lambda desk, _: steps.freeze(desk),
    Work.Step.COMPUTE: lambda desk, _: steps.compute(desk),
    Work.Step.REVIEW: lambda desk, _: steps.review(desk),
    Work.Step.APPROVE: lambda desk, _: steps.approve(desk),
    Work.Step.REFUSE: _refuse,
    Work.Step.CEILING: _ceiling,
    Work.Step.PAPER: _paper,
    Work.Step.ORDER: lambda desk, _: steps.order(desk),
    Work.Step.RELEASE: lambda desk, _: steps.release(desk),
    Work.Step.ANSWER: _answer,
    Work.Step.SIMULATE: _simulate,
    Work.Step.RECONCILE: _reconcile,
    Work.Step.CLOSE: lambda desk, _: steps.close(desk),
}
