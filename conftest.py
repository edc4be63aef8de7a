"""Tests run on a real PostgreSQL of their own: made as `owner`, used as `machine`, like the programme itself."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

os.environ["HARAPAN_HOME"] = str(Path(__file__).parent / "var" / "test")
os.environ["HARAPAN_POSTGRES_DURABLE"] = "0"
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

from harapan import postgres


def pytest_configure() -> None:
    """Somebody's own server may stand in for the embedded one, as it may in the programme."""
    postgres.ensure_running()


@pytest.fixture(scope="session")
def django_db_modify_db_settings() -> None:
    """Make the test database as its owner."""
    from django.db import connection

    connection.settings_dict.update({key: postgres.address("owner").django()[key] for key in ("USER", "PASSWORD")})


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None) -> Iterator[None]:
    """From here on, work with the rights that the command line has."""
    from django.db import connection

    connection.close()
    connection.settings_dict.update({key: postgres.address("machine").django()[key] for key in ("USER", "PASSWORD")})
    yield
    connection.close()
    connection.settings_dict.update({key: postgres.address("owner").django()[key] for key in ("USER", "PASSWORD")})


@pytest.fixture(autouse=True)
def _home_of_its_own(settings, tmp_path: Path) -> None:
    """Snapshots, runs and payment files of a test go into a folder of its own."""
    settings.HOME = tmp_path
