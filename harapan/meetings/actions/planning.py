"""A group's year: which session in which month."""

from collections.abc import Mapping
from datetime import date

from django.db import transaction

from harapan.audit.actions import record
from harapan.lib.refusals import Refusal
from harapan.meetings.models import Plan
from harapan.meetings.modules import curriculum
from harapan.meetings.queries import groups_visible_to, holds_sessions, plan_of
from harapan.registry.models import Group
from harapan.staff.models import Staff


class CannotPlan(Refusal):
    """This group cannot be planned for so, or not by this person."""


@transaction.atomic(durable=True)
def plan_sessions(group: Group, months: Mapping[date, str], *, by: Staff) -> int:
    """Say what a group is to learn in these months; an empty session is a month off. What is unchanged is not said
    again. Returns how many months changed.
    """
    if not holds_sessions(by) or not groups_visible_to(by).filter(pk=group.pk).exists():
        raise CannotPlan("rencana disusun pendamping kelompok ini", "the facilitator of this group plans for it")
    known = curriculum().lessons
    if any(month.day != 1 or (session and session not in known) for month, session in months.items()):
        raise CannotPlan("sesi atau bulan itu tidak dikenal", "there is no such session or month")
    if not months:
        return 0
    before = plan_of(group.pk, min(months), max(months))
    changed = {month: session for month, session in months.items() if before.get(month) != session}
    Plan.objects.bulk_create(
        Plan(group=group.pk, village=group.village, facilitator=by.pk, month=month, session=session, by=by.pk)
        for month, session in changed.items()
    )
    if changed:
        record("group.planned", group, by=by, months=len(changed))
    return len(changed)
