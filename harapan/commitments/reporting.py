"""What was seen of duties goes into the ledger: first words as observations, later ones as revisions beside them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import connection, transaction

from harapan.audit.actions import Actor
from harapan.commitments.models import Observation, Report, Revision
from harapan.commitments.telling import digest_of
from harapan.lib.refusals import Refusal
from harapan.tables.partitions import make_partition


class CannotReport(Refusal):
    """These words do not fit into the ledger."""


@dataclass(frozen=True)
class Seen:
    """One member, duty and month. `open` counts effective days or visits due; the rest came, or were not asked for."""

    month: date
    member: int
    duty: str
    family: int
    village: str
    open: int = 1
    unexcused: int = 0
    excused: int = 0
    available: bool = True
    reported: bool = True

    @property
    def key(self) -> tuple[date, int, str]:
        return self.month, self.member, self.duty

    @property
    def told(self) -> tuple[int, int, int, bool, bool]:
        """What is said, apart from whom it is said of."""
        return self.open, self.unexcused, self.excused, self.available, self.reported


@dataclass(frozen=True)
class Told:
    """How many rows were new, and how many say something else than before."""

    first: int
    revised: int


FACTS = ("open", "unexcused", "excused", "available", "reported")


@transaction.atomic
def report(seen: Sequence[Seen], because: str, *, evidence: str = "", by: Actor) -> Told:
    """Enter what was seen. A month told twice is a revision if it says something else, and nothing if it does not.

    With `evidence`, such as `meeting:12`, the words name a report of a family session that rests on it. Reports of one
    month wait for each other. Whoever calls leaves the trace of what was reported.
    """
    for one in seen:
        if one.month.day != 1 or not 0 <= one.unexcused + one.excused <= one.open or min(one.told[:3]) < 0:
            raise CannotReport(
                "catatan kewajiban tidak masuk akal: lebih banyak tidak hadir daripada yang jatuh tempo",
                "what was seen makes no sense: more was missed than was due",
            )
    for month in sorted({one.month for one in seen}):
        one_at_a_time(month)
        make_partition("commitments_observation", month.isoformat())
    standing = standing_of(seen)
    new = [one for one in seen if one.key not in standing]
    other = [one for one in seen if one.key in standing and standing[one.key] != one.told]
    told = {month: _session_of(month, [*new, *other], evidence, by) for month in {one.month for one in [*new, *other]}}
    Observation.objects.bulk_create(Observation(**vars(one), report=told[one.month]) for one in new)
    Revision.objects.bulk_create(
        Revision(**vars(one), because=because[:200], by=by.pk, report=told[one.month]) for one in other
    )
    return Told(len(new), len(other))


def _session_of(month: date, seen: Sequence[Seen], evidence: str, by: Actor) -> int | None:
    """The report these words are from: the worker says it in the name of who held the session."""
    here = [one for one in seen if one.month == month]
    if not evidence:
        return None
    said = Report(
        service=Report.Service.SESSION,
        source=Report.Source.SESSION,
        month=month,
        village=here[0].village,
        lines=[[one.member, one.duty, one.open, one.unexcused, one.excused, 0] for one in here],
        evidence=evidence,
        by=by.pk,
    )
    said.digest = digest_of(said)
    said.save(force_insert=True)
    return said.pk


def standing_of(seen: Sequence[Seen]) -> dict[tuple[date, int, str], tuple[int, int, int, bool, bool]]:
    """The last word on each of these, where there is one."""
    about = {
        "month__in": {one.month for one in seen},
        "duty__in": {one.duty for one in seen},
        "member__in": {one.member for one in seen},
    }
    found: dict[tuple[date, int, str], tuple[int, int, int, bool, bool]] = {}
    for rows in (Observation.objects.filter(**about), Revision.objects.filter(**about).order_by("pk")):
        found |= {row[:3]: row[3:] for row in rows.values_list("month", "member", "duty", *FACTS)}
    return found


def one_at_a_time(month: date) -> None:
    """Until the end of the transaction nobody else writes about this month."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"harapan observations {month}"])
