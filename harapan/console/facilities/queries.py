"""What the pages of facilities show: who works there, who is on the list, which months were told, who has none."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from harapan.commitments.attachments.moving import LEVELS
from harapan.commitments.models import Attachment, Claim, Coverage
from harapan.commitments.queries import IN_PROGRAMME, OnRoll
from harapan.lib.identifiers import range_of
from harapan.places.models import Facility
from harapan.places.queries import facilities_like
from harapan.registry.models import Member
from harapan.staff.models import Staff

NEAR = 4
"""Digits of an area in which those without a facility are looked for: a regency or less."""
MONTHS = 6
MOVES, LEFT = 20, 8
OFFERED = 40


@dataclass(frozen=True)
class Class:
    """One class of a list, or all of a unit that has none."""

    name: str
    people: list[OnRoll]


def classes_of(roll: Sequence[OnRoll]) -> list[Class]:
    """The list by class, those of no class last."""
    found: dict[str, list[OnRoll]] = defaultdict(list)
    for one in roll:
        found[one.class_name].append(one)
    return [Class(name, found[name]) for name in sorted(found, key=lambda name: (name == "", len(name), name))]


def attached_now(codes: Sequence[str], staff: Staff) -> dict[str, int]:
    """How many of those somebody may see are attached to each of some facilities."""
    rows = Attachment.objects.visible_to(staff).filter(facility__in=codes, until=None)
    return dict(rows.values_list("facility").annotate(Count("pk")))


def working_at(facility: Facility, reader: Staff) -> QuerySet[Staff]:
    """Who works there, for those who look staff up and for colleagues."""
    found = Staff.objects.filter(position=Staff.Position.PROVIDER, facility=facility.code, active=True)
    if reader.may_see_staff or reader.facility == facility.code:
        return found.order_by("name")
    return found.none()


def told_months(facility: Facility, reader: Staff) -> list[Coverage]:
    """The last months of its list and how many were told of, newest first."""
    rows = Coverage.objects.visible_to(reader).filter(facility=facility.code, service=facility.service, members__gt=0)
    return list(rows.order_by("-month")[:MONTHS])


def latest_moves(facility: Facility, reader: Staff) -> list[tuple[Attachment, str]]:
    """Who left last, as far as somebody may see them; another class of the same school is no leaving."""
    stayed = Attachment.objects.filter(member=OuterRef("member"), facility=facility.code, since=OuterRef("until"))
    rows = Attachment.objects.visible_to(reader).filter(~Exists(stayed), facility=facility.code, until__isnull=False)
    ended = list(rows.order_by("-until", "-pk")[:LEFT])
    names = dict(
        Member.objects.visible_to(reader).filter(pk__in=[one.member for one in ended]).values_list("pk", "name")
    )
    return [(one, names[one.member]) for one in ended if one.member in names]


def claims_of(facility: Facility, reader: Staff) -> list[Claim]:
    """What the facility said, newest first, with what was decided."""
    rows = Claim.objects.visible_to(reader).filter(facility=facility.code).select_related("ruling")
    return list(rows.order_by("-pk")[:MOVES])


def without(service: str, area: str, staff: Staff) -> QuerySet[Member]:
    """Members of an area who go to school, or are small or expecting, and are on no list of that service."""
    here = Attachment.objects.filter(member=OuterRef("pk"), service=service, until=None)
    people = Member.objects.visible_to(staff).filter(
        ~Exists(here),
        village__range=range_of(area),
        died_on=None,
        same_as=None,
        family__participation__in=IN_PROGRAMME,
    )
    if service == "school":
        return people.filter(school__in=LEVELS[1:])
    return people.filter(pregnancy__gt=0)


def places_for(member: Member, service: str, day: date) -> list[Facility]:
    """Open facilities that fit a member, those of the own village first: what a move offers."""
    fitting = Facility.objects.filter(
        Q(valid_from=None) | Q(valid_from__lte=day), Q(valid_to=None) | Q(valid_to__gt=day)
    )
    if service == "school":
        fitting = fitting.filter(kind="school", level=member.school)
    else:
        fitting = fitting.exclude(kind="school")
    near = list(fitting.filter(village=member.village).order_by("name")[:OFFERED])
    district = fitting.filter(village__range=range_of(member.village[:6])).exclude(village=member.village)
    return near + list(district.order_by("name")[: OFFERED - len(near)])


def found_like(text: str, member: Member, service: str) -> list[Facility]:
    """Facilities of the member's province by code or name that fit, for who goes to school farther away."""
    rows = facilities_like(Facility.objects.all(), text, area=member.village[:2])
    rows = rows.filter(kind="school", level=member.school) if service == "school" else rows.exclude(kind="school")
    return list(rows.order_by("village", "name")[:OFFERED])


def attachments_of(member: Member, staff: Staff) -> list[tuple[Attachment, str]]:
    """Where a member was and is, newest first, with the facilities' names."""
    rows = list(
        Attachment.objects.visible_to(staff).filter(member=member.pk).order_by(F("since").desc(), "-pk")[:MOVES]
    )
    names = dict(Facility.objects.filter(code__in=[one.facility for one in rows]).values_list("code", "name"))
    return [(one, names.get(one.facility, one.facility)) for one in rows]
