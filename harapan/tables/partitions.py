"""Partitions: one slice of a big table per cycle or per month, made when it is first needed."""

from collections.abc import Iterable

from django.db import connection


def make_partition(table: str, key: str) -> bool:
    """Make the slice of `table` for `key` unless it exists. Returns whether it was made."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT harapan_make_partition(%s, %s)", [table, key])
        return bool(cursor.fetchone()[0])


def make_partitions(tables: Iterable[str], key: str) -> None:
    """Make the slice for `key` in each of the tables."""
    for table in tables:
        make_partition(table, key)


def has_partition(table: str, key: str) -> bool:
    """Whether `table` has a slice for `key` already."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass(%s) IS NOT NULL", [f"{table}_{key.replace('-', '_')}"])
        return bool(cursor.fetchone()[0])


def gather_statistics(table: str, key: str | None = None) -> None:
    """Tell the planner what a table, or its slice for `key`, holds now; after every load."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT harapan_gather_statistics(%s, %s)", [table, key])
