"""Schools somebody works with, their classes in a month, and what was said of each pupil."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db.models import QuerySet

from harapan.commitments.models import Report
from harapan.commitments.queries import OnRoll, facilities_visible_to, roll_of
from harapan.console.reporting.readers import READERS
from harapan.console.schools.sheet import Class, Days
from harapan.lib.dates import months_after
from harapan.places.models import Facility
from harapan.staff.models import Staff

SCHOOL = Report.Service.SCHOOL
OF_THE_SCHOOL = (Report.Source.GRID, Report.Source.PASTE)
"""Reports of a whole class by the school itself: one a month, and further ones reopen it."""

P = Staff.Position
LEVELS = (Facility.Level.SD, Facility.Level.SMP, Facility.Level.SMA)
"""Schools at which attendance is a duty; pre-schools (PAUD) have none, there growth is looked at (domain facts 4.1)."""


def may_read(staff: Staff) -> bool:
    """Opens the pages of single schools: who works there, and who works with the families of its pupils."""
    return staff.active and (staff.position in READERS or works_at_a_school(staff))


def works_at_a_school(staff: Staff) -> bool:
    """Somebody of a school, not of a health unit."""
    return staff.active and staff.position == P.PROVIDER and schools_of(staff).exists()


def may_enter(staff: Staff, school: Facility) -> bool:
    """Fills sheets in: the school's own staff, and facilitators for pupils of their families."""
    own = staff.position == P.PROVIDER and staff.facility == school.code
    return staff.active and (own or staff.position == P.FACILITATOR)


def may_bring(staff: Staff, school: Facility) -> bool:
    """Brings forms that were filled in: whoever fills sheets in, and those who bring lists of their area."""
    return may_enter(staff, school) or staff.may_import


def schools_of(staff: Staff) -> QuerySet[Facility]:
    """The schools somebody works with."""
    return facilities_visible_to(staff).filter(kind=Facility.Kind.SCHOOL, level__in=LEVELS)


def said_of(school: Facility, months: Sequence[date], staff: Staff) -> list[Report]:
    """What was reported, in the order in which it was said."""
    asked = Report.objects.visible_to(staff).filter(facility=school.code, service=SCHOOL, month__in=months)
    return list(asked.select_related("entry").order_by("pk"))


@dataclass
class Told:
    """All that stands of a school's month: reports that none took the place of, and the last word on each pupil."""

    reports: list[Report] = field(default_factory=list)
    days: dict[int, Days] = field(default_factory=dict)

    @classmethod
    def of(cls, reports: Iterable[Report]) -> "Told":
        """From reports of one month, oldest first."""
        rows = list(reports)
        replaced = {one.reopens_id for one in rows}
        found = cls([one for one in rows if one.pk not in replaced])
        for report in found.reports:
            for member, _, open_days, unexcused, permitted, sick in report.lines:
                found.days[member] = Days(open_days, unexcused, permitted, sick, report.available)
        return found

    def of_class(self, group: Class, by: Staff) -> Report | None:
        """The report of a class that somebody would correct: the school's own; of a facilitator, their own."""
        theirs = [one for one in self.reports if Class.of(one) == group]
        if by.position == P.FACILITATOR:
            theirs = [one for one in theirs if one.by == by.pk]
        else:
            theirs = [one for one in theirs if one.source in OF_THE_SCHOOL]
        return theirs[-1] if theirs else None

    def newest_of(self, group: Class) -> Report | None:
        """The last report that stands, by whomever."""
        return next((one for one in reversed(self.reports) if Class.of(one) == group), None)

    @property
    def open_days(self) -> int | None:
        """What was said last about the month's effective days."""
        return next((one.open_days for one in reversed(self.reports) if one.available and one.open_days), None)


@dataclass(frozen=True)
class ClassMonth:
    """One class in one month, as far as somebody may see its pupils."""

    group: Class
    pupils: int
    told: int
    report: Report | None

    @property
    def state(self) -> str:
        """`sent`, `partly` or `none`."""
        return "sent" if self.told == self.pupils else "partly" if self.told else "none"


@dataclass(frozen=True)
class SchoolMonth:
    """A school in a month: its list, and what was said."""

    school: Facility
    month: date
    roll: list[OnRoll]
    told: Told
    before: Told

    @property
    def classes(self) -> list[ClassMonth]:
        """In the order of grades and names."""
        pupils: dict[Class, list[int]] = defaultdict(list)
        for one in self.roll:
            pupils[Class.of(one)].append(one.member)
        return [
            ClassMonth(
                group, len(members), sum(member in self.told.days for member in members), self.told.newest_of(group)
            )
            for group, members in sorted(pupils.items())
        ]

    def pupils_of(self, group: Class) -> list[OnRoll]:
        return [one for one in self.roll if Class.of(one) == group]


def school_month(school: Facility, month: date, staff: Staff) -> SchoolMonth:
    """Two questions: the list, and what was said of this month and the one before."""
    last = months_after(month, -1)
    said = said_of(school, [last, month], staff)
    return SchoolMonth(
        school,
        month,
        roll_of(school, month, staff),
        Told.of(one for one in said if one.month == month),
        Told.of(one for one in said if one.month == last),
    )
