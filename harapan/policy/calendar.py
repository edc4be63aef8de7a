"""The payment calendar: which months each cycle pays, and which quarter it looks back on."""

from dataclasses import dataclass
from datetime import date

from harapan.lib.dates import last_day_of, months_after, months_from, quarter_before


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


@dataclass(frozen=True)
class Year:
    """One calendar of one year: how many months each stage pays, for all channels or for one."""

    year: int
    channel: str | None
    months: tuple[int, ...]

    @property
    def name(self) -> str:
        return f"{self.year}-{self.channel}" if self.channel else str(self.year)


@dataclass(frozen=True)
class Clock:
    """The days around a stage that the law sets: reporting deadline and the turn of the school year."""

    deadline_day: int | None
    school_month: int | None
    school_facts_of: tuple[int, int] | None
    school_facts_until: tuple[int, int] | None


def stages_of(year: Year, clock: Clock) -> tuple[Stage, ...]:
    """The stages of one calendar in order, from January on."""
    stages: list[Stage] = []
    first = date(year.year, 1, 1)
    for number, count in enumerate(year.months, start=1):
        stages.append(_stage(year, number, months_from(first, count), clock, stages))
        first = months_after(first, count)
    return tuple(stages)


def _stage(year: Year, number: int, months: tuple[date, ...], clock: Clock, earlier: list[Stage]) -> Stage:
    judged = quarter_before(months[0])
    new_school_year = clock.school_month == months[0].month
    return Stage(
        cycle=f"{year.year}-{number}" + (f"-{year.channel}" if year.channel else ""),
        year=year.year,
        number=number,
        channel=year.channel,
        calendar=year.name,
        months=months,
        stages_in_year=len(year.months),
        judged_months=judged,
        judges=all(stage.judged_months != judged for stage in earlier),
        reporting_deadline=months[0].replace(day=clock.deadline_day) if clock.deadline_day else months[0],
        school_facts_of=date(year.year, *clock.school_facts_of) if new_school_year and clock.school_facts_of else None,
        school_facts_until=(
            date(year.year, *clock.school_facts_until) if new_school_year and clock.school_facts_until else None
        ),
    )
