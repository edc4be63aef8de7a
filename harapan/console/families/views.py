"""Pages of this desk: the list, one family, its line of time, its computations, and its numbers in full."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from harapan.console.families import actions, sheet
from harapan.console.families.choices import facilitators_in, levels
from harapan.console.families.computation import computation_of
from harapan.console.families.duties import asked_now, said_of
from harapan.console.families.filters import SORTS, Filters, area_of, number_of
from harapan.console.families.finding import found
from harapan.console.families.forms import PURPOSES, Unmasking
from harapan.console.families.queries import components, is_near, listed, may_sort, shown, stages
from harapan.console.families.timeline import KINDS, timeline
from harapan.console.families.whole import family_seen_by, whole
from harapan.console.quality.worklist import entries_about
from harapan.entitlements.explanation import CannotExplain
from harapan.operations.errands.quality import may_mend
from harapan.registry.models import Bank, Family
from harapan.registry.quality.queries import registry_day
from harapan.registry.requests.queries import may_draw_up
from harapan.registry.words import PARTICIPATION
from harapan.staff.middleware import StaffRequest
from harapan.ui.exports import csv_response, xlsx_response
from harapan.ui.words import said, sentence_of

P = ParamSpec("P")
View = Callable[Concatenate[StaffRequest, P], HttpResponseBase]


def for_those_who_see_families(view: View[P]) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
    """Some positions work with sums or lists of their own, and are told where those are. What is shown about a family
    is kept by nobody on the way.
    """

    @wraps(view)
    def gated(request: Any, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if not request.staff.may_see_families:
            return render(request, "console/families/closed.html", status=403)
        return view(request, *args, **kwargs)

    return login_required(cache_control(private=True, no_store=True)(gated))


# -- the list --------------------------------------------------------------------------------------------------------


@for_those_who_see_families
@require_safe
def index(request: StaffRequest) -> HttpResponse:
    """Search and list."""
    filters, on, known = Filters.of(request.GET), timezone.localdate(), stages()
    context: dict[str, Any] = {"filters": filters, "result": None, "listing": None}
    if filters.search:
        result = found(filters, request.staff, known, on)
        if result.area:
            return HttpResponseRedirect(_address(area=result.area))
        context["result"] = result
    else:
        context["listing"] = listed(filters, request.GET, request.staff, known, on)
    edition = known[0].edition if known else None
    return render(
        request,
        "console/families/index.html",
        {
            **context,
            "latest": known[0] if known else None,
            "levels": levels(filters.area, request.staff, on),
            "states": [(code, shown(title)) for code, title in PARTICIPATION.items()],
            "banks": Bank.choices,
            "stages": known,
            "sorts": SORTS.items() if may_sort(filters, request.staff) else [],
            "components": [(one.name, shown(one.title)) for one in components(known[0] if known else None)],
            "near": is_near(filters, request.staff),
            "reasons": [(one.name, shown(one.title)) for one in edition.reasons if one.of == "family"]
            if edition
            else [],
            "facilitators": facilitators_in(filters.area, request.staff),
            "query": _without_page(request.GET),
        },
    )


@for_those_who_see_families
@require_safe
def areas(request: StaffRequest) -> HttpResponse:
    """The selects of the drill-down, one level deeper than what was chosen."""
    found_levels = levels(area_of(request.GET), request.staff, timezone.localdate())
    return render(request, "console/families/index.html#areas", {"levels": found_levels})


@for_those_who_see_families
@require_safe
def export(request: StaffRequest, form: str) -> HttpResponseBase:
    """What the filter shows, to take away."""
    if form not in ("csv", "xlsx"):
        raise Http404
    filters, on = Filters.of(request.GET), timezone.localdate()
    told = filters.others | ({"area": filters.area} if filters.area else {})
    actions.note_exported(told, form, searched=bool(filters.search), by=request.staff)
    rows = sheet.rows(filters, request.staff, stages(), on)
    make = csv_response if form == "csv" else xlsx_response
    return make(said(f"keluarga-{on}", f"families-{on}"), sheet.headings(), rows)


def _address(**query: str) -> str:
    return f"{reverse('families:index')}?{urlencode(query)}"


def _without_page(query: QueryDict) -> str:
    """The filters of an address, without the place in the list."""
    kept = query.copy()
    for name in ("after", "before"):
        kept.pop(name, None)
    return kept.urlencode()


# -- one family ------------------------------------------------------------------------------------------------------


@for_those_who_see_families
@require_safe
def family(request: StaffRequest, pk: int) -> HttpResponse:
    """The whole family."""
    seen = _seen(request, pk)
    actions.note_opened(seen, "page", by=request.staff)
    return _page(request, seen)


@for_those_who_see_families
@require_safe
def history(request: StaffRequest, pk: int) -> HttpResponse:
    """Everything that ever happened, on its own or within the family's page."""
    seen, kind = _seen(request, pk), request.GET.get("jenis", "")
    actions.note_opened(seen, "history", by=request.staff)
    happened = timeline(seen, stages(), request.staff, kind)
    return render(
        request,
        "console/families/history.html" + ("#line" if _is_fragment(request) else ""),
        {"family": seen, "happened": happened, "kinds": KINDS.items(), "kind": kind if kind in KINDS else ""},
    )


