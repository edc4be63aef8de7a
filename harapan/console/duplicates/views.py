"""Pages of this desk: pairs most certain first, one pair with everything about it, and one word to decide."""

from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_POST, require_safe

from harapan.console.duplicates import actions, sheet
from harapan.console.duplicates.forms import KINDS, VIEWS, Decision, Wish
from harapan.console.duplicates.money import money_of_both
from harapan.console.duplicates.shown import Shown, shown
from harapan.console.errands.seen import newest_about
from harapan.console.families.choices import levels
from harapan.intake.imports.queries import uploads_visible_to
from harapan.intake.matching.actions import say
from harapan.intake.matching.queries import (
    between,
    last_merge,
    last_search,
    may_decide,
    may_join_paid,
    may_look,
    pairs_of,
    words_about,
)
from harapan.intake.models import Pair, Upload
from harapan.lib.refusals import Refusal
from harapan.operations import errands
from harapan.staff.middleware import StaffRequest
from harapan.staff.models import Staff
from harapan.ui.exports import csv_response, xlsx_response
from harapan.ui.pages import about, page_of
from harapan.ui.words import Words, full_sentence_of, said, sentence_of

DESK = Words("Data ganda", "Doubles")
ON_A_PAGE = 15
TO_THINK_AGAIN = timedelta(seconds=10)
"""So long a merge waits, so that it can be taken back before it happens."""
EXPORTS = {"csv": csv_response, "xlsx": xlsx_response}


def _gate(request: StaffRequest) -> Staff:
    if not may_look(request.staff):
        raise PermissionDenied
    return request.staff


def _pair(request: StaffRequest, pk: int) -> Shown:
    """The pair, if both of its records are this person's to see."""
    row = pairs_of(request.staff).filter(pk=pk).select_related("model").first() if pk < 2**63 else None
    found = shown([row], request.staff, timezone.localdate()) if row else []
    if not found:
        raise Http404
    return found[0]


# -- looking ---------------------------------------------------------------------------------------------------------


@login_required
@cache_control(private=True, no_store=True)
@require_safe
def index(request: StaffRequest) -> HttpResponse:
    """Pairs side by side, most certain first."""
    staff, wish, now = _gate(request), Wish.of(request.GET), timezone.now()
    area = wish.area or staff.area
    rows = wish.rows(staff)
    page = page_of(rows, request.GET, wish.order, ON_A_PAGE)
    last = request.GET.get("terakhir", "")
    decided = pairs_of(staff).filter(pk=int(last)) if last.isdecimal() and len(last) < 19 else Pair.objects.none()
    query = request.GET.copy()
    for name in ("after", "before", "terakhir"):
        query.pop(name, None)
    return render(
        request,
        "console/duplicates/index.html",
        {
            "wish": wish,
            "views": [(code, words) for code, (words, _) in VIEWS.items()],
            "kinds": list(KINDS.items()),
            "levels": levels(wish.area, staff, timezone.localdate(now)),
            "pairs": shown(page.rows, staff, timezone.localdate(now)),
            "decided": shown([one for one in decided if one.state != Pair.State.OPEN], staff, timezone.localdate(now)),
            "page": page,
            "count": about(rows),
            "area": area,
            "searched": last_search(staff, area),
            "errand": newest_about(_subject(area), staff, now),
            "decides": may_decide(staff),
            "query": query.urlencode(),
            "here": request.get_full_path(),
        },
    )


@login_required
@cache_control(private=True, no_store=True)
@require_safe
def pair(request: StaffRequest, pk: int) -> HttpResponse:
    """Everything about one pair. Looking at two families is noted with both."""
    staff = _gate(request)
    one = _pair(request, pk)
    actions.note_seen(one.pair, [one.left.family, one.right.family], by=staff)
    return render(request, "console/duplicates/pair.html", _told(request, one, Decision()))


def _told(request: StaffRequest, one: Shown, form: Decision) -> dict[str, Any]:
    staff = request.staff
    others = between(one.pair).exclude(pk=one.pair.pk).order_by("-weight", "pk")[:20]
    money = may_join_paid(staff) and not one.is_one_family
    return {
        "one": one,
        "form": form,
        "decides": _may_decide_now(one, staff),
        "others": shown(others, staff, timezone.localdate()),
        "said": words_about(one.pair),
        "merge": last_merge(one.pair),
        "money": money_of_both(one, staff) if money else None,
        "takes_back": _may_take_back(one, staff),
        "errand": newest_about(f"pair:{one.pair.pk}", staff, timezone.now()),
        "crumbs": [(reverse("duplicates:index"), DESK), (request.path, str(one.pair.pk))],
        "here": reverse("duplicates:pair", args=[one.pair.pk]),
    }


def _may_decide_now(one: Shown, staff: Staff) -> bool:
    """Whether this person has a word to say about the pair as it stands."""
    if one.pair.state == Pair.State.REFERRED:
        return may_join_paid(staff) and one.pair.referred_by != staff.pk
    return may_decide(staff) and one.waits


