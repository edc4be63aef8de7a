"""Decrees: where validated families wait, within which quota, and where the national directorate decides."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from harapan.console.candidates import progress, words
from harapan.console.candidates.tabs import tabs_for
from harapan.intake.confirmation.decree import may_decree
from harapan.intake.confirmation.queries import Room, queues_for, room_of
from harapan.intake.models import Decree
from harapan.places.queries import areas_on
from harapan.staff.middleware import StaffRequest
from harapan.ui.pages import page_of
from harapan.ui.words import said


@login_required
@require_safe
def decrees(request: StaffRequest) -> HttpResponse:
    """Regencies in which somebody waits for a decree, and the decrees so far."""
    if not request.staff.may_see_families:
        raise PermissionDenied
    waiting = queues_for(request.staff)
    own = Decree.objects.all()
    if request.staff.area:
        own = own.filter(area__startswith=request.staff.area[:4])
    page = page_of(own, request.GET, keys=("-id",), size=30)
    names = _names([one.area for one in waiting] + [decree.area for decree in page.rows])
    shown = {
        "rooms": [{"room": one, "name": names.get(one.area, one.area)} for one in waiting],
        "page": page,
        "decrees": [
            {"decree": one, "name": names.get(one.area, one.area), "state": words.DECREES[one.state]}
            for one in page.rows
        ],
        "decides": may_decree(request.staff),
        "progress": progress.last_asked(request.staff, "decree"),
        "tabs": tabs_for(request.staff, "decrees"),
    }
    return render(request, "console/candidates/decrees.html", shown)


@login_required
@require_http_methods(["GET", "POST"])
def decree(request: StaffRequest, area: str) -> HttpResponse:
    """What a decree of today would say about a regency, and the button that makes it."""
    if not may_decree(request.staff):
        raise PermissionDenied
    room, today = room_of(area), timezone.localdate()
    if not room.validated and room.quota is None:
        raise Http404
    if request.method == "POST":
        return _asked(request, room)
    name = _names([area]).get(area, area)
    shown = {
        "room": room,
        "name": name,
        "today": today,
        "crumbs": [
            ("/calon/", words.DESK),
            (reverse("candidates:decrees"), said("Penetapan", "Decrees")),
            ("", name),
        ],
    }
    return render(request, "console/candidates/decree.html", shown)


def _asked(request: StaffRequest, room: Room) -> HttpResponse:
    expects = request.POST.get("expects", "")
    return progress.asked(
        request,
        "decree.issue",
        f"decree:{room.area}",
        reverse("candidates:decrees"),
        area=room.area,
        on=timezone.localdate().isoformat(),
        expects=int(expects) if expects.isdecimal() else -1,
    )


def _names(codes: list[str]) -> dict[str, Any]:
    found = areas_on(timezone.localdate()).filter(code__in=set(codes))
    return dict(found.values_list("code", "name")) if codes else {}
