"""Areas whose name holds what was typed so far, as options of a field."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from harapan.console.areas import queries
from harapan.staff.middleware import StaffRequest


@login_required
@require_safe
def offered(request: StaffRequest) -> HttpResponse:
    """`isian` names the field that asks, `semua` looks beyond one's own areas: their names are no secret."""
    today, query = timezone.localdate(), request.GET
    text = query.get(query.get("isian", "q"), "").strip()
    labels: list[str] = []
    if len(text) >= queries.SHORTEST and "\0" not in text and not queries.code_in(text):
        staff = None if query.get("semua") else request.staff
        level = query.get("tingkat", "") if query.get("tingkat") in queries.BELOW.values() else ""
        labels = queries.labels_of(
            queries.areas_called(text, queries.areas_for(staff, today, level), near=request.staff.area), today
        )
    return render(request, "console/areas/options.html", {"offered": labels})
