"""Which schools have reported: a month of each, summed anew from its list and the ledger each time."""

from collections.abc import Sequence
from datetime import date
from typing import Any, Final

from django.db import connection, transaction

from harapan.commitments.queries import IN_PROGRAMME
from harapan.lib.dates import last_day_of
from harapan.lib.identifiers import range_of

SCHOOL: Final = "school"
DUTIES: Final = ["school_attendance"]
"""What a school is asked about everybody on its list, every month."""

THESE = """service = %(service)s AND month = %(month)s AND village BETWEEN %(first)s AND %(last)s
    AND (%(facilities)s::varchar[] IS NULL OR facility = ANY(%(facilities)s))"""
LOCK = "SELECT pg_advisory_xact_lock(hashtextextended('harapan coverage sums ' || %(service)s, 0))"
FORGET = f"DELETE FROM commitments_coverage WHERE {THESE}"
# A word that was withdrawn is none: the newest counts, as in the freeze (snapshots/columns).
STANDS = """
    EXISTS (SELECT FROM commitments_observation AS seen WHERE seen.month = %(month)s
            AND seen.member = {member} AND seen.duty = {duty} AND seen.reported
            AND NOT EXISTS (SELECT FROM commitments_revision AS newer
                            WHERE (newer.month, newer.member, newer.duty) = (seen.month, seen.member, seen.duty)))
    OR EXISTS (SELECT FROM commitments_revision AS later WHERE later.month = %(month)s
               AND later.member = {member} AND later.duty = {duty} AND later.reported
               AND NOT EXISTS (SELECT FROM commitments_revision AS newer
                               WHERE (newer.month, newer.member, newer.duty) = (later.month, later.member, later.duty)
                                 AND newer.id > later.id))
"""
SUM = """
    INSERT INTO commitments_coverage (service, month, facility, village, classes, classes_told, members, told)
    SELECT %(service)s, %(month)s, place.code, place.village, count(*), count(*) FILTER (WHERE told = members),
           sum(members), sum(told)
    FROM (
        SELECT here.facility, count(*) AS members, count(*) FILTER (WHERE {stands}) AS told
        FROM commitments_attachment AS here
        JOIN places_facility AS known ON known.code = here.facility AND known.village BETWEEN %(first)s AND %(last)s
            AND known.level <> 'paud' -- the law asks for no attendance there
        JOIN registry_member AS one ON one.id = here.member
        JOIN registry_family AS home ON home.id = one.family_id
        WHERE here.service = %(service)s AND (%(facilities)s::varchar[] IS NULL OR here.facility = ANY(%(facilities)s))
          AND here.since <= %(day)s AND (here.until IS NULL OR here.until > %(day)s)
          AND one.same_as IS NULL AND (one.died_on IS NULL OR one.died_on > %(day)s)
          AND home.participation = ANY(%(in_programme)s)
        GROUP BY here.facility, here.grade, here.class_name
    ) AS class JOIN places_facility AS place ON place.code = class.facility
    GROUP BY place.code, place.village
""".format(stands=STANDS.format(member="here.member", duty="ANY(%(duties)s)"))


@transaction.atomic
def sum_coverage(month: date, *, area: str = "", facilities: Sequence[str] | None = None) -> int:
    """Sum a month of an area's schools, or of some, anew. Returns how many schools. Two at a time wait."""
    values = forget(SCHOOL, month, area, facilities) | {"duties": DUTIES}
    with connection.cursor() as cursor:
        cursor.execute(SUM, values)
        return cursor.rowcount


def forget(service: str, month: date, area: str, facilities: Sequence[str] | None) -> dict[str, Any]:
    """Remove the sums that are made anew, after whoever makes them now. Returns what the statement asks with."""
    first, last = range_of(area)
    values: dict[str, Any] = {
        "month": month,
        "day": last_day_of(month),
        "service": service,
        "first": first,
        "last": last,
        "facilities": None if facilities is None else list(facilities),
        "in_programme": [str(state) for state in IN_PROGRAMME],
    }
    with connection.cursor() as cursor:
        cursor.execute(LOCK, values)
        cursor.execute(FORGET, values)
    return values
