"""The people of the world at their browsers."""

from collections.abc import Callable, Iterator

import pytest
from django.db import connection

from harapan.testing.databases import connected_to
from harapan.testing.pages import as_web
from tests.access.walk import Walker
from tests.access.world import World


@pytest.fixture
def walkers(world: World) -> Iterator[Callable[[str], Walker]]:
    """`walkers("dinsos")`: somebody in that position at a browser, everybody on one connection of the login `web`."""
    known: dict[str, Walker] = {}

    def walker(position: str) -> Walker:
        if position not in known:
            known[position] = Walker.signed_in(world, position)
        return known[position]

    with as_web():
        yield walker


@pytest.fixture
def as_machine(walkers) -> Callable:
    """Ask the database as `machine`, which sees everything, while everybody else is `web`."""

    def ask(question: Callable):
        with connected_to(connection.settings_dict["NAME"], "machine"):
            return question()

    return ask
