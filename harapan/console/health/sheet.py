"""The sheet of a unit's month while it is filled in: what is typed of visits and of weights, and what it comes to."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from django.urls import reverse

from harapan.console.health.duties import duties_seen
from harapan.console.health.visits import KINDS, Month, Row, Visits
from harapan.console.health.weighing import Weighing, assess
from harapan.ui.words import Words

MOST_TYPED: Final = 3
"""Characters taken of what stands in a cell."""
NOT_SERVED: Final = Words(
    "ditimbang, tetapi layanannya ditandai tidak tersedia", "was weighed, and yet the service is said not to be there"
)


@dataclass
class Sheet:
    """The month while it is filled in. `out` are duties that were not served; `reopens` what is taken the place of."""

    month: Month
    rows: list[Row]
    out: set[str] = field(default_factory=set)
    day: date | None = None

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
        sheet = cls(month, month.rows, out)
        sheet.weigh_as_told()
        return sheet

    def weigh_as_told(self) -> None:
        """What was said of children before is there to be corrected, on the day most were weighed."""
        report = self.month.standing(available=True)
        told = {one[0]: one for one in report.measured} if report else {}
        days = Counter(one[1] for one in told.values())
        self.day = date.fromisoformat(days.most_common(1)[0][0]) if days else None
        for one in self.weighings:
            one.usual = self.day
            if one.member in told:
                one.known = None
                one.take_said(told[one.member], self.day)
        assess(self.weighings)

    def take(self, posted: Mapping[str, str]) -> "Sheet":
        """What the form says; it knows nobody who is not due."""
        self.out = {duty for duty in duties_seen() if posted.get(f"tanpa-{duty}")}
        self.day = _day(posted.get("hari", ""))
        for row in self.rows:
            row.typed = {
                kind: posted.get(f"{kind}-{row.due.member}-{row.due.duty}", "").strip()[:MOST_TYPED] for kind in KINDS
            }
        for one in self.weighings:
            one.take(posted, self.day)
        assess(self.weighings)
        return self

    @property
    def weighings(self) -> list[Weighing]:
        """Of the children on the sheet."""
        return [row.weighing for row in self.rows if row.weighing]

    @property
    def weighed(self) -> list[Row]:
        """Children who were weighed or measured, and are not known to be so already."""
        return [row for row in self.rows if row.weighing and row.weighing.says_something]

    @property
    def unlikely(self) -> list[tuple[Row, Words]]:
        """What cannot be of weights and heights."""
        told = [(row, NOT_SERVED if row.due.duty in self.out else row.unlikely) for row in self.weighed]
        return [(row, words) for row, words in told if words]

    @property
    def asked(self) -> list[Row]:
        """What somebody should look at again before it is sent."""
        return [row for row in self.weighed if row.weighing and row.weighing.waits]

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
        weighed = [one for weighing in self.weighings for one in weighing.kept]
        return [*cells, *weighed, *((f"tanpa-{duty}", "ya") for duty in sorted(self.out))]

    def lines(self) -> list[list[int | str]]:
        """Of those served: member, duty, visits due, not made, excused, sick."""
        said = [(row, row.visits or Visits(row.due.visits, 0, 0, 0)) for row in self.served]
        return [[*row.key, one.open, one.unexcused, one.permitted, one.sick] for row, one in said]

    def measured(self) -> list[list[Any]]:
        """Children weighed or measured: member, day, grams, millimetres, lying."""
        return [row.weighing.said for row in self.weighed if row.weighing]

    def lines_without_service(self) -> list[list[int | str]]:
        """Of those who could not be served: nothing was open to them."""
        return [[*row.key, 0, 0, 0, 0] for row in self.not_served]


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
