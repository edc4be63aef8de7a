"""Loading millions of rows into empty tables: indexes and references step aside and are rebuilt once, at the end."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

FOREIGN_KEYS = """
    SELECT format('ALTER TABLE %%s DROP CONSTRAINT %%I', conrelid::regclass, conname),
           format('ALTER TABLE %%s ADD CONSTRAINT %%I %%s', conrelid::regclass, conname, pg_get_constraintdef(oid))
    FROM pg_constraint WHERE contype = 'f' AND conrelid = ANY(%s::regclass[]) ORDER BY conname
"""
INDEXES = """
    SELECT format('DROP INDEX %%s', indexrelid::regclass), pg_get_indexdef(indexrelid)
    FROM pg_index WHERE indrelid = ANY(%s::regclass[]) AND NOT indisprimary
      AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid AND contype IN ('u', 'x'))
    ORDER BY indexrelid
"""


@contextmanager
def rebuilt_after(tables: list[str]) -> Iterator[None]:
    """Drop what slows the loading of empty tables, and put it back after. Needs the owner's login and one open
    transaction: if anything fails, nothing was dropped.
    """
    with connection.cursor() as cursor:
        steps = []
        for definitions in (FOREIGN_KEYS, INDEXES):
            cursor.execute(definitions, [tables])
            steps += cursor.fetchall()
        for drop, _ in steps:
            cursor.execute(drop)
        cursor.execute(f"TRUNCATE {', '.join(tables)}")  # empty already; makes it fit for COPY FREEZE
    yield
    with connection.cursor() as cursor:
        for _, create in reversed(steps):
            cursor.execute(create)
        for table in tables:
            cursor.execute(f"ANALYZE {table}")