def _may_take_back(one: Shown, staff: Staff) -> bool:
    """What the national directorate decided only it takes back; a proposal to it may be withdrawn."""
    nationally = one.pair.referred_by is not None and one.pair.state != Pair.State.REFERRED
    return may_decide(staff) and one.may_be_taken_back and (may_join_paid(staff) or not nationally)


@login_required
@require_safe
def export(request: StaffRequest, form: str) -> HttpResponseBase:
    """What the filter shows, to take away; with numbers masked."""
    staff = _gate(request)
    if form not in EXPORTS:
        raise Http404
    wish = Wish.of(request.GET)
    actions.note_exported(wish.area, wish.view, form, by=staff)
    rows = sheet.rows(wish.rows(staff).order_by(*wish.order), staff)
    return EXPORTS[form](said("data-ganda", "doubles"), sheet.HEADINGS, rows)


# -- deciding --------------------------------------------------------------------------------------------------------


@login_required
@require_POST
def decide(request: StaffRequest, pk: int) -> HttpResponse:
    """One word. It takes effect at once; what has to be joined or parted the worker does, a moment later."""
    staff = _gate(request)
    if not may_decide(staff):
        raise PermissionDenied
    one, form = _pair(request, pk), Decision(request.POST)
    refusal = ""
    if form.is_valid():
        try:
            say(one.pair, form.cleaned_data["putusan"], by=staff, **form.words())
            _ask_for(one, staff)
        except Refusal as refused:
            refusal = sentence_of(refused)
            refusal = refusal[:1].upper() + refusal[1:]
    else:
        refusal = said("Pilih satu keputusan.", "Choose one decision.")
    one = _pair(request, pk)
    if request.htmx:  # type: ignore[attr-defined]
        told = {"one": one, "refusal": refusal, "decides": may_decide(staff), "here": request.POST.get("kembali", "")}
        return render(request, "console/duplicates/part_pair.html", told)
    if refusal:
        messages.error(request, refusal)
    return redirect(_back(request, one))


def _ask_for(before: Shown, staff: Staff) -> None:
    """Have the worker join or part, if that is what the word means."""
    pair = Pair.objects.get(pk=before.pair.pk)
    kind = {Pair.State.SAME: "pair.merge", Pair.State.PARTING: "pair.part"}.get(Pair.State(pair.state))
    if kind:
        after = TO_THINK_AGAIN if kind == "pair.merge" else None
        area = _around(pair.village, pair.other_village)
        errands.ask(kind, f"pair:{pair.pk}", by=staff, area=area, after=after, pair=pair.pk)


def _around(one: str, other: str) -> str:
    """The smallest area both villages lie in."""
    return next(one[:digits] for digits in (10, 6, 4, 2, 0) if one[:digits] == other[:digits])


def _back(request: StaffRequest, one: Shown) -> str:
    """Where the word was said: the pair's own page, or the list with the decided pair on top."""
    target = request.POST.get("kembali", "")
    safe = url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure())
    own = reverse("duplicates:pair", args=[one.pair.pk])
    if not safe or target == own:
        return own
    path, _, query = target.partition("?")
    kept = [part for part in query.split("&") if part and not part.startswith("terakhir=")]
    last = [urlencode({"terakhir": one.pair.pk})] if one.may_be_taken_back else []
    return "?".join(filter(None, [path, "&".join([*kept, *last])]))


@login_required
@require_POST
def search(request: StaffRequest) -> HttpResponse:
    """Have an area searched, all of it or those on their way in."""
    staff = _gate(request)
    area = Wish.of(request.POST).area or staff.area
    if not may_decide(staff) or not any(area.startswith(own) for own in staff.areas):
        raise PermissionDenied
    waiting = request.POST.get("hanya") == "calon"
    try:
        errands.ask("pairs.search", _subject(area), by=staff, area=area, waiting=waiting)
    except Refusal as refusal:
        messages.error(request, full_sentence_of(refusal))
    return redirect(f"{reverse('duplicates:index')}?{urlencode({'area': area})}")


@login_required
@require_POST
def search_list(request: StaffRequest, pk: int) -> HttpResponse:
    """Have the people searched for whom one outside list brought, once it is applied."""
    staff = _gate(request)
    if not may_decide(staff):
        raise PermissionDenied
    found = get_object_or_404(uploads_visible_to(staff), pk=pk if pk < 2**63 else 0)
    try:
        if found.state != Upload.State.APPLIED or found.forgotten_at:
            raise Refusal("daftar ini belum diterapkan", "this list has not been applied")
        if not any(found.area.startswith(own) for own in staff.areas):
            raise Refusal("daftar ini lebih luas dari wilayah Anda", "this list is wider than your area")
        errands.ask("pairs.search", f"pairs:import:{found.pk}", by=staff, area=found.area, upload=found.pk)
    except Refusal as refusal:
        messages.error(request, full_sentence_of(refusal))
    return redirect("imports:upload", pk)


def _subject(area: str) -> str:
    return f"pairs:{area or 'ID'}"
