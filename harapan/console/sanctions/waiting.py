"""What this desk puts into somebody's queue: late objections, families to hear, cases to decide, each in one line."""

from collections.abc import Iterator
from datetime import date

from django.db.models import Q
from django.urls import reverse

from harapan.console.home.items import Item
from harapan.console.stages.pipeline import Link
from harapan.lib.english import agree
from harapan.sanctions.models import Case
from harapan.sanctions.who import may_decide, may_hear
from harapan.staff.models import Staff
from harapan.ui.pages import about
from harapan.ui.words import Words

COUNTED = 101


def waiting(staff: Staff, today: date) -> Iterator[Item]:
    """One line at most: the objections that wait for this person."""
    if not may_hear(staff):
        return
    open_ones = Q(state__in=["objected", "heard"]) if may_decide(staff) else Q(state="objected")
    rows = Case.objects.visible_to(staff).filter(open_ones)
    count = about(rows, COUNTED)
    if not count:
        return
    first = rows.order_by("until").first()
    state = first.state if first else "objected"
    kind = first.kind if first else "sanction"
    yield Item(
        Words(
            f"{count} keberatan keluarga menunggu didengar atau diputuskan.",
            agree(f"{count} [family's objection waits|families' objections wait] to be heard or decided.", count),
        ),
        Link(
            f"{reverse('sanctions:index')}?keadaan={state}&jenis={kind}&tahap={first.cycle if first else ''}",
            Words("Lihat keberatan", "See the objections"),
        ),
        kind="bad" if first and first.until and first.until < today else "warn",
        rank=3,
    )
