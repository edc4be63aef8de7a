"""What is being worked on, what was last, who may ask for what, and how much is at stake in a step."""

from dataclasses import dataclass

from django.db.models import Count, Sum

from harapan.entitlements.models import Batch
from harapan.entitlements.queries import batches_of
from harapan.lib.refusals import Refusal
from harapan.operations.models import Sheet, Work
from harapan.payments.models import PaymentFile
from harapan.staff.models import Staff

OPEN = (Work.State.WAITING, Work.State.RUNNING)

DECIDES = {Work.Step.APPROVE, Work.Step.REFUSE}
"""Steps for those who run cycles and move money."""
MONEY = {
    Work.Step.CEILING,
    Work.Step.PAPER,
    Work.Step.ORDER,
    Work.Step.RELEASE,
    Work.Step.ANSWER,
    Work.Step.SIMULATE,
    Work.Step.REORDER,
    Work.Step.RECONCILE,
    Work.Step.CLOSE,
}
"""Steps for those who may move money; all others are for those who may run cycles."""


class MovedOn(Refusal):
    """What somebody confirmed is not what is at stake any more."""


@dataclass(frozen=True)
class Stake:
    """What a step decides about: families or files, and rupiah."""

    count: int
    rupiah: int


def may_ask(step: str, staff: Staff) -> bool:
    """Whether somebody's position lets them take a step."""
    if not staff.active:
        return False
    if step in DECIDES:
        return staff.may_run_cycles and staff.may_move_money
    return staff.may_move_money if step in MONEY else staff.may_run_cycles


def stake_of(step: str, cycle: str) -> Stake | None:
    """What a decision of this kind would be about now; None where a step decides about no sum."""
    waits_in = {
        Work.Step.APPROVE: [Batch.State.REVIEWED],
        Work.Step.REFUSE: [Batch.State.COMPUTED, Batch.State.REVIEWED],
        Work.Step.CLOSE: [Batch.State.RECONCILED],
    }.get(Work.Step(step))
    if waits_in:
        batches = list(batches_of(cycle).filter(state__in=waits_in).values_list("paid_families", "net"))
        return Stake(sum(count for count, _ in batches), sum(amount for _, amount in batches))
    if step == Work.Step.RELEASE:
        written = PaymentFile.objects.filter(cycle=cycle, state=PaymentFile.State.WRITTEN)
        sums = written.aggregate(count=Count("pk"), rupiah=Sum("rupiah"))
        return Stake(sums["count"], int(sums["rupiah"] or 0))
    return None


def work_on(cycle: str) -> Work | None:
    """The piece of work that holds a cycle now."""
    return Work.objects.filter(cycle=cycle, state__in=OPEN).first()


def last_work_on(cycle: str) -> Work | None:
    """The newest piece of work on a cycle, over or not."""
    return Work.objects.filter(cycle=cycle).order_by("-pk").first()


def sheet_of(batch: int) -> Sheet | None:
    """What a reviewer reads about a batch, if a worker has made it."""
    return Sheet.objects.filter(batch=batch).first()
