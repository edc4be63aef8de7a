"""Measurements taken over and taken back, and what follows: how each child stands, and the sums of a month."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, Final

from django.db import connection, transaction
from django.db.models import Q

from harapan.audit.actions import Actor, record
from harapan.commitments.health.growth import INDICES, LOW, watch
from harapan.commitments.load_growth import load_measurements, rows_of_reports, rows_of_upload
from harapan.commitments.models import Measurement, Report, Retraction
from harapan.commitments.models.health import COUNTED
from harapan.intake.models import Upload
from harapan.lib.dates import months_after
from harapan.lib.identifiers import range_of

COUNTS: Final = "NOT EXISTS (SELECT FROM commitments_retraction AS gone WHERE gone.measurement_id = m.id)"
STANDING: Final = f"""
    CREATE TEMPORARY TABLE standing ON COMMIT DROP AS
    SELECT DISTINCT ON (m.member, m.measured_on) m.* FROM commitments_measurement AS m
    WHERE m.member = ANY(%(members)s) AND {COUNTS} ORDER BY m.member, m.measured_on, m.id DESC
"""
"""The measurements that count: of each child and day the last word, unless it was taken back."""
NEWEST: Final = ", ".join(
    f"coalesce((array_agg({index} ORDER BY measured_on DESC) FILTER (WHERE {index} <> ''))[1], '') AS {index}"
    for index in INDICES
)
"""Of each index the last status anybody knows: not every weighing measures the height."""
THREE: Final = ", ".join(INDICES)
LASTED: Final = " UNION ALL ".join(
    f"""SELECT member, min(measured_on) FILTER (WHERE {index} IN {LOW} AND measured_on > coalesce(well, '-infinity'))
    AS since FROM (SELECT *, max(measured_on) FILTER (WHERE {index} NOT IN ('', 'severe', 'low'))
                   OVER (PARTITION BY member) AS well FROM standing) AS seen GROUP BY member"""
    for index in INDICES
)
"""By each index, since when a child has been low without a better status in between."""

# Weighings at least so many days apart, from the newest backwards; in none of `runs` the weight rose.
FRESH: Final = f"""
    WITH RECURSIVE weighed AS (
        SELECT 1 AS place, member, measured_on, grams, false AS gained
        FROM (SELECT DISTINCT ON (member) member, measured_on, grams FROM standing WHERE grams IS NOT NULL
              ORDER BY member, measured_on DESC) AS newest
        UNION ALL
        SELECT place + 1, weighed.member, before.measured_on, before.grams, weighed.grams > before.grams
        FROM weighed CROSS JOIN LATERAL (
            SELECT measured_on, grams FROM standing AS one
            WHERE one.member = weighed.member AND one.grams IS NOT NULL
              AND one.measured_on <= weighed.measured_on - %(apart)s
            ORDER BY measured_on DESC LIMIT 1
        ) AS before
        WHERE place <= %(runs)s
    ),
    gains AS (
        SELECT member, count(*) FILTER (WHERE place > 1 AND NOT gained) >= %(runs)s AS no_gain
        FROM weighed GROUP BY member
    ),
    fell AS (
        SELECT last.member, bool_or(before.weight_z - last.weight_z >= %(fall)s) AS falling
        FROM (SELECT DISTINCT ON (member) member, measured_on, weight_z FROM standing WHERE weight_z IS NOT NULL
              ORDER BY member, measured_on DESC) AS last
        JOIN standing AS before ON before.member = last.member AND before.weight_z IS NOT NULL
            AND before.measured_on BETWEEN last.measured_on - %(within)s AND last.measured_on - %(apart)s
        GROUP BY last.member
    ),
    newest AS (
        SELECT member, max(measured_on) AS measured_on, (array_agg(id ORDER BY measured_on DESC))[1] AS measurement,
               {NEWEST}
        FROM standing GROUP BY member
    ),
    first_low AS (
        SELECT member, min(since) AS since FROM ({LASTED}) AS lasted GROUP BY member
    ),
    judged AS (
        SELECT newest.*, first_low.since, array_remove(ARRAY[
                   CASE WHEN 'severe' IN ({THREE}) THEN 'severe' END, CASE WHEN 'low' IN ({THREE}) THEN 'low' END,
                   CASE WHEN no_gain THEN 'no_gain' END, CASE WHEN falling THEN 'falling' END], NULL) AS flags
        FROM newest LEFT JOIN gains USING (member) LEFT JOIN fell USING (member) LEFT JOIN first_low USING (member)
    )
    INSERT INTO commitments_growth (member, family, village, facilitator, measurement, measured_on, {THREE}, flags,
                                    worst, since)
    SELECT judged.member, home.family_id, home.village, home.facilitator, measurement, measured_on, {THREE}, flags,
           CASE WHEN 'severe' = ANY(flags) THEN 3 WHEN 'low' = ANY(flags) THEN 2 WHEN cardinality(flags) > 0 THEN 1
                ELSE 0 END,
           CASE WHEN cardinality(flags) > 0 THEN coalesce(judged.since, measured_on) END
    FROM judged JOIN registry_member AS home ON home.id = judged.member
    ON CONFLICT (member) DO UPDATE SET
        family = excluded.family, village = excluded.village, facilitator = excluded.facilitator,
        measurement = excluded.measurement, measured_on = excluded.measured_on, height = excluded.height,
        weight = excluded.weight, wasting = excluded.wasting, flags = excluded.flags, worst = excluded.worst,
        since = excluded.since
