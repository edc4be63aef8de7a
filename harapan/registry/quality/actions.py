"""Look through the registry: what every check finds goes into worklists, what is right again leaves them.

A night's look costs a few scans of the people looked at; only what differs from the night before is written. Looking at
one family after a change is the same work, bounded to that family.
"""

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection, transaction

from harapan.audit.actions import Actor, record
from harapan.lib.identifiers import range_of
from harapan.lib.progress import Progress, silent
from harapan.registry.models import Inspection, Participation
from harapan.registry.quality.checks import CHECKS
from harapan.registry.quality.sums import add_up
from harapan.registry.queries import IN_PROGRAMME

REGISTERED = (
    Participation.CANDIDATE,
    Participation.VALIDATED,
    Participation.CONFIRMED,
    Participation.ACCOUNT_PENDING,
    Participation.ACCOUNT_FAILED,
    *IN_PROGRAMME,
)
"""Families the checks look at: those in the programme and those on their way in."""
BY_ITSELF = ("loaded", "cycle_opened", "no_component", "component_found", "duties_met_again")
"""Causes of moves that nobody made who had looked at the family."""
NOT_SEEN = ("nik_contested", "facilitator", "group", "feasible", "decile", "registered")
"""Fields that change without anybody looking at the family."""

LOOKED_AT = """
    CREATE TEMPORARY TABLE looked_family ON COMMIT DROP AS
    SELECT id, village, facilitator, card, decile, caretaker, channel,
           participation = ANY(%(in_programme)s) AS is_in_programme
    FROM registry_family AS family WHERE participation = ANY(%(registered)s) AND {bound};
    CREATE TEMPORARY TABLE looked_member ON COMMIT DROP AS
    SELECT member.id, member.family_id AS family, name, nik, nik_contested, born, sex, relation, mother_name, phone,
           school, in_education_register, disability, pregnancy, due_on,
           extract(year FROM age(%(day)s::date, born))::int AS age, member.id = looked.caretaker AS is_caretaker
    FROM registry_member AS member JOIN looked_family AS looked ON looked.id = member.family_id
    WHERE (died_on IS NULL OR died_on > %(day)s) AND same_as IS NULL;
    CREATE TEMPORARY TABLE looked_touch (family bigint, day date) ON COMMIT DROP;
    CREATE TEMPORARY TABLE found (kind text, family bigint, member bigint, facts jsonb) ON COMMIT DROP;
    CREATE TEMPORARY TABLE changed (kind text, village text COLLATE "C", more boolean) ON COMMIT DROP;
    ANALYZE looked_family, looked_member
"""
OURS = """
    SELECT id, confirmed_on FROM registry_family
    UNION ALL SELECT family_id, greatest(CASE WHEN born <= %(day)s THEN born END, died_on, school_changed_on)
    FROM registry_member
    UNION ALL SELECT family_id, opened_on FROM registry_account
    UNION ALL SELECT family, "on" FROM registry_participation_move WHERE cause <> ALL(%(by_itself)s)
    UNION ALL SELECT family, least(at::date, %(day)s) FROM registry_field_change
    WHERE field <> ALL(%(not_seen)s) AND source NOT LIKE 'import:%%'
"""
"""What the registry itself knows of days on which somebody looked at a family."""
TOUCHED = """
    INSERT INTO looked_touch SELECT family, max(day) FROM ({all}) AS touch (family, day)
    WHERE day IS NOT NULL AND family IN (SELECT id FROM looked_family) GROUP BY family
"""

