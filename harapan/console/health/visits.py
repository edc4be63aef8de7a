"""The list of a health unit in a month: who is due for what by when, and what was said of each visit."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from typing import Final

from harapan.commitments.health.queries import patients_of, weighings_of
from harapan.commitments.models import Readiness, Report
from harapan.commitments.preview import Due, due_of
from harapan.commitments.queries import OnRoll, roll_of
from harapan.console.health.duties import duties_seen
from harapan.console.health.weighing import Weighing
from harapan.console.reporting.cells import Cell, cells_of, numbers_of
from harapan.entitlements.law import law
from harapan.lib.dates import last_day_of, months_after
from harapan.places.models import Facility
from harapan.staff.models import Staff
from harapan.ui.words import Words

KINDS: Final = ("tidak", "izin", "sakit")
"""Not come without reason, excused, sick: the columns. Empty means that every visit was made."""
AHEAD: Final = 3
"""Months after this one whose windows are shown as soon as they are open."""
SOON: Final = timedelta(days=7)
Key = tuple[int, str]
"""A member and a duty."""


GROWTH: Final = "child_growth"
REMEMBERED: Final = 6
"""Months back in which the last weight and height are looked for."""


@dataclass(frozen=True)
class Visits:
    """What was said of one member's duty in a month."""

    open: int
    unexcused: int
    permitted: int
    sick: int
    available: bool = True


