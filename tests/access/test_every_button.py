"""Every button of the house, pressed by somebody in every position, about things of their own and of others."""

import pytest

from tests.access.table import entries
from tests.access.visits import ADDRESSES, allowed, leaks, pressed
from tests.access.world import POSITIONS


@pytest.mark.parametrize("position", POSITIONS)
def test_everybody_presses_what_is_theirs_and_nothing_else(world, walkers, position):
    wrong, leaked = [], []
    for name in ADDRESSES:
        for way, address, answer in pressed(entries()[name], world, walkers(position)):
            expected = allowed(entries()[name], world, position, way, pressing=True)
            wrong += [] if answer.status in expected else [f"{way} {address}: {answer.status}, not {sorted(expected)}"]
            leaked += leaks(world, position, way, address, answer)
    assert not wrong
    assert not leaked
