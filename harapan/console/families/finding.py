"""Searching: whatever somebody typed, as the families it may mean."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar

from django.db.models import Q, QuerySet

from harapan.console.families.filters import Filters, number_of
from harapan.console.families.queries import Line, Stage, families_matching, lines_of, names_of, places_of
from harapan.lib.identifiers import range_of, undotted
from harapan.places.models import Area
from harapan.places.queries import areas_on
from harapan.registry import search
from harapan.registry.models import Family, Member
from harapan.staff.models import Staff
from harapan.ui.words import Words

Row = TypeVar("Row")


@dataclass
class Group:
    """What was found in one way."""

    words: Words
    lines: list[Line]
    more: bool = False


@dataclass
class Found:
    """What a search came to."""

    groups: list[Group] = field(default_factory=list)
    villages: list[tuple[Area, str]] = field(default_factory=list)
    """Villages of that name, with the place they lie in."""
    area: str = ""
    """The whole search was the code of an area."""
    spelt: str = ""
    """Nothing was found as it was typed, but this way of writing it was."""
    too_short: bool = False

    @property
    def lines(self) -> list[Line]:
        return [line for group in self.groups for line in group.lines]


VILLAGES = 8
"""So many villages of a name are offered."""


def found(filters: Filters, staff: Staff, known: Sequence[Stage], on: date) -> Found:
    """Families by what was typed: a number of any kind, or words of a name, or of a village."""
    digits = undotted(re.sub(r"[\s#-]", "", filters.search))
    among = families_matching(filters, staff, known) if filters.others else None
    if digits.isascii() and digits.isdigit():
        return _by_number(digits, filters, among, staff, known, on)
    return _by_name(filters, among, staff, known, on)


def _by_number(
    digits: str, filters: Filters, among: QuerySet[Family] | None, staff: Staff, known: Sequence[Stage], on: date
) -> Found:
    if ("." in filters.search or len(digits) == len("6402062006")) and areas_on(on).filter(code=digits).exists():
        return Found(area=digits)
    result, latest = Found(), known[0] if known else None
    families = Family.objects.visible_to(staff) if among is None else among
    if (number := number_of(digits)) is not None:
        by_number = list(families.filter(pk=number))
        result.groups.append(Group(Words("Nomor keluarga", "Family number"), lines_of(by_number, staff, latest, on)))
    if len(digits) in (4, 16):
        whole = len(digits) == 16
        members = search.members_with_nik(digits, staff, filters.area, among)
        nik = Words("NIK", "NIK") if whole else Words("Empat angka terakhir NIK", "Last four of the NIK")
        result.groups.append(_of_members(nik, members, staff, latest, on))
        cards = search.families_with_card(digits, staff, filters.area, among)
        card = Words("Nomor KK", "Family card") if whole else Words("Empat angka terakhir KK", "Last four of the card")
        held = _in_order(cards[: search.MOST], Family.objects.visible_to(staff).in_bulk(cards))
        result.groups.append(Group(card, lines_of(held, staff, latest, on), len(cards) > search.MOST))
    result.groups = [group for group in result.groups if group.lines]
    return result


def _by_name(filters: Filters, among: QuerySet[Family] | None, staff: Staff, known: Sequence[Stage], on: date) -> Found:
    words, latest = search.words_of(filters.search), known[0] if known else None
    if not words:
        return Found(too_short=True)
    members, spelt = search.members_named(words, staff, filters.area, among), ""
    if not members and (other := search.other_spelling(words)) != words:
        members, spelt = search.members_named(other, staff, filters.area, among), " ".join(other).title()
    groups = [_of_members(Words("Nama", "Name"), members, staff, latest, on)] if members else []
    return Found(groups, _villages_called(filters.search, staff, on), spelt=spelt if members else "")


def _of_members(words: Words, members: list[int], staff: Staff, stage: Stage | None, on: date) -> Group:
    """Their families, each once, in the order the members were found."""
    persons = _in_order(members[: search.MOST], Member.objects.visible_to(staff).in_bulk(members))
    of_family: dict[int, list[Member]] = {}
    for person in persons:
        of_family.setdefault(person.family_id, []).append(person)
    families = _in_order(list(of_family), Family.objects.visible_to(staff).in_bulk(list(of_family)))
    lines = lines_of(families, staff, stage, on)
    for line in lines:
        line.found = of_family[line.number]
    return Group(words, lines, len(members) > search.MOST)


def _in_order(numbers: Sequence[int], rows: Mapping[int, Row]) -> list[Row]:
    return [rows[number] for number in numbers if number in rows]


def _villages_called(name: str, staff: Staff, on: date) -> list[tuple[Area, str]]:
    """Villages in one's own area with these words in their name, the shortest names first."""
    villages = areas_on(on).filter(_within(staff), level=Area.Level.VILLAGE, name__icontains=name)
    some = sorted(villages[:200], key=lambda area: (len(area.name), area.code))[:VILLAGES]
    names = names_of([area.code for area in some], on)
    return [(area, ", ".join(places_of(area.code, names)[1:3])) for area in some]


def _within(staff: Staff) -> Q:
    """Areas whose families this person sees; a facilitator's villages are told by their families."""
    if staff.position == Staff.Position.FACILITATOR:
        return Q(code__in=Family.objects.visible_to(staff).order_by().values("village").distinct())
    if "" in staff.areas:
        return Q()
    ways = Q(pk__in=[])
    for area in staff.areas:
        ways |= Q(code__range=range_of(area))
    return ways
