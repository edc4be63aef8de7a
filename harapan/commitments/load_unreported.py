"""What was due and nobody reported is written down as such: frames of who is due become rows of the ledger."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Final

import polars as pl
from django.db import connection, transaction

from harapan.audit.actions import Actor
from harapan.commitments.load import OBSERVATION, note_closing
from harapan.commitments.models import MonthClosing
from harapan.commitments.queries import IN_PROGRAMME
from harapan.commitments.reporting import CannotReport, one_at_a_time
from harapan.engine.due import PEOPLE, due, opened
from harapan.engine.engines import Polars
from harapan.lib.dates import month_of
from harapan.lib.identifiers import range_of
from harapan.lib.progress import Progress, silent
from harapan.policy.policy import Policy
from harapan.policy.protocols import edition_in, steps_on
from harapan.tables.bulk import copy_in, fetch
from harapan.tables.partitions import gather_statistics, make_partition

OF_THE_HOME: Final = ("confirmed_on", "caretaker")
MEMBERS: Final = ", ".join(f"one.{name}" for name in PEOPLE.columns if name not in ("family", "member", *OF_THE_HOME))
DUE_OF: Final = f"""
    SELECT one.family_id AS family, one.id AS member, {MEMBERS}, home.confirmed_on,
           coalesce(one.id = home.caretaker, false) AS caretaker, one.village
    FROM registry_member AS one JOIN registry_family AS home ON home.id = one.family_id
    WHERE one.village BETWEEN '{{first}}' AND '{{last}}' AND one.same_as IS NULL
      AND home.participation IN ({", ".join(f"'{state}'" for state in IN_PROGRAMME)})
"""
REGENCIES: Final = """
    SELECT DISTINCT left(village, 4) FROM registry_family WHERE village BETWEEN %s AND %s ORDER BY 1
"""
WRITE: Final = f"""
    INSERT INTO {OBSERVATION} (
        family, member, month, open, unexcused, excused, available, reported, village, duty
    )
    SELECT family, member, month, open, 0, 0, true, false, village, duty FROM due_now
    WHERE NOT EXISTS (
        SELECT FROM {OBSERVATION} AS seen
        WHERE (seen.month, seen.member, seen.duty) = (due_now.month, due_now.member, due_now.duty)
    )
"""
AT_ONCE: Final = 300_000
"""People whose duties are worked out together."""
COLUMNS: Final = ["family", "member", "month", "open", "village", "duty"]


@transaction.atomic
def close_month(
    month: date, policy: Policy, *, area: str = "", today: date, by: Actor, progress: Progress = silent
) -> MonthClosing:
    """Write "not reported" wherever a duty was due in a past month and the ledger has no word. Counts against nobody.

    Without a row nothing would seem to have been due. Reports that come later are revisions of it. Duties that only
    warn are left out: a group that did not meet owes nothing. Doing it again adds what became due meanwhile.
    """
    if month >= month_of(today):
        raise CannotReport("bulan ini belum selesai", "this month is not over yet")
    one_at_a_time(month)
    make_partition(OBSERVATION, month.isoformat())
    asked = written = 0
    for people in some_at_a_time(area):
        rows = due_rows(people, month, policy)
        with connection.cursor() as cursor:
            cursor.execute("DROP TABLE IF EXISTS due_now")
            cursor.execute(
                f"CREATE TEMP TABLE due_now ON COMMIT DROP AS SELECT {', '.join(COLUMNS)} FROM {OBSERVATION} LIMIT 0"
            )
            copy_in("due_now", rows, columns=COLUMNS)
            cursor.execute(WRITE)
            written += cursor.rowcount
        asked += rows.height
        progress(rows.height)
    gather_statistics(OBSERVATION, month.isoformat())
    return note_closing(month, area, asked, written, by=by)


def left_open(months: Iterable[date]) -> list[date]:
    """Those of some months that were not closed in the whole country, in order."""
    months = set(months)
    return sorted(months - set(MonthClosing.objects.filter(month__in=months, area="").values_list("month", flat=True)))


def due_rows(people: pl.DataFrame, month: date, policy: Policy) -> pl.DataFrame:
    """What binds these people in a month, as the ledger counts it: family, member, duty, month, open, village."""
    engine, villages = Polars(), people.select("member", "village")
    steps = [step for step in steps_on(policy, month) if not step.only_warns]
    frame = engine.lift(people.select(*PEOPLE.columns).cast(PEOPLE.schema))
    found = due(frame, edition_in(policy, month), {month: steps}, lift=engine.lift, keep=engine.keep)
    rows: pl.DataFrame = opened(found).collect().to_native()
    return rows.join(villages, on="member", how="left").sort("family", "member", "duty")


def some_at_a_time(area: str, *, of: str = DUE_OF, regencies: str = REGENCIES) -> Iterator[pl.DataFrame]:
    """The people of neighbouring regencies together: a plan costs the same for few as for many."""
    with connection.cursor() as cursor:
        cursor.execute(regencies, range_of(area))
        codes = [code for (code,) in cursor.fetchall()]
    together: list[pl.DataFrame] = []
    for regency in codes:
        first, last = range_of(area if len(area) > len(regency) else regency)
        together.append(fetch(of.format(first=first, last=last)))
        if regency == codes[-1] or sum(frame.height for frame in together) >= AT_ONCE:
            yield pl.concat(together)
            together = []
