"""What is due: for whom, which duty, in which month, in which window, and by which rule of the protocol.

People in, one row for each step of each window that closes in a month out. No date is counted in the frames: ages and
births meet small tables of the days that matter, made here, so that every engine gives the same days.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import reduce
from operator import and_, or_
from typing import Any, Final

import narwhals as nw
import polars as pl

from harapan.engine.contract import MEMBERS, Table
from harapan.engine.facts import all_hold, holds
from harapan.lib.dates import born_by, last_day_of, month_of, months_after, turns
from harapan.policy.edition import Condition, Edition
from harapan.policy.protocols import Step

PEOPLE: Final = Table(
    "people",
    {
        **MEMBERS.columns,
        "due_on": pl.Date,  # the day a birth is expected, afterwards its day
        "died_on": pl.Date,
        "confirmed_on": pl.Date,  # of the family: nothing is asked of a window that opened before
        "caretaker": pl.Boolean,
    },
    nullable=frozenset({*MEMBERS.nullable, "due_on", "died_on", "confirmed_on"}),
    key=("family", "member"),
    by_regency=True,
)
PLAIN: Final[Mapping[str, Any]] = {
    "born": None,
    "sex": "F",
    "relation": "",
    "pregnancy": 0,
    "school": "",
    "in_education_register": True,
    "disability": "",
    "rights_victim": False,
    "registered": True,
    "at_home": True,
    "excluded_occupation": None,
    "due_on": None,
    "died_on": None,
    "confirmed_on": None,
    "caretaker": False,
}
"""Somebody of whom nothing is known but what is said beside: at home and registered, as unknown facts count."""
DUE: Final = Table(
    "due",
    {
        "family": pl.Int64,
        "member": pl.Int64,
        "duty": pl.String,
        "month": pl.Date,  # the month the window closes in
        "visits": pl.Int16,  # 0: done at a visit that is due anyhow
        "window_first": pl.Date,
        "window_last": pl.Date,
        "because": pl.String,  # the rule, as duties.vitamin_a.schedule.months
    },
    nullable=frozenset(),
    key=("family", "member", "duty", "month", "because"),
    by_regency=True,
)

Lift = Callable[[pl.DataFrame], nw.LazyFrame]
Keep = Callable[[nw.LazyFrame], nw.LazyFrame]
DAY: Final = timedelta(days=1)


def due(
    people: nw.LazyFrame, edition: Edition, asked: Mapping[date, Sequence[Step]], *, lift: Lift, keep: Keep
) -> nw.LazyFrame:
    """What is due of some people (columns of PEOPLE) in some months, as DUE, in no order.

    `asked` has the steps of each month (`protocols.protocols`); the edition of these months says who fits a component.
    Nothing is asked of a window that opened before the family was confirmed, before a birth, or that was open at a
    death. `lift` and `keep` are the engine's.
    """
    rows = [lift(DUE.empty())]
    for month, steps in asked.items():
        for components in dict.fromkeys(step.components for step in steps):
            ways = _ways(components, edition)
            if ways:
                group = Group(edition, month, ways, tuple(step for step in steps if step.components == components))
                some = keep(people.filter(group.fits_on(month)).select(*PEOPLE.columns))
                rows += group.rows(some, lift)
    return nw.concat(rows)


def opened(due: nw.LazyFrame) -> nw.LazyFrame:
    """Visits due of each member, duty and month, as the ledger counts them: family, member, duty, month, open."""
    together = due.group_by("family", "member", "duty", "month").agg(
        nw.col("visits").cast(nw.Int64).sum().alias("open")
    )
    return together.filter(nw.col("open") > 0).with_columns(nw.col("open").cast(nw.Int16))


Ways = tuple[tuple[Condition, ...], ...]
CARETAKER: Final = Condition("flag_set", (("flag", "caretaker"),))


def _ways(components: tuple[str, ...], edition: Edition) -> Ways:
    """The conditions of those whose duty it is: of any of these components; where none is named, of the caretaker.

    A component that this edition does not pay for binds nobody.
    """
    if not components:
        return ((CARETAKER,),)
    return tuple(one.fits.value for one in edition.components if one.name in components)


@dataclass(frozen=True)
class Group:
    """The steps of one month that the same people take."""

    edition: Edition
    month: date
    ways: Ways
    steps: tuple[Step, ...]

    def fits_on(self, day: date) -> nw.Expr:
        """Whose duty it is on a day, as far as the registry dates anything: ages are of that day."""
        everyone = [holds(condition.value, day) for condition in self.edition.member_conditions]
        return reduce(and_, everyone, reduce(or_, (all_hold(way, day) for way in self.ways)))

    def rows(self, some: nw.LazyFrame, lift: Lift) -> Iterator[nw.LazyFrame]:
        """What is due of these people."""
        for step in self.steps:
            if step.monthly or self.month.month in step.in_months:
                yield self._of_calendar(some, step)
        for name, days in (("born", self._of_age()), ("due_on", self._of_birth())):
            if days:
                windows = lift(pl.DataFrame(days, schema={name: pl.Date, **WINDOW}, orient="row"))
                yield _asked(some.join(windows, on=name, how="inner"), self.month)

    def _of_calendar(self, some: nw.LazyFrame, step: Step) -> nw.LazyFrame:
        """Due in this month by the calendar, of those it was theirs when the window opened, too."""
        first = months_after(self.month, 1 - step.window)
        old_enough = nw.col("born") <= born_by(first, step.from_age)
        young_enough = nw.col("born") > born_by(first, step.below_age) if step.below_age is not None else nw.lit(True)
        theirs = old_enough & young_enough & (self.fits_on(first) if step.window > 1 else nw.lit(True))
        window = {"window_first": nw.lit(first), "window_last": nw.lit(last_day_of(self.month))}
        told = {"duty": nw.lit(step.duty), "visits": nw.lit(step.visits.value), "because": nw.lit(step.rule)}
        return _asked(some.filter(theirs).with_columns(**window, **told), self.month)

    def _of_age(self) -> list[tuple[object, ...]]:
        """Each day of birth whose window closes in this month, with the window."""
        days = []
        for step in self.steps:
            if step.at_month is not None:
                end = step.at_month + step.within
                born, youngest = born_by(self.month, end) + DAY, born_by(last_day_of(self.month) + DAY, end)
                while born <= youngest:
                    days.append((born, *_window(step, turns(born, step.at_month), turns(born, end) - DAY)))
                    born += DAY
        return days

    def _of_birth(self) -> list[tuple[object, ...]]:
        """Each day of a birth, expected or past, whose window closes in this month, with the window."""
        days = []
        for step in self.steps:
            if step.from_day is not None:
                long = timedelta(days=step.to_day - step.from_day)
                closes = self.month
                while month_of(closes) == self.month:
                    days.append((closes - timedelta(days=step.to_day), *_window(step, closes - long, closes)))
                    closes += DAY
        return days


WINDOW: Final = {
    "duty": pl.String,
    "visits": pl.Int16,
    "window_first": pl.Date,
    "window_last": pl.Date,
    "because": pl.String,
}


def _window(step: Step, first: date, last: date) -> tuple[object, ...]:
    return step.duty, step.visits.value, first, last, step.rule


def _asked(rows: nw.LazyFrame, month: date) -> nw.LazyFrame:
    """Of those who lived through the whole window, in a family that was confirmed when it opened."""
    first, last = nw.col("window_first"), nw.col("window_last")
    lived = (nw.col("born") <= first) & (nw.col("died_on").is_null() | (nw.col("died_on") > last))
    confirmed = nw.col("confirmed_on").is_null() | (nw.col("confirmed_on") <= first)
    return rows.filter(lived & confirmed).select(
        "family",
        "member",
        "duty",
        month=nw.lit(month),
        visits=nw.col("visits").cast(nw.Int16),
        window_first=first,
        window_last=last,
        because="because",
    )
