"""What this desk puts into somebody's queue: groups not met this month, and visits to call back about."""

from collections.abc import Iterator
from datetime import date
from typing import Final

from django.db.models import Sum
from django.urls import reverse

from harapan.console.home.items import Item
from harapan.console.meetings.coverage import REGENCY
from harapan.console.stages.pipeline import Link
from harapan.lib.dates import month_of
from harapan.lib.english import agree
from harapan.lib.identifiers import range_of
from harapan.lib.rupiah import number
from harapan.meetings.models import AreaSum, Meeting, MonthSum, Sampled
from harapan.meetings.models.sessions import CURRENT
from harapan.meetings.models.visits import may_call_back
from harapan.meetings.queries import groups_visible_to, holds_sessions
from harapan.staff.models import Staff
from harapan.ui.pages import about
from harapan.ui.words import Words

COUNTED: Final = 101
LATE: Final = 20
"""From this day of a month on, a group that has not met is late; sessions are monthly (domain facts 5.2)."""
OVERSEE: Final = {
    Staff.Position.REGENCY_COORDINATOR,
    Staff.Position.PROVINCE_COORDINATOR,
    Staff.Position.SUPERVISOR,
    Staff.Position.DINSOS,
}
"""Who hears of an area's groups together, once they are late."""


def waiting(staff: Staff, today: date) -> Iterator[Item]:
    """A line for a facilitator's own groups, one for an area's, one for calls."""
    if holds_sessions(staff):
        yield from _own_groups(staff, today)
    if staff.active and staff.position in OVERSEE and today.day >= LATE:
        yield from _groups_of_area(staff, today)
    if may_call_back(staff):
        yield from _calls(staff)


def _own_groups(staff: Staff, today: date) -> Iterator[Item]:
    met = Meeting.objects.filter(CURRENT, facilitator=staff.pk, held_on__gte=month_of(today))
    count = groups_visible_to(staff).exclude(pk__in=met.values("group")).count()
    if count:
        yield Item(
            Words(
                f"{number(count)} kelompok belum mengadakan P2K2 bulan ini.",
                agree(f"{number(count)} [group has|groups have] not met this month.", count),
            ),
            Link(reverse("meetings:index"), Words("Pilih kelompok", "Choose a group")),
            kind="warn" if today.day >= LATE else "",
            rank=4 if today.day >= LATE else 6,
        )


def _groups_of_area(staff: Staff, today: date) -> Iterator[Item]:
    groups, met = _summed(staff.area, month_of(today))
    if groups > met:
        late = groups - met
        yield Item(
            Words(
                f"{number(late)} dari {number(groups)} kelompok belum mengadakan P2K2 bulan ini.",
                agree(f"{number(late)} of {number(groups)} groups [has|have] not met this month.", late),
            ),
            Link(
                f"{reverse('meetings:coverage')}?area={staff.area}&bulan={today:%Y-%m}",
                Words("Lihat di mana", "See where"),
            ),
            kind="warn",
            rank=5,
        )


def _summed(area: str, month: date) -> tuple[int, int]:
    """Groups of an area, and how many met, as they were summed last."""
    if len(area) > REGENCY:
        rows = MonthSum.objects.filter(village__range=range_of(area), month=month)
        found = rows.aggregate(groups=Sum("groups"), met=Sum("met"))
        return found["groups"] or 0, found["met"] or 0
    return AreaSum.objects.filter(area=area, month=month).values_list("groups", "met").first() or (0, 0)


def _calls(staff: Staff) -> Iterator[Item]:
    count = about(Sampled.objects.visible_to(staff).filter(answered=False), COUNTED)
    if count:
        yield Item(
            Words(
                f"{count} kunjungan terpilih uji petik menunggu dihubungi ulang.",
                agree(f"{count} drawn [visit waits|visits wait] to be called back about.", count.count),
            ),
            Link(reverse("meetings:calls"), Words("Hubungi keluarga", "Call the families")),
            rank=5,
        )