@dataclass
class Row:
    """One member's duty on the sheet. `typed` is what stands in the cells, nonsense too, so nobody types it twice."""

    place: int
    patient: OnRoll
    due: Due
    today: date
    told: Visits | None = None
    weighing: Weighing | None = None
    typed: dict[str, str] = field(default_factory=dict)

    @property
    def key(self) -> Key:
        return self.due.member, self.due.duty

    @property
    def name(self) -> str:
        return self.patient.name

    @property
    def last_four(self) -> str:
        return f"··{self.patient.nik_4}" if self.patient.nik_4 else ""

    @property
    def duty(self) -> Words:
        return duties_seen()[self.due.duty]

    @property
    def steps(self) -> list[Words]:
        """What exactly is due, where the protocol says it more closely than the duty."""
        return [Words(title.id, title.en) for title in self.due.what]

    @property
    def who(self) -> str:
        """How old, or when the birth is expected: what the unit knows a visit by."""
        if self.due.duty in ("antenatal", "delivery", "postnatal") and self.patient.due_on:
            return f"{self.patient.due_on:%d-%m-%Y}"
        born = self.patient.born
        if born is None:
            return ""
        months = (self.today.year - born.year) * 12 + self.today.month - born.month - (self.today.day < born.day)
        return str(Words(f"{months} bulan", f"{months} months") if months < 72 else _years(months // 12))

    @property
    def is_late(self) -> bool:
        """The window has closed, and nobody has said that the visits were made."""
        return self.due.last < self.today and (self.told is None or self.told.unexcused > 0)

    @property
    def is_soon(self) -> bool:
        return self.told is None and self.today <= self.due.last <= self.today + SOON

    @property
    def cells(self) -> list[Cell]:
        return cells_of(KINDS, self.typed)

    @property
    def visits(self) -> Visits | None:
        """What the cells come to; None for nonsense."""
        read = numbers_of(KINDS, self.typed)
        if read is None:
            return None
        unexcused, permitted, sick = read
        return Visits(self.due.visits, unexcused, permitted, sick)

    @property
    def wrong(self) -> bool:
        """Nonsense, or more than was due."""
        said = self.visits
        return said is None or said.unexcused + said.permitted + said.sick > said.open

    @property
    def unlikely(self) -> Words | None:
        """What is wrong with the weight or height, as far as it is this row's to say."""
        one = self.weighing
        if one is None or not one.says_something:
            return None
        said = self.visits
        if said and said.open and said.unexcused + said.permitted + said.sick >= said.open:
            return Words("ditimbang, tetapi ditulis tidak datang", "was weighed, and yet is said not to have come")
        return one.wrong

    @property
    def says_something(self) -> bool:
        return any(self.typed.get(kind, "").strip() not in ("", "0") for kind in KINDS)


def _years(years: int) -> Words:
    return Words(f"{years} tahun", f"{years} years")


def said_of(unit: Facility, month: date, staff: Staff) -> list[Report]:
    """Reports of a unit's month that none took the place of, oldest first."""
    rows = list(
        Report.objects.visible_to(staff)
        .filter(facility=unit.code, service="health", month=month)
        .select_related("entry")
        .order_by("pk")
    )
    replaced = {one.reopens_id for one in rows}
    return [one for one in rows if one.pk not in replaced]


def told_in(reports: Iterable[Report]) -> dict[Key, Visits]:
    """The last word on each."""
    return {
        (member, duty): Visits(visits, unexcused, permitted, sick, report.available)
        for report in reports
        for member, duty, visits, unexcused, permitted, sick in report.lines
    }


def readiness_of(unit: Facility, month: date) -> Readiness | None:
    """The newest statement about a month."""
    return Readiness.objects.filter(facility=unit.code, month=month).order_by("-pk").first()


@dataclass
class Month:
    """A unit in a month, as far as somebody may see whom it serves."""

    unit: Facility
    month: date
    staff: Staff
    today: date

    @cached_property
    def roll(self) -> dict[int, OnRoll]:
        """Who is on the list."""
        return {one.member: one for one in roll_of(self.unit, self.month, self.staff)}

    @cached_property
    def reports(self) -> list[Report]:
        return said_of(self.unit, self.month, self.staff)

    @cached_property
    def told(self) -> dict[Key, Visits]:
        return told_in(self.reports)

    @cached_property
    def readiness(self) -> Readiness | None:
        return readiness_of(self.unit, self.month)

    @cached_property
    def patients(self) -> list[dict[str, object]]:
        return [one for one in patients_of(self.unit, self.month, self.staff) if one["member"] in self.roll]

    def due_in(self, months: Sequence[date]) -> list[Due]:
        """By the engine, of whom is on the list now."""
        return [one for one in due_of(self.patients, months, law()) if one.duty in duties_seen()]

    @cached_property
    def rows(self) -> list[Row]:
        """Duties whose window closes in this month, the first to close on top."""
        due = self._in_order(self.due_in([self.month]))
        weighings = self._weighings({one.member for one in due if one.duty == GROWTH})
        return [
            Row(place, self.roll[one.member], one, self.today, self.told.get((one.member, one.duty)),
                weighings.get(one.member) if one.duty == GROWTH else None)
            for place, one in enumerate(due, start=1)
        ]  # fmt: skip

    @cached_property
    def ahead(self) -> list[Row]:
        """Windows that are open already and close in the next months; what is due every month is left out."""
        months = [months_after(self.month, step) for step in range(1, AHEAD + 1)]
        found = [
            one
            for one in self.due_in(months)
            if (one.first < months[0] and (one.last - one.first).days > 31) or one.month == months[0]
        ]
        return [
            Row(place, self.roll[one.member], one, self.today)
            for place, one in enumerate(self._in_order(found), start=1)
            if one.duty != GROWTH
        ]

    def _in_order(self, found: list[Due]) -> list[Due]:
        order = list(duties_seen())
        return sorted(found, key=lambda one: (order.index(one.duty), one.last, self.roll[one.member].name, one.member))

    def _weighings(self, members: set[int]) -> dict[int, Weighing]:
        """What is known of children who are due: of this month, and the last of the half year before."""
        patients = {one["member"]: one for one in self.patients if one["member"] in members}
        weighings = {member: Weighing(child, self.month, self.today) for member, child in patients.items()}
        told = weighings_of(
            self.unit, members, months_after(self.month, -REMEMBERED), last_day_of(self.month), self.staff
        )
        for one in told:
            here = weighings.get(one.member)
            if here is None:
                continue
            if one.measured_on >= self.month:
                here.known = one
                continue
            here.weighed_before = one if one.grams is not None else here.weighed_before
            here.height_before = one if one.millimetres is not None else here.height_before
        return weighings

    def standing(self, *, available: bool) -> Report | None:
        """The report that a new one of the same kind takes the place of: the unit's own, or the facilitator's own."""
        own = [one for one in self.reports if one.available == available and one.by == self.staff.pk]
        if self.staff.position == Staff.Position.PROVIDER:
            own = [one for one in self.reports if one.available == available and one.source == "visits"]
        return own[-1] if own else None

    @property
    def by_duty(self) -> list[tuple[Words, list[Row]]]:
        """The rows, duty by duty."""
        return [
            (words, rows)
            for duty, words in duties_seen().items()
            if (rows := [row for row in self.rows if row.due.duty == duty])
        ]

    @property
    def waiting(self) -> int:
        """How many have no word yet."""
        return sum(row.told is None for row in self.rows)

    @property
    def late(self) -> int:
        return sum(row.is_late for row in self.rows)
