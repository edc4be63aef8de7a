"""Pages of this desk: all checks, one check with its worklist, files, and asking for another look."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_POST, require_safe

from harapan.console.errands.seen import newest_about
from harapan.console.families.choices import facilitators_in
from harapan.console.quality import actions, worklist
from harapan.console.quality.board import board, line_of, parts, trend
from harapan.console.quality.place import DESK, Place
from harapan.console.quality.sheet import HEADINGS, sums
from harapan.lib.refusals import Refusal
from harapan.operations import errands
from harapan.operations.errands.quality import may_inspect, may_mend
from harapan.registry.models import Family
from harapan.registry.quality.check import Check
from harapan.registry.quality.checks import BY_NAME
from harapan.registry.quality.queries import last_inspection, registry_day
from harapan.staff.middleware import StaffRequest
from harapan.ui.exports import csv_response, xlsx_response
from harapan.ui.words import full_sentence_of, said

EXPORTS = {"csv": csv_response, "xlsx": xlsx_response}


def _place(request: StaffRequest) -> Place:
    place = Place.of(request.GET, request.staff, registry_day(timezone.localdate()))
    if not place.is_mine_alone and not place.exists:
        raise Http404
    return place


def _check(kind: str) -> Check:
    if kind not in BY_NAME:
        raise Http404
    return BY_NAME[kind]


# -- looking ---------------------------------------------------------------------------------------------------------


@login_required
@require_safe
def index(request: StaffRequest) -> HttpResponse:
    """Every check of an area, or of one's own families."""
    place = _place(request)
    lines = board(place)
    shown = {
        "place": place,
        "failing": [line for line in lines if not line.passes],
        "passing": [line for line in lines if line.passes],
        "worst": next((line for line in lines if not line.passes and not line.hidden), None),
        "inspection": last_inspection(),
        "crumbs": place.crumbs(),
        **_asking(place),
    }
    return render(request, "console/quality/index.html", shown)


@login_required
@require_safe
@cache_control(private=True, no_store=True)
def check(request: StaffRequest, kind: str) -> HttpResponse:
    """One check: why, where, how it went, and the families behind the number."""
    place, one, wish = _place(request), _check(kind), worklist.Wish.of(request.GET)
    line = line_of(place, one)
    query = request.GET.copy()
    for name in ("after", "before"):
        query.pop(name, None)
    shown: dict[str, Any] = {
        "place": place,
        "check": one,
        "line": line,
        "chart": trend(line),
        "history": list(zip(line.days, line.series, strict=True))[::-1],
        "parts": parts(place, one),
        "wish": wish,
        "listed": worklist.worklist(one, place, wish, request.GET) if place.has_list else None,
        "facilitators": [] if place.is_mine_alone else facilitators_in(place.area, request.staff),
        "mends": may_mend(request.staff),
        "query": query.urlencode(),
        "crumbs": [(reverse("quality:index"), DESK), *place.crumbs("quality:check", kind)],
    }
    return render(request, "console/quality/check.html", shown)


# -- taking away -----------------------------------------------------------------------------------------------------


@login_required
@require_safe
def export(request: StaffRequest, kind: str, form: str) -> HttpResponseBase:
    """A worklist as a file."""
    place, one, wish = _place(request), _check(kind), worklist.Wish.of(request.GET)
    if form not in EXPORTS:
        raise Http404
    if not place.has_list:
        raise PermissionDenied
    actions.note_exported(kind, place.area, form, by=request.staff)
    name = said(f"mutu-{kind}-{place.day}", f"quality-{kind}-{place.day}")
    return EXPORTS[form](name, worklist.COLUMNS, worklist.rows_to_take(one, place, wish))


@login_required
@require_safe
def export_sums(request: StaffRequest, form: str) -> HttpResponseBase:
    """Every check in every area below, as a file."""
    if form not in EXPORTS:
        raise Http404
    place = _place(request)
    name = said(f"mutu-data-{place.area or 'indonesia'}", f"data-quality-{place.area or 'indonesia'}")
    return EXPORTS[form](name, HEADINGS, sums(place))


# -- asking ----------------------------------------------------------------------------------------------------------


@login_required
@require_POST
def inspect(request: StaffRequest) -> HttpResponse:
    """Have one's area looked through now, rather than tonight."""
    place = Place.of(request.POST, request.staff, timezone.localdate())
    if not may_inspect(request.staff) or not place.is_own(place.area):
        raise PermissionDenied
    try:
        errands.ask("quality.inspect", _subject(place), by=request.staff, area=place.area)
    except Refusal as refusal:
        messages.error(request, full_sentence_of(refusal))
    return redirect(f"{reverse('quality:index')}?area={place.area}")


@login_required
@require_POST
def look(request: StaffRequest, pk: int) -> HttpResponse:
    """Have one family looked at again, and go back to where one was."""
    if not may_mend(request.staff):
        raise PermissionDenied
    family = Family.objects.visible_to(request.staff).filter(pk=pk).first() if pk < 2**63 else None
    if family is None:
        raise Http404
    try:
        errands.ask(
            "quality.look",
            f"quality:{pk}",
            by=request.staff,
            area=family.village,
            facilitator=family.facilitator,
            family=pk,
        )
        messages.success(
            request,
            said(
                f"Keluarga {pk} diperiksa lagi. Entri hilang begitu datanya benar.",
                f"Family {pk} is looked at again. Entries go as soon as the data is right.",
            ),
        )
    except Refusal as refusal:
        messages.error(request, full_sentence_of(refusal))
    back = request.POST.get("kembali", "")
    safe = url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}, require_https=request.is_secure())
    return redirect(back if safe else reverse("quality:index"))


def _subject(place: Place) -> str:
    return f"quality:area {place.area or 'all'}"


def _asking(place: Place) -> dict[str, Any]:
    """Whether another look may be asked for, and how the last one asked for goes."""
    may = may_inspect(place.staff) and place.is_own(place.area) and not place.is_mine_alone
    errand = newest_about(_subject(place), place.staff, timezone.now())
    return {"may_inspect": may and (errand is None or errand.is_over), "errand": errand}
