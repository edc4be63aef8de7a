"""Facilitators of an area with their families, who has none, and which families have nobody at work."""

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date

from django.db.models import Count, Q, QuerySet, Sum

from harapan.coordination.models import Load, PublishedFigure, StandingSum
from harapan.coordination.summing import NORM
from harapan.lib.identifiers import range_of
from harapan.places.queries import areas_on
from harapan.registry.models import Family, Group, Reassignment
from harapan.registry.queries import IN_PROGRAMME
from harapan.registry.sharing import Receiver, Unit, units_of
from harapan.staff.models import Staff
from harapan.ui.words import Words

FACILITATOR = Staff.Position.FACILITATOR
MOST_VACANCIES = 100
NOBODY = "kosong"
"""What an address says for families that nobody looks after."""


@dataclass(frozen=True)
class Person:
    """One facilitator: at work or gone, with families in programme, over all areas, and in how many villages."""

    staff: Staff
    families: int
    villages: int

    @property
    def mood(self) -> str:
        """Above the norm, within it, below it; or gone with families left behind."""
        if not self.at_work:
            return "bad"
        return "warn" if self.families > NORM[1] else "quiet" if self.families < NORM[0] else "ok"

    @property
    def at_work(self) -> bool:
        """A facilitator who may sign in."""
        return self.staff.active and self.staff.position == FACILITATOR

    @property
    def standing(self) -> Words:
        """The same in words."""
        if not self.at_work:
            return Words("sudah tidak bertugas", "not at work any more")
        return {
            "warn": Words("di atas norma", "above the norm"),
            "ok": Words("sesuai norma", "within the norm"),
            "quiet": Words("di bawah norma", "below the norm"),
        }[self.mood]


def people_of(area: str) -> list[Person]:
    """Whoever has families in the area or is posted to it as a facilitator: gone ones first, then most families."""
    here = Load.objects.filter(facilitator__isnull=False)
    if area:
        here = here.filter(facilitator__in=here.filter(village__range=range_of(area)).values("facilitator"))
    loads = {
        number: (int(families), villages)
        for number, families, villages in here.values_list("facilitator")
        .annotate(total=Sum("families"), villages=Count("village"))
        .values_list("facilitator", "total", "villages")
    }
    posted = Q(position=FACILITATOR, active=True, area__startswith=area) & ~Q(area="")
    rows = Staff.objects.filter(Q(pk__in=loads) | posted)
    found = [Person(staff, *loads.get(staff.pk, (0, 0))) for staff in rows]
    return sorted(found, key=lambda one: (one.at_work, -one.families, one.staff.name, one.staff.pk))


@dataclass(frozen=True)
class Vacancy:
    """Families of one village that nobody at work looks after."""

    village: str
    name: str
    families: int
    left_by: Staff | None


def vacancies(area: str, day: date, gone: list[Person]) -> list[Vacancy]:
    """Villages with families of nobody, or of somebody who is gone; most families first."""
    by_number = {one.staff.pk: one.staff for one in gone}
    rows = Load.objects.filter(Q(facilitator=None) | Q(facilitator__in=by_number), village__range=range_of(area))
    found = list(
        rows.order_by("-families", "village").values_list("village", "families", "facilitator")[:MOST_VACANCIES]
    )
    names = names_of({village for village, *_ in found}, day)
    return [
        Vacancy(village, names.get(village, village), families, by_number.get(number or 0))
        for village, families, number in found
    ]


def names_of(codes: set[str], day: date) -> dict[str, str]:
    """What areas are called, `Loa Ipuh` and the like."""
    return dict(areas_on(day).filter(code__in=codes).values_list("code", "name"))


def sums_of(area: str) -> StandingSum | None:
    """The area's own sum."""
    return StandingSum.objects.filter(area=area).first()


def sums_below(area: str) -> list[StandingSum]:
    """The sums of the areas just below."""
    return list(StandingSum.objects.filter(parent=area).exclude(area=area).order_by("area"))


@dataclass(frozen=True)
class Published:
    """What was printed about East Kalimantan in 2022: families for one member of staff, of all positions."""

    families: int
    staff: int
    source: str

    @property
    def each(self) -> str:
        """With one decimal."""
        tenths = (self.families * 20 + self.staff) // (self.staff * 2)
        return f"{tenths // 10},{tenths % 10}"


