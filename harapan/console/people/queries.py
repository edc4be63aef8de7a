"""Whom somebody may look up, the areas they may name, and what is known about one person's access."""

from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from operator import or_

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db.models import Q, QuerySet

from harapan.registry.models import Family
from harapan.staff.models import Staff
from harapan.staff.sealing import CodesLocked
from harapan.ui.pages import About, about


@dataclass(frozen=True)
class Wish:
    """What a list of staff is narrowed to."""

    text: str = ""
    position: str = ""
    area: str = ""
    state: str = ""


BROWSERS = (("Edg", "Edge"), ("OPR", "Opera"), ("Firefox", "Firefox"), ("Chrome", "Chrome"), ("Safari", "Safari"))
SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS", "Mac"),
    ("Linux", "Linux"),
)


@dataclass(frozen=True)
class SignedIn:
    """One session: on which device, from where, since when."""

    session: UserSession
    device: str


@dataclass(frozen=True)
class Access:
    """How somebody signs in: whether codes are set up, how many recovery codes are left, where they are signed in."""

    codes: bool
    recovery_codes: int
    sessions: list[SignedIn]


def people_seen_by(reader: Staff) -> QuerySet[Staff]:
    """The staff somebody may look up: all of them for the country, those posted inside their areas for others."""
    if not (reader.active and reader.may_see_staff):
        return Staff.objects.none()
    if reader.works_for_the_country and not reader.area:
        return Staff.objects.all()
    return Staff.objects.filter(_inside(reader, "area")).exclude(area="")


def people_like(wish: Wish, reader: Staff) -> QuerySet[Staff]:
    """Of those, the ones that fit."""
    found = people_seen_by(reader)
    if wish.text:
        found = found.filter(Q(name__icontains=wish.text) | Q(username__icontains=wish.text))
    if wish.position:
        found = found.filter(position=wish.position)
    if wish.area:
        found = found.filter(area__startswith=wish.area)
    if wish.state:
        found = found.filter(_STATES[wish.state])
    return found


_STATES = {
    "here": Q(active=True),
    "gone": Q(active=False),
    "new": Q(active=True, last_login=None),
    "acting": Q(active=True, further_areas__len__gt=0),
}


def access_of(staff: Staff, now: datetime) -> Access:
    """How somebody signs in, and where they are signed in, the latest first."""
    authenticators = {one.type: one for one in Authenticator.objects.filter(user=staff.pk)}
    recovery = authenticators.get(Authenticator.Type.RECOVERY_CODES)
    alive = Session.objects.filter(expire_date__gt=now).values("session_key")
    return Access(
        codes=Authenticator.Type.TOTP in authenticators,
        recovery_codes=_unused(recovery) if recovery else 0,
        sessions=[
            SignedIn(one, device_of(one.user_agent))
            for one in UserSession.objects.filter(user=staff.pk, session_key__in=alive).order_by("-last_seen_at")
        ],
    )


def _unused(recovery: Authenticator) -> int:
    """Recovery codes somebody has left; none where no key opens them."""
    try:
        return len(recovery.wrap().get_unused_codes())
    except CodesLocked:
        return 0


def device_of(user_agent: str) -> str:
    """`Chrome, Android`: as much of what a browser says about itself as a person recognizes."""
    found = (next((words for mark, words in kind if mark in user_agent), "") for kind in (BROWSERS, SYSTEMS))
    return ", ".join(filter(None, found)) or user_agent[:40] or "?"


def families_of(staff: Staff, reader: Staff) -> About:
    """How many families are assigned to a facilitator, of those `reader` may see."""
    return about(Family.objects.visible_to(reader).filter(facilitator=staff.pk))


def _inside(reader: Staff, column: str) -> Q:
    own = [area for area in (reader.area, *reader.further_areas) if area]
    return reduce(or_, (Q(**{f"{column}__startswith": area}) for area in own), Q(pk=None))
