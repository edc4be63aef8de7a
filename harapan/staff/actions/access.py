"""Give somebody access anew: one-time passwords, one-time codes, the operating-system user; and take sessions away."""

import secrets
from datetime import date, timedelta

import pyotp
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from axes.handlers.proxy import AxesProxyHandler
from django.contrib.sessions.models import Session
from django.db import IntegrityError, transaction
from django.utils import timezone

from harapan.audit.actions import Actor, record, record_all
from harapan.lib.refusals import Refusal
from harapan.staff.authority import check_person
from harapan.staff.codes import TOTP
from harapan.staff.models import Staff
from harapan.staff.sealing import sealed, sealed_anew

READABLE = "abcdefghjkmnpqrstuvwxyz23456789"
"""Letters and digits nobody mistakes for one another on paper or on the telephone."""
SECRETS = ("secret", "seed")
"""Where allauth keeps what one-time and recovery codes are made from."""
LASTS = timedelta(days=3)
"""How long a one-time password lets somebody in."""


class CannotGiveAccess(Refusal):
    """This access cannot be given, or not by this person."""


@transaction.atomic
def reset_password(staff: Staff, *, by: Actor) -> str:
    """A one-time password in place of a forgotten one: it must be changed at the first sign-in. Ends every session."""
    staff = _locked(staff)
    check_person(by, staff)
    if by.pk is not None and staff.codes_given_by == by.pk:
        raise _needs_a_second_person()
    password = give_one_time_password(staff, by=by)
    end_sessions(staff, by=by)
    AxesProxyHandler.reset_attempts(username=staff.username)
    record("staff.password_reset", staff, by=by)
    return password


def give_one_time_password(staff: Staff, *, by: Actor, from_on: date | None = None) -> str:
    """Set a password that only opens the door to choosing another; its days count from the first at work."""
    password = "-".join("".join(secrets.choice(READABLE) for _ in range(4)) for _ in range(4))
    staff.set_password(password)
    begins = timezone.now() + max(timedelta(), (from_on or timezone.localdate()) - timezone.localdate())
    staff.password_until, staff.password_given_by = begins + LASTS, by.pk
    staff.password_changed_at = timezone.now()
    staff.save(update_fields=["password", "password_until", "password_given_by", "password_changed_at"])
    return password


@transaction.atomic
def renew_one_time_secret(staff: Staff, *, by: Actor, at_screen: bool = False) -> str:
    """Take somebody's one-time codes away, for a lost phone: they set up new ones at the next sign-in.

    `at_screen` makes the new secret at once and returns it, for whoever sits at the machine beside its owner.
    """
    staff = _locked(staff)
    check_person(by, staff)
    if by.pk is not None and staff.password_until is not None and staff.password_given_by == by.pk:
        raise _needs_a_second_person()
    Authenticator.objects.filter(user=staff.pk).delete()
    secret = set_up_codes(staff) if at_screen else ""
    staff.codes_given_by = by.pk
    staff.save(update_fields=["codes_given_by"])
    end_sessions(staff, by=by)
    record("staff.codes_renewed", staff, by=by)
    return secret


def set_up_codes(staff: Staff, secret: str = "") -> str:
    """Have codes made from this secret, or from a new one, from now on."""
    secret = secret or pyotp.random_base32()
    Authenticator.objects.create(user=staff, type=TOTP, data={"secret": sealed(secret)})
    return secret


@transaction.atomic
def seal_codes_anew(*, by: Actor) -> int:
    """Seal every secret under the newest key, plain ones too; nobody has to set up codes again. Returns how many.

    Raises `CodesLocked`, and changes nothing, when there is one that no known key opens.
    """
    kept = list(Authenticator.objects.select_for_update(of=("self",)).select_related("user").order_by("pk"))
    for one in kept:
        one.data |= {name: sealed_anew(one.data[name]) for name in SECRETS if name in one.data}
    Authenticator.objects.bulk_update(kept, ["data"], batch_size=500)
    record_all("staff.codes_sealed", [one.user for one in kept if one.type == TOTP], by=by)
    return len(kept)


@transaction.atomic
def bind_os_user(staff: Staff, os_user: str | None, *, by: Actor) -> Staff:
    """Say which operating-system user somebody is; None for no one any more. Each is one person."""
    staff = _locked(staff)
    check_person(by, staff)
    staff.os_user = (os_user or "").strip() or None
    try:
        with transaction.atomic():
            staff.save(update_fields=["os_user"])
    except IntegrityError as taken:
        raise CannotGiveAccess(
            f"pengguna komputer {staff.os_user!r} sudah terikat pada petugas lain",
            f"operating-system user {staff.os_user!r} is bound to somebody already",
        ) from taken
    record("staff.os_user_bound", staff, by=by, bound=staff.os_user is not None)
    return staff


@transaction.atomic
def end_sessions(staff: Staff, *, by: Actor, only: int | None = None, keep: str | None = None) -> int:
    """Sign somebody out: everywhere, in the session numbered `only`, or everywhere but in the one called `keep`.

    Returns how many sessions ended.
    """
    sessions = UserSession.objects.filter(user=staff.pk)
    if only is not None:
        sessions = sessions.filter(pk=only)
    if keep is not None:
        sessions = sessions.exclude(session_key=keep)
    Session.objects.filter(session_key__in=sessions.values("session_key")).delete()
    ended, _ = sessions.delete()
    if ended:
        record("staff.sessions_ended", staff, by=by, sessions=ended)
    return ended


@transaction.atomic
def end_sessions_of(staff: Staff, *, by: Actor) -> int:
    """Sign somebody else out everywhere: a lost device, a suspicion."""
    check_person(by, staff)
    return end_sessions(staff, by=by)


@transaction.atomic
def choose_language(staff: Staff, language: str, *, by: Actor) -> None:
    """The language in which pages greet somebody on a new device."""
    Staff.objects.filter(pk=staff.pk).update(language=language)
    record("staff.language_chosen", staff, by=by, language=language)


def _locked(staff: Staff) -> Staff:
    return Staff.objects.select_for_update().get(pk=staff.pk)


def _needs_a_second_person() -> CannotGiveAccess:
    return CannotGiveAccess(
        "sandi dan kode sekali pakai seseorang tidak boleh diganti oleh orang yang sama: minta rekan lain",
        "the same person may not give both a new password and new codes: ask a colleague for the other",
    )
