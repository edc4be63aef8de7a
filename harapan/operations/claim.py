"""A claim on a piece of work: whoever holds it lives, since the database frees it the moment a process dies."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock
from typing import Any

from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper

from harapan.operations.models import Asked

NAME = "hashtextextended('harapan ' || %s, 0)"

# A dead machine or cable is noticed within a minute; a dead process at once.
PATIENCE = "SET tcp_keepalives_idle = 20; SET tcp_keepalives_interval = 10; SET tcp_keepalives_count = 3"


class Claim:
    """A connection beside the step's own. While it lives the work is taken; it carries the notes of progress, which
    are seen at once, whatever transaction the step is in.
    """

    def __init__(self, beside: BaseDatabaseWrapper) -> None:
        self._beside = beside
        self._one_at_a_time = Lock()

    def execute(self, statement: str, values: list[Any]) -> None:
        """Say something at once; also from another thread of the step."""
        with self._one_at_a_time, self._beside.cursor() as cursor:
            cursor.execute(statement, values)


@contextmanager
def claimed(asked: Asked) -> Iterator[Claim]:
    """Have what was asked for to oneself; whoever comes second waits here until the first is done, or dead."""
    beside = connection.copy()
    beside.inc_thread_sharing()
    try:
        with beside.cursor() as cursor:
            cursor.execute(PATIENCE)
            cursor.execute(f"SELECT pg_advisory_lock({NAME})", [_name(asked)])
        yield Claim(beside)
    finally:
        beside.close()


def is_claimed(asked: Asked) -> bool:
    """Whether somebody lives who works on it. Inside a transaction: nobody else can begin before its end."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT pg_try_advisory_xact_lock({NAME})", [_name(asked)])
        return not cursor.fetchone()[0]


def _name(asked: Asked) -> str:
    return f"{asked._meta.model_name} {asked.pk}"
