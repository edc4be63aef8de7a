"""What waits at this desk: the month's visits of one's own unit, and children far below the standard."""

from collections.abc import Iterator
from datetime import date

from django.urls import reverse

from harapan.commitments.health.queries import children_to_see
from harapan.commitments.models import Report
from harapan.console.covering.waiting import SOON, missing, not_complete, of_the_area
from harapan.console.health.coverage import UNITS
from harapan.console.health.who import units_of, works_at_a_unit
from harapan.console.home.items import Item
from harapan.console.reporting.months import deadline_of, due_month
from harapan.console.stages.pipeline import Link
from harapan.console.stages.wording import in_english, in_indonesian
from harapan.letters.wording import months_between
from harapan.lib.english import agree
from harapan.lib.rupiah import number
from harapan.staff.models import Staff
from harapan.ui.words import Words

COUNTED = 1_000
"""Children; more of them are not counted."""
P = Staff.Position
CARERS = {P.FACILITATOR, P.SUPERVISOR, P.REGENCY_COORDINATOR, P.DINSOS}
"""Those whose day it is to see that somebody goes there."""


def waiting(staff: Staff, today: date) -> Iterator[Item]:
    """A unit's own report; for others children to see, and units that have not reported."""
    if staff.position == P.PROVIDER:
        yield from _visits(staff, today)
        return
    if staff.active and staff.position in CARERS:
        yield from _children(staff)
    if staff.active and staff.position == P.FACILITATOR:
        yield from _own_units(staff, due_month(today), today)
    else:
        yield from of_the_area(UNITS, staff, due_month(today), today)


def _own_units(staff: Staff, month: date, today: date) -> Iterator[Item]:
    """Units that serve one's families; they may wait for somebody else's, which is worth a reminder, too."""
    left = missing(UNITS, month).filter(facility__in=units_of(staff).values("code"))[:COUNTED].count()
    if left:
        there = f"{reverse('health:index')}?bulan={month:%Y-%m}"
        yield not_complete(UNITS, number(left), left, there, month, today)


def _visits(staff: Staff, today: date) -> Iterator[Item]:
    month = due_month(today)
    if not works_at_a_unit(staff):
        return
    if Report.objects.filter(facility=staff.facility, month=month, source="visits").exists():
        return
    by, told = deadline_of(month), months_between(month, month)
    yield Item(
        Words(f"Kunjungan {told} belum dilaporkan.", f"The visits of {month:%m/%Y} are not reported yet."),
        Link(f"{reverse('health:unit', args=[staff.facility])}?bulan={month:%Y-%m}", Words("Isi kunjungan", "Fill in")),
        kind="warn" if (by - today).days <= SOON else "",
        note=Words(f"Paling lambat {in_indonesian(by)}", f"Until {in_english(by)}"),
        rank=3,
    )


def _children(staff: Staff) -> Iterator[Item]:
    count = children_to_see(staff).filter(worst=3)[:COUNTED].count()
    if count:
        told = f"{number(count)}{'+' if count == COUNTED else ''}"
        yield Item(
            Words(
                f"{told} anak tumbuh sangat di bawah standar.",
                agree(f"{told} [child grows|children grow] far below the standard.", count),
            ),
            Link(f"{reverse('health:children')}?seberapa=3", Words("Lihat siapa", "See who")),
            kind="warn",
            note=Words("Antar ke puskesmas minggu ini", "To the health centre this week"),
            rank=4,
        )
