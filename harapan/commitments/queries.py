"""Who is on a facility's list on a day or in a month, and which facilities somebody works with."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import reduce
from operator import or_

from django.db import connection
from django.db.models import Q, QuerySet

from harapan.commitments.models import Attachment
from harapan.lib.dates import last_day_of
from harapan.lib.identifiers import range_of
from harapan.places.models import Facility
from harapan.registry.models import Member, Participation
from harapan.staff.models import Staff

IN_PROGRAMME = (
    Participation.CONFIRMED,
    Participation.ACCOUNT_PENDING,
    Participation.ACCOUNT_FAILED,
    Participation.READY,
    Participation.ACTIVE,
    Participation.SUSPENDED,
    Participation.NO_COMPONENT,
    Participation.GRADUATION_CANDIDATE,
)
"""States of families whose members are on lists: confirmed by decree and not yet out."""


@dataclass(frozen=True)
class OnRoll:
    """One line of a facility's list. A school learns no more than name, class and the last four digits of the NIK;
    `born`, `pregnancy` and `due_on` are for health units alone, whose visits go by them.
    """

    member: int
    name: str
    nik_4: str
    grade: int | None
    class_name: str
    since: date
    born: date | None
    pregnancy: int | None
    due_on: date | None


COLUMNS = ("member", "name", "nik_4", "grade", "class_name", "since", "born", "pregnancy", "due_on")


def roll_of(facility: Facility, month: date, staff: Staff) -> list[OnRoll]:
    """The list of a month: who is there on its last day, so that each member is on one list a month."""
    return roll_on(facility, last_day_of(month), staff)


def roll_on(facility: Facility, day: date, staff: Staff) -> list[OnRoll]:
    """The list on a day, by class and name. Providers see all of the own facility's; others whom they may see."""
    if not staff.active:
        return []
    if staff.position == Staff.Position.PROVIDER:
        return _own_roll(facility, day) if staff.facility == facility.code else []
    attached = {one.member: one for one in attached_on(facility.code, day, staff)}
    people = Member.objects.visible_to(staff).filter(
        Q(died_on=None) | Q(died_on__gt=day),
        pk__in=attached,
        same_as=None,
        family__participation__in=IN_PROGRAMME,
    )
    health = facility.service == "health"
    lines = [
        OnRoll(
            one.pk,
            one.name,
            str(one.nik_4 or ""),
            (here := attached[one.pk]).grade,
            here.class_name,
            here.since,
            *((one.born, one.pregnancy, one.due_on) if health else (None, None, None)),
        )
        for one in people.only("pk", "name", "nik_4", "born", "pregnancy", "due_on")
    ]
    return sorted(lines, key=lambda one: (one.class_name, one.name, one.member))


def _own_roll(facility: Facility, day: date) -> list[OnRoll]:
    """Through the one function of the database that lets a provider see people."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(COLUMNS)} FROM commitments_roll(%s, %s)", [facility.code, day])
        return [OnRoll(*row) for row in cursor.fetchall()]


def attached_on(facility: str, day: date, staff: Staff) -> QuerySet[Attachment]:
    """Attachments to a facility on a day, as far as somebody may see the families."""
    return Attachment.objects.visible_to(staff).filter(
        Q(until=None) | Q(until__gt=day), facility=facility, since__lte=day
    )


def facility_of(member: int, service: str, staff: Staff, day: date) -> Attachment | None:
    """Where a member is attached on a day."""
    return (
        Attachment.objects.visible_to(staff)
        .filter(Q(until=None) | Q(until__gt=day), member=member, service=service, since__lte=day)
        .first()
    )


def facilities_visible_to(staff: Staff) -> QuerySet[Facility]:
    """The own facility for who works there; for all others those of the area they are posted to.

    A bank's officer has no business with any.
    """
    if not staff.active or staff.position == Staff.Position.BANK_OFFICER:
        return Facility.objects.none()
    if staff.position == Staff.Position.PROVIDER:
        return Facility.objects.filter(code=staff.facility)
    return _in_areas(_areas_of(staff))


def _areas_of(staff: Staff) -> Sequence[str]:
    if staff.works_for_the_country and not staff.area:
        return [""]
    return [area for area in (staff.area, *staff.further_areas) if area]


def _in_areas(areas: Sequence[str]) -> QuerySet[Facility]:
    if "" in areas:
        return Facility.objects.all()
    if not areas:
        return Facility.objects.none()
    return Facility.objects.filter(reduce(or_, (Q(village__range=range_of(area)) for area in areas)))
