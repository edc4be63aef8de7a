"""The world of tests/access/world.py, made once and copied for each test that walks through pages."""

import shutil
from collections.abc import Iterator

import pytest
from django.db import connection

from harapan.staff.models import Staff
from harapan.testing.databases import copy_database, drop_database, working_in
from harapan.testing.make import make_closings
from harapan.testing.stages import scene
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
            given = scene(dewi, eko)
            make_closings(given.edition.stage.judged_months)
            given.through("close")
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
