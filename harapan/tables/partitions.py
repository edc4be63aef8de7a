"""Partitions: one slice of a big table per cycle or per month, made when it is first needed."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction


@contextmanager
def filling(table: str, key: str) -> Iterator[str]:
    """Where to put rows of `table` for `key`, inside the caller's transaction: a fresh slice, which joins the table
    with its indexes once it is full, or the table itself when it has that slice already.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT harapan_make_slice(%s, %s)", [table, key])
        slice_ = cursor.fetchone()[0]
        yield slice_ or table
        if slice_:
            cursor.execute("SELECT harapan_attach_slice(%s, %s)", [table, key])
    gather_statistics(table, key)


def make_partition(table: str, key: str) -> bool:
    """Make the slice of `table` for `key`, empty, unless it exists. Returns whether it was made."""
    if has_partition(table, key):
        return False
    with transaction.atomic(), filling(table, key):
        return True


def has_partition(table: str, key: str) -> bool:
    """Whether `table` has a slice for `key` already."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass(%s) IS NOT NULL", [f"{table}_{key.replace('-', '_')}"])
        return bool(cursor.fetchone()[0])


def gather_statistics(table: str, key: str | None = None) -> None:
    """Tell the planner what a table, or its slice for `key`, holds now; after every load."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT harapan_gather_statistics(%s, %s)", [table, key])
