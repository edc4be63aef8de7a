"""Money reads the Indonesian way, and reads back to the same rupiah."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harapan.lib.rupiah import number, rupiah

amounts = st.integers(-(10**15), 10**15)


@pytest.mark.parametrize(
    ("amount", "text"),
    [
        (0, "Rp0"),
        (900, "Rp900"),
        (1_500_000, "Rp1.500.000"),
        (-150_000, "-Rp150.000"),
        (28_709_816_300_000, "Rp28.709.816.300.000"),
    ],
)
def test_amounts_read_as_officials_write_them(amount, text):
    assert rupiah(amount) == text


@given(amounts)
def test_what_is_written_reads_back(amount):
    assert int(rupiah(amount).replace("Rp", "").replace(".", "")) == amount
    assert int(number(amount).replace(".", "")) == amount


@given(amounts)
def test_dots_stand_between_thousands_and_nowhere_else(amount):
    assert re.fullmatch(r"-?Rp\d{1,3}(\.\d{3})*", rupiah(amount))
