"""Take people on, and let them go."""

import re
from datetime import date, timedelta
from typing import NamedTuple

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from harapan.audit.actions import Actor, record
from harapan.lib.refusals import Refusal
from harapan.staff.actions.access import end_sessions, give_one_time_password, set_up_codes
from harapan.staff.actions.postings import check_form
from harapan.staff.authority import check_authority, check_person
from harapan.staff.models import Posting, Staff

USERNAME = re.compile(r"[a-z0-9][a-z0-9._-]{1,59}")
AGAIN = timedelta(minutes=10)
"""Within this time the same wish of the same person is a double click, not a second one."""


class CannotTakeOn(Refusal):
    """The person cannot be added as asked."""


class Newcomer(NamedTuple):
    """Somebody who was taken on, and the one-time password to tell them: it is kept nowhere."""

    staff: Staff
    password: str


@transaction.atomic(durable=True)
def take_on(
    username: str,
    name: str,
    position: str,
    *,
    by: Actor,
    area: str = "",
    facility: str = "",
    from_on: date | None = None,
    document: str = "",
    os_user: str | None = None,
    secret: str = "",
) -> Newcomer:
    """Add a member of staff, with a one-time password. User names and operating-system users belong to one person each.

    A `secret` sets up one-time codes at once; without one the person does at the first sign-in, if they need codes.
    The same wish said twice, as by a double click, gives one person: the second password counts.
    """
    from_on = from_on or timezone.localdate()
    _check_names(username, name)
    check_form(position, area, facility, on=from_on, refusal=CannotTakeOn)
    check_authority(by, position, area)
    wish = {"name": name.strip(), "position": position, "area": area, "facility": facility, "os_user": os_user or None}
    try:
        with transaction.atomic():
            staff = Staff.objects.create(username=username, active=from_on <= timezone.localdate(), **wish)
            Posting.objects.create(
                staff=staff,
                position=position,
                area=area,
                facility=facility,
                from_on=from_on,
                document=document,
                by=by.pk,
            )
    except IntegrityError as taken:
        staff = _the_same_wish(username, wish, by) or _refuse(username, os_user, taken)
        return Newcomer(staff, give_one_time_password(staff, by=by, from_on=from_on))
    password = give_one_time_password(staff, by=by, from_on=from_on)
    if secret:
        set_up_codes(staff, secret)
    record("staff.taken_on", staff, by=by, position=position, area=area, facility=facility, from_on=from_on.isoformat())
    return Newcomer(staff, password)


def _check_names(username: str, name: str) -> None:
    if not USERNAME.fullmatch(username):
        raise CannotTakeOn(
            "nama pengguna: 2 sampai 60 huruf kecil, angka, titik, garis; mulai dengan huruf atau angka",
            "a user name has 2 to 60 small letters, digits, dots and dashes, and begins with a letter or digit",
        )
    if not name.strip() or len(name.strip()) > 120 or not name.isprintable():
        raise CannotTakeOn(
            "nama orang: 1 sampai 120 huruf dalam satu baris", "a person's name has 1 to 120 letters on one line"
        )


def _the_same_wish(username: str, wish: dict[str, str | None], by: Actor) -> Staff | None:
    """Whoever `by` took on with these very words a moment ago, and who has not signed in yet."""
    just_now = Posting.objects.filter(by=by.pk, at__gte=timezone.now() - AGAIN)
    return (
        Staff.objects.select_for_update()
        .filter(username=username, last_login=None, pk__in=just_now.values("staff"), **wish)
        .first()
        if by.pk is not None
        else None
    )


def _refuse(username: str, os_user: str | None, taken: IntegrityError) -> Staff:
    if Staff.objects.filter(username=username).exists():
        raise CannotTakeOn(f"nama {username!r} sudah dipakai", f"somebody is called {username!r} already") from taken
    raise CannotTakeOn(
        f"pengguna komputer {os_user!r} sudah terikat pada petugas lain",
        f"operating-system user {os_user!r} is bound to somebody already",
    ) from taken


@transaction.atomic(durable=True)
def let_go(staff: Staff, *, by: Actor, on: date | None = None, document: str = "") -> Staff:
    """End somebody's work here on a day: from then on they cannot sign in. What they did stays theirs."""
    today = timezone.localdate()
    on = on or today
    staff = Staff.objects.select_for_update().get(pk=staff.pk)
    check_person(by, staff)
    if not staff.active:
        raise CannotTakeOn(f"{staff.name} sudah tidak bertugas", f"{staff.name} has left already")
    if on < today:
        raise CannotTakeOn(
            "hari terakhir tidak boleh di masa lalu: akses berlaku sampai hari ini",
            "the last day cannot lie in the past: access was given until today",
        )
    staff.postings.filter(from_on__gte=on).update(withdrawn=True)
    staff.postings.filter(Q(until__isnull=True) | Q(until__gt=on), from_on__lt=on).update(until=on)
    if on == today:
        _leave(staff, by=by)
    record("staff.let_go", staff, by=by, on=on.isoformat(), document=bool(document))
    return staff


def _leave(staff: Staff, *, by: Actor) -> None:
    staff.active, staff.further_areas = False, []
    staff.set_unusable_password()
    staff.save(update_fields=["active", "further_areas", "password"])
    end_sessions(staff, by=by)
