"""What meetings of a month come to for each family, and noting that the ledger has it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone

from harapan.lib.dates import months_after
from harapan.meetings.models import Attendance, Came, Meeting
from harapan.meetings.models.sessions import CURRENT
from harapan.staff.models import Staff


@dataclass(frozen=True)
class Outcome:
    """A family's month: it came to a meeting of its group, was excused, or neither. `came` is None where no meeting
    of the month stands any more.
    """

    family: int
    member: int
    village: str
    came: str | None


RANK = {Came.PRESENT: 2, Came.EXCUSED: 1, Came.ABSENT: 0}


def outcomes_of_month(group: int, month: date) -> list[Outcome]:
    """One for each family that any meeting of the month called up, also one that was corrected since. Coming to one of
    several meetings is enough.
    """
    meetings = Meeting.objects.filter(group=group, held_on__gte=month, held_on__lt=months_after(month, 1))
    standing = set(meetings.filter(CURRENT).values_list("pk", flat=True))
    rows = Attendance.objects.filter(meeting__in=meetings, member__isnull=False).order_by("pk")
    best: dict[tuple[int, int | None], tuple[str, str | None]] = {}
    for meeting, family, member, village, came in rows.values_list("meeting", "family", "member", "village", "came"):
        _, before = best.get((family, member), ("", None))
        counts = came if meeting in standing else None
        better = counts if counts and (before is None or RANK[Came(counts)] > RANK[Came(before)]) else before
        best[family, member] = (village, better)
    return [Outcome(family, member, village, came) for (family, member), (village, came) in best.items() if member]


@transaction.atomic
def mark_written(meetings: Sequence[int], *, by: Staff) -> int:  # noqa: ARG001 - whoever closed it is its author
    """These meetings stand in the ledger now."""
    return Meeting.objects.filter(pk__in=meetings, written_at__isnull=True).update(written_at=timezone.now())
