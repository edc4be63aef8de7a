"""A second connection of the same login, for notes that must be seen before the transaction of the work ends."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper


@contextmanager
def beside(connection: BaseDatabaseWrapper) -> Iterator[Any]:
    """A cursor on a connection of its own, kept with the given one and closed with it."""
    aside = connection.__dict__.setdefault("harapan_aside", connection.copy())
    aside.close_if_unusable_or_obsolete()
    with aside.cursor() as cursor:
        yield cursor
