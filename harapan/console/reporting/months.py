"""Months that facilities report on: which stage looks at one, until when it can be told of, which come first."""

import re
from datetime import date
from functools import lru_cache
from typing import Final

from harapan.entitlements.law import law
from harapan.lib.dates import month_of, months_after
from harapan.policy.calendar import Stage
from harapan.policy.protocols import oldest_report

MOST_OFFERED: Final = 12
LATE_IN_MONTH: Final = 24
"""After this day the running month is the one to tell of."""


@lru_cache(maxsize=64)
def judged_by(month: date) -> Stage | None:
    """The stage that looks at this month; None where the calendar does not reach so far yet."""
    return next((one for one in law().stages.values() if one.judges and month in one.judged_months), None)


@lru_cache(maxsize=64)
def deadline_of(month: date) -> date:
    """Until when facilities may report on it."""
    if stage := judged_by(month):
        return stage.reporting_deadline
    after = months_after(month, 3 - (month.month - 1) % 3)
    return after.replace(day=law().stage(law().cycles()[-1]).reporting_deadline.day)


def months_offered(today: date) -> list[date]:
    """Months that can still be reported, newest first."""
    back = oldest_report(law(), today)
    count = MOST_OFFERED if back is None else min(back + 1, MOST_OFFERED)
    return [months_after(month_of(today), -one) for one in range(count)]


def read_month(text: str, today: date) -> date | None:
    """`2026-02` as its first day; None for nonsense and for what has not begun."""
    found = re.fullmatch(r"(20\d\d)-(0[1-9]|1[0-2])", text)
    month = date(int(found[1]), int(found[2]), 1) if found else None
    return month if month and month <= today else None


def due_month(today: date) -> date:
    """The month somebody comes to tell of: the one before, until it is over with; in its last days, this one."""
    this = month_of(today)
    return this if today.day > LATE_IN_MONTH else months_after(this, -1)
