"""Errands about change requests: what was approved is written down, ten seconds later, in the name of who approved."""

import time

from django.utils import timezone

from harapan.lib.english import agree
from harapan.lib.refusals import Refusal
from harapan.lib.rupiah import number, rupiah
from harapan.operations.errands.attachments import follow
from harapan.operations.errands.quality import looked_at_again
from harapan.operations.hands import Notes
from harapan.operations.models import Errand
from harapan.operations.recovering import DEATHS, claim_what_was_paid_after_death, death_told_by
from harapan.registry.models import ChangeRequest, RequestEvent
from harapan.registry.requests.applying import apply_request, give_back, hand_over, needs_the_new_area
from harapan.registry.requests.queries import UNDO_WITHIN, may_check
from harapan.staff.models import Staff
from harapan.ui.words import Words

State = ChangeRequest.State
AGREED = (State.APPROVED, State.ACCEPTED)


def may_apply(staff: Staff) -> bool:
    """Whoever decides about requests has them written down."""
    return may_check(staff)


def apply_approved(notes: Notes, errand: Errand, staff: Staff) -> Words:
    """Write one approved request down, or ask the new area of a family that moves. What was taken back meanwhile stays.

    A refusal gives the request back to whoever asked, with its sentence.
    """
    request = ChangeRequest.objects.get(pk=errand.details["request"])
    _wait_for_second_thoughts(errand)
    request.refresh_from_db()
    if request.state == State.APPLIED:
        return _claim_what_was_overpaid(request, staff)
    if not _still_stands(request, errand):
        return Words("persetujuan sudah dibatalkan", "the approval was taken back")
    if needs_the_new_area(request, staff):
        hand_over(request, by=staff)
        return Words("menunggu wilayah baru menerima", "waits for the new area to accept")
    try:
        with notes.phase("applying", unit="requests"):
            apply_request(request, today=timezone.localdate(), by=staff)
        follow([request.family], by=staff)
        looked_at_again([request.family])
    except Refusal as refusal:
        request.refresh_from_db()
        if request.state in AGREED:
            give_back(request, refusal.sentence_id, by=staff)
        raise
    return _claim_what_was_overpaid(request, staff)


def _wait_for_second_thoughts(errand: Errand) -> None:
    left = UNDO_WITHIN - (timezone.now() - errand.asked_at)
    time.sleep(max(0, left.total_seconds()))


def _still_stands(request: ChangeRequest, errand: Errand) -> bool:
    """The word this errand rests on is the last one said."""
    last = RequestEvent.objects.filter(request=request).latest("pk")
    return request.state in AGREED and last.pk == errand.details["event"]


def _claim_what_was_overpaid(request: ChangeRequest, staff: Staff) -> Words:
    """A death that was registered late: what reached the family for somebody who had died is claimed."""
    done = Words("perubahan tercatat", "the change is written down")
    claims = claim_what_was_paid_after_death(death_told_by(request), by=staff) if request.kind in DEATHS else []
    if not claims:
        return done
    total, count = rupiah(sum(claim.amount for claim in claims)), number(len(claims))
    return Words(
        f"{done.id}; {total} dari {count} tahap menjadi tagihan lebih bayar",
        agree(f"{done.en}; {total} of {count} [stage|stages] became a claim of overpayment", len(claims)),
    )
