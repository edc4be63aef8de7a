"""Errands about duties that were missed: make a stage's cases, notify, apply a decision, give a waiver, look ahead."""

from collections.abc import Iterator
from typing import Any, Final

import structlog
from django.db import connection
from django.db.models import Q
from django.utils import timezone

from harapan.audit.actions import Actor
from harapan.entitlements.law import law
from harapan.entitlements.models import Batch
from harapan.lib.english import agree
from harapan.lib.progress import Progress, silent
from harapan.lib.refusals import Refusal
from harapan.lib.rupiah import number
from harapan.operations.hands import Notes
from harapan.operations.models import Errand
from harapan.policy.edition import Edition
from harapan.registry.quality.queries import registry_day
from harapan.sanctions.actions import CannotSay, notify_area
from harapan.sanctions.applying import apply_decision
from harapan.sanctions.making import make_cases
from harapan.sanctions.models import Case, WaiverRequest
from harapan.sanctions.waiving import CannotWaive, give_waiver
from harapan.sanctions.warning import LOOKS, ahead_of, look_ahead
from harapan.sanctions.who import may_decide, may_look_ahead, may_notify
from harapan.staff.authority import is_inside
from harapan.staff.models import Staff
from harapan.ui.words import Words

__all__ = ["apply", "give", "look", "make", "may_apply", "may_look_ahead", "may_notify", "notify"]

AT_ONCE: Final = 500
WAITS: Final = (Errand.State.WAITING, Errand.State.RUNNING)
log = structlog.get_logger()

# A stage whose money stood untouched at the banks counts; so many in a row open a visit.
IDLE: Final = """
    SELECT paid.family FROM payments_usage AS told
    JOIN payments_payment AS paid ON paid.cycle = told.cycle AND paid.id = told.payment
    WHERE told.cycle = ANY(%(cycles)s) AND told.source = 'credited' AND told.target = 'dormant'
    GROUP BY paid.family HAVING count(DISTINCT told.cycle) >= %(stages)s
"""


def may_apply(staff: Staff) -> bool:
    """Has decisions sent down, and waivers given."""
    return may_decide(staff)


def make(notes: Notes, errand: Errand, staff: Staff) -> Words:
    """The cases of an approved stage: proposed sanctions, and payments that are less than before."""
    with notes.phase("cases"):
        made = make_cases(str(errand.details["cycle"]), by=staff)
    return Words(
        f"{number(made.sanctions)} usul sanksi dan {number(made.payments)} pembayaran berkurang disusun.",
        f"{number(made.sanctions)} proposed sanctions and {number(made.payments)} smaller payments were written down.",
    )


def notify(notes: Notes, errand: Errand, staff: Staff) -> Words:
    """Notices of proposed sanctions to the families of an area; their window to object begins."""
    if not is_inside(staff, errand.area):
        raise CannotSay("wilayah ini bukan wilayah tugas Anda", "this area is not yours")
    with notes.phase("notify"):
        count = notify_area(str(errand.details["cycle"]), errand.area, on=timezone.localdate(), by=staff)
    return Words(
        f"{number(count)} keluarga diberi tahu; cetak suratnya dari halaman ini.",
        agree(f"{number(count)} [family is|families are] notified; print their letters from this page.", count),
    )


def apply(notes: Notes, errand: Errand, staff: Staff) -> Words:
    """One decision sent down to the registry."""
    case = Case.objects.visible_to(staff).filter(pk=errand.details["case"]).first()
    if case is None:
        raise CannotSay("kasus ini bukan di wilayah tugas Anda", "this case is not in your area")
    with notes.phase("decision"):
        case = apply_decision(case, by=staff)
    if case.from_cycle:
        return Words(f"Berlaku mulai tahap {case.from_cycle}.", f"In force from stage {case.from_cycle}.")
    return Words("Keputusan diterapkan.", "The decision is applied.")


def apply_what_was_decided() -> int:
    """Decisions that nobody applied yet: whoever decided was cut off before asking, or a stage was just being frozen.

    Applied in the name of who decided. Each stands for itself: one that is refused, or breaks, holds no other up.
    Returns how many.
    """
    applied = 0
    for case in _left_lying():
        by = Staff.objects.filter(pk=case.decided_by or 0).first()
        if by is None or Errand.objects.filter(subject=f"case:{case.pk}", state__in=WAITS).exists():
            continue
        applied += _applied(case, by)
        if applied == AT_ONCE:
            break
    return applied


def _left_lying() -> Iterator[Case]:
    """Every decision that waits, village by village, a page at a time: refused ones are passed, not met again."""
    waiting = Case.objects.filter(state=Case.State.DECIDED).order_by("village", "pk")
    page = list(waiting[:AT_ONCE])
    while page:
        yield from page
        village, pk = page[-1].village, page[-1].pk
        page = list(
            waiting.filter(Q(village__gt=village) | Q(village=village, pk__gt=pk), village__gte=village)[:AT_ONCE]
        )


def _applied(case: Case, by: Staff) -> bool:
    try:
        apply_decision(case, by=by)
    except Refusal as refusal:
        log.warning("a decision waits", case=case.pk, because=refusal.sentence_en)
        return False
    except Exception:
        if not connection.is_usable():
            raise  # nothing more can be done in this process
        log.exception("a decision cannot be applied", case=case.pk)
        return False
    return True


def give(notes: Notes, errand: Errand, staff: Staff) -> Words:  # noqa: ARG001 - the ruling says who approved
    """An approved waiver comes into force."""
    asked = WaiverRequest.objects.filter(pk=errand.details["request"]).first()
    if asked is None:
        raise CannotWaive("usul pengecualian ini tidak ada", "there is no such proposed waiver")
    with notes.phase("waiver"):
        give_waiver(asked)
    return Words("Pengecualian berlaku untuk penilaian berikutnya.", "The waiver holds from the next judgement on.")


def look(notes: Notes, errand: Errand, staff: Staff) -> Words:
    """Who is about to fall out, in an area."""
    if not is_inside(staff, errand.area):
        raise Refusal("wilayah ini bukan wilayah tugas Anda", "this area is not yours")
    with notes.phase("look ahead", total=LOOKS, unit="looks") as progress:
        count = look_now(errand.area, by=staff, progress=progress)
    return Words(f"{number(count)} peringatan dini.", f"{number(count)} early warnings.")


def look_now(area: str = "", *, by: Actor, progress: Progress = silent) -> int:
    """Early warnings of an area made anew, as of the registry's day. Returns how many."""
    stages = {stage.cycle: stage.first_day for stage in law().stages.values()}
    ahead = ahead_of(registry_day(timezone.localdate()), area, edition=_edition, stages=stages)
    return look_ahead(ahead, dormant=_idle(ahead.now), by=by, progress=progress)


def _edition(cycle: str) -> Edition:
    """Who would fit moves no money, so unconfirmed values may stand in it."""
    return law().edition(cycle, accept_low_confidence=True)


def _idle(now: Edition) -> tuple[str, dict[str, Any]]:
    """Families whose last stages stood untouched, by the law's own number of stages."""
    stages = now.payments.stages_without_transaction.value
    closed = Batch.objects.filter(state=Batch.State.CLOSED).values_list("cycle", flat=True)
    cycles = [cycle for cycle in law().stages if cycle in set(closed)][-stages:]
    return IDLE, {"cycles": cycles, "stages": stages}
