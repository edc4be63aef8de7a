"""A class sheet while it is filled in: everybody was there every day, but for what somebody types."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final
from urllib.parse import urlencode

from django.urls import reverse

from harapan.commitments.models import Report
from harapan.commitments.queries import OnRoll
from harapan.console.reporting.cells import Cell, cells_of, numbers_of, whole
from harapan.places.models import Facility
from harapan.ui.words import Words, said

KINDS: Final = ("alpa", "izin", "sakit")
"""Absent without leave, with permission, sick: the columns, in the order of the ministry's form."""
MOST_TYPED: Final = 4
"""Characters taken of what stands in a cell."""


@dataclass(frozen=True)
class Days:
    """What is said of one pupil's month."""

    open: int
    unexcused: int
    permitted: int
    sick: int
    available: bool = True

    @property
    def tenths(self) -> int | None:
        """Of a per cent of the effective days, rounded down: what is below the line never looks as if it reached it."""
        return (self.open - self.unexcused) * 1000 // self.open if self.open > 0 else None


@dataclass
class Row:
    """One pupil. `typed` is what stands in the cells, nonsense too, so that nobody types it twice."""

    place: int
    pupil: OnRoll
    before: Days | None = None
    typed: dict[str, str] = field(default_factory=dict)
    open: int = 0
    line: int = 0

    @property
    def member(self) -> int:
        return self.pupil.member

    @property
    def name(self) -> str:
        return self.pupil.name

    @property
    def last_four(self) -> str:
        return self.pupil.nik_4 or "····"

    @property
    def cells(self) -> list[Cell]:
        return cells_of(KINDS, self.typed)

    @property
    def days(self) -> Days | None:
        """What the cells come to; None for nonsense."""
        read = numbers_of(KINDS, self.typed)
        if read is None:
            return None
        unexcused, permitted, sick = read
        return Days(self.open, unexcused, permitted, sick)

    @property
    def wrong(self) -> bool:
        """Nonsense, or more days than were open."""
        days = self.days
        return days is None or (self.open > 0 and days.unexcused + days.permitted + days.sick > days.open)

    @property
    def is_below(self) -> bool:
        """Under the law's line, as the engine counts it: only days without leave count."""
        days = self.days
        if self.wrong or days is None or self.open <= 0:
            return False
        return (days.open - days.unexcused) * 100 < days.open * self.line

    @property
    def has_absences(self) -> bool:
        return self.days is None or any(whole(self.typed.get(kind, "")) for kind in KINDS)

    @property
    def came(self) -> int | None:
        days = self.days
        return (
            None
            if self.wrong or days is None or not self.open
            else self.open - sum((days.unexcused, days.permitted, days.sick))
        )

    @property
    def share(self) -> str:
        return "–" if self.wrong or self.days is None else in_percent(self.days)

    @property
    def before_share(self) -> str:
        return in_percent(self.before) if self.before else ""

    @property
    def before_words(self) -> str:
        """Last month in the order of the columns."""
        told = self.before
        if told is None or not told.available:
            return said("tanpa layanan", "no service") if told else ""
        return f"{told.unexcused} · {told.permitted} · {told.sick}"


def in_percent(days: Days) -> str:
    """`95,2 %`"""
    tenths = days.tenths
    return "–" if tenths is None or not days.available else f"{tenths // 10},{tenths % 10} %"


@dataclass(frozen=True, order=True)
class Class:
    """A class of a school: its grade, 0 where none is known, and its name, which may be empty."""

    grade: int = 0
    name: str = ""

    @classmethod
    def of(cls, one: OnRoll | Report) -> "Class":
        return cls(one.grade or 0, one.class_name)

    @classmethod
    def read(cls, query: Mapping[str, str]) -> "Class":
        """As an address names it."""
        grade = query.get("tingkat", "")
        return cls(int(grade) if re.fullmatch(r"[0-9]{1,2}", grade) else 0, query.get("nama", "")[:LONGEST_NAME])

    @property
    def asked(self) -> dict[str, str]:
        """For an address."""
        told = {"tingkat": str(self.grade) if self.grade else "", "nama": self.name}
        return {name: value for name, value in told.items() if value}

    @property
    def query(self) -> str:
        return urlencode(self.asked)

    @property
    def title(self) -> Words:
        """`Kelas 7B`, `Kelas 4 Melati`, `Kelas 4`; `Tanpa kelas` where nothing is known."""
        if not self.grade and not self.name:
            return Words("Tanpa kelas", "No class")
        whole_name = not self.grade or bool(re.search(r"\d|^[IVX]+\b", self.name))
        name = self.name if self.name and whole_name else f"{self.grade} {self.name}".strip()
        return Words(name, name) if name.lower().startswith("kelas") else Words(f"Kelas {name}", f"Class {name}")


