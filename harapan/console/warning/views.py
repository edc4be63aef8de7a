"""Pages of this desk: the warnings of an area or of one's own families, files, and having another look."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from harapan.console.errands.seen import newest_about
from harapan.console.families.choices import levels
from harapan.console.families.views import for_those_who_see_families
from harapan.console.warning import actions
from harapan.console.warning.listed import COLUMNS, Wish, counts, rows_to_take, shown
from harapan.lib.refusals import Refusal
from harapan.operations import errands
from harapan.sanctions.who import may_look_ahead
from harapan.staff.authority import is_inside
from harapan.staff.middleware import StaffRequest
from harapan.ui.exports import csv_response, xlsx_response
from harapan.ui.pages import about, page_of
from harapan.ui.words import full_sentence_of, said

EXPORTS = {"csv": csv_response, "xlsx": xlsx_response}


@for_those_who_see_families
@require_safe
def index(request: StaffRequest) -> HttpResponse:
    """Who is about to fall out, soonest village by village."""
    staff, today, wish = request.staff, timezone.localdate(), Wish.of(request.GET)
    rows, area = wish.rows(staff), wish.area or request.staff.area
    page = page_of(rows, request.GET, ("village", "id"))
    query = request.GET.copy()
    for name in ("after", "before"):
        query.pop(name, None)
    told = {
        "wish": wish,
        "kinds": counts(wish.area_rows(staff)),
        "levels": levels(wish.area, staff, today),
        "alerts": shown(page.rows, staff, today),
        "count": about(rows),
        "page": page,
        "area": area,
        "query": query.urlencode(),
        "looked_on": page.rows[0].looked_on if page.rows else None,
        "errand": newest_about(f"alerts:{area or 'all'}", staff, timezone.now()),
        "looks": may_look_ahead(staff) and is_inside(staff, area),
    }
    return render(request, "console/warning/index.html", told)


@for_those_who_see_families
@require_safe
def export(request: StaffRequest, form: str) -> HttpResponseBase:
    """What the filter shows, to take along."""
    if form not in EXPORTS:
        raise Http404
    wish, today = Wish.of(request.GET), timezone.localdate()
    actions.note_exported(wish.kind, wish.area, form, by=request.staff)
    rows = wish.rows(request.staff).order_by("village", "id")
    name = said(f"peringatan-dini-{today}", f"early-warnings-{today}")
    return EXPORTS[form](name, COLUMNS, rows_to_take(rows, request.staff, today, said("id", "en")))


@for_those_who_see_families
@require_POST
def look(request: StaffRequest) -> HttpResponse:
    """Have an area looked through now."""
    wish, staff = Wish.of(request.POST), request.staff
    area = wish.area or staff.area
    if not may_look_ahead(staff) or not is_inside(staff, area):
        raise PermissionDenied
    try:
        errands.ask("alerts.look", f"alerts:{area or 'all'}", by=staff, area=area)
    except Refusal as refusal:
        messages.error(request, full_sentence_of(refusal))
    return redirect(f"{reverse('warning:index')}?area={area}")
