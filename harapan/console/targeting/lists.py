"""Lists of candidates on screen: drawn up, looked at with every reason, made, taken back, carried away."""

from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from harapan.audit.actions import record
from harapan.console.errands.seen import newest_about
from harapan.console.targeting import queries
from harapan.console.targeting.forms import DrawUp, Make, Undo
from harapan.console.targeting.views import DESK, area_of, subject_of
from harapan.entitlements.law import law
from harapan.intake.models import CandidateList, Considered, ListSum
from harapan.intake.targeting.queries import considered_by, lists_about
from harapan.lib.refusals import Refusal
from harapan.operations import errands
from harapan.staff.middleware import StaffRequest
from harapan.staff.models import Staff
from harapan.ui.exports import csv_response, xlsx_response
from harapan.ui.pages import about, page_of
from harapan.ui.words import Words, full_sentence_of, said

EXPORTS = {"csv": csv_response, "xlsx": xlsx_response}
STATES = {
    CandidateList.State.DRAFT: (Words("rancangan", "draft"), "warn"),
    CandidateList.State.MADE: (Words("ditetapkan", "made"), "ok"),
    CandidateList.State.UNDONE: (Words("dibatalkan", "taken back"), "bad"),
    CandidateList.State.DISCARDED: (Words("diganti", "replaced"), "quiet"),
}
Reason = Considered.Reason
REASONS = {
    "": Words("terpilih", "chosen"),
    Reason.NO_COMPONENT.value: Words("tidak memiliki komponen", "no component"),
    Reason.DECILE_UNKNOWN.value: Words("desil belum diketahui", "decile unknown"),
    Reason.NO_ROOM_IN_VILLAGE.value: Words("kuota desa penuh", "the village's quota is full"),
    Reason.NO_ROOM_IN_DISTRICT.value: Words("kuota kecamatan penuh", "the district's quota is full"),
    Reason.NO_ROOM_IN_REGENCY.value: Words("kuota kabupaten/kota penuh", "the regency's quota is full"),
}
COLUMNS = (
    Words("Urutan", "Place"),
    Words("Keluarga", "Family"),
    Words("Desa", "Village"),
    Words("Desil", "Decile"),
    Words("Anggota yang dihitung", "Members who count"),
    Words("Hasil", "Result"),
)


@login_required
@require_safe
def index(request: StaffRequest) -> HttpResponse:
    """Lists of an area, newest first."""
    area = area_of(request)
    rows = lists_about(area)
    page = page_of(rows, request.GET, keys=("-id",))
    names = queries.names_of({one.area for one in page.rows}, timezone.localdate())
    shown = {
        "page": page,
        "lists": [(one, names.get(one.area, one.area), *STATES[CandidateList.State(one.state)]) for one in page.rows],
        "count": about(rows),
        "crumbs": [(reverse("targeting:index"), DESK), ("", said("Daftar calon", "Candidate lists"))],
    }
    return render(request, "console/targeting/lists.html", shown)


@login_required
@require_POST
def draw_up(request: StaffRequest) -> HttpResponse:
    """Ask the worker for a list of a regency, or of every regency with a quota."""
    area, form = area_of(request), DrawUp(request.POST)
    if not request.staff.may_split_quotas or not (len(area) == 4 or (area == "" and request.staff.may_set_quotas)):
        raise PermissionDenied
    back = f"{reverse('targeting:index')}?area={area}"
    if not form.is_valid():
        messages.error(request, said("Pilih kohort dan tahap.", "Choose a cohort and a stage."))
        return redirect(back)
    told = form.cleaned_data
    try:
        errands.ask(
            "targeting.draw_up",
            subject_of(area),
            by=request.staff,
            area=area,
            cohort=told["kohort"],
            stage=told["stage"],
        )
    except Refusal as refusal:
        messages.error(request, full_sentence_of(refusal))
    return redirect(f"{back}&kohort={told['kohort']}")


@login_required
@require_safe
def one(request: StaffRequest, pk: int) -> HttpResponse:
    """One list: how many by village and decile, why the others not, and the families in their order."""
    return _shown(request, _list(request, pk))


@login_required
@require_safe
def export(request: StaffRequest, pk: int, kind: str) -> HttpResponseBase:
    """Every family of a list that the reader may see, with its result."""
    found = _list(request, pk)
    if kind not in EXPORTS:
        raise Http404
    rows = considered_by(found, request.staff).order_by("reason", "place", "family")
    record("candidate_list.exported", found, by=request.staff, kind=kind)
    return EXPORTS[kind](
        said(f"calon-{found.area}-{found.cohort}", f"candidates-{found.area}-{found.cohort}"), COLUMNS, _lines(rows)
    )


