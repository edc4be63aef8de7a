"""The roll of a session while it is filled in: who is marked how, by touch, by number, by name, or by scanned code."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from harapan.meetings.actions import RollLine
from harapan.meetings.codes import code_of, family_in
from harapan.meetings.models import Came, Meeting
from harapan.meetings.queries import Called, attendance_of
from harapan.staff.models import Staff
from harapan.ui.words import Words, said

MARKS = {
    Came.PRESENT: Words("Hadir", "Present"),
    Came.ABSENT: Words("Tidak", "Absent"),
    Came.EXCUSED: Words("Izin", "Excused"),
}
"""On the toggles."""
KEYS = {Came.PRESENT: "h", Came.ABSENT: "t", Came.EXCUSED: "i"}


@dataclass
class Row:
    """One family on the sheet."""

    place: int
    called: Called
    came: str = Came.PRESENT
    reason: str = ""

    @property
    def number(self) -> int:
        return self.called.family.pk

    @property
    def name(self) -> str:
        return self.called.caretaker.name if self.called.caretaker else said("tanpa pengurus", "no caretaker")

    @property
    def code(self) -> str:
        return code_of(self.number)


@dataclass
class Roll:
    """Everybody on the sheet."""

    rows: list[Row] = field(default_factory=list)

    @classmethod
    def of(cls, called: Sequence[Called]) -> "Roll":
        """Everybody present."""
        return cls([Row(place, one) for place, one in enumerate(called, start=1)])

    def take(self, posted: Mapping[str, str]) -> "Roll":
        """As a form says it; whoever the form does not know was there."""
        for row in self.rows:
            came = posted.get(f"hadir-{row.number}", Came.PRESENT)
            row.came = came if came in Came.values else Came.PRESENT
            row.reason = posted.get(f"alasan-{row.number}", "") if row.came == Came.EXCUSED else ""
        return self

    def take_meeting(self, meeting: Meeting, staff: Staff) -> "Roll":
        """As a recorded meeting has it; whoever has joined since is taken for absent with nothing said."""
        told = {one.family: one for one in attendance_of(meeting, staff)}
        self.rows = [row for row in self.rows if row.number in told] or self.rows
        for row in self.rows:
            if one := told.get(row.number):
                row.came, row.reason = one.came, one.reason
        return self

    def mark_all(self, came: str) -> None:
        """Everybody alike, before the exceptions or the scans."""
        for row in self.rows:
            row.came, row.reason = came, ""

    def mark(self, typed: str, came: str) -> Row | None:
        """Whoever is meant by a scanned code, a number of the list, or the beginning of a name that only one has."""
        row = self.meant_by(typed)
        if row is not None:
            row.came, row.reason = came, ""
        return row

    def meant_by(self, typed: str) -> Row | None:
        """The one row that is meant, if it is one."""
        typed = typed.strip()
        number = family_in(typed)
        if number is not None:
            return next((row for row in self.rows if row.number == number), None)
        if typed.isdecimal() and len(typed) < 5:
            return next((row for row in self.rows if row.place == int(typed)), None)
        found = [row for row in self.rows if typed and row.name.casefold().startswith(typed.casefold())]
        return found[0] if len(found) == 1 else None

    @property
    def lines(self) -> list[RollLine]:
        """For the verb that closes the session."""
        return [RollLine(row.number, row.came, row.reason) for row in self.rows]

    def count(self, came: str) -> int:
        """How many are marked so."""
        return sum(row.came == came for row in self.rows)

    @property
    def present(self) -> int:
        return self.count(Came.PRESENT)

    @property
    def without_reason(self) -> list[Row]:
        """Excused, and nobody has said why."""
        return [row for row in self.rows if row.came == Came.EXCUSED and not row.reason]
