"""What is known of groups and their sessions: whose they are, what they had, what comes next, who came."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from harapan.intake.confirmation.groups import GROUPED
from harapan.meetings.models import Attendance, Meeting, Plan
from harapan.meetings.models.sessions import CURRENT
from harapan.meetings.modules import curriculum
from harapan.registry.models import Family, Group, Member
from harapan.staff.models import Staff

MOST_SESSIONS = 120
"""Ten years of them."""


def holds_sessions(staff: Staff) -> bool:
    """Facilitators hold the sessions of their own groups."""
    return staff.active and staff.position == Staff.Position.FACILITATOR


def may_see_sessions(staff: Staff) -> bool:
    """Reads sheets of groups with their families; others see sums alone."""
    return staff.may_see_families


def groups_visible_to(staff: Staff) -> QuerySet[Group]:
    """A facilitator's groups are those with a family of theirs; everybody else's lie in their area."""
    if staff.active and staff.position == Staff.Position.FACILITATOR:
        mine = Family.objects.filter(facilitator=staff.pk, group__isnull=False)
        return Group.objects.filter(pk__in=mine.values("group"))
    return Group.objects.visible_to(staff) if staff.may_see_families else Group.objects.none()


@dataclass(frozen=True)
class Called:
    """One family on the roll, and who stands for it."""

    family: Family
    caretaker: Member | None


def roll_of(group: Group, staff: Staff) -> list[Called]:
    """The families of a group that somebody may see, by the name of who comes."""
    families = list(
        Family.objects.visible_to(staff).filter(village=group.village, group=group.pk, participation__in=GROUPED)
    )
    people = Member.objects.visible_to(staff).in_bulk([one.caretaker for one in families if one.caretaker])
    called = [Called(one, people.get(one.caretaker or 0)) for one in families]
    return sorted(called, key=lambda one: (one.caretaker.name if one.caretaker else "", one.family.pk))


def meetings_of(groups: Iterable[int]) -> QuerySet[Meeting]:
    """What stands of the meetings of some groups."""
    return Meeting.objects.filter(CURRENT, group__in=list(groups))


def held_by(groups: Sequence[int]) -> dict[int, set[str]]:
    """The sessions each group has had."""
    found: dict[int, set[str]] = {group: set() for group in groups}
    for group, session in meetings_of(groups).values_list("group", "session").distinct():
        found[group].add(session)
    return found


def next_session(held: set[str]) -> str:
    """The first core session a group has not had; once it has had all, the first of the rest, then from the start."""
    codes = [lesson.code for lesson in curriculum().core]
    codes += [code for code in curriculum().lessons if code not in codes]
    return next((code for code in codes if code not in held), codes[0])


def plan_of(group: int, first: date, last: date) -> dict[date, str]:
    """What a group is to learn, month by month: the newest words. An empty session is a month off."""
    rows = Plan.objects.filter(group=group, month__range=(first, last)).order_by("month", "-pk").distinct("month")
    return dict(rows.values_list("month", "session"))


def plan_suggested(held: set[str], months: Sequence[date]) -> dict[date, str]:
    """The sessions still to come, one a month, in order."""
    found, seen = {}, set(held)
    for month in months:
        found[month] = next_session(seen)
        seen.add(found[month])
    return found


def attendance_of(meeting: Meeting, staff: Staff) -> list[Attendance]:
    """Who came, as far as somebody may see the families."""
    return list(Attendance.objects.visible_to(staff).filter(meeting=meeting))


def sessions_of(family: int, staff: Staff, *, since: date | None = None, until: date | None = None) -> list[Attendance]:
    """The sessions a family was called up to, newest first, each with its meeting as it stands."""
    rows = Attendance.objects.visible_to(staff).filter(family=family, meeting__current=True, meeting__withdrawn=False)
    rows = rows.filter(meeting__held_on__gte=since) if since else rows
    rows = rows.filter(meeting__held_on__lte=until) if until else rows
    return list(rows.select_related("meeting").order_by("-meeting__held_on", "-pk")[:MOST_SESSIONS])


def absences_in_a_row(group: Group, staff: Staff, *, meetings: int = 3) -> dict[int, int]:
    """Families that stayed away without leave from the last meetings, and from how many in a row."""
    last = list(meetings_of([group.pk]).order_by("-held_on", "-pk").values_list("pk", flat=True)[:meetings])
    rows = Attendance.objects.visible_to(staff).filter(meeting__in=last).values_list("family", "meeting", "came")
    came = {(family, meeting): word for family, meeting, word in rows}
    found = {}
    for family in {family for family, _ in came}:
        streak = 0
        for meeting in last:
            if came.get((family, meeting)) != "absent":
                break
            streak += 1
        if streak:
            found[family] = streak
    return found


def meeting_visible(pk: int, staff: Staff) -> Meeting | None:
    """One meeting, if it is one's own or of one's area."""
    return Meeting.objects.visible_to(staff).filter(pk=pk).first() if pk < 2**63 else None