SAME = """
    open.kind = found.kind AND open.family = found.family AND open.member IS NOT DISTINCT FROM found.member
    AND open.gone_at IS NULL
"""
COMPARED = f"""
    WITH gone AS (
        UPDATE registry_finding AS open SET gone_at = now() FROM registry_family AS family
        WHERE family.id = open.family AND {{bound}} AND open.gone_at IS NULL
            AND NOT EXISTS (SELECT FROM found WHERE {SAME})
        RETURNING open.kind, open.village
    ) INSERT INTO changed SELECT kind, village, false FROM gone;
    UPDATE registry_finding AS open SET facts = found.facts FROM found WHERE {SAME} AND open.facts <> found.facts;
    WITH new AS (
        INSERT INTO registry_finding (kind, family, member, village, facilitator, facts)
        SELECT found.kind, found.family, found.member, looked.village, looked.facilitator, found.facts
        FROM found JOIN looked_family AS looked ON looked.id = found.family
        WHERE NOT EXISTS (SELECT FROM registry_finding AS open WHERE {SAME})
        RETURNING kind, village
    ) INSERT INTO changed SELECT kind, village, true FROM new
"""
COUNTED = """
    SELECT (SELECT count(*) FROM looked_family), count(*) FILTER (WHERE more), count(*) FILTER (WHERE NOT more)
    FROM changed
"""


@dataclass(frozen=True)
class Bound:
    """Which families are looked at: those of an area, or these."""

    area: str = ""
    families: Sequence[int] | None = None

    @property
    def sql(self) -> str:
        """As a condition on `family`."""
        if self.families is not None:
            return "family.id = ANY(%(families)s)"
        return "family.village BETWEEN %(low)s AND %(high)s" if self.area else "true"

    @property
    def told(self) -> dict[str, Any]:
        low, high = range_of(self.area)
        return {"families": list(self.families or ()), "low": low, "high": high}


@transaction.atomic
def inspect(
    *, day: date, by: Actor, area: str = "", touches: Sequence[str] = (), progress: Progress = silent
) -> Inspection:
    """Every check over the country or an area, as of a day. Running it twice changes nothing the second time.

    `touches` are queries (family, day) of rooms above, such as visits: days on which somebody looked at a family.
    `progress` hears of each check that is done.
    """
    began = time.monotonic()
    families, found, gone = _look(Bound(area), day, touches, progress)
    inspection = Inspection.objects.create(
        area=area,
        day=day,
        families=families,
        found=found,
        gone=gone,
        milliseconds=round((time.monotonic() - began) * 1000),
    )
    record("quality.inspected", inspection, by=by, area=area, day=day.isoformat(), found=found, gone=gone)
    return inspection


@transaction.atomic
def look_again(families: Sequence[int], *, day: date, touches: Sequence[str] = ()) -> tuple[int, int]:
    """The same for a few families whose data was changed: found anew, gone."""
    _, found, gone = _look(Bound(families=families), day, touches, silent)
    return found, gone


def _look(bound: Bound, day: date, touches: Sequence[str], progress: Progress) -> tuple[int, int, int]:
    told = {
        **bound.told,
        "day": day,
        "registered": list(REGISTERED),
        "in_programme": list(IN_PROGRAMME),
        "by_itself": list(BY_ITSELF),
        "not_seen": list(NOT_SEEN),
    }
    with connection.cursor() as cursor, _alone(cursor):
        for statement in LOOKED_AT.format(bound=bound.sql).split(";"):
            cursor.execute(statement, told)
        cursor.execute(TOUCHED.format(all=" UNION ALL ".join([OURS, *touches])), told)
        for check in CHECKS:
            cursor.execute(
                f"INSERT INTO found SELECT %(kind)s, one.* FROM ({check.sql}) AS one", told | {"kind": check.name}
            )
            progress(1)
        cursor.execute("ANALYZE found")
        for statement in COMPARED.format(bound=bound.sql).split(";"):
            cursor.execute(statement, told)
        cursor.execute(COUNTED)
        families, found, gone = cursor.fetchone()
        add_up(cursor, day, villages=range_of(bound.area) if bound.families is None else None)
    return families, found, gone


@contextmanager
def _alone(cursor: Any) -> Iterator[None]:
    """One look at a time; the tables of one look are gone before the next."""
    cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('harapan quality', 0))")
    cursor.execute("SET LOCAL work_mem = '64MB'")
    yield
    cursor.execute("DROP TABLE looked_family, looked_member, looked_touch, found, changed")
