"""The first page after signing in: what waits for me. And the way to every other desk."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from harapan.console.home.desks import corners_for
from harapan.console.home.queue import queue_for
from harapan.staff.middleware import StaffRequest


@require_safe
@login_required
def index(request: StaffRequest) -> HttpResponse:
    """My queue: alerts first, then what waits for me, then what waits for others."""
    queue = queue_for(request.staff, timezone.now())
    return render(request, "console/home/index.html", {"queue": queue, "today": timezone.localdate()})


@require_safe
@login_required
def more(request: StaffRequest) -> HttpResponse:
    """The other desks, with one line each."""
    return render(request, "console/home/more.html", {"corners": corners_for(request.staff)})
