"""The world of tests/access/world.py, made once and copied for each test; and its people at their browsers."""

import shutil
from collections.abc import Callable, Iterator

import pytest
from django.db import connection

from harapan.staff.models import Staff
from harapan.testing.databases import connected_to, copy_database, drop_database, working_in
from harapan.testing.pages import as_web
from harapan.testing.stages import scene
from tests.access.walk import Walker
from tests.access.world import World, look_around, settle_the_world


@pytest.fixture(scope="session")
def made_world(base_database: str, django_db_blocker, tmp_path_factory) -> Iterator[tuple]:
    """Name of a database and a home in which the stage of the world is closed."""
    name, home = f"{base_database}_world", tmp_path_factory.mktemp("world")
    with django_db_blocker.unblock():
        connection.close()
        copy_database(base_database, name)
        with working_in(name, home):
            dewi, eko = (Staff.objects.get(username=name) for name in ("dewi", "eko"))
            settle_the_world()
            scene(dewi, eko).through("close")
            world = look_around(dewi)
    yield name, home, world
    with django_db_blocker.unblock():
        drop_database(name)


@pytest.fixture
def world(made_world, django_db_blocker, tmp_path) -> Iterator[World]:
    """A copy of the world, to walk through and to break."""
    original, home, world = made_world
    name = f"{original}_copy"
    shutil.copytree(home, tmp_path, dirs_exist_ok=True)
    with django_db_blocker.unblock():
        connection.close()
        copy_database(original, name)
        with working_in(name, tmp_path):
            yield world
        drop_database(name)


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
