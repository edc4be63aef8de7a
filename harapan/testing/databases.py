"""Databases of a test's own: copied from another in a tenth of a second, worked in for real, thrown away."""

import os
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from itertools import cycle
from pathlib import Path
from typing import Any, Final
from unittest.mock import patch

import psycopg
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from psycopg.pq import TransactionStatus
from psycopg.sql import SQL, Identifier

from harapan import postgres
from harapan.postgres import Login

VARIABLES: Final[dict[str, Login]] = {
    "DATABASE_URL": "web",
    "DATABASE_OWNER_URL": "owner",
    "DATABASE_MACHINE_URL": "machine",
}
MAINTENANCE: Final = "postgres"
PATIENCE: Final = 100
LOGIN: Final = ("HOST", "PORT", "NAME", "USER", "PASSWORD", "OPTIONS")
_waiting: Final[dict[tuple[str, str], psycopg.Connection]] = {}
"""Open connections to the database we work in whose login has a break; a new one takes longer than most pages."""


def make_empty_database(name: str) -> None:
    """A new database without a table."""
    drop_database(name)
    _as_owner("CREATE DATABASE {name}", name=name)


def make_database(name: str) -> None:
    """A new database with empty tables, made as `owner`."""
    make_empty_database(name)
    with connected_to(name, "owner"):
        call_command("migrate", verbosity=0, interactive=False)


def copy_database(original: str, copy: str) -> None:
    """A new database with everything the original holds. Nobody else may be connected to the original.

    Its thousand small files are copied as files: page by page through the log takes three times as long.
    """
    connection.close()
    drop_database(copy)
    _as_owner("CREATE DATABASE {copy} TEMPLATE {original} STRATEGY FILE_COPY", copy=copy, original=original)


def drop_database(name: str) -> None:
    """Throw a database away, whoever still looks at it.

    Force sends people away but may not touch the server's own housekeeping, which the server itself ends without force.
    """
    _as_owner("DROP DATABASE IF EXISTS {name} WITH (FORCE)", "DROP DATABASE IF EXISTS {name}", name=name)


def sweep(prefix: str) -> None:
    """Throw away what test runs left that were killed: databases named `prefix` and a process that is no more."""
    for name in _databases(prefix):
        owner = name.removeprefix(prefix).split("_")[0]
        if not (owner.isdigit() and Path(f"/proc/{owner}").exists()):
            drop_database(name)


@contextmanager
def connected_to(name: str, login: Login = "machine") -> Iterator[None]:
    """Django's connection goes to this database, under this login; back in a database it left, it is as good as new."""
    usual = {key: connection.settings_dict[key] for key in LOGIN}
    there = postgres.address(login, database=name).django()
    _go(there)
    try:
        yield
    finally:
        _go(usual)


def _go(there: Mapping[str, Any]) -> None:
    """Change places: within a database the old connection waits, from one to another all are closed."""
    stays = there["NAME"] == connection.settings_dict["NAME"]
    _put_aside() if stays else _close_all()
    connection.settings_dict.update({key: there[key] for key in LOGIN})
    if waiting := _waiting.pop(_place(), None):
        with patch.object(connection, "get_new_connection", lambda _: waiting):
            connection.connect()


def _put_aside() -> None:
    """The connection waits and has forgotten everything; one that is in the middle of something is closed."""
    ours = connection.connection
    if ours is None or ours.info.transaction_status != TransactionStatus.IDLE or connection.in_atomic_block:
        connection.close()
        return
    ours.execute("DISCARD ALL")
    _waiting[_place()] = ours
    connection.connection = None


def _close_all() -> None:
    connection.close()
    while _waiting:
        _waiting.popitem()[1].close()


def _place() -> tuple[str, str]:
    return connection.settings_dict["NAME"], connection.settings_dict["USER"]


@contextmanager
def working_in(name: str, home: Path) -> Iterator[None]:
    """Work in this database as `machine`, with no transaction around, and with files in `home`: commands and child
    processes do too.
    """
    said = {variable: postgres.address(login, database=name).uri() for variable, login in VARIABLES.items()}
    said["HARAPAN_HOME"] = str(home)
    before = {variable: os.environ.get(variable) for variable in said}
    usual_home = settings.HOME
    with connected_to(name):
        os.environ.update(said)
        settings.HOME = home
        try:
            yield
        finally:
            settings.HOME = usual_home
            for variable, value in before.items():
                os.environ.pop(variable) if value is None else os.environ.update({variable: value})


@contextmanager
def as_login(user: str) -> Iterator[psycopg.Connection]:
    """A plain connection to the database we work in, under another login: owner, web, or postgres itself."""
    info = connection.settings_dict
    with psycopg.connect(
        host=info["HOST"] or None, port=info["PORT"] or None, dbname=info["NAME"], user=user, autocommit=True
    ) as other:
        yield other


def _databases(prefix: str) -> list[str]:
    rows = _server().execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [prefix])
    return [name for (name,) in rows]


def _as_owner(*ways: str, **names: str) -> None:
    """Do it in one of these ways, tried in turn however long the server's own housekeeping looks into a database."""
    commands = [SQL(way).format(**{key: Identifier(name) for key, name in names.items()}) for way in ways]
    for patience, command in zip(range(PATIENCE, -1, -1), cycle(commands), strict=False):
        try:
            _server().execute(command)
            return
        except (psycopg.errors.ObjectInUse, psycopg.errors.InsufficientPrivilege):
            if not patience:
                raise
            time.sleep(0.1)
        except psycopg.OperationalError:  # a test has killed the server: its next start is waited for
            if not patience or not any(one.closed for one in _connected(os.getpid())):
                raise
            time.sleep(0.1)


@cache
def _connected(process: int) -> list[psycopg.Connection]:  # noqa: ARG001 - a child of ours has none of our connections
    return []


def _server() -> psycopg.Connection:
    """The connection on which this process makes and drops databases, kept: a thousand tests each need three words."""
    kept = _connected(os.getpid())
    if not kept or kept[0].closed or kept[0].broken:
        kept[:] = [psycopg.connect(postgres.address("owner", database=MAINTENANCE).dsn(), autocommit=True)]
    return kept[0]
