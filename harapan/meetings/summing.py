"""Sums of a month by village, made again whole from what stands, so that they are never a little wrong."""

from datetime import date
from typing import Any

from django.db import connection, transaction

from harapan.intake.confirmation.groups import GROUPED
from harapan.lib.dates import months_after
from harapan.lib.identifiers import range_of
from harapan.meetings.models import MonthSum

FORGET = "DELETE FROM meetings_month_sum WHERE month = %(month)s AND village BETWEEN %(first)s AND %(last)s"
SUM = """
    INSERT INTO meetings_month_sum (month, village, groups, met, families, meetings, present, absent, excused)
    SELECT %(month)s, here.village, here.groups, coalesce(held.met, 0), here.families, coalesce(held.meetings, 0),
           coalesce(held.present, 0), coalesce(held.absent, 0), coalesce(held.excused, 0)
    FROM (
        SELECT village, count(DISTINCT "group") AS groups, count(*) AS families FROM registry_family
        WHERE village BETWEEN %(first)s AND %(last)s AND "group" IS NOT NULL AND participation = ANY(%(grouped)s)
        GROUP BY village
    ) AS here LEFT JOIN (
        SELECT village, count(DISTINCT "group") AS met, count(*) AS meetings, sum(present) AS present,
               sum(absent) AS absent, sum(excused) AS excused
        FROM meetings_meeting
        WHERE village BETWEEN %(first)s AND %(last)s AND current AND NOT withdrawn
          AND held_on >= %(month)s AND held_on < %(next)s
        GROUP BY village
    ) AS held USING (village)
"""
# From below upwards: the regencies touched, then their provinces, then the country.
ABOVE = """
    DELETE FROM meetings_area_sum WHERE month = %(month)s AND length(area) = {digits} AND area BETWEEN
        left(%(first)s, {digits}) AND left(%(last)s, {digits});
    INSERT INTO meetings_area_sum (area, month, groups, met, families, meetings, present, absent, excused)
    SELECT left({below}, {digits}), %(month)s, sum(groups), sum(met), sum(families), sum(meetings), sum(present),
           sum(absent), sum(excused)
    FROM {table} WHERE month = %(month)s {where} AND left({below}, {digits}) BETWEEN
        left(%(first)s, {digits}) AND left(%(last)s, {digits})
    GROUP BY 1
"""
HERE = "AND village >= left(%(first)s, 4) AND village <= left(%(last)s, 4) || 'z'"
"""So that the index is used: a code is digits, and any letter comes after them."""
REGENCIES = ABOVE.format(digits=4, below="village", table="meetings_month_sum", where=HERE)
PROVINCES = ABOVE.format(digits=2, below="area", table="meetings_area_sum", where="AND length(area) = 4")
COUNTRY = ABOVE.format(digits=0, below="area", table="meetings_area_sum", where="AND length(area) = 2")
FORGET_SESSIONS = "DELETE FROM meetings_session_sum WHERE village BETWEEN %(first)s AND %(last)s"
SUM_SESSIONS = """
    INSERT INTO meetings_session_sum (village, session, groups)
    SELECT village, session, count(DISTINCT "group") FROM meetings_meeting
    WHERE village BETWEEN %(first)s AND %(last)s AND current AND NOT withdrawn GROUP BY village, session
"""


@transaction.atomic
def sum_month(month: date, area: str = "") -> int:
    """Sum a month in an area anew. Returns how many villages have groups. Two at a time wait for each other."""
    first, last = range_of(area)
    values: dict[str, Any] = {
        "month": month,
        "next": months_after(month, 1),
        "first": first,
        "last": last,
        "grouped": [str(state) for state in GROUPED],
    }
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('harapan session sums', 0))")
        for statement in (FORGET, SUM, REGENCIES, PROVINCES, COUNTRY, FORGET_SESSIONS, SUM_SESSIONS):
            cursor.execute(statement, values)
    return MonthSum.objects.filter(month=month, village__range=range_of(area)).count()


def sum_after(village: str, month: date) -> None:
    """After a meeting: its village, or its whole regency where nobody has summed this month yet."""
    regency = village[:4]
    known = MonthSum.objects.filter(month=month, village__range=range_of(regency)).exclude(village=village).exists()
    sum_month(month, village if known else regency)