LONGEST_NAME: Final = 20


@dataclass
class Sheet:
    """A class and a month, with everybody in it. `reopens` is the report that this one takes the place of."""

    school: Facility
    month: date
    group: Class
    rows: list[Row]
    reopens: Report | None = None
    pasted: str = ""
    not_found: list[str] = field(default_factory=list)

    @classmethod
    def of(
        cls,
        school: Facility,
        month: date,
        group: Class,
        pupils: Sequence[OnRoll],
        before: Mapping[int, Days],
        line: int,
    ) -> "Sheet":
        """Nobody missed a day."""
        rows = [Row(place, one, before.get(one.member), line=line) for place, one in enumerate(pupils, start=1)]
        return cls(school, month, group, rows)

    def take(self, posted: Mapping[str, str], open_days: int) -> "Sheet":
        """What the form says; it knows nobody who is not on the list."""
        for row in self.rows:
            row.open = open_days
            row.typed = {kind: posted.get(f"{kind}-{row.member}", "").strip()[:MOST_TYPED] for kind in KINDS}
        return self

    def take_days(self, told: Mapping[int, Days], open_days: int) -> "Sheet":
        """What was said before, to be corrected."""
        for row in self.rows:
            row.open = open_days
            if (days := told.get(row.member)) and days.available:
                said_days = (days.unexcused, days.permitted, days.sick)
                row.typed = {kind: str(n) if n else "" for kind, n in zip(KINDS, said_days, strict=True)}
        return self

    @property
    def title(self) -> str:
        """What the class is called."""
        return str(self.group.title)

    @property
    def address(self) -> str:
        """Where this sheet is filled in."""
        asked = self.group.asked | ({"buka": str(self.reopens.pk)} if self.reopens else {})
        return f"{reverse('schools:grid', args=[self.school.code, f'{self.month:%Y-%m}'])}?{urlencode(asked)}"

    @property
    def key(self) -> str:
        """What a draft of it is kept under, on the device."""
        return key_of(self.school.code, self.month, self.group)

    @property
    def kept(self) -> list[tuple[str, str]]:
        """Cells that say something, to be handed from page to page."""
        return [(f"{cell.kind}-{row.member}", cell.typed) for row in self.rows for cell in row.cells if cell.typed]

    @property
    def wrong(self) -> list[Row]:
        return [row for row in self.rows if row.wrong]

    @property
    def exceptions(self) -> list[Row]:
        return [row for row in self.rows if row.has_absences]

    @property
    def below(self) -> int:
        return sum(row.is_below for row in self.rows)

    @property
    def typed(self) -> int:
        return len(self.exceptions)

    @property
    def full(self) -> int:
        """How many were there every day."""
        return len(self.rows) - len(self.exceptions)

    def lines(self, duty: str, open_days: int) -> list[list[int | str]]:
        """For the report: member, duty, days open, missed without leave, with permission, sick."""
        shut = open_days == 0
        rows = [(row, row.days or Days(open_days, 0, 0, 0)) for row in self.rows]
        return [
            [row.member, duty, 0, 0, 0, 0] if shut else [row.member, duty, open_days, d.unexcused, d.permitted, d.sick]
            for row, d in rows
        ]


def key_of(code: str, month: date, group: Class) -> str:
    """One class of one school in one month."""
    return f"{code}:{month:%Y-%m}:{group.grade}:{group.name}"
