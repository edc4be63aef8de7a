"""Which requests wait for whom, and what a request is about."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet

from harapan.lib.identifiers import range_of
from harapan.registry.models import ChangeRequest, Family, Member
from harapan.registry.requests.base import CHECKERS, MAKERS, Given
from harapan.registry.requests.kinds import KINDS
from harapan.staff.models import Staff

State = ChangeRequest.State
OPEN = (State.SUBMITTED, State.RETURNED, State.APPROVED, State.HANDED_OVER, State.ACCEPTED)
"""Somebody has to do something yet."""
CLOCK = timedelta(hours=72)
"""A correction of personal data is due within three times twenty-four hours (UU 27/2022 art. 30; facts 13.1, high)."""
ACCEPTED_WITHIN = timedelta(days=14)
"""The new area accepts a family within so many days; after that its province may (a rule of ours, no source)."""
UNDO_WITHIN = timedelta(seconds=10)
"""So long an approval can be taken back before it is written down."""


def may_draw_up(staff: Staff) -> bool:
    """Asks for changes at all."""
    return staff.active and staff.position in MAKERS


def may_check(staff: Staff) -> bool:
    """Decides about requests of others at all."""
    return staff.active and staff.position in CHECKERS


def covers(staff: Staff, village: str) -> bool:
    """Whether a village lies in this person's areas."""
    return any(village.startswith(area) for area in staff.areas)


def why_not_check(staff: Staff, request: ChangeRequest, now: datetime) -> tuple[str, str] | None:
    """Why this person may not decide about this request, in both languages; None when they may."""
    kind = KINDS[request.kind]
    if request.made_by == staff.pk:
        return "yang mengusulkan tidak memutuskan", "whoever asks does not decide"
    if not may_check(staff) or staff.position not in kind.checkers:
        return "jabatan Anda tidak memutuskan usulan ini", "your position does not decide about this kind of request"
    if request.state == State.HANDED_OVER:
        if not covers(staff, request.to_village):
            return "wilayah baru yang menerima", "the new area accepts"
        if staff.position == Staff.Position.PROVINCE_COORDINATOR and not is_late(request, now):
            return "masih dalam 14 hari wilayah baru", "the new area still has its 14 days"
        return None
    if not covers(staff, request.village):
        return "keluarga ini di luar wilayah Anda", "this family is outside your area"
    return None


def is_late(request: ChangeRequest, now: datetime) -> bool:
    """A new area that has not accepted in time: the province may."""
    return request.state == State.HANDED_OVER and now - request.state_at > ACCEPTED_WITHIN


def due_at(request: ChangeRequest) -> datetime | None:
    """When a correction must be done, by law; None for what is not one, and for what is over."""
    is_due = KINDS[request.kind].is_correction and request.state in (State.SUBMITTED, State.APPROVED)
    return request.made_at + CLOCK if is_due else None


def waiting_for(staff: Staff, now: datetime) -> QuerySet[ChangeRequest]:
    """What this person is asked to decide."""
    if not may_check(staff):
        return ChangeRequest.objects.none()
    kinds = [kind.name for kind in KINDS.values() if staff.position in kind.checkers]
    mine = Q(pk__in=[])
    for area in staff.areas:
        mine |= Q(state=State.SUBMITTED, village__range=range_of(area))
        arrives = Q(state=State.HANDED_OVER, to_village__range=range_of(area))
        if staff.position == Staff.Position.PROVINCE_COORDINATOR:
            arrives &= Q(state_at__lt=now - ACCEPTED_WITHIN)
        mine |= arrives
    return ChangeRequest.objects.filter(mine, kind__in=kinds).exclude(made_by=staff.pk)


def returned_to(staff: Staff) -> QuerySet[ChangeRequest]:
    """What came back to this person, or was never sent off."""
    return ChangeRequest.objects.filter(made_by=staff.pk, state__in=[State.RETURNED, State.DRAFT])


def given_of(request: ChangeRequest, today: date, family: Family | None = None) -> Given:
    """What a request says, about the family as it stands now (read again unless it is given)."""
    kind = KINDS[request.kind]
    family = family or Family.objects.get(pk=request.family)
    return given(family, request.member, kind.read(request.values), request.on, today)


def given(family: Family, member: int | None, values: Mapping[str, Any], on: date, today: date) -> Given:
    """The same before there is a request."""
    members = {one.pk: one for one in Member.objects.filter(family=family).order_by("born", "pk")}
    return Given(family, members, members.get(member) if member else None, values, on, today)


def is_stale(request: ChangeRequest, now_given: Given) -> bool:
    """Whether something it would change has changed since it was drawn up, or somebody it is about has left."""
    return stale_fields(request, now_given) != []


def stale_fields(request: ChangeRequest, now_given: Given) -> list[tuple[int | None, str]]:
    """What changed under it: (member or None, field)."""
    seen = request.seen
    here = {*now_given.members}
    gone: list[tuple[int | None, str]] = [(pk, "family") for pk in seen.get("here", []) if pk not in here]
    if request.member and request.member not in here:
        gone.append((request.member, "family"))
    for name, before in seen.get("family", {}).items():
        if _kept(getattr(now_given.family, name)) != before:
            gone.append((None, name))
    for pk, facts in seen.get("members", {}).items():
        member = now_given.members.get(int(pk))
        gone += [(int(pk), name) for name, before in facts.items() if member and _kept(getattr(member, name)) != before]
    return gone


def _kept(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
