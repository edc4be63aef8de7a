"""Working one ahead changes when things are made, never what or in which order."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harapan.lib.ahead import one_ahead


@given(st.lists(st.none() | st.integers()))
def test_the_same_items_come_in_the_same_order(items):
    assert list(one_ahead(items)) == items


def test_no_more_than_one_is_made_ahead():
    made = []
    coming = one_ahead(made.append(number) or number for number in range(10))

    assert next(coming) == 0
    coming.close()

    assert made in ([0], [0, 1])


def test_trouble_in_the_making_is_told_after_what_was_made():
    def items():
        yield 1
        raise OSError("the disk is full")

    coming = one_ahead(items())

    assert next(coming) == 1
    with pytest.raises(OSError, match="full"):
        next(coming)
