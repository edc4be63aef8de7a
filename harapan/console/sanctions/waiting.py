"""What this desk puts into somebody's queue: late objections, families to hear, cases to decide, each in one line."""

from collections.abc import Iterator
from datetime import date

from django.db.models import Q
from django.urls import reverse

from harapan.console.home.items import Item
from harapan.console.sanctions.forms import LATE
from harapan.console.stages.pipeline import Link
from harapan.lib.english import agree
from harapan.sanctions.models import Case, Making, WaiverRequest
from harapan.sanctions.queries import cases
from harapan.sanctions.waiving import may_approve
from harapan.sanctions.who import may_decide, may_hear
from harapan.staff.models import Staff
from harapan.ui.pages import about
from harapan.ui.words import Words

COUNTED = 101


NOTIFIES = {Staff.Position.DINSOS, Staff.Position.REGENCY_COORDINATOR}
"""Who is reminded that families have not heard; further up there are always some."""


def waiting(staff: Staff, today: date) -> Iterator[Item]:
    """Objections and decisions that wait for this person, and families who have not heard what is proposed."""
    if may_hear(staff):
        yield from _objections(staff, today)
    if may_decide(staff):
        yield from _ripe(staff, today)
        yield from _waivers(staff)
    if staff.active and staff.position in NOTIFIES:
        yield from _unnoticed(staff)


def _objections(staff: Staff, today: date) -> Iterator[Item]:
    open_ones = Q(state__in=["objected", "heard"]) | Q(late_waits=True) if may_decide(staff) else Q(state="objected")
    rows = Case.objects.visible_to(staff).filter(open_ones)
    count, first = about(rows, COUNTED), rows.order_by("until").first()
    if first is None:
        return
    state = LATE if first.late_waits else first.state
    yield Item(
        Words(
            f"{count} keberatan keluarga menunggu didengar atau diputuskan.",
            agree(f"{count} [family's objection waits|families' objections wait] to be heard or decided.", count),
        ),
        Link(
            f"{reverse('sanctions:index')}?keadaan={state}&jenis={first.kind}&tahap={first.cycle}",
            Words("Lihat keberatan", "See the objections"),
        ),
        kind="bad" if first.until and first.until < today else "warn",
        rank=3,
    )


def _ripe(staff: Staff, today: date) -> Iterator[Item]:
    """Of the newest stage: families said nothing in time, and somebody who did not notify them decides."""
    cycle = Making.objects.order_by("-pk").values_list("cycle", flat=True).first()
    rows = cases(staff, kind=Case.Kind.SANCTION, cycle=cycle or "-").exclude(notified_by=staff.pk)
    rows = rows.filter(state=Case.State.NOTIFIED, until__lt=today, late_waits=False)
    if staff.position != Staff.Position.NATIONAL:  # nobody else ends a family's aid
        rows = rows.exclude(proposed="terminate")
    count = about(rows, COUNTED)
    if count:
        yield Item(
            Words(
                f"Tahap {cycle}: masa keberatan {count} usul sanksi berakhir tanpa keberatan; menunggu putusan.",
                agree(
                    f"Stage {cycle}: {count} [proposal waits|proposals wait] for a decision; nobody objected in time.",
                    count,
                ),
            ),
            Link(
                f"{reverse('sanctions:index')}?jenis=sanction&tahap={cycle}&keadaan=notified",
                Words("Lihat usulnya", "See the proposals"),
            ),
            rank=4,
        )


def _waivers(staff: Staff) -> Iterator[Item]:
    """Waivers that somebody else proposed, and this person may rule on."""
    asked = WaiverRequest.objects.filter(ruling=None).exclude(by=staff.pk).order_by("pk")[:COUNTED]
    count = sum(may_approve(one, staff) for one in asked)
    if count:
        yield Item(
            Words(
                f"{count} usul pengecualian kewajiban menunggu orang kedua.",
                agree(f"{count} proposed [waiver waits|waivers wait] for a second person.", count),
            ),
            Link(reverse("sanctions:waivers"), Words("Lihat usulnya", "See what is proposed")),
            rank=3,
        )


def _unnoticed(staff: Staff) -> Iterator[Item]:
    """Of the newest stage: whoever was not told of an older proposal is past being held to it."""
    cycle = Making.objects.order_by("-pk").values_list("cycle", flat=True).first()
    rows = cases(staff, kind=Case.Kind.SANCTION, cycle=cycle or "-").filter(state=Case.State.PROPOSED)
    count = about(rows, COUNTED)
    if count:
        yield Item(
            Words(
                f"Tahap {cycle}: {count} keluarga belum diberi tahu tentang usul sanksinya.",
                agree(
                    f"Stage {cycle}: {count} [family has|families have] not heard that a sanction is proposed.", count
                ),
            ),
            Link(
                f"{reverse('sanctions:index')}?jenis=sanction&tahap={cycle}",
                Words("Beri tahu keluarga", "Notify them"),
            ),
            rank=4,
        )
