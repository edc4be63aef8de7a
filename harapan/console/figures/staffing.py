"""Facilitators and the families they look after, as the registry stands; the norm is 200 to 250 each."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet, Sum

from harapan.console.figures.links import Address, families
from harapan.console.figures.measures import FEW
from harapan.console.figures.queries import Seen, below, may_see_lists, own_areas
from harapan.coordination.models import Load, StandingSum
from harapan.coordination.summing import NORM
from harapan.lib.identifiers import range_of
from harapan.places.models import Area
from harapan.staff.models import Staff
from harapan.ui.words import Words, said

MOST = 50
BANDS = (
    (0, 150, Words("di bawah 150", "below 150")),
    (150, NORM[0], Words("150–199", "150–199")),
    (NORM[0], NORM[1] + 1, Words("200–250 (norma)", "200–250 (the norm)")),
    (NORM[1] + 1, 401, Words("251–400", "251–400")),
    (401, None, Words("di atas 400", "above 400")),
)


def _working_in(area: str) -> QuerySet[Load]:
    """Loads of those who have a family in the area, over all areas."""
    here = Load.objects.filter(facilitator__isnull=False)
    if area:
        here = here.filter(village__range=range_of(area))
        return Load.objects.filter(facilitator__in=here.values("facilitator"))
    return here


def bands(area: str) -> list[tuple[Words, int]]:
    """How many facilitators look after how many families."""
    loads = [
        total or 0
        for (total,) in _working_in(area).values("facilitator").annotate(total=Sum("families")).values_list("total")
    ]
    return [
        (words, sum(low <= total and (high is None or total < high) for total in loads)) for low, high, words in BANDS
    ]


@dataclass(frozen=True)
class Person:
    """One facilitator: who (for their own area), how many families, in how many villages."""

    staff: int
    name: str
    families: int
    villages: int
    mood: str
    href: str


def people(area: str, staff: Staff, *, fewest_first: bool, most: int | None = MOST) -> list[Person]:
    """Facilitators of an area by load; named only to those whose area it is."""
    order = "total" if fewest_first else "-total"
    rows = list(
        _working_in(area)
        .values("facilitator")
        .annotate(total=Sum("families"), villages=Count("village"))
        .order_by(order, "facilitator")
        .values_list("facilitator", "total", "villages")[:most]
    )
    names = _names([number for number, _, _ in rows if number]) if may_see_lists(staff, area) else {}
    return [
        Person(
            number,
            names.get(number, said(f"Pendamping {number}", f"Facilitator {number}")),
            total,
            villages,
            _mood(total),
            families(area, pendamping=number) if names and area else "",
        )
        for number, total, villages in rows
        if number is not None
    ]


def _names(numbers: Sequence[int]) -> dict[int, str]:
    return dict(Staff.objects.filter(pk__in=numbers).values_list("pk", "name"))


def _mood(total: int) -> str:
    return "warn" if total > NORM[1] else "quiet" if total < NORM[0] else "ok"


@dataclass(frozen=True)
class AreaLoad:
    """One area of the table: families, facilitators, families for each, and those without."""

    name: str
    row: StandingSum
    href: str
    hidden: bool

    @property
    def each(self) -> str:
        """Families for one facilitator, with a decimal."""
        if not self.row.facilitators or self.hidden:
            return "–"
        tenths = (self.row.families - self.row.unassigned) * 10 // self.row.facilitators
        return f"{tenths // 10},{tenths % 10}"


def areas(seen: Seen, address: Address) -> list[AreaLoad]:
    """The areas below, as the registry stands."""
    names = {area.code: area.name for area in seen.children}
    rows = StandingSum.objects.filter(below(seen.area, seen.level)).order_by("area")
    own = own_areas(seen.staff)
    return [
        AreaLoad(
            names.get(row.area, row.area),
            row,
            address.to("load", area=row.area),
            hidden=0 < row.families < FEW and not any(row.area.startswith(one) for one in own),
        )
        for row in rows
    ]


@dataclass(frozen=True)
class Vacancy:
    """A village with families nobody looks after."""

    name: str
    families: int
    href: str


def vacancies(area: str, staff: Staff, *, most: int = 20) -> list[Vacancy]:
    """Villages whose families have no facilitator, most first; small ones only within one's own area."""
    rows = Load.objects.filter(facilitator__isnull=True)
    if area:
        rows = rows.filter(village__range=range_of(area))
    if not may_see_lists(staff, area):
        own = Q(pk__in=[])
        for one in own_areas(staff):
            own |= Q(village__range=range_of(one))
        rows = rows.filter(Q(families__gte=FEW) | own)
    found = list(rows.order_by("-families", "village")[:most].values_list("village", "families"))
    names = dict(Area.objects.filter(code__in=[village for village, _ in found]).values_list("code", "name"))
    return [
        Vacancy(names.get(village, village), count, families(village) if may_see_lists(staff, village) else "")
        for village, count in found
    ]
