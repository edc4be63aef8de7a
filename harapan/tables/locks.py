"""One process at a time on one piece of work; the lock goes when its process does, also by kill -9."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

from harapan.lib.refusals import Refusal


class Busy(Refusal):
    """Somebody else is doing this very work now."""


@contextmanager
def only_one(work: str) -> Iterator[None]:
    """Hold the name of a piece of work for this session, or say at once that it is taken."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(hashtextextended(%s, 0))", [f"harapan {work}"])
        if not cursor.fetchone()[0]:
            raise Busy(
                f"proses lain sedang mengerjakan ini ({work}): tunggu, atau periksa dengan `harapan doctor`",
                f"another process is busy with {work}: wait for it, or look with `harapan doctor`",
            )
    try:
        yield
    finally:
        if connection.connection is not None and not connection.connection.closed:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(hashtextextended(%s, 0))", [f"harapan {work}"])
