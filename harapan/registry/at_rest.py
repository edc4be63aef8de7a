"""Requests are written down either before the instant of a freeze or after it, and everybody can tell which.

Writing one takes a share in the registry until its transaction ends; the freeze waits for all of them, notes its
instant, and lets go. So whatever was written at an earlier moment than the freeze's is in it, and nothing else is.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime

from django.db import connection

LOCK = "hashtextextended('harapan registry', 0)"


def take_share() -> datetime:
    """Within a transaction: the moment at which what it writes counts as written."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT pg_advisory_xact_lock_shared({LOCK})")
        cursor.execute("SELECT clock_timestamp()")
        moment: datetime = cursor.fetchone()[0]
    return moment


@contextmanager
def at_rest() -> Iterator[Callable[[], None]]:
    """Nobody is in the middle of writing a request down, until what is yielded is called, or the block ends."""
    held = True

    def let_go() -> None:
        nonlocal held
        if held and connection.connection is not None and not connection.connection.closed:
            with connection.cursor() as cursor:
                cursor.execute(f"SELECT pg_advisory_unlock({LOCK})")
        held = False

    with connection.cursor() as cursor:
        cursor.execute(f"SELECT pg_advisory_lock({LOCK})")
    try:
        yield let_go
    finally:
        let_go()
