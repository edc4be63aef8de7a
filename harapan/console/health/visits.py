"""The list of a health unit in a month: who is due for what by when, and what was said of each visit."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from typing import Final

from django.urls import reverse

from harapan.commitments.health.queries import patients_of
from harapan.commitments.models import Growth, Readiness, Report
from harapan.commitments.preview import Due, due_of
from harapan.commitments.queries import OnRoll, roll_of
from harapan.console.health.duties import duties_seen
from harapan.entitlements.law import law
from harapan.lib.dates import months_after
from harapan.places.models import Facility
from harapan.staff.models import Staff
from harapan.ui.words import Words

KINDS: Final = ("tidak", "izin", "sakit")
"""Not come without reason, excused, sick: the columns. Empty means that every visit was made."""
MOST_TYPED: Final = 3
AHEAD: Final = 3
"""Months after this one whose windows are shown as soon as they are open."""
SOON: Final = timedelta(days=7)
Key = tuple[int, str]
"""A member and a duty."""


@dataclass(frozen=True)
class Visits:
    """What was said of one member's duty in a month."""

    open: int
    unexcused: int
    permitted: int
    sick: int
    available: bool = True


@dataclass(frozen=True)
class Cell:
    """One field of a row."""

    kind: str
    typed: str


@dataclass
class Row:
    """One member's duty on the sheet. `typed` is what stands in the cells, nonsense too, so nobody types it twice."""

    place: int
    patient: OnRoll
    due: Due
    today: date
    told: Visits | None = None
    measured_on: date | None = None
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
        return [Cell(kind, self.typed.get(kind, "")) for kind in KINDS]

    @property
    def visits(self) -> Visits | None:
        """What the cells come to; None for nonsense."""
        read = [whole(self.typed.get(kind, "")) for kind in KINDS]
        unexcused, permitted, sick = (number or 0 for number in read)
        return None if None in read else Visits(self.due.visits, unexcused, permitted, sick)

    @property
    def wrong(self) -> bool:
        """Nonsense, or more than was due."""
        said = self.visits
        return said is None or said.unexcused + said.permitted + said.sick > said.open

    @property
    def says_something(self) -> bool:
        return any(self.typed.get(kind, "").strip() not in ("", "0") for kind in KINDS)


def _years(years: int) -> Words:
    return Words(f"{years} tahun", f"{years} years")


def whole(text: str) -> int | None:
    """A number of visits; nothing is none, and nonsense is nothing we know."""
    plain = text.strip()
    return int(plain) if re.fullmatch(r"[0-9]{1,2}", plain) else 0 if plain in ("", "-", "–") else None


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
        measured = self._measured()
        return [
            Row(place, self.roll[one.member], one, self.today, self.told.get((one.member, one.duty)),
                measured.get(one.member) if one.duty == "child_growth" else None)
            for place, one in enumerate(self._in_order(self.due_in([self.month])), start=1)
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
            if one.duty != "child_growth"
        ]

    def _in_order(self, found: list[Due]) -> list[Due]:
        order = list(duties_seen())
        return sorted(found, key=lambda one: (order.index(one.duty), one.last, self.roll[one.member].name, one.member))

    def _measured(self) -> dict[int, date]:
        """When children were last measured, if it was in this month: a list said so, and nobody types it twice."""
        rows = Growth.objects.visible_to(self.staff).filter(
            pk__in=self.roll, measured_on__gte=self.month, measured_on__lt=months_after(self.month, 1)
        )
        return dict(rows.values_list("pk", "measured_on"))

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


@dataclass
class Sheet:
    """The month while it is filled in. `out` are duties that were not served; `reopens` what is taken the place of."""

    month: Month
    rows: list[Row]
    out: set[str] = field(default_factory=set)

    @classmethod
    def of(cls, month: Month) -> "Sheet":
        """As it was told before, or as if everybody had come; what was out of stock was not served."""
        ready = month.readiness
        out = set(duties_seen()) if ready and not ready.ready else set(ready.not_served if ready else ())
        for row in month.rows:
            if (told := row.told) and told.available:
                row.typed = {
                    kind: str(number) if number else ""
                    for kind, number in zip(KINDS, (told.unexcused, told.permitted, told.sick), strict=True)
                }
            elif told:
                out.add(row.due.duty)
        return cls(month, month.rows, out)

    def take(self, posted: Mapping[str, str]) -> "Sheet":
        """What the form says; it knows nobody who is not due."""
        self.out = {duty for duty in duties_seen() if posted.get(f"tanpa-{duty}")}
        for row in self.rows:
            row.typed = {
                kind: posted.get(f"{kind}-{row.due.member}-{row.due.duty}", "").strip()[:MOST_TYPED] for kind in KINDS
            }
        return self

    @property
    def address(self) -> str:
        return reverse("health:grid", args=[self.month.unit.code, f"{self.month.month:%Y-%m}"])

    @property
    def key(self) -> str:
        """What a draft of it is kept under, on the device."""
        return f"kesehatan:{self.month.unit.code}:{self.month.month:%Y-%m}"

    @property
    def served(self) -> list[Row]:
        return [row for row in self.rows if row.due.duty not in self.out]

    @property
    def not_served(self) -> list[Row]:
        return [row for row in self.rows if row.due.duty in self.out]

    @property
    def wrong(self) -> list[Row]:
        return [row for row in self.served if row.wrong]

    @property
    def exceptions(self) -> list[Row]:
        return [row for row in self.served if row.says_something]

    @property
    def typed(self) -> int:
        return len(self.exceptions)

    @property
    def full(self) -> int:
        """How many made every visit."""
        return len(self.served) - self.typed

    @property
    def choices(self) -> list[tuple[str, Words, int, bool]]:
        """Each duty that is due here, how many owe it, and whether it was not served."""
        counts: dict[str, int] = {}
        for row in self.rows:
            counts[row.due.duty] = counts.get(row.due.duty, 0) + 1
        return [
            (duty, words, counts[duty], duty in self.out) for duty, words in duties_seen().items() if duty in counts
        ]

    @property
    def kept(self) -> list[tuple[str, str]]:
        """What says something, to be handed from page to page."""
        cells = [
            (f"{cell.kind}-{row.due.member}-{row.due.duty}", cell.typed)
            for row in self.rows
            for cell in row.cells
            if cell.typed
        ]
        return [*cells, *((f"tanpa-{duty}", "ya") for duty in sorted(self.out))]

    def lines(self) -> list[list[int | str]]:
        """Of those served: member, duty, visits due, not made, excused, sick."""
        said = [(row, row.visits or Visits(row.due.visits, 0, 0, 0)) for row in self.served]
        return [[*row.key, one.open, one.unexcused, one.permitted, one.sick] for row, one in said]

    def lines_without_service(self) -> list[list[int | str]]:
        """Of those who could not be served: nothing was open to them."""
        return [[*row.key, 0, 0, 0, 0] for row in self.not_served]
