"""What the sums of the newest stage say about my own area: who is unpaid and why, who has not reported."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from django.urls import reverse

from harapan.console.home.items import Item
from harapan.console.stages.pipeline import Link
from harapan.console.stages.queries import Calendar, Listed
from harapan.coordination.models import StageSum, Summed
from harapan.entitlements.law import law
from harapan.entitlements.models import Entitlement, Run
from harapan.lib.english import agree
from harapan.lib.rupiah import number, rupiah
from harapan.payments.models import Hold
from harapan.places.queries import areas_on
from harapan.registry.models import Family
from harapan.staff.models import Staff
from harapan.ui.words import Words

MOST_REASONS = 3
MOST_FAMILIES = 2_000
"""More than any facilitator has."""


@dataclass(frozen=True)
class Figure:
    """A large number, and where it leads."""

    value: str
    label: Words
    path: str


def figures(staff: Staff, calendar: Calendar) -> tuple[list[Figure], datetime | None]:
    """Four numbers of the newest computed stage in my area, and as of when."""
    newest = _newest(calendar)
    if newest is None or staff.position == Staff.Position.FACILITATOR:
        return [], None
    found = _sums(newest, staff)
    if not found:
        return [], None
    there = reverse("figures:index")
    credited = sum(one.account("credited")[0] for one in found)
    booked = sum(one.approved[0] for one in found)
    shown = [
        Figure(number(sum(one.families for one in found)), Words("keluarga dibekukan", "families frozen"), there),
        Figure(number(sum(one.owed for one in found)), Words("keluarga berhak", "families owed"), there),
        Figure(rupiah(sum(one.net for one in found)), Words("nilai bantuan", "rupiah owed"), there),
    ]
    if booked:
        tenths = (credited * 2000 + booked) // (booked * 2)
        share = f"{tenths // 10},{tenths % 10} %"
        shown.append(Figure(share, Words("sudah tersalur", "credited"), there))
    as_of = Summed.objects.filter(cycle=newest.stage.cycle).values_list("as_of", flat=True).first()
    return shown, as_of


def alerts(staff: Staff, calendar: Calendar) -> Iterator[Item]:
    """What to do in one's own area; for a facilitator, for one's own families."""
    newest = _newest(calendar)
    if newest is None:
        return
    if staff.position == Staff.Position.FACILITATOR:
        yield from _own_families(staff, newest)
        return
    named = _names(newest, staff)
    for one in _sums(newest, staff):
        place = named.get(one.area, one.area)
        if staff.may_see_families:
            yield from _unpaid(one, place, newest)
        yield from _unreported(one, place)
        yield from _not_arrived(one, place, newest)
        yield from _unassigned(one, place, staff)


def _newest(calendar: Calendar) -> Listed | None:
    """The newest stage that has been computed and summed."""
    computed = [one for one in (*calendar.running, *calendar.closed) if one.summed]
    return max(computed, key=lambda one: one.stage.first_day, default=None)


def _areas(staff: Staff) -> list[str]:
    return [""] if staff.works_for_the_country and not staff.area else [staff.area, *staff.further_areas]


def _sums(newest: Listed, staff: Staff) -> list[StageSum]:
    return list(StageSum.objects.filter(cycle=newest.stage.cycle, area__in=_areas(staff)).order_by("area"))


def _names(newest: Listed, staff: Staff) -> dict[str, str]:
    return dict(areas_on(newest.stage.first_day).filter(code__in=_areas(staff)).values_list("code", "name"))


def _families(one: str, cycle: str, reason: str = "") -> str:
    told = {"area": one, "belum": cycle, "alasan": reason}
    return f"{reverse('families:index')}?{urlencode({name: value for name, value in told.items() if value})}"


def _unpaid(one: StageSum, place: str, newest: Listed) -> Iterator[Item]:
    unpaid = one.families - one.owed
    if unpaid <= 0:
        return
    titles = {reason.name: reason.title for reason in law().reasons}
    most = sorted(one.reasons.items(), key=lambda pair: -pair[1])[:MOST_REASONS]
    told = [(titles.get(name), count) for name, count in most if name]
    because_id = ", ".join(f"{title.id} {number(count)}" for title, count in told if title)
    because_en = ", ".join(f"{title.en} {number(count)}" for title, count in told if title)
    cycle = newest.stage.cycle
    yield Item(
        Words(
            f"{place}: {number(unpaid)} keluarga tidak dibayar pada tahap {cycle}.",
            agree(f"{place}: {number(unpaid)} [family is|families are] not paid in stage {cycle}.", unpaid),
        ),
        Link(_families(one.area, cycle), Words("Lihat keluarganya", "See the families")),
        kind="warn",
        note=Words(because_id, because_en) if because_id else None,
        rank=2,
    )


def _unreported(one: StageSum, place: str) -> Iterator[Item]:
    silent = int(one.verdicts.get("not_reported", 0))
    if not silent:
        return
    told = urlencode({"area": one.area, "ukuran": "belum_lapor"})
    yield Item(
        Words(
            f"{place}: sekolah atau faskes belum melapor tentang {number(silent)} keluarga.",
            agree(f"{place}: schools or health units have not reported on {number(silent)} [family|families].", silent),
        ),
        Link(f"{reverse('figures:ranking')}?{told}", Words("Lihat di mana", "See where")),
        kind="warn",
        rank=3,
    )


def _not_arrived(one: StageSum, place: str, newest: Listed) -> Iterator[Item]:
    held, returned = one.account("held"), one.account("returned")
    count, amount = held[0] + returned[0], held[1] + returned[1]
    if not count:
        return
    path = reverse("stages:books", args=[newest.stage.cycle]) + f"?area={one.area[:6]}"
    yield Item(
        Words(
            f"{place}: {number(count)} pembayaran senilai {rupiah(amount)} ditahan atau kembali dari bank.",
            agree(
                f"{place}: {number(count)} [payment|payments] worth {rupiah(amount)} [is|are] held or came back from "
                "the bank.",
                count,
            ),
        ),
        Link(path, Words("Lihat buku", "See the books")),
        kind="bad",
        rank=1,
    )


def _unassigned(one: StageSum, place: str, staff: Staff) -> Iterator[Item]:
    if not one.unassigned:
        return
    desk = "facilitators:index" if staff.may_see_staff else "figures:load"
    yield Item(
        Words(
            f"{place}: {number(one.unassigned)} keluarga belum punya pendamping.",
            agree(f"{place}: {number(one.unassigned)} [family has|families have] no facilitator.", one.unassigned),
        ),
        Link(f"{reverse(desk)}?area={one.area}", Words("Lihat beban", "See the load")),
        kind="warn",
        rank=4,
    )


def _own_families(staff: Staff, newest: Listed) -> Iterator[Item]:
    """A facilitator's own: whose money is held, who is warned, who is not paid."""
    mine = list(Family.objects.visible_to(staff).values_list("pk", flat=True)[:MOST_FAMILIES])
    cycle = newest.stage.cycle
    runs = list(Run.objects.filter(cycle=cycle, refused_because="").values_list("pk", flat=True))
    there = Link(reverse("families:index"), Words("Lihat keluarga saya", "See my families"))
    held = Hold.objects.visible_to(staff).filter(cycle=cycle, family__in=mine, released_at=None)
    amounts = list(held.values_list("rupiah", flat=True))
    if amounts:
        count, amount = number(len(amounts)), rupiah(sum(amounts))
        yield Item(
            Words(
                f"Bantuan {count} keluarga Anda ditahan, {amount}: bantu mereka mengurus rekeningnya.",
                f"Money of {count} of your families is held, {amount}: help them with their accounts.",
            ),
            there,
            kind="bad",
            rank=1,
        )
    owed = Entitlement.objects.visible_to(staff).filter(cycle=cycle, run__in=runs, family__in=mine)
    rows = list(owed.values_list("net", "warned"))
    if warned := sum(1 for _, is_warned in rows if is_warned):
        yield Item(
            Words(
                f"{number(warned)} keluarga Anda diperingatkan karena kewajiban tidak dipenuhi.",
                f"{number(warned)} of your families are warned because duties were missed.",
            ),
            there,
            kind="warn",
            rank=2,
        )
    if unpaid := sum(1 for net, _ in rows if not net):
        yield Item(
            Words(
                f"{number(unpaid)} keluarga Anda tidak dibayar pada tahap {cycle}.",
                f"{number(unpaid)} of your families are not paid in stage {cycle}.",
            ),
            Link(_families("", cycle), Words("Lihat alasannya", "See why")),
            kind="warn",
            rank=3,
        )