"""
GONE: Final = f"""
    DELETE FROM commitments_growth AS g WHERE g.member = ANY(%(members)s) AND NOT EXISTS (
        SELECT FROM commitments_measurement AS m WHERE m.member = g.member AND {COUNTS})
"""

FORGET: Final = "DELETE FROM commitments_growth_sum WHERE month = %(month)s AND village BETWEEN %(first)s AND %(last)s"
NAMES: Final = {"height": "stunted", "weight": "underweight", "wasting": "wasted"}
SUMMED: Final = ", ".join(
    f"count(*) FILTER (WHERE {index} NOT IN ('', 'odd')) AS {index}_known, "
    f"count(*) FILTER (WHERE {index} IN {LOW}) AS {low}, "
    f"count(*) FILTER (WHERE {index} = 'severe') AS severely_{low}"
    for index, low in NAMES.items()
)
COLUMNS: Final = ", ".join(COUNTED)
SUM: Final = f"""
    INSERT INTO commitments_growth_sum (month, village, families, children, {COLUMNS})
    SELECT %(month)s, village, count(DISTINCT family), count(*), {SUMMED}
    FROM (
        SELECT DISTINCT ON (m.member) m.* FROM commitments_measurement AS m
        WHERE m.measured_on >= %(month)s AND m.measured_on < %(next)s AND m.village BETWEEN %(first)s AND %(last)s
          AND (m.height, m.weight, m.wasting) <> ('', '', '')
          AND {COUNTS}
        ORDER BY m.member, m.measured_on DESC, m.id DESC
    ) AS each GROUP BY village
"""
# Of reports that these take the place of, however long ago: each child's measurement, unless it is said again.
UNSAID: Final = """
    WITH RECURSIVE before AS (
        SELECT told.id AS newest, told.reopens_id AS report, told.because
        FROM commitments_report AS told JOIN commitments_entry AS entry ON entry.report_id = told.id
        WHERE told.id = ANY(%(reports)s) AND told.reopens_id IS NOT NULL
        UNION ALL
        SELECT before.newest, told.reopens_id, before.because
        FROM before JOIN commitments_report AS told ON told.id = before.report WHERE told.reopens_id IS NOT NULL
    )
    INSERT INTO commitments_retraction (measurement_id, because, "by")
    SELECT m.id, min(before.because), %(by)s
    FROM before JOIN commitments_measurement AS m ON m.report = before.report
    JOIN commitments_report AS newest ON newest.id = before.newest
    WHERE NOT newest.measured @> jsonb_build_array(
              jsonb_build_array(m.member, m.measured_on::text, m.grams, m.millimetres, m.lying))
    GROUP BY m.id
    ON CONFLICT (measurement_id) DO NOTHING RETURNING measurement_id
