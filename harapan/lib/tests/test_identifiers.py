"""Identity numbers are judged by their form, and shown by their last four digits only."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harapan.lib.identifiers import dotted, is_card, is_nik, masked, nik_agrees, range_of, undotted

births = st.dates(date(1900, 1, 1), date(2099, 12, 31))
sexes = st.sampled_from("MF")
districts = st.integers(110101, 989999)
serials = st.integers(1, 9999)
digits = st.text("0123456789", min_size=16, max_size=16)
areas = st.sampled_from((2, 4, 6, 10)).flatmap(lambda length: st.text("123456789", min_size=length, max_size=length))


def nik(district: int, born: date, sex: str, serial: int) -> str:
    """A NIK as Dukcapil writes one."""
    return f"{district}{born.day + (40 if sex == 'F' else 0):02d}{born:%m%y}{serial:04d}"


@given(districts, births, sexes, serials)
def test_every_number_written_by_the_rules_is_a_nik_of_that_person(district, born, sex, serial):
    number = nik(district, born, sex, serial)

    assert is_nik(number)
    assert nik_agrees(number, born, sex)


@given(districts, births, sexes, serials, births, sexes)
def test_a_nik_agrees_with_nobody_of_another_birth_date_or_sex(district, born, sex, serial, other, other_sex):
    same = (born.day, born.month, born.year % 100, sex) == (other.day, other.month, other.year % 100, other_sex)

    assert nik_agrees(nik(district, born, sex, serial), other, other_sex) is same


@given(digits)
def test_a_nik_has_a_day_a_month_and_a_serial(number):
    day, month, serial = int(number[6:8]), int(number[8:10]), int(number[12:])

    plausible = number[0] != "0" and (1 <= day <= 31 or 41 <= day <= 71) and 1 <= month <= 12 and serial > 0
    assert is_nik(number) is plausible


@pytest.mark.parametrize(
    "text",
    [
        "",
        "640201410190000",
        "64020141019000012",
        "6402014101900001\n",
        " 6402014101900001",
        "64020141o1900001",
        "٦402014101900001",
        "6402014101900000",
        "0402014101900001",
    ],
)
def test_what_is_almost_a_nik_is_none(text):
    assert not is_nik(text)


@given(digits)
def test_a_family_card_is_sixteen_digits_and_does_not_begin_with_zero(number):
    assert is_card(number) is (number[0] != "0")
    assert not is_card(f"{number}\n")
    assert not is_card(number[1:])


@given(st.text("0123456789", min_size=5, max_size=30))
def test_a_masked_number_shows_four_digits_and_its_length(number):
    shown = masked(number)

    assert len(shown) == len(number)
    assert shown.endswith(number[-4:])
    assert sum(sign.isdigit() for sign in shown) == 4


@given(areas)
def test_dots_come_and_go(code):
    assert undotted(dotted(code)) == code


def test_officials_write_areas_with_dots():
    assert [dotted(code) for code in ("64", "6402", "640201", "6402012001")] == [
        "64",
        "64.02",
        "64.02.01",
        "64.02.01.2001",
    ]


@given(areas, st.text("0123456789", min_size=10, max_size=10))
def test_a_range_holds_an_areas_villages_and_no_others(area, village):
    first, last = range_of(area)

    assert (first <= village <= last) is village.startswith(area)


@given(st.text("0123456789", min_size=10, max_size=10))
def test_the_empty_area_is_the_country(village):
    first, last = range_of("")

    assert first <= village <= last
