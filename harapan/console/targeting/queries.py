"""What the pages of this desk show of an area: quotas and candidates below it, who is proposed, what a village has."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from harapan.console.figures.measures import FEW
from harapan.console.figures.queries import own_areas
from harapan.coordination.models import StandingSum
from harapan.intake.models import CandidateList, Proposal, Quota
from harapan.intake.targeting.actions.deliberations import CAN_BE_ADDED, CAN_BE_REMOVED
from harapan.intake.targeting.queries import room_in, used_by_regency
from harapan.places.models import Area
from harapan.places.queries import areas_on
from harapan.registry.models import Family, Member
from harapan.staff.models import Staff

MOST_OFFERED = 800
"""Families of a village offered while somebody types; larger than any village's list of proposals needs."""


@dataclass(frozen=True)
class Line:
    """One area below: listed families (None where they are too few to be told), quota, what is split, candidates."""

    code: str
    name: str
    listed: int | None
    quota: int | None
    split: int | None
    used: int

    @property
    def left(self) -> int | None:
        """How many more it takes."""
        return None if self.quota is None else max(self.quota - self.used, 0)


@dataclass(frozen=True)
class Here:
    """An area in a cohort, with the areas below it."""

    line: Line
    below: list[Line]


def here(cohort: str, area: str, staff: Staff, day: date) -> Here:
    """The area itself and what lies below: provinces, regencies, districts or villages."""
    names = _names(area, day)
    listed = _listed(area, staff)
    if len(area) >= 4:
        return _near(cohort, area, names, listed)
    return _far(cohort, area, names, listed)


def _near(cohort: str, area: str, names: dict[str, str], listed: dict[str, int | None]) -> Here:
    """From the regency down, quotas are few: all of the regency's at once."""
    room = room_in(cohort, area[:4])

    def line(code: str) -> Line:
        below = room.below(code) if code == area or len(code) < 10 else None
        return Line(code, names.get(code, code), listed.get(code), room.quotas.get(code), below, room.used.get(code, 0))

    codes = sorted({code for code in {*names, *room.quotas} if _is_child(code, area)})
    return Here(line(area), [line(code) for code in codes])


def _far(cohort: str, area: str, names: dict[str, str], listed: dict[str, int | None]) -> Here:
    """Above the regency a quota is the sum of those of the regencies."""
    digits = 2 if area == "" else 4
    quotas: dict[str, int] = {}
    for regency, families in _regency_quotas(cohort, area).items():
        for code in (area, regency[:digits]):
            quotas[code] = quotas.get(code, 0) + families
    used: dict[str, int] = {}
    for regency, families in used_by_regency(cohort).items():
        for code in (area, regency[:digits]) if regency.startswith(area) else ():
            used[code] = used.get(code, 0) + families

    def line(code: str) -> Line:
        return Line(code, names.get(code, code), listed.get(code), quotas.get(code), None, used.get(code, 0))

    codes = sorted({code for code in {*names, *quotas} if _is_child(code, area)})
    return Here(line(area), [line(code) for code in codes])


def _regency_quotas(cohort: str, area: str) -> dict[str, int]:
    """The newest quota of every regency, asked for by their codes so that villages' quotas are not read."""
    regencies = list(
        Area.objects.filter(level=Area.Level.REGENCY, code__startswith=area).values_list("code", flat=True)
    )
    rows = Quota.objects.filter(cohort=cohort, area__in=regencies).order_by("area", "-id").distinct("area")
    return dict(rows.values_list("area", "families"))


def _is_child(code: str, area: str) -> bool:
    digits = {0: 2, 2: 4, 4: 6, 6: 10}.get(len(area))
    return len(code) == digits and code.startswith(area)


def _names(area: str, day: date) -> dict[str, str]:
    rows = areas_on(day)
    around = [area[:digits] for digits in (2, 4, 6, 10) if len(area) >= digits]
    return dict((rows.filter(parent=area) | rows.filter(code__in=around)).values_list("code", "name"))


def _listed(area: str, staff: Staff) -> dict[str, int | None]:
    """Listed families here and below; fewer than five of other people's areas are not told."""
    own = own_areas(staff)
    rows = StandingSum.objects.filter(area=area) | StandingSum.objects.filter(parent=area)
    found: dict[str, int | None] = {}
    for code, states in rows.values_list("area", "participation"):
        count = int(states.get("listed", 0))
        hidden = 0 < count < FEW and not any(code.startswith(one) for one in own)
        found[code] = None if hidden else count
    return found


def names_of(codes: Iterable[str], day: date) -> dict[str, str]:
    """What areas are called."""
    return dict(areas_on(day).filter(code__in=list(codes)).values_list("code", "name"))


# -- lists and proposals ---------------------------------------------------------------------------------------------


def caretakers(families: Iterable[int]) -> dict[int, tuple[str, str, str]]:
    """Caretaker, address and state of families, in two queries."""
    found = {family.pk: family for family in Family.objects.filter(pk__in=list(families))}
    names = dict(
        Member.objects.filter(pk__in=[one.caretaker for one in found.values() if one.caretaker]).values_list(
            "pk", "name"
        )
    )
    return {
        number: (names.get(family.caretaker or 0, ""), family.address, family.participation)
        for number, family in found.items()
    }


@dataclass(frozen=True)
class Offered:
    """A family of the village that can be typed: its number, and who it is."""

    number: int
    name: str
    address: str


def offered(village: str, staff: Staff) -> tuple[list[Offered], list[Offered]]:
    """Families of a village that a meeting may propose to add, and those it may call able."""
    rows = Family.objects.visible_to(staff).filter(village=village)
    add = list(rows.filter(participation__in=CAN_BE_ADDED).order_by("pk").values_list("pk", flat=True)[:MOST_OFFERED])
    remove = list(
        rows.filter(participation__in=CAN_BE_REMOVED).order_by("pk").values_list("pk", flat=True)[:MOST_OFFERED]
    )
    told = caretakers([*add, *remove])
    return (
        [Offered(number, *told[number][:2]) for number in add if number in told],
        [Offered(number, *told[number][:2]) for number in remove if number in told],
    )


def proposals_of(staff: Staff, state: str) -> QuerySet[Proposal]:
    """Proposals this person may see: those that wait, those that were decided, or all."""
    rows = Proposal.objects.visible_to(staff).select_related("deliberation", "decision")
    if state == "menunggu":
        return rows.filter(decision__isnull=True)
    if state == "selesai":
        return rows.filter(decision__isnull=False)
    return rows


def drafts_waiting() -> int:
    """Drafts that somebody drew up and nobody has made yet, counted only so far."""
    return CandidateList.objects.filter(state=CandidateList.State.DRAFT, chosen__gt=0)[:100].count()