"""
FEW: Final = 20
"""Villages that are summed one by one; of more, their whole regencies are."""
AT_ONCE: Final = 20_000
"""Children whose standing is worked out by one statement."""


@transaction.atomic
def take_measurements(upload: Upload, *, by: Actor) -> int:
    """Take over what an applied list of measured children says. What is known already is left; again changes nothing.

    Returns how many measurements were new. Their statuses, the children's standing and the sums follow at once.
    """
    added = load_measurements(rows_of_upload(upload.pk), source="import", upload=upload.pk, by=by.pk)
    _follow(Measurement.objects.filter(upload=upload.pk))
    record("measurements.taken", upload, by=by, measurements=added)
    return added


@transaction.atomic
def take_weighings(reports: Sequence[Report], *, by: Actor) -> int:
    """Take over what reports of visits, entered before, say of children. Again changes nothing. How many were new.

    What a reopened report said and its successor does not say again counts no more; what another source said stands.
    """
    told = [report for report in reports if report.measured or report.reopens_id]
    if not told:
        return 0
    numbers = [report.pk for report in told]
    with connection.cursor() as cursor:
        cursor.execute(UNSAID, {"reports": numbers, "by": by.pk})
        gone = [pk for (pk,) in cursor.fetchall()]
    added = load_measurements(rows_of_reports(numbers), source="visit", by=by.pk)
    if added or gone:
        _follow(Measurement.objects.filter(Q(report__in=numbers) | Q(pk__in=gone)))
        record("measurements.taken", told[-1], by=by, measurements=added, retracted=len(gone))
    return added


@transaction.atomic
def retract_measurements(upload: Upload, because: str, *, by: Actor) -> int:
    """What came with a list counts no more: the rows stay, and say why. Returns how many."""
    rows = Measurement.objects.filter(upload=upload.pk)
    left = rows.exclude(pk__in=Retraction.objects.filter(measurement__upload=upload.pk).values("pk"))
    gone = [Retraction(measurement_id=pk, because=because[:300], by=by.pk) for pk in left.values_list("pk", flat=True)]
    Retraction.objects.bulk_create(gone, batch_size=5_000)
    _follow(rows)
    record("measurements.retracted", upload, by=by, measurements=len(gone))
    return len(gone)


def _follow(rows: Any) -> None:
    """Standing and sums of the children and months of some measurements."""
    stand_anew(rows.order_by().values_list("member", flat=True).distinct())
    months = {day.replace(day=1) for day in rows.order_by().values_list("measured_on", flat=True).distinct()}
    villages = set(rows.order_by().values_list("village", flat=True).distinct())
    areas = villages if len(villages) <= FEW else {village[:4] for village in villages}
    for month in sorted(months):
        for area in sorted(areas):
            sum_growth(month, area)


@transaction.atomic
def stand_anew(members: Iterable[int]) -> None:
    """How these children stand by what was measured of them, and why somebody should look."""
    told, everybody = watch(), sorted(members)
    for first in range(0, len(everybody), AT_ONCE):
        _stand(everybody[first : first + AT_ONCE], told)


def _stand(members: Sequence[int], told: Any) -> None:
    asked: dict[str, Any] = {
        "members": list(members),
        "apart": told.days_between,
        "runs": told.weighings_without_gain,
        "fall": told.fall,
        "within": told.fall_within_days,
    }
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS standing")
        cursor.execute(STANDING, asked)
        cursor.execute("CREATE INDEX ON standing (member, measured_on)")  # the chain of weighings walks along it
        cursor.execute("ANALYZE standing")
        cursor.execute(FRESH, asked)
        cursor.execute(GONE, asked)


@transaction.atomic
def sum_growth(month: date, area: str = "") -> None:
    """The sums of a month in an area, made anew from what counts. Two at a time wait for each other."""
    first, last = range_of(area)
    asked: dict[str, Any] = {"month": month, "next": months_after(month, 1), "first": first, "last": last}
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('harapan growth sums', 0))")
        cursor.execute(FORGET, asked)
        cursor.execute(SUM, asked)
