"""Every address of the house, opened by somebody in every position, with things of their own and of others."""

import pytest

from tests.access.table import entries, groups, missing
from tests.access.visits import ADDRESSES, allowed, leaks, opened
from tests.access.walk import addresses
from tests.access.world import POSITIONS


def test_every_address_has_its_lines_in_the_table():
    assert not missing(), (
        "Decide who may open the new page and say so in tests/access/expected.toml. To begin with:\n"
        + ("\n\n".join(missing()))
    )


def test_the_table_names_no_address_that_is_gone():
    assert not entries().keys() - addresses().keys()


def test_the_table_names_no_position_that_is_gone():
    assert not set().union(*groups().values()) - POSITIONS.keys()


@pytest.mark.parametrize("position", POSITIONS)
def test_everybody_opens_what_is_theirs_and_nothing_else(world, walkers, position):
    wrong, leaked = [], []
    for name in ADDRESSES:
        for way, address, answer in opened(entries()[name], world, walkers(position)):
            expected = allowed(entries()[name], world, position, way)
            wrong += [] if answer.status in expected else [f"{way} {address}: {answer.status}, not {sorted(expected)}"]
            leaked += leaks(world, position, way, address, answer)
    assert not wrong
    assert not leaked
