"""Which health units have reported: what was due of those a unit serves, and on how many the ledger has every word.

Not everybody owes a visit every month, so the engine says who does, as on the unit's own page; what it says meets the
ledger in one statement. `classes` are kinds of visit, `members` people with something due.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any, Final

import polars as pl
from django.db import connection, transaction
from psycopg import sql

from harapan.commitments.covering import STANDS, forget
from harapan.commitments.load_unreported import MEMBERS, due_rows, some_at_a_time
from harapan.policy.policy import Policy
from harapan.policy.protocols import service_of
from harapan.tables.bulk import copy_in, fetch

HEALTH: Final = "health"
SERVED: Final = f"""
    SELECT one.family_id AS family, one.id AS member, {MEMBERS}, home.confirmed_on,
           coalesce(one.id = home.caretaker, false) AS caretaker, one.village, here.facility
    FROM commitments_attachment AS here
    JOIN places_facility AS known ON known.code = here.facility
    JOIN registry_member AS one ON one.id = here.member
    JOIN registry_family AS home ON home.id = one.family_id
    WHERE here.service = {{service}} AND known.village BETWEEN {{first}} AND {{last}}
      AND ({{facilities}}::varchar[] IS NULL OR here.facility = ANY({{facilities}}::varchar[]))
      AND here.since <= {{day}} AND (here.until IS NULL OR here.until > {{day}})
      AND one.same_as IS NULL AND (one.died_on IS NULL OR one.died_on > {{day}})
      AND home.participation = ANY({{in_programme}})
"""
REGENCIES: Final = """
    SELECT DISTINCT left(village, 4) FROM places_facility
    WHERE kind <> 'school' AND village BETWEEN %s AND %s ORDER BY 1
"""
TABLE: Final = """
    DROP TABLE IF EXISTS due_here;
    CREATE TEMP TABLE due_here (facility varchar COLLATE "C", member bigint, duty varchar) ON COMMIT DROP
"""
SUM: Final = f"""
    WITH visit AS (
        SELECT facility, member, duty, {STANDS.format(member="due_here.member", duty="due_here.duty")} AS told
        FROM due_here
    ), kind AS (
        SELECT facility, count(*) AS all_of, count(*) FILTER (WHERE told) AS told
        FROM (SELECT facility, bool_and(told) AS told FROM visit GROUP BY facility, duty) AS one GROUP BY facility
    ), person AS (
        SELECT facility, count(*) AS all_of, count(*) FILTER (WHERE told) AS told
        FROM (SELECT facility, bool_and(told) AS told FROM visit GROUP BY facility, member) AS one GROUP BY facility
    )
    INSERT INTO commitments_coverage (service, month, facility, village, classes, classes_told, members, told)
    SELECT %(service)s, %(month)s, place.code, place.village, kind.all_of, kind.told, person.all_of, person.told
    FROM person JOIN kind USING (facility) JOIN places_facility AS place ON place.code = facility
"""


@transaction.atomic
def sum_units(month: date, policy: Policy, *, area: str = "", facilities: Sequence[str] | None = None) -> int:
    """Sum a month of an area's health units, or of some, anew. Returns at how many something was due."""
    values = forget(HEALTH, month, area, facilities)
    with connection.cursor() as cursor:
        cursor.execute(TABLE)
        for people in _served(values, area):
            rows = due_rows(people, month, policy)
            seen_to = [duty for duty in rows["duty"].unique() if service_of(policy, duty) == HEALTH]
            here = rows.filter(pl.col("duty").is_in(seen_to)).join(people.select("member", "facility"), on="member")
            copy_in("due_here", here, columns=["facility", "member", "duty"])
        cursor.execute("ANALYZE due_here")
        cursor.execute(SUM, values)
        return cursor.rowcount


def _served(values: dict[str, Any], area: str) -> Iterator[pl.DataFrame]:
    """Whom units serve at the end of the month: of some units at once, of areas some regencies at a time."""
    told = {name: _left_alone(sql.Literal(value).as_string()) for name, value in values.items()}
    asked = SERVED.format(**told | {"first": "'{first}'", "last": "'{last}'"})
    if values["facilities"] is not None:
        yield fetch(asked.format(first=values["first"], last=values["last"]))
    else:
        yield from some_at_a_time(area, of=asked, regencies=REGENCIES)


def _left_alone(literal: str) -> str:
    """Arrays have braces, and the ends of the area are filled in later."""
    return literal.replace("{", "{{").replace("}", "}}")
