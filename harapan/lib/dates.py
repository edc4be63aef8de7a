"""Months and quarters: the only calendar arithmetic the programme needs."""

from datetime import date, timedelta


def month_of(day: date) -> date:
    """The first day of the month that holds `day`; months are always written so."""
    return day.replace(day=1)


def months_after(month: date, count: int) -> date:
    """The month `count` months after (or, negative, before) this one."""
    index = month.year * 12 + (month.month - 1) + count
    return date(index // 12, index % 12 + 1, 1)


def months_from(first: date, count: int) -> tuple[date, ...]:
    """`count` months in a row, starting with `first`."""
    return tuple(months_after(first, step) for step in range(count))


def last_day_of(month: date) -> date:
    """The last day of a month, for deadlines and closing dates."""
    return months_after(month_of(month), 1) - timedelta(days=1)


def quarter_before(day: date) -> tuple[date, date, date]:
    """The three months of the last calendar quarter that ended before `day`."""
    first_of_this_quarter = date(day.year, 3 * ((day.month - 1) // 3) + 1, 1)
    first, second, third = months_from(months_after(first_of_this_quarter, -3), 3)
    return first, second, third


def years_between(born: date, day: date) -> int:
    """Completed years of age on a day. Somebody born on 29 February turns on 1 March."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def turns(born: date, months: int) -> date:
    """The day on which so many months of age are completed; where the month has no such day, the first of the next."""
    month = months_after(month_of(born), months)
    return min(month + timedelta(days=born.day - 1), months_after(month, 1))


def born_by(day: date, months: int) -> date:
    """The latest day of birth that has completed so many months on a day."""
    born = min(months_after(month_of(day), -months) + timedelta(days=day.day), last_day_of(months_after(day, -months)))
    while turns(born, months) > day:
        born -= timedelta(days=1)
    return born
