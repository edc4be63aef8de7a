"""Whole lists of who is served where: the place where frames of them become rows, all at once or as a difference."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

import polars as pl
from django.db import connection, transaction

from harapan.audit.actions import Actor, record
from harapan.commitments.queries import IN_PROGRAMME
from harapan.lib.identifiers import range_of
from harapan.lib.refusals import Refusal
from harapan.registry.models import Origin
from harapan.tables.bulk import copy_in, fetch
from harapan.tables.partitions import gather_statistics
from harapan.tables.rebuild import rebuilt_after

ATTACHMENT = "commitments_attachment"
COLUMNS = ["member", "family", "village", "facilitator", "facility", "service", "grade", "class_name", "since"]

PEOPLE = """
    SELECT one.id, one.family_id AS family, one.village, one.facilitator, one.born, one.school, one.disability,
           one.pregnancy
    FROM registry_member AS one JOIN registry_family AS home ON home.id = one.family_id
    WHERE one.village BETWEEN '{first}' AND '{last}' AND one.died_on IS NULL AND one.same_as IS NULL
      AND home.participation IN ({states})
      AND (one.school <> '' OR one.pregnancy > 0 OR one.disability = 'severe'
           OR one.born > '{young}' OR one.born <= '{old}')
    ORDER BY one.id
"""


class CannotPlace(Refusal):
    """These people cannot be put on lists."""


@dataclass(frozen=True)
class Placed:
    """What a new list of everybody changed."""

    begun: int
    ended: int


def people_to_place(area: str, day: date) -> pl.DataFrame:
    """Who may need a school or health unit in an area (a code prefix) on a day: id, family, village, facilitator, born,
    school, disability, pregnancy. The rest of a family needs neither.
    """
    first, last = range_of(area)
    states = ", ".join(f"'{state}'" for state in IN_PROGRAMME)
    young, old = day - timedelta(days=366 * 8), day - timedelta(days=365 * 60)
    return fetch(PEOPLE.format(first=int(first), last=int(last), states=states, young=young, old=old))


@transaction.atomic
def load_attachments(frames: Iterable[pl.DataFrame], *, because: str, by: Actor) -> int:
    """Fill the empty table: millions in seconds. Needs the owner's login. Returns how many.

    Everybody is there once for each service, which the unique index says when it is built; so the comparison of each
    row with all others is left out.
    """
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT EXISTS (SELECT FROM {ATTACHMENT})")
        if cursor.fetchone()[0]:
            raise CannotPlace("daftar sekolah dan faskes sudah ada", "the lists of schools and units are there already")
        cursor.execute(f"ALTER TABLE {ATTACHMENT} DISABLE TRIGGER commitments_attachment_is_apart")
        with rebuilt_after([ATTACHMENT]):
            words = [pl.lit(because).alias("because"), pl.lit(by.pk, dtype=pl.Int64).alias("by")]
            count = sum(copy_in(ATTACHMENT, frame.select(*COLUMNS, *words), frozen=True) for frame in frames)
        cursor.execute(f"ALTER TABLE {ATTACHMENT} ENABLE TRIGGER commitments_attachment_is_apart")
    record("attachments.placed", Origin.objects.latest("pk"), by=by, members=count)
    return count


LEFT = f"""
    UPDATE {ATTACHMENT} AS here
    SET until = greatest(CASE WHEN placed.grade IS DISTINCT FROM here.grade THEN placed.since ELSE %(on)s END,
                         here.since + 1)
    FROM placed
    WHERE here.member = placed.member AND here.service = placed.service AND here.until IS NULL
      AND (here.facility <> placed.facility OR here.grade IS DISTINCT FROM placed.grade)
"""
GONE = f"""
    UPDATE {ATTACHMENT} AS here SET until = greatest(%(on)s, here.since + 1)
    WHERE here.until IS NULL AND here.village BETWEEN %(first)s AND %(last)s
      AND NOT EXISTS (SELECT FROM placed WHERE placed.member = here.member AND placed.service = here.service)
"""
BEGUN = f"""
    INSERT INTO {ATTACHMENT} ({", ".join(COLUMNS)}, because, "by")
    SELECT placed.member, one.family_id, one.village, one.facilitator, placed.facility, placed.service, placed.grade,
           placed.class_name, greatest(placed.since, last.until), %(because)s, %(by)s
    FROM placed JOIN registry_member AS one ON one.id = placed.member
    LEFT JOIN LATERAL (
        SELECT max(before.until) AS until FROM {ATTACHMENT} AS before
        WHERE before.member = placed.member AND before.service = placed.service
    ) AS last ON true
    WHERE NOT EXISTS (
        SELECT FROM {ATTACHMENT} AS still
        WHERE still.member = placed.member AND still.service = placed.service AND still.until IS NULL
    )
"""


@transaction.atomic
def attach_all(frame: pl.DataFrame, *, on: date, because: str, area: str | None = None, by: Actor) -> Placed:
    """Write a list of who is where by now (COLUMNS): who is there already stays, others move, who was nowhere begins.

    A new grade begins with the list's `since`, another facility on the day `on`. With `area` the list is a whole one of
    that code prefix: whoever of it is not named ends on that day. Writing it again changes nothing.
    """
    told = {"on": on, "because": because[:200], "by": by.pk}
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS placed")
        names = ", ".join(COLUMNS)
        cursor.execute(f"CREATE TEMPORARY TABLE placed ON COMMIT DROP AS SELECT {names} FROM {ATTACHMENT} LIMIT 0")
        copy_in("placed", frame.select(COLUMNS))
        cursor.execute("CREATE INDEX ON placed (member, service)")
        cursor.execute("ANALYZE placed")
        cursor.execute(LEFT, told)
        ended = cursor.rowcount
        if area is not None:
            cursor.execute(GONE, {**told, **dict(zip(("first", "last"), range_of(area), strict=True))})
            ended += cursor.rowcount
        cursor.execute(BEGUN, told)
        begun = cursor.rowcount
    gather_statistics(ATTACHMENT)
    if begun or ended:
        record("attachments.placed", Origin.objects.latest("pk"), by=by, members=begun, ended=ended)
    return Placed(begun, ended)


def provinces_with_people() -> list[str]:
    """Code prefixes that hold families, one province each: so much fits in memory at a time."""
    return fetch("SELECT DISTINCT left(village, 2) AS code FROM registry_family ORDER BY 1")["code"].to_list()
