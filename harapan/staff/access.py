"""Telling the database who is signed in, so that row-level security knows; nobody signed in sees nothing."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.backends.signals import connection_created

from harapan.lib.identifiers import range_of
from harapan.staff.models import Staff


@dataclass(frozen=True)
class Scope:
    """What the database is told: ranges of village codes, staff number, facility, position; all as text."""

    areas: str = ""
    staff: str = ""
    facility: str = ""
    position: str = ""


NOBODY = Scope()
_now: ContextVar[Scope] = ContextVar("harapan_scope", default=NOBODY)

SET = """
    SELECT set_config('harapan.areas', %s, false), set_config('harapan.staff', %s, false),
           set_config('harapan.facility', %s, false), set_config('harapan.position', %s, false)
"""


def scope_of(staff: Staff) -> Scope:
    """The scope of a member of staff; of somebody who left, nobody's."""
    if not staff.active:
        return NOBODY
    ranges = ("-".join(range_of(area)) for area in staff.areas)
    return Scope(",".join(ranges), str(staff.pk), staff.facility, staff.position)


@contextmanager
def working_as(staff: Staff | None) -> Iterator[None]:
    """Until the end of the block this thread's queries see what `staff` may see. Nests; fails closed."""
    before = _now.get()
    token = _now.set(scope_of(staff) if staff else NOBODY)
    try:
        _tell(_now.get())
        yield
    finally:
        _now.reset(token)
        _take_back(before)


def streaming_as(staff: Staff, chunks: Iterable[bytes]) -> Iterator[bytes]:
    """A streamed body is read after the view has returned: it enters the scope again, chunk by chunk."""
    pieces = iter(chunks)
    while True:
        with working_as(staff):
            piece = next(pieces, None)
        if piece is None:
            return
        yield piece


def _tell(scope: Scope) -> None:
    with connection.cursor() as cursor:
        cursor.execute(SET, [scope.areas, scope.staff, scope.facility, scope.position])


def _take_back(scope: Scope) -> None:
    """A connection that cannot be told to forget is closed."""
    if connection.connection is None:
        return
    try:
        _tell(scope)
    except Exception:
        connection.close()
        raise


def _tell_new_connection(connection: Any, **_: Any) -> None:
    if (scope := _now.get()) != NOBODY:
        with connection.cursor() as cursor:
            cursor.execute(SET, [scope.areas, scope.staff, scope.facility, scope.position])


connection_created.connect(_tell_new_connection, dispatch_uid="harapan scope")
