"""Five wrong tries close the door for a while: passwords per person and place, one-time codes per person.

A stranger who guesses passwords locks out only the place they guess from. One-time codes are asked of those who know
the password, so wrong ones close the door wherever they come from. django-axes counts both in the database.
"""

from datetime import timedelta
from math import ceil
from typing import Any

from allauth.account.adapter import get_adapter
from axes.handlers.proxy import AxesProxyHandler
from axes.helpers import get_cool_off
from axes.models import AccessAttempt
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from harapan.audit.actions import Actor, record
from harapan.staff.models import Staff

CODES = " (kode)"
"""How wrong codes are told from wrong passwords: no user name has blanks."""

NOWHERE = "0.0.0.0"  # noqa: S104 - the address of a request that came over no wire
Credentials = dict[str, Any]


class _Somebody:
    """Whoever stands before the door."""

    pk = None

    def __str__(self) -> str:
        return "sign-in page"


def what_counts(request: HttpRequest, credentials: Credentials | None = None) -> list[str | list[str]]:  # noqa: ARG001
    """By what tries are counted together (AXES_LOCKOUT_PARAMETERS)."""
    return ["username"] if _username(credentials).endswith(CODES) else [["username", "ip_address"]]


def client_address(request: HttpRequest) -> str:
    """Where a request comes from, behind as many proxies as we are told of (AXES_CLIENT_IP_CALLABLE)."""
    return str(get_adapter(request).get_client_ip(request)) if "REMOTE_ADDR" in request.META else NOWHERE


def codes_are_locked(request: HttpRequest, staff: Staff) -> bool:
    """Whether too many wrong codes were typed for this person; the request then ends at the closed door."""
    if AxesProxyHandler.is_allowed(request, _for_codes(staff)):
        return False
    _close(request, _for_codes(staff))
    return True


def count_wrong_code(request: HttpRequest, staff: Staff) -> None:
    """One more wrong code; the fifth closes the door."""
    AxesProxyHandler.user_login_failed(Staff, _for_codes(staff), request)
    log_failure(request, staff.username, "code")


def forget_wrong_codes(staff: Staff) -> None:
    """They have shown who they are."""
    AxesProxyHandler.reset_attempts(username=_for_codes(staff)["username"])


def log_failure(request: HttpRequest, username: str, proof: str) -> None:
    """Leave a trace of a failed try, signed by the person only if they are signed in already.

    Knocking at a door that is closed already leaves none.
    """
    if getattr(request, "axes_failures_since_start", None) is None:
        return
    locked = bool(getattr(request, "axes_locked_out", False))
    whose = Staff.objects.filter(username=username).first()
    signer: Actor = request.user if isinstance(request.user, Staff) else _Somebody()
    record(
        "staff.locked_out" if locked else "staff.sign_in_failed",
        whose or Staff(),
        by=signer,
        proof=proof,
        known=whose is not None,
    )


def closed_door(
    request: HttpRequest,
    response: HttpResponse | None = None,  # noqa: ARG001
    credentials: Credentials | None = None,
) -> HttpResponse:
    """What somebody sees who has tried too often: how long to wait, and who can help (AXES_LOCKOUT_CALLABLE)."""
    minutes = minutes_left(request, credentials)
    page = render(request, "account/locked_out.html", {"minutes": minutes}, status=429)
    page.headers["Retry-After"] = str(minutes * 60)
    return page


def minutes_left(request: HttpRequest, credentials: Credentials | None) -> int:
    """How many minutes until the door opens again; at least one."""
    waits = get_cool_off(request) or timedelta()
    last = AccessAttempt.objects.filter(username=_username(credentials)).order_by("-attempt_time").first()
    until = (last.attempt_time if last else timezone.now()) + waits
    return max(1, ceil((until - timezone.now()).total_seconds() / 60))


def _close(request: HttpRequest, credentials: Credentials) -> None:
    request.axes_locked_out, request.axes_credentials = True, credentials  # type: ignore[attr-defined]


def _for_codes(staff: Staff) -> Credentials:
    return {"username": f"{staff.username}{CODES}"}


def _username(credentials: Credentials | None) -> str:
    return str((credentials or {}).get("username") or "")
