"""The part of a page that watches an errand, asked for again every second until it is over."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from harapan.console.errands.seen import seen
from harapan.operations.models import Errand
from harapan.staff.middleware import StaffRequest


@require_safe
@login_required
def state(request: StaffRequest, pk: int) -> HttpResponse:
    """How far it is. Once it is over the page around it is loaded again, since what it shows has changed."""
    errand = get_object_or_404(Errand.objects.visible_to(request.staff), pk=pk)
    answer = render(request, "console/errands/state.html", {"errand": seen(errand, timezone.now())})
    if errand.is_over and request.htmx:  # type: ignore[attr-defined]
        answer.headers["HX-Refresh"] = "true"
    return answer
