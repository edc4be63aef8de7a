"""What the registry has learnt since: who died, left school or was named at another, and what closed; facts go up.

The registry knows nothing of lists. After a change of a family, and every night, this looks at what it says by now and
writes the moves that follow, set by set. Two registers that name different schools move nobody: people decide.
"""

from datetime import date
from typing import Any

from django.conf import settings
from django.db import connection, transaction

from harapan.audit.actions import Actor, record_all
from harapan.commitments.models import Attachment

# A day after it began is the earliest that something can end; days in the future count from that day.
ENDED = """
    UPDATE commitments_attachment AS here
    SET until = greatest(over.on_day, here.since + 1)
    FROM (
        SELECT one.id, one.died_on AS on_day, NULL AS service FROM registry_member AS one
        WHERE one.died_on IS NOT NULL AND {whose}
        UNION ALL
        SELECT one.id, %(today)s, NULL FROM registry_member AS one WHERE one.same_as IS NOT NULL AND {whose}
        UNION ALL
        SELECT one.id, coalesce(one.school_changed_on, %(today)s), 'school'
        FROM registry_member AS one
        JOIN commitments_attachment AS at_school
            ON at_school.member = one.id AND at_school.service = 'school' AND at_school.until IS NULL
        JOIN places_facility AS school ON school.code = at_school.facility
        WHERE one.school <> school.level AND {whose}
        UNION ALL
        SELECT one.id, place.valid_to, still.service
        FROM places_facility AS place
        JOIN commitments_attachment AS still ON still.facility = place.code AND still.until IS NULL
        JOIN registry_member AS one ON one.id = still.member
        WHERE place.valid_to <= %(today)s AND {whose}
    ) AS over
    WHERE here.member = over.id AND here.until IS NULL AND (over.service IS NULL OR here.service = over.service)
    RETURNING here.id
"""

# What a person said of a child (a change request) and what a register said; the newest of each counts, and where two
# of them name different schools nobody moves.
NAMED = """
    WITH said AS (
        SELECT DISTINCT ON (member) member, number AS facility, (at AT TIME ZONE %(zone)s)::date AS on_day
        FROM registry_other_number AS told
        WHERE told.of = %(of)s AND member IS NOT NULL {about_numbers}
        ORDER BY member, id DESC
    ), listed AS (
        SELECT member, min(facility) AS facility, max(as_of) AS on_day
        FROM intake_known AS known
        WHERE %(service)s = 'school' AND facility <> '' {about_known}
        GROUP BY member HAVING count(DISTINCT facility) = 1
    ), newest AS (
        SELECT DISTINCT ON (member) * FROM (SELECT * FROM said UNION ALL SELECT * FROM listed) AS both_of_them
        ORDER BY member, on_day DESC, facility
    )
    SELECT one.id AS member, one.family_id AS family, one.village, one.facilitator, school.code AS facility,
           here.id AS standing,
           greatest(coalesce(CASE WHEN one.school_changed_on <= newest.on_day AND %(service)s = 'school'
                                  THEN one.school_changed_on END, newest.on_day),
                    here.since + 1, last.until, one.born) AS since
    FROM newest
    JOIN registry_member AS one ON one.id = newest.member AND one.died_on IS NULL AND one.same_as IS NULL
    JOIN places_facility AS school ON school.code = newest.facility AND school.valid_to IS NULL
        AND CASE %(service)s WHEN 'school' THEN school.level = one.school ELSE school.kind <> 'school' END
    LEFT JOIN commitments_attachment AS here
        ON here.member = one.id AND here.service = %(service)s AND here.until IS NULL
    LEFT JOIN LATERAL (
        SELECT max(until) AS until FROM commitments_attachment
        WHERE member = one.id AND service = %(service)s
    ) AS last ON true
    WHERE here.id IS NULL AND (last.until IS NULL OR last.until <= greatest(newest.on_day, one.school_changed_on))
       OR here.facility <> school.code AND newest.on_day > here.since
          AND newest.on_day >= (here.at AT TIME ZONE %(zone)s)::date
    FOR SHARE OF school
"""
OF_FAMILIES = "SELECT id FROM registry_member WHERE family_id = ANY(%(families)s)"
LEFT = """
    UPDATE commitments_attachment AS here SET until = named.since FROM named WHERE here.id = named.standing
"""
BEGUN = """
    INSERT INTO commitments_attachment
        (member, family, village, facilitator, facility, service, class_name, since, because, "by")
    SELECT member, family, village, facilitator, facility, %(service)s, '', since,
           'menurut data keluarga dan data pendidikan', %(by)s
    FROM named
    RETURNING id
"""


@transaction.atomic
def follow_registry(*, today: date, families: list[int] | None = None, by: Actor) -> int:
    """Write the moves that follow from what the registry knows by now; of some families, or of all. How many."""
    told: dict[str, Any] = {"today": today, "by": by.pk, "families": families, "zone": settings.TIME_ZONE}
    some = families is not None
    with connection.cursor() as cursor:
        cursor.execute(ENDED.format(whose="one.family_id = ANY(%(families)s)" if some else "true"), told)
        changed = _told_of(cursor, "attachment.ended", by)
        for service, of in (("school", "npsn"), ("health", "health_unit")):
            told |= {"service": service, "of": of}
            named = NAMED.format(
                about_numbers="AND told.family = ANY(%(families)s)" if some else "",
                about_known=f"AND known.member IN ({OF_FAMILIES})" if some else "",
            )
            cursor.execute("DROP TABLE IF EXISTS named")
            cursor.execute(f"CREATE TEMPORARY TABLE named ON COMMIT DROP AS {named}", told)
            cursor.execute(LEFT)
            cursor.execute(BEGUN, told)
            changed += _told_of(cursor, "attachment.moved", by)
    return changed


def _told_of(cursor: Any, verb: str, by: Actor) -> int:
    """One event for each row that a statement returned."""
    changed = [pk for (pk,) in cursor.fetchall()]
    record_all(verb, Attachment.objects.filter(pk__in=changed), by=by, cause="registry")
    return len(changed)
