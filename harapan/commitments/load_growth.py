"""Measurements of children into the room: the rows of an applied list, or a frame, assessed by the WHO's tables."""

from collections.abc import Sequence
from datetime import date
from typing import Final

import polars as pl
from django.db import connection

from harapan.commitments.health.growth import INDICES, LAST_DAY, STANDING_FROM, assessed, standards, value_at_hundredths
from harapan.commitments.models.health import GRAMS, MILLIMETRES
from harapan.tables.bulk import copy_in

TAKEN: Final = (
    *("member", "family", "village", "measured_on", "millimetres", "grams", "lying", "told", "source", "facility"),
    *("upload", "report", "by", *INDICES, *(f"{index}_z" for index in INDICES)),
)
"""Columns of the table that are written."""
MEASURED: Final = {
    "member": pl.Int64,
    "family": pl.Int64,
    "village": pl.String,
    "sex": pl.String,
    "born": pl.Date,
    "measured_on": pl.Date,
    "millimetres": pl.Int64,
    "grams": pl.Int64,
    "lying": pl.Boolean,
    **{f"{index}_told": pl.String for index in INDICES},
}
"""What is known of each before it is assessed; `..._told` is the status somebody else gave it, or null."""
AT_VISITS: Final = MEASURED | {"facility": pl.String, "report": pl.Int64}
"""The same of a visit, with the unit and the report that says so."""

# What a list or a visit says that is known already: of that child and day the last word says no less.
KNOWN: Final = f"""
        SELECT FROM commitments_measurement AS had
        WHERE had.member = m.id AND had.measured_on = {{said}}.measured_on
          AND ({{said}}.millimetres IS NULL OR had.millimetres = {{said}}.millimetres
               AND coalesce(had.lying, had.measured_on - m.born < {STANDING_FROM})
                   = coalesce({{said}}.lying, had.measured_on - m.born < {STANDING_FROM}))
          AND ({{said}}.grams IS NULL OR had.grams = {{said}}.grams)
          AND NOT EXISTS (SELECT FROM commitments_retraction AS gone WHERE gone.measurement_id = had.id)
          AND NOT EXISTS (SELECT FROM commitments_measurement AS later WHERE later.member = had.member
                          AND later.measured_on = had.measured_on AND later.id > had.id
                          AND NOT EXISTS (SELECT FROM commitments_retraction AS gone
                                          WHERE gone.measurement_id = later.id))
"""
# The attached unit of that day is where it was measured; a list does not say so in a way one could trust.
OF_UPLOAD: Final = f"""
    SELECT m.id, m.family_id, m.village, m.sex, m.born, r.measured_on, r.millimetres::bigint, r.grams::bigint, r.lying,
           r.height_status, r.weight_status, r.wasting_status
    FROM intake_row AS r JOIN registry_member AS m ON m.id = r.member
    WHERE r.upload = %(upload)s AND r.outcome = 'new' AND r.measured_on >= m.born AND NOT EXISTS (
        {KNOWN.format(said="r")}
          AND (NOT had.told OR (had.height, had.weight, had.wasting) = (coalesce(r.height_status, ''),
               coalesce(r.weight_status, ''), coalesce(r.wasting_status, '')))
    )
    ORDER BY m.id, r.measured_on
"""
# Lines of growth that the ledger took: the same people, and no more.
OF_REPORTS: Final = f"""
    SELECT m.id, m.family_id, m.village, m.sex, m.born, r.measured_on, r.millimetres, r.grams, r.lying,
           NULL, NULL, NULL, r.facility, r.report
    FROM (
        SELECT told.id AS report, told.facility, told.month, (one.said ->> 0)::bigint AS member,
               (one.said ->> 1)::date AS measured_on, (one.said ->> 2)::bigint AS grams,
               (one.said ->> 3)::bigint AS millimetres, (one.said ->> 4)::boolean AS lying
        FROM commitments_report AS told
        JOIN commitments_entry AS entry ON entry.report_id = told.id
        CROSS JOIN LATERAL jsonb_array_elements(told.measured) AS one(said)
        WHERE told.id = ANY(%(reports)s) AND told.available
          AND EXISTS (SELECT FROM jsonb_array_elements(told.lines) AS line(said)
                      WHERE line.said -> 0 = one.said -> 0 AND line.said ->> 1 = 'child_growth')
          AND NOT entry.refusals @> jsonb_build_array(jsonb_build_array(one.said -> 0, 'child_growth'))
    ) AS r JOIN registry_member AS m ON m.id = r.member
    WHERE r.measured_on >= greatest(m.born, r.month) AND r.measured_on < r.month + interval '1 month'
      AND r.measured_on <= coalesce(m.died_on, 'infinity') AND num_nonnulls(r.grams, r.millimetres) > 0
      AND coalesce(r.grams BETWEEN {GRAMS[0]} AND {GRAMS[1]}, true)
      AND coalesce(r.millimetres BETWEEN {MILLIMETRES[0]} AND {MILLIMETRES[1]}, true)
      AND NOT EXISTS ({KNOWN.format(said="r")} AND NOT had.told)
    ORDER BY m.id, r.measured_on, r.report
"""


