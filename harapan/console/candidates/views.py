"""The plan of visits: candidates by village, with where each stands."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from harapan.console.areas.fields import AreaFilter
from harapan.console.candidates import words
from harapan.console.candidates.queries import group_names, places_in_words, villages_of, with_names
from harapan.console.candidates.tabs import tabs_for
from harapan.intake.visits.actions import may_visit
from harapan.intake.visits.queries import STAGES, candidates_for, papers_late, stage_of
from harapan.staff.middleware import StaffRequest
from harapan.ui.pages import about, page_of

PRINTED = 400
"""Candidates on a plan that is printed."""


@login_required
@require_safe
@cache_control(private=True, no_store=True)
def plan(request: StaffRequest) -> HttpResponse:
    """Candidates by village, with where each stands; the page that is carried along prints whole."""
    if not request.staff.may_see_families:
        return redirect("candidates:results")
    today = timezone.localdate()
    stage = request.GET.get("keadaan", "") if request.GET.get("keadaan") in STAGES else ""
    form = AreaFilter(request.GET, staff=request.staff, name="desa")
    area = form.chosen
    candidates = candidates_for(request.staff, area=area, stage=stage)
    size = PRINTED if "cetak" in request.GET else 50
    page = page_of(with_names(candidates), request.GET, keys=("village", "id"), size=size)
    shown = {
        "page": page,
        "count": about(candidates),
        "villages": _by_village(page.rows, today),
        "choices": villages_of(candidates_for(request.staff), request.staff, today),
        "area": area,
        "area_field": form.field,
        "stage": stage,
        "stages": [(name, told) for name, (told, _) in words.STAGES.items()],
        "visits": may_visit(request.staff),
        "late": about(papers_late(request.staff, today)),
        "tabs": tabs_for(request.staff, "plan"),
    }
    return render(request, "console/candidates/plan.html", shown)


def _by_village(families: list[Any], today: Any) -> list[dict[str, Any]]:
    """Rows under their village, each with its state; groups of a village by name."""
    places = places_in_words((family.village for family in families), today)
    groups = group_names(family.group for family in families)
    found: dict[str, list[Any]] = {}
    for family in families:
        state, tone = words.STAGES[stage_of(family)]
        row = {"family": family, "state": state, "tone": tone, "group": groups.get(family.group or 0, "")}
        found.setdefault(family.village, []).append(row)
    return [{"code": code, "place": places[code], "rows": rows} for code, rows in found.items()]
