"""What the pages of coverage call things at a desk, and how that desk reminds somebody."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from harapan.console.reporting.readers import READERS
from harapan.places.models import Facility
from harapan.staff.models import Staff
from harapan.ui.words import Words


def may_look(staff: Staff) -> bool:
    """Sums are for everybody who is posted to an area, and not to a bank or a single facility."""
    return staff.active and (staff.position in READERS or staff.position == Staff.Position.LOCAL_VIEWER)


@dataclass(frozen=True)
class Subject:
    """A desk whose facilities report once a month. Words are in the middle of a sentence; English ones of many."""

    service: str
    app: str
    """The desk's addresses: `coverage`, `export_coverage`, `count_again`, `reminder` and `page` are there."""
    page: str
    kinds: Sequence[str]
    errand: str
    title: Words
    crumb: tuple[str, Words]
    facility: Words
    facilities: Words
    people: Words
    groups: Words
    code: Words
    nobody: Words
    """Where there are no sums: what may be the reason."""
    meaning: Words
    """What counts as reported."""
    message: Callable[[Facility, date], str]
    letter: Callable[[Facility, date, str], list[str]]

    def address(self, name: str) -> str:
        """The name of one of the desk's addresses, as `reverse` knows it."""
        return f"{self.app}:{name}"

    @property
    def coverage(self) -> str:
        return self.address("coverage")

    @property
    def export(self) -> str:
        return self.address("export_coverage")

    @property
    def count_again(self) -> str:
        return self.address("count_again")

    @property
    def reminder(self) -> str:
        return self.address("reminder")

    @property
    def single(self) -> str:
        return self.address(self.page)
