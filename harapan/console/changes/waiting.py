"""What the desk of changes puts into somebody's queue: requests to decide, and those that came back."""

from collections.abc import Iterator
from datetime import datetime

from django.urls import reverse

from harapan.console.home.items import Item
from harapan.console.stages.pipeline import Link
from harapan.lib.english import agree
from harapan.registry.models import ChangeRequest
from harapan.registry.requests.queries import CLOCK, may_check, may_draw_up, returned_to, waiting_for
from harapan.staff.models import Staff
from harapan.ui.pages import about
from harapan.ui.words import Words


def waiting(staff: Staff, now: datetime) -> Iterator[Item]:
    """How many requests wait for this person, since when; and how many came back to them."""
    if may_check(staff):
        found = waiting_for(staff, now)
        oldest = found.order_by("state_at").values_list("state_at", flat=True).first()
        if oldest:
            count = str(about(found))
            late = now - oldest > CLOCK
            yield Item(
                Words(
                    f"{count} usulan perubahan menunggu keputusan.",
                    agree(f"{count} [request for a change waits|requests for changes wait].", count),
                ),
                Link(reverse("changes:queue"), Words("Buka antrean", "Open the queue")),
                kind="warn" if late else "",
                note=Words("Koreksi data pribadi: 3×24 jam", "Corrections of personal data: 3×24 hours"),
                since=oldest,
                rank=3 if late else 5,
            )
    if may_draw_up(staff):
        back = returned_to(staff).filter(state=ChangeRequest.State.RETURNED)
        oldest = back.order_by("state_at").values_list("state_at", flat=True).first()
        if oldest:
            count = str(about(back))
            yield Item(
                Words(f"{count} usulan Anda dikembalikan.", f"{count} of your requests came back."),
                Link(
                    reverse("changes:index") + "?keadaan=returned&saya=on",
                    Words("Perbaiki", "Amend"),
                ),
                kind="warn",
                since=oldest,
                rank=5,
            )