@for_those_who_see_families
@require_safe
def duties(request: StaffRequest, pk: int) -> HttpResponse:
    """What is due now, and who said what of the months before."""
    seen, known, day = _seen(request, pk), stages(), registry_day(timezone.localdate())
    actions.note_opened(seen, "duties", by=request.staff)
    said = said_of(seen, request.staff, known[0].edition if known else None)
    who = number_of(request.GET.get("anggota", ""))
    shown = {
        "family": seen,
        "month": day.replace(day=1),
        "asked": asked_now(seen, request.staff, day),
        "members": dict(sorted({one.told.member: one.member for one in said}.items())).items(),
        "who": who,
        "said": [one for one in said if who in (None, one.told.member)],
    }
    return render(request, "console/families/duties.html", shown)


@for_those_who_see_families
@require_safe
def computation(request: StaffRequest, pk: int, cycle: str) -> HttpResponse:
    """How an amount came about, line by line. Files know no row-level security: the gate comes first."""
    seen = _seen(request, pk)
    actions.note_opened(seen, f"computation {cycle[:20]}", by=request.staff)
    context: dict[str, Any] = {"family": seen, "cycle": cycle, "told": None, "refusal": ""}
    try:
        context["told"] = computation_of(seen, cycle, request.staff)
    except CannotExplain as refusal:
        context["refusal"] = sentence_of(refusal)
    page = "console/families/computation.html" + ("#lines" if _is_fragment(request) else "")
    return render(request, page, context)


@for_those_who_see_families
def unmask(request: StaffRequest, pk: int) -> HttpResponse:
    """Ask what for, write it down, and show the numbers once."""
    seen = _seen(request, pk)
    form = Unmasking(request.POST or None)
    if request.method == "POST" and form.is_valid():
        wanted, purpose = form.cleaned_data["fields_wanted"], form.cleaned_data["purpose"]
        actions.note_unmasked(seen, wanted, purpose, form.cleaned_data["because"], by=request.staff)
        return _page(request, seen, unmasked=wanted, purpose=PURPOSES[purpose])
    status = 422 if form.is_bound else 200
    return render(request, "console/families/unmask.html", {"family": seen, "form": form}, status=status)


def _page(request: StaffRequest, seen: Family, **more: Any) -> HttpResponse:
    page = whole(seen, request.staff, timezone.localdate())
    names = {person.member.pk: person.member.name for person in page.persons}
    shown = {
        "page": page,
        "family": seen,
        "unmasked": [],
        "may_draw_up": may_draw_up(request.staff),
        "entries": entries_about(seen, names, request.staff),
        "mends": may_mend(request.staff),
        "today": timezone.localdate(),
        **more,
    }
    return render(request, "console/families/family.html", shown)


def _seen(request: StaffRequest, pk: int) -> Family:
    """The family, or the same page as for a number nobody has."""
    seen = family_seen_by(request.staff, pk) if pk < 2**63 else None
    if seen is None:
        raise Http404
    return seen


def _is_fragment(request: StaffRequest) -> bool:
    """Whether htmx puts the answer into a page that is open."""
    return bool(request.htmx) and not request.htmx.history_restore_request  # type: ignore[attr-defined]
