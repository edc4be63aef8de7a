"""What the line of a family's time says of its data: every field that changed, and requests that are under way."""

from collections.abc import Iterator
from datetime import datetime

from harapan.console.changes.history import changes_shown, fields_with_history
from harapan.console.changes.wording import STATES, TONES, State
from harapan.lib.rupiah import rupiah
from harapan.registry.models import ChangeRequest, Family, Overpayment
from harapan.registry.requests.kinds import KINDS
from harapan.staff.models import Staff
from harapan.ui.words import Words

Told = tuple[datetime, Words, Words | None, str, str]
"""When, what, why, in which tone, by whom."""


def data_changes(family: Family, staff: Staff, most: int) -> Iterator[Told]:
    """Fields that changed, newest first, in words."""
    rows = changes_shown(family, staff).order_by("-id")[:most]
    for one in fields_with_history(rows, family, staff):
        whose = f" {one.whose}" if one.whose else ""
        what = Words(
            f"{one.words.id}{whose}: {one.before} → {one.after}", f"{one.words.en}{whose}: {one.before} → {one.after}"
        )
        why = one.change.because or one.change.source
        yield one.change.at, what, Words(why, why) if why else None, "", one.change.by_label


def requests_told(family: Family, staff: Staff, most: int) -> Iterator[Told]:
    """Requests about the family, with where they stand."""
    found = ChangeRequest.objects.visible_to(staff).filter(family=family.pk).exclude(state=State.DRAFT)
    for request in found.order_by("-pk")[:most]:
        kind, state = KINDS[request.kind].words, STATES[State(request.state)]
        what = Words(f"Usulan {request.pk}, {kind.id}: {state.id}", f"Request {request.pk}, {kind.en}: {state.en}")
        yield request.state_at, what, None, TONES[State(request.state)], request.made_by_label


def claims_told(family: Family, staff: Staff, most: int) -> Iterator[Told]:
    """Money of earlier stages that was not owed."""
    for claim in Overpayment.objects.visible_to(staff).filter(family=family.pk).order_by("-pk")[:most]:
        amount = rupiah(claim.amount)
        what = Words(f"Lebih bayar {amount} dari tahap {claim.cycle}", f"Overpaid {amount} in stage {claim.cycle}")
        yield claim.at, what, Words(claim.decision, claim.decision), "warn", ""
