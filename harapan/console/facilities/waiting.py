"""What waits at this desk: one's own list for who works at a facility, claims for who decides about them."""

from collections.abc import Iterator
from datetime import date

from django.urls import reverse

from harapan.commitments.attachments import waiting_claims
from harapan.commitments.queries import facilities_visible_to, roll_on
from harapan.console.home.items import Item
from harapan.console.stages.pipeline import Link
from harapan.lib.english import agree
from harapan.lib.rupiah import number
from harapan.staff.models import Staff
from harapan.ui.words import Words

COUNTED = 100
"""More claims are not counted."""


def waiting(staff: Staff, today: date) -> Iterator[Item]:
    """At most one sentence."""
    if staff.position == Staff.Position.PROVIDER:
        yield from _own_list(staff, today)
    elif staff.may_keep_facilities:
        yield from _claims(staff)


def _own_list(staff: Staff, today: date) -> Iterator[Item]:
    own = facilities_visible_to(staff).first()
    if own is None:
        return
    count = len(roll_on(own, today, staff))
    yield Item(
        Words(
            f"Daftar Anda: {number(count)} peserta PKH di {own.name}.",
            agree(f"Your list: {number(count)} [member|members] of the programme at {own.name}.", count),
        ),
        Link(reverse("facilities:facility", args=[own.code]), Words("Buka daftar", "Open the list")),
        rank=8,
    )


def _claims(staff: Staff) -> Iterator[Item]:
    waiting = list(waiting_claims(staff)[:COUNTED])
    if waiting:
        count = f"{len(waiting)}{'+' if len(waiting) == COUNTED else ''}"
        yield Item(
            Words(
                f"{count} klaim sekolah/faskes atas anggota menunggu keputusan.",
                agree(f"{count} [claim|claims] of facilities on members [waits|wait] for a decision.", len(waiting)),
            ),
            Link(reverse("facilities:claims"), Words("Putuskan klaim", "Decide")),
            since=waiting[0].at,
            rank=4,
        )
