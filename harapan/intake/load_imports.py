"""Rows of a list as a frame, for the verb that takes a bank's answers whole."""

import polars as pl
from django.db import connection

from harapan.intake.load_accounts import TOLD_COLUMNS
from harapan.intake.models import Upload

TOLD = """
    SELECT family, nik, opened, coalesce(number, ''), CASE WHEN opened THEN '' ELSE 'unknown' END, coalesce(answer, ''),
           %s::date
    FROM intake_row WHERE upload = %s AND outcome = 'changed' ORDER BY line
"""


def openings_of(upload: Upload) -> pl.DataFrame:
    """What a bank says of the families that wait for it: `TOLD_COLUMNS`, one row for each."""
    with connection.cursor() as cursor:
        cursor.execute(TOLD, [upload.as_of, upload.pk])
        return pl.DataFrame(cursor.fetchall(), schema=TOLD_COLUMNS, orient="row")
