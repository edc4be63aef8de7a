"""The payment calendar: which months each cycle pays, and which quarter it looks back on."""

from dataclasses import dataclass
from datetime import date

from harapan.lib.dates import last_day_of


@dataclass(frozen=True)
class Stage:
    """One payment of one calendar, `YYYY-N` or, in a year with a calendar per channel, `YYYY-N-channel`."""

    cycle: str
    year: int
    number: int
    channel: str | None
    """`bank` or `post` in a year whose channels have calendars of their own, else None: all families."""
    calendar: str
    """`2025`, or `2024-bank`: stages of one calendar share this name and follow each other."""
    months: tuple[date, ...]
    """The months this stage pays, each as its first day."""
    stages_in_year: int
    judged_months: tuple[date, date, date]
    """The last calendar quarter that ended before this stage."""
    judges: bool
    """The first stage of its calendar that looks at that quarter: only it proposes and moves counts."""
    reporting_deadline: date
    """Last day for schools and health units to report on the judged quarter; no freeze before it has passed."""
    school_facts_of: date | None
    """In the stage that begins with the new school year: the day whose school facts stand in for missing ones."""
    school_facts_until: date | None
    """Until when they may (the school register's cut-off)."""

    @property
    def first_day(self) -> date:
        """The day on which ages are counted and the law is read."""
        return self.months[0]

    @property
    def last_day(self) -> date:
        """The last day of the last month paid."""
        return last_day_of(self.months[-1])

    @property
    def is_last(self) -> bool:
        """Pays what the other stages of its year left."""
        return self.number == self.stages_in_year
