"""Numbers people carry have the form they must have."""

from datetime import date

import numpy as np
import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from harapan.lib.identifiers import is_card, is_nik, nik_agrees
from harapan.population.days import age, number_of
from harapan.population.dice import Dice
from harapan.population.identity import account_numbers, cards, every_district, niks, ranks

days = st.dates(date(1920, 1, 1), date(2026, 12, 31))


@given(st.lists(st.tuples(days, st.booleans()), min_size=1, max_size=30), st.integers(0, 99))
def test_a_nik_has_the_form_and_agrees_with_its_person(persons, seed):
    born = np.array([number_of(day) for day, _ in persons])
    woman = np.array([woman for _, woman in persons])
    people = np.arange(1, len(persons) + 1)
    numbers = niks(Dice(seed), people, np.full(len(persons), 640206), born, woman)

    assert len(set(numbers.tolist())) == len(persons)
    for number, (day, is_woman) in zip(numbers.tolist(), persons, strict=True):
        assert is_nik(str(number))
        assert nik_agrees(str(number), day, "F" if is_woman else "M")


def test_two_regencies_never_give_out_the_same_nik():
    born = np.full(3000, number_of(date(1990, 5, 5)))
    women = np.ones(3000, dtype=bool)

    here = niks(Dice(1), np.arange(3000), np.full(3000, 640206), born, women)
    there = niks(Dice(1), np.arange(3000, 6000), np.full(3000, 640106), born, women)

    assert not set(here[here > 0].tolist()) & set(there[there > 0].tolist())


@given(st.lists(st.tuples(st.sampled_from([640206, 940101]), days), min_size=1, max_size=30))
def test_a_card_has_the_form_and_is_one_familys(issued):
    numbers = cards(np.array([area for area, _ in issued]), np.array([number_of(day) for _, day in issued]))

    assert len(set(numbers.tolist())) == len(issued)
    assert all(is_card(str(number)) for number in numbers.tolist())


@given(st.lists(st.integers(0, 5), max_size=40))
def test_ranks_count_equal_keys_from_zero(keys):
    expected = [keys[:place].count(key) for place, key in enumerate(keys)]

    assert ranks(np.array(keys, dtype=np.int64)).tolist() == expected


@given(born=days, day=days)
def test_age_is_completed_years(born, day):
    expected = day.year - born.year - ((day.month, day.day) < (born.month, born.day))

    assert age(np.array([number_of(born)]), day).tolist() == [expected]


def test_account_numbers_have_the_length_of_their_bank():
    bank = pl.Series(["BRI", "BNI", "MANDIRI", "BTN", "BSI"])
    numbers = account_numbers(np.arange(1, 6), bank, "6402")

    assert numbers.str.len_chars().to_list() == [15, 10, 13, 16, 10]


def test_every_district_of_the_country_can_issue():
    assert len(every_district()) == 7285
