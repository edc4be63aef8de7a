"""What the filters offer: areas from the province down, and who looks after the families of one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from harapan.lib.identifiers import range_of
from harapan.places.queries import areas_on
from harapan.registry.models import Family
from harapan.staff.models import Staff
from harapan.ui.words import Words


@dataclass(frozen=True)
class Level:
    """One select of the drill-down."""

    name: str
    words: Words
    choices: list[tuple[str, str]]
    chosen: str


NAMES = (
    ("prov", 2, Words("Provinsi", "Province")),
    ("kab", 4, Words("Kabupaten/kota", "Regency or city")),
    ("kec", 6, Words("Kecamatan", "District")),
    ("desa", 10, Words("Desa/kelurahan", "Village")),
)


def levels(area: str, staff: Staff, on: date) -> list[Level]:
    """The selects from the province down to one below the area chosen, each with what lies in one's own scope; none
    where one's posting leaves no choice.
    """
    parents = parents_of(area, staff)
    return levels_among(areas_near(parents, (), on), parents, area, staff)


def parents_of(area: str, staff: Staff) -> list[str]:
    """The country, and each area down to the one chosen: what lies directly in them is offered."""
    area = area or _own(staff)
    return [area[:digits] for digits in (0, 2, 4, 6) if len(area) >= digits]


def areas_near(parents: Sequence[str], villages: Sequence[str], on: date) -> list[tuple[str, str, str]]:
    """Code, name and parent of what lies directly in these parents, and of these villages and what they lie in: what a
    page needs for its selects and its rows, asked at once.
    """
    named = {village[:digits] for village in villages for digits in (2, 4, 6, 10)}
    rows = areas_on(on).filter(Q(parent__in=parents) | Q(code__in=named)).order_by("name")
    return list(rows.values_list("code", "name", "parent"))


def levels_among(areas: Sequence[tuple[str, str, str]], parents: Sequence[str], area: str, staff: Staff) -> list[Level]:
    """See `levels`, of areas that are known already."""
    area = area or _own(staff)
    below: dict[str, list[tuple[str, str]]] = {}
    for code, name, parent in areas:
        if parent in parents and _may_choose(code, staff):
            below.setdefault(parent, []).append((code, name))
    return [
        Level(name, words, below[parent], area[:digits] if len(area) >= digits else "")
        for parent, (name, digits, words) in zip(parents, NAMES, strict=False)
        if parent in below and digits > len(_own(staff))
    ]


def _own(staff: Staff) -> str:
    """The one area of this person's posting, if there is just one."""
    if staff.position == Staff.Position.FACILITATOR:
        return staff.area
    return staff.areas[0] if len(staff.areas) == 1 else ""


def _may_choose(code: str, staff: Staff) -> bool:
    """Above, or within, an area of this person. A facilitator, who has families, may choose freely and finds theirs."""
    if staff.position == Staff.Position.FACILITATOR:
        return True
    return any(code.startswith(area) or area.startswith(code) for area in staff.areas)


def facilitators_in(area: str, staff: Staff) -> list[tuple[int, str]]:
    """Who looks after the families of a district or village, by name."""
    if len(area) < len("640206"):
        return []
    families = Family.objects.visible_to(staff).filter(village__range=range_of(area), facilitator__isnull=False)
    numbers = set(families.order_by().values_list("facilitator", flat=True).distinct())
    return sorted(Staff.objects.filter(pk__in=numbers).values_list("pk", "name"), key=lambda one: one[1])
