"""Lists of schools and health units into the database, in one piece."""

import polars as pl
from django.db import connection, transaction

from harapan.lib.identifiers import range_of
from harapan.tables.bulk import copy_in, fetch
from harapan.tables.partitions import gather_statistics

FACILITY = "places_facility"
STANDING = (
    "SELECT code, kind, level, village FROM places_facility WHERE valid_to IS NULL AND village BETWEEN '{}' AND '{}'"
)


def standing_facilities(area: str) -> pl.DataFrame:
    """The open facilities of an area (a code prefix): code, kind, level, village."""
    first, last = range_of(area)
    return fetch(STANDING.format(int(first), int(last)))


@transaction.atomic
def load_facilities(facilities: pl.DataFrame) -> int:
    """Add facilities in the shape of the table; those whose code is known already stay as they are. How many came."""
    columns = ", ".join(facilities.columns)
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS arriving")
        cursor.execute(f"CREATE TEMPORARY TABLE arriving ON COMMIT DROP AS SELECT {columns} FROM {FACILITY} LIMIT 0")
        copy_in("arriving", facilities)
        cursor.execute(
            f"INSERT INTO {FACILITY} ({columns}) SELECT {columns} FROM arriving ON CONFLICT (code) DO NOTHING"
        )
        count = int(cursor.rowcount)
    gather_statistics(FACILITY)
    return count