@login_required
@require_POST
def make(request: StaffRequest, pk: int) -> HttpResponse:
    """Ask the worker to make every chosen family a candidate."""
    found, form = _list(request, pk), Make(request.POST)
    if not request.staff.may_set_quotas:
        raise PermissionDenied
    if not form.is_valid():
        return _shown(request, found, make_form=form)
    told = form.cleaned_data
    return _asked(
        request, found, "targeting.make", digest=told["digest"], document=told["document"], on=str(told["on"])
    )


@login_required
@require_POST
def undo(request: StaffRequest, pk: int) -> HttpResponse:
    """Ask the worker to take a made list back."""
    found, form = _list(request, pk), Undo(request.POST)
    if not request.staff.may_set_quotas:
        raise PermissionDenied
    if not form.is_valid():
        return _shown(request, found, undo_form=form)
    return _asked(request, found, "targeting.undo", because=form.cleaned_data["because"])


def _asked(request: StaffRequest, found: CandidateList, kind: str, **details: Any) -> HttpResponse:
    try:
        errands.ask(kind, subject_of(found.area), by=request.staff, area=found.area, list=found.pk, **details)
    except Refusal as refusal:
        messages.error(request, full_sentence_of(refusal))
    return redirect("targeting:list", found.pk)


def _list(request: StaffRequest, pk: int) -> CandidateList:
    """A list of an area the reader has business in."""
    area_of(request)
    found = get_object_or_404(CandidateList, pk=pk)
    own = request.staff.area
    if own and not (found.area.startswith(own[:4]) or own.startswith(found.area)):
        raise Http404
    return found


def _shown(
    request: StaffRequest, found: CandidateList, *, make_form: Make | None = None, undo_form: Undo | None = None
) -> HttpResponse:
    staff = request.staff
    wanted = request.GET.get("hasil", "")
    wanted = wanted if wanted in found.reasons or wanted == "" else ""
    rows = considered_by(found, staff).filter(reason=wanted)
    page = page_of(rows, request.GET, keys=("family",) if wanted and wanted not in _ranked() else ("place", "family"))
    told = queries.caretakers(row.family for row in page.rows)
    today = timezone.localdate()
    sums = list(ListSum.objects.visible_to(staff).filter(list=found).order_by("village"))
    names = queries.names_of({*(one.village for one in sums), *(row.village for row in page.rows), found.area}, today)
    titles = reason_titles()
    is_draft, is_made = found.state == CandidateList.State.DRAFT, found.state == CandidateList.State.MADE
    may = staff.may_set_quotas and found.chosen > 0
    shown = {
        "one": found,
        "where": names.get(found.area, found.area),
        "state": STATES[CandidateList.State(found.state)],
        "reasons": [
            (code, titles.get(code, Words(code, code)), count) for code, count in sorted(found.reasons.items())
        ],
        "wanted": wanted,
        "wanted_words": titles.get(wanted, wanted),
        "page": page,
        "rows": [
            (row, names.get(row.village, row.village), *told.get(row.family, ("", "", ""))[:2]) for row in page.rows
        ],
        "sees_families": staff.may_see_families,
        "count": about(rows),
        "sums": [(one, names.get(one.village, one.village)) for one in sums],
        "deciles": [(decile or said("tidak diketahui", "unknown"), *two) for decile, two in found.deciles.items()],
        "people": dict(
            Staff.objects.filter(pk__in={found.drawn_up_by, found.made_by, found.undone_by} - {None}).values_list(
                "pk", "name"
            )
        ),
        "make_form": (make_form or Make(initial={"digest": found.digest})) if may and is_draft else None,
        "undo_form": (undo_form or Undo()) if may and is_made else None,
        "errand": newest_about(subject_of(found.area), staff, timezone.now()),
        "crumbs": [
            (reverse("targeting:index"), DESK),
            (reverse("targeting:lists"), said("Daftar calon", "Candidate lists")),
            ("", f"{names.get(found.area, found.area)} {found.cohort}"),
        ],
    }
    wrong = bool((make_form and make_form.errors) or (undo_form and undo_form.errors))
    return render(request, "console/targeting/list.html", shown, status=422 if wrong else 200)


def _ranked() -> set[str]:
    """Reasons of families that have a place in the ranking."""
    return {Reason.NO_ROOM_IN_VILLAGE.value, Reason.NO_ROOM_IN_DISTRICT.value, Reason.NO_ROOM_IN_REGENCY.value}


def reason_titles() -> dict[str, Words]:
    """Every reason in words: our own, and the law's."""
    return {**{one.name: Words(one.title.id, one.title.en) for one in law().reasons}, **REASONS}


def _lines(rows: Any) -> Iterator[tuple[object, ...]]:
    titles = reason_titles()
    for row in rows.iterator(chunk_size=1_000):
        result = str(titles.get(row.reason, row.reason))
        yield row.place, row.family, row.village, row.decile, row.fitting, result