def rows_of_upload(upload: int) -> pl.DataFrame:
    """What an applied list says that is not known yet, as MEASURED."""
    with connection.cursor() as cursor:
        cursor.execute(OF_UPLOAD, {"upload": upload})
        return pl.DataFrame(cursor.fetchall(), schema=MEASURED, orient="row")


def rows_of_reports(reports: Sequence[int]) -> pl.DataFrame:
    """What reports of visits say of children that is not known yet, as MEASURED with `facility` and `report`."""
    with connection.cursor() as cursor:
        cursor.execute(OF_REPORTS, {"reports": list(reports)})
        return pl.DataFrame(cursor.fetchall(), schema=AT_VISITS, orient="row")


def load_measurements(measured: pl.DataFrame, *, source: str, upload: int | None = None, by: int | None) -> int:
    """Assess what was measured (MEASURED, or AT_VISITS) and keep it. Returns how many rows.

    Our own status stands where it can be worked out; what somebody else said stands in for it where it cannot.
    """
    if "report" not in measured.columns:
        measured = measured.with_columns(facility=pl.lit(""), report=pl.lit(None, pl.Int64))
    rows = assessed(measured).with_columns(
        told=pl.all_horizontal(pl.col(index).is_null() for index in INDICES),
        source=pl.lit(source),
        upload=pl.lit(upload, pl.Int64),
        by=pl.lit(by, pl.Int64),
        **{index: pl.coalesce(index, f"{index}_told", pl.lit("")) for index in INDICES},
    )
    return copy_in("commitments_measurement", rows.select(TAKEN))


CHILDREN: Final = """
    SELECT id, family_id AS family, village, sex, born FROM registry_member
    WHERE born > %(after)s AND born <= %(until)s AND died_on IS NULL AND same_as IS NULL ORDER BY id
"""


def children_born(after: date, until: date) -> pl.DataFrame:
    """Who lives and was born between two days: id, family, village, sex, born."""
    kinds = {"id": pl.Int64, "family": pl.Int64, "village": pl.String, "sex": pl.String, "born": pl.Date}
    with connection.cursor() as cursor:
        cursor.execute(CHILDREN, {"after": after, "until": until})
        return pl.DataFrame(cursor.fetchall(), schema=kinds, orient="row")


def as_measured(weighed: pl.DataFrame, children: pl.DataFrame) -> pl.DataFrame:
    """Distances from the median (population.growth.WEIGHED) as millimetres and grams, in the shape of MEASURED."""
    rows = weighed.join(children, left_on="member", right_on="id", how="inner", maintain_order="left")
    rows = rows.with_columns(at=(pl.col("measured_on") - pl.col("born")).dt.total_days()).filter(
        pl.col("at").is_between(0, LAST_DAY)
    )
    rows = _valued(rows, "height_for_age", "height_z", "millimetres", 10)
    rows = _valued(rows, "weight_for_age", "weight_z", "grams", 1000)
    nothing = {f"{index}_told": pl.lit(None, pl.String) for index in INDICES}
    rows = rows.with_columns(lying=pl.col("at") < STANDING_FROM, **nothing)
    return rows.select(pl.col(name).cast(kind) for name, kind in MEASURED.items())


def _valued(rows: pl.DataFrame, standard: str, z: str, name: str, units: int) -> pl.DataFrame:
    table = standards().filter(standard=standard).drop("standard")
    joined = rows.join(table, on=["sex", "at"], how="left", maintain_order="left")
    value = (value_at_hundredths(pl.col(z)) * units).round(0).cast(pl.Int64)
    return joined.with_columns(value.alias(name)).drop("l", "m", "s")
