"""Months, quarters and ages obey the laws of a calendar."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from harapan.lib.dates import (
    born_by,
    last_day_of,
    month_of,
    months_after,
    months_from,
    quarter_before,
    turns,
    years_between,
)

days = st.dates(date(1900, 1, 1), date(2200, 12, 31))
months = days.map(month_of)
counts = st.integers(-600, 600)


@given(months, counts)
def test_going_forth_and_back_leads_home(month, count):
    assert months_after(months_after(month, count), -count) == month


@given(months, counts, counts)
def test_two_walks_are_one_long_walk(month, first, second):
    assert months_after(months_after(month, first), second) == months_after(month, first + second)


@given(months, st.integers(1, 600))
def test_later_months_are_later_and_always_begin_on_the_first(month, count):
    later = months_after(month, count)

    assert later > month
    assert later.day == 1


@given(months, st.integers(0, 24))
def test_months_in_a_row_follow_each_other(month, count):
    row = months_from(month, count)

    assert len(row) == count
    assert all(months_after(one, 1) == other for one, other in pairwise(row))


@given(days)
def test_the_last_day_of_a_month_is_followed_by_another_month(day):
    last = last_day_of(day)

    assert month_of(last) == month_of(day)
    assert (last + timedelta(days=1)).day == 1


@given(days)
def test_the_quarter_before_has_just_ended(day):
    first, second, third = quarter_before(day)

    assert first.month in (1, 4, 7, 10)
    assert (second, third) == (months_after(first, 1), months_after(first, 2))
    assert last_day_of(third) < day <= last_day_of(months_after(third, 3))


@pytest.mark.parametrize(
    ("day", "first"), [(date(2022, 1, 1), date(2021, 10, 1)), (date(2022, 3, 31), date(2021, 10, 1))]
)
def test_in_the_first_quarter_the_one_before_is_last_years(day, first):
    assert quarter_before(day)[0] == first


@given(days, st.integers(0, 99))
def test_a_birthday_makes_one_a_year_older(born, years):
    assume((born.month, born.day) != (2, 29))
    birthday = born.replace(year=born.year + years)

    assert years_between(born, birthday) == years
    assert years_between(born, birthday - timedelta(days=1)) == years - 1


@given(days, days, days)
def test_nobody_grows_younger(born, day, other):
    assert (years_between(born, day) <= years_between(born, other)) or day > other


def test_somebody_born_on_leap_day_turns_on_the_first_of_march():
    born = date(2004, 2, 29)

    assert years_between(born, date(2022, 2, 28)) == 17
    assert years_between(born, date(2022, 3, 1)) == 18
    assert years_between(born, date(2024, 2, 29)) == 20


def test_months_of_age_are_completed_on_a_day_and_the_latest_birth_for_it_is_found():
    assert turns(date(2022, 4, 10), 2) == date(2022, 6, 10)
    assert turns(date(2021, 8, 31), 6) == date(2022, 3, 1)
    assert turns(date(2020, 2, 29), 12) == date(2021, 3, 1), "as years do"
    for day in (date(2022, 3, 1), date(2022, 2, 28), date(2024, 2, 29), date(2022, 12, 31)):
        for months in (0, 1, 2, 6, 12, 60):
            born = born_by(day, months)
            assert turns(born, months) <= day < turns(born + timedelta(days=1), months), (day, months)