def published_load() -> Published | None:
    """The published load, from the figures that come with the programme; None where somebody has removed them."""
    rows = {one.measure: one for one in PublishedFigure.objects.filter(key__in=PUBLISHED)}
    if not {"families", "staff"} <= rows.keys():
        return None
    return Published(rows["families"].value, rows["staff"].value, rows["staff"].source)


PUBLISHED = ("kaltim-2022-families", "kaltim-2022-staff")


# -- handing on ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Bundle:
    """Families that stay together and could go to somebody else: how many are in the programme, how many in all."""

    unit: Unit
    name: str
    group: str
    everybody: int

    @property
    def key(self) -> str:
        return self.unit.key


def families_of(source: int | None, area: str, reader: Staff) -> QuerySet[Family]:
    """Families of one facilitator, or of nobody in an area, that the reader may see."""
    rows = Family.objects.visible_to(reader)
    if source is None:
        return rows.filter(facilitator=None, village__range=range_of(area))
    rows = rows.filter(facilitator=source)
    return rows.filter(village__range=range_of(area)) if area else rows


def bundles(source: int | None, area: str, reader: Staff, day: date, *, apart: bool = False) -> list[Bundle]:
    """Villages whole, or group by group where one is too large for one person; all group by group with `apart`."""
    counted = (
        families_of(source, area, reader)
        .order_by()
        .values_list("village", "group")
        .annotate(paid=Count("pk", filter=Q(participation__in=IN_PROGRAMME)), everybody=Count("pk"))
    )
    paid: dict[str, dict[int | None, int]] = defaultdict(dict)
    everybody: dict[str, dict[int | None, int]] = defaultdict(dict)
    for village, group, in_programme, everyone in counted:
        paid[village][group], everybody[village][group] = in_programme, everyone
    units = _apart(paid) if apart else units_of(paid)
    names = names_of(set(paid), day)
    groups = dict(Group.objects.filter(pk__in=[unit.group for unit in units if unit.group]).values_list("pk", "name"))
    return [
        Bundle(
            unit,
            names.get(unit.village, unit.village),
            groups.get(unit.group or 0, ""),
            sum(everybody[unit.village].values()) if unit.whole else everybody[unit.village][unit.group],
        )
        for unit in units
    ]


def _apart(villages: dict[str, dict[int | None, int]]) -> list[Unit]:
    return [
        Unit(village, families, whole=False, group=group)
        for village, groups in sorted(villages.items())
        for group, families in sorted(groups.items(), key=lambda pair: (pair[0] is None, pair[0] or 0))
    ]


def receivers_for(villages: set[str], source: int | None) -> list[Person]:
    """Facilitators at work in the regencies of these villages: their own districts first, then least families."""
    regencies, districts = {village[:4] for village in villages}, {village[:6] for village in villages}
    posted = Q(pk__in=[])
    for regency in regencies:
        posted |= Q(area__startswith=regency)
    rows = list(Staff.objects.filter(posted, position=FACILITATOR, active=True).exclude(pk=source or 0))
    loads = {
        number: (int(families), count)
        for number, families, count in Load.objects.filter(facilitator__in=[one.pk for one in rows])
        .values_list("facilitator")
        .annotate(total=Sum("families"), villages=Count("village"))
        .values_list("facilitator", "total", "villages")
    }
    found = [Person(staff, *loads.get(staff.pk, (0, 0))) for staff in rows]
    return sorted(
        found, key=lambda one: (one.staff.area[:6] not in districts, one.families, one.staff.name, one.staff.pk)
    )


def as_receivers(people: list[Person]) -> list[Receiver]:
    """The same for the split."""
    return [Receiver(one.staff.pk, one.staff.area, one.families) for one in people]


def after(person: Person, more: int) -> Person:
    """The same person with so many families more."""
    return replace(person, families=person.families + more)


def handed_on(area: str, reader: Staff) -> QuerySet[Reassignment]:
    """Reassignments in an area that the reader may see, newest first."""
    rows = Reassignment.objects.visible_to(reader).select_related("undoes")
    return (rows.filter(village__range=range_of(area)) if area else rows).order_by("-pk")
