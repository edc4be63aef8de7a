"""Frames in and out of tables, by COPY inside our transaction and by Arrow on a connection beside it."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TypeAlias

import polars as pl
from adbc_driver_postgresql import dbapi
from django.conf import settings
from django.db import connection
from psycopg import sql

Reader: TypeAlias = dbapi.Connection


def copy_in(table: str, frame: pl.DataFrame, *, columns: list[str] | None = None, frozen: bool = False) -> int:
    """Add the rows of `frame` to `table` within the running transaction. Returns how many.

    `frozen` is for a table made or emptied in this very transaction: its rows need no second visit by the server.
    """
    columns = columns or frame.columns
    options = sql.SQL("FORMAT csv" + (", FREEZE" if frozen else ""))
    statement = sql.SQL("COPY {} ({}) FROM STDIN ({})").format(
        sql.Identifier(table), sql.SQL(", ").join(map(sql.Identifier, columns)), options
    )
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        for part in frame.select(columns).iter_slices(settings.SLICE):
            copy.write(part.write_csv(include_header=False))  # "" is the empty text, nothing is nothing
    return frame.height


@contextmanager
def reading(*, snapshot: str | None = None) -> Iterator[Reader]:
    """A read-only Arrow connection beside ours; with `snapshot`, seeing exactly what its exporter sees."""
    with dbapi.connect(uri()) as reader:
        with reader.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            if snapshot:
                cursor.execute(f"SET TRANSACTION SNAPSHOT '{snapshot}'")
            # Two readers beside each other keep two cores busy: helpers of their own would only make both wait.
            cursor.execute("SET LOCAL max_parallel_workers_per_gather = 0")
        try:
            yield reader
        finally:
            reader.rollback()


def read(reader: Reader, statement: str) -> pl.DataFrame:
    """The rows of a query as a frame. Cast sums to bigint in the query: PostgreSQL widens them."""
    with reader.cursor() as cursor:
        cursor.execute(statement)
        return pl.from_arrow(cursor.fetch_arrow_table())  # type: ignore[return-value]


def fetch(statement: str) -> pl.DataFrame:
    """One query on a connection of its own, for pages and reports that compare two runs."""
    with reading() as reader:
        return read(reader, statement)


def uri() -> str:
    """Where our own connection goes, in libpq words, so that tests read their own database."""
    info = connection.settings_dict
    given = {
        "host": info["HOST"],
        "port": info["PORT"],
        "dbname": info["NAME"],
        "user": info["USER"],
        "password": info["PASSWORD"],
    }
    return " ".join(f"{key}='{value}'" for key, value in given.items() if value)
