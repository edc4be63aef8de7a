"""Days as whole numbers since 1970-01-01, the form in which whole columns of birthdays can be reckoned with."""

from datetime import date
from typing import Final

import numpy as np
from numpy.typing import NDArray

from harapan.population.dice import Whole

EPOCH: Final = date(1970, 1, 1).toordinal()
YEAR: Final = 365.2425


def number_of(day: date) -> int:
    """The day as a number."""
    return day.toordinal() - EPOCH


def years(count: float) -> int:
    """So many years in days."""
    return round(count * YEAR)


def dates(days: Whole) -> NDArray[np.datetime64]:
    """The numbers as dates."""
    return days.astype("datetime64[D]")


def parts(days: Whole) -> tuple[Whole, Whole, Whole]:
    """Year, month and day of the month."""
    when = dates(days)
    months = when.astype("datetime64[M]")
    index = months.astype(np.int64)
    return 1970 + index // 12, index % 12 + 1, (when - months).astype(np.int64) + 1


def age(born: Whole, day: date) -> Whole:
    """Completed years on a day; negative for those not yet born."""
    year, month, of_month = parts(born)
    before_birthday = (month * 100 + of_month) > (day.month * 100 + day.day)
    return day.year - year - before_birthday.astype(np.int64)
