"""How children stand and stood, and whom a health unit serves, as far as somebody may see them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.db import connection
from django.db.models import Exists, OuterRef, QuerySet

from harapan.commitments.models import Growth, Measurement, Retraction
from harapan.commitments.preview import people_of
from harapan.commitments.queries import attached_on
from harapan.lib.dates import last_day_of
from harapan.places.models import Facility
from harapan.registry.models import Member
from harapan.staff.models import Staff


def standing_of(member: int) -> list[Measurement]:
    """Every measurement of a child that counts, oldest first; give a child that was checked for visibility."""
    gone = Retraction.objects.filter(measurement=OuterRef("pk"))
    rows = Measurement.objects.filter(~Exists(gone), member=member).order_by("measured_on", "pk")
    return list({row.measured_on: row for row in rows}.values())


@dataclass(frozen=True)
class Weighed:
    """One measurement that counts, as a health unit is told of it."""

    member: int
    measured_on: date
    grams: int | None
    millimetres: int | None
    lying: bool | None
    source: str


WEIGHED: Final = ("member", "measured_on", "grams", "millimetres", "lying", "source")


def weighings_of(facility: Facility, members: Collection[int], first: date, last: date, staff: Staff) -> list[Weighed]:
    """What was measured between two days of children whom a unit serves, oldest first; of all for its own staff.

    Others give children that were checked for visibility.
    """
    if not members:
        return []
    if staff.position == Staff.Position.PROVIDER:
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT {', '.join(WEIGHED)} FROM commitments_weighed(%s, %s, %s)", [facility.code, first, last]
            )
            rows = [row for row in cursor.fetchall() if row[0] in members]
    else:
        gone = Retraction.objects.filter(measurement=OuterRef("pk"))
        counting = Measurement.objects.filter(~Exists(gone), member__in=members, measured_on__range=(first, last))
        rows = list(counting.order_by("pk").values_list(*WEIGHED))
    newest = {row[:2]: Weighed(*row) for row in rows}
    return [newest[key] for key in sorted(newest, key=lambda key: key[1])]


def children_to_see(staff: Staff) -> QuerySet[Growth]:
    """Children whom somebody should look at, as far as they are this person's."""
    return Growth.objects.visible_to(staff).filter(worst__gt=0)


COLUMNS: Final = (
    *("member", "family", "born", "sex", "relation", "pregnancy", "due_on", "school", "in_education_register"),
    *("disability", "registered", "at_home", "died_on", "confirmed_on", "caretaker"),
)
"""What the protocols go by, as `commitments_patients` tells it to a unit of its own people."""


def patients_of(facility: Facility, month: date, staff: Staff) -> list[dict[str, Any]]:
    """Whom a unit serves in a month, as `due_of` asks for them: of all for its own staff, else of whom one may see."""
    day = last_day_of(month)
    if staff.position == Staff.Position.PROVIDER:
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {', '.join(COLUMNS)} FROM commitments_patients(%s, %s)", [facility.code, day])
            return [dict(zip(COLUMNS, row, strict=True)) for row in cursor.fetchall()]
    here = attached_on(facility.code, day, staff).filter(service="health").values("member")
    return people_of(Member.objects.visible_to(staff).filter(pk__in=here), month)
