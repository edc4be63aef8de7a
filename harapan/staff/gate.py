"""What must be done before anything else: a password of one's own, then one-time codes where the position asks."""

from collections.abc import Callable
from datetime import timedelta

from allauth.usersessions.models import UserSession
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone

from harapan.staff.codes import has_codes
from harapan.staff.models import Staff

DOORS = ("/masuk/", "/bahasa/", "/static/")
"""Addresses that stay open on the way in and out."""
NOTED_EVERY = timedelta(minutes=1)
"""Between two notes of when a session was last used."""

Answer = Callable[[HttpRequest], HttpResponseBase]


def first_things_first(get_response: Answer) -> Answer:
    """Middleware, after the one that knows the staff."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        staff = request.user if isinstance(request.user, Staff) else None
        if staff is None or request.path.startswith(DOORS):
            return get_response(request)
        if missing := what_is_missing(staff):
            return redirect(missing)
        note_use(request)
        return get_response(request)

    return answer


def what_is_missing(staff: Staff) -> str:
    """Where this person must go before they may work; empty if nowhere."""
    if staff.password_until is not None:
        return "account_change_password"
    if staff.needs_codes and not has_codes(staff):
        return "mfa_activate_totp"
    return ""


def note_use(request: HttpRequest) -> None:
    """When and whence a session was last used, at most once a minute."""
    now = timezone.now()
    UserSession.objects.filter(session_key=request.session.session_key, last_seen_at__lt=now - NOTED_EVERY).update(
        last_seen_at=now
    )
