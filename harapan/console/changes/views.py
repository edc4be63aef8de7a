"""Looking through requests: the list, the queue with one request beside it, one request on its own."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from harapan.console.changes import actions
from harapan.console.changes.forms import Filters, Why
from harapan.console.changes.queries import dossier, requests_matching, rows, with_names
from harapan.console.changes.wording import STATES
from harapan.registry.models import ChangeRequest
from harapan.registry.requests.kinds import KINDS
from harapan.registry.requests.queries import UNDO_WITHIN, may_check, may_draw_up, waiting_for
from harapan.staff.middleware import StaffRequest
from harapan.ui.exports import csv_response, xlsx_response
from harapan.ui.pages import about, page_of
from harapan.ui.words import Words, said

LIST = ("/perubahan/", Words("Perubahan data", "Changes"))
EXPORTS = {"csv": csv_response, "xlsx": xlsx_response}
QUEUED = 50
"""So many of the queue are listed beside the one that is open."""


def for_those_who_see_families(staff: Any) -> None:
    """Requests are about families: who sees only sums has no business here."""
    if not staff.may_see_families:
        raise PermissionDenied


@login_required
@require_safe
def index(request: StaffRequest) -> HttpResponse:
    """Every request, narrowed by the address."""
    for_those_who_see_families(request.staff)
    form, now = Filters(request.GET, staff=request.staff), timezone.now()
    found = requests_matching(form.wish, request.staff, now)
    page = page_of(with_names(found), request.GET, keys=("-id",))
    shown = {
        "form": form,
        "page": page,
        "rows": rows(page.rows),
        "count": about(found),
        "narrowed": any(form.wish.values()),
        "waiting": about(waiting_for(request.staff, now)) if may_check(request.staff) else None,
        "draws_up": may_draw_up(request.staff),
    }
    return render(request, "console/changes/index.html", shown)


@login_required
@require_safe
def export(request: StaffRequest, form: str) -> HttpResponseBase:
    """The requests that fit the filters, as a file: kinds, states and days, no personal values."""
    for_those_who_see_families(request.staff)
    if form not in EXPORTS:
        raise Http404
    wish = Filters(request.GET, staff=request.staff).wish
    found = requests_matching(wish, request.staff, timezone.now()).order_by("-pk")
    headings = [
        *(Words("Usulan", "Request"), Words("Keluarga", "Family"), Words("Desa/kelurahan", "Village")),
        *(Words("Jenis", "Kind"), Words("Keadaan", "State"), Words("Kejadian", "Happened on")),
        *(Words("Diajukan", "Made at"), Words("Oleh", "By"), Words("Diputuskan oleh", "Decided by")),
        *(Words("Sejak tahap", "From stage"), Words("Selisih", "Difference")),
    ]
    columns = ("pk", "family", "village", "kind", "state", "on", "made_at", "made_by_label", "decided_by_label")
    found_rows = found.values_list(*columns, "counts_from", "difference").iterator()
    told = (
        (*row[:3], str(KINDS[row[3]].words), str(STATES[ChangeRequest.State(row[4])]), *row[5:]) for row in found_rows
    )
    return EXPORTS[form](said("perubahan", "changes"), headings, told)


@login_required
@cache_control(private=True, no_store=True)
@require_safe
def queue(request: StaffRequest) -> HttpResponse:
    """What waits for this person, oldest first, with one request beside the list."""
    if not may_check(request.staff):
        raise PermissionDenied
    now = timezone.now()
    asked = _narrowed(request, waiting_for(request.staff, now))
    waiting = list(with_names(asked).order_by("state_at", "pk")[:QUEUED])
    chosen = request.GET.get("usulan", "")
    places = {str(one.pk): place for place, one in enumerate(waiting)}
    place = places.get(chosen, 0)
    current = waiting[place] if waiting else None
    listed = rows(waiting)
    shown: dict[str, Any] = {
        "rows": listed,
        "current": current,
        "count": len(waiting) if len(waiting) < QUEUED else about(asked),
        "next": waiting[place + 1] if place + 1 < len(waiting) else None,
        "previous": waiting[place - 1] if place > 0 else None,
        "just": _just_approved(request),
        "kind": request.GET.get("jenis", ""),
        "many": bool(waiting) and all(one.low_risk and one.kind == waiting[0].kind for one in waiting),
        "kinds": [(kind.name, kind.words) for kind in KINDS.values() if request.staff.position in kind.checkers],
    }
    if current:
        actions.note_opened(current, "page", by=request.staff)
        shown |= {"one": dossier(current, request.staff, now, timezone.localdate(), listed[place]), "why": Why()}
    return render(request, "console/changes/queue.html", shown)


@login_required
@cache_control(private=True, no_store=True)
@require_safe
def request_page(request: StaffRequest, pk: int) -> HttpResponse:
    """One request on its own."""
    found = request_seen(request, pk)
    actions.note_opened(found, "page", by=request.staff)
    return one_request(request, found)


def one_request(
    request: StaffRequest, found: ChangeRequest, *, why: Why | None = None, status: int = 200
) -> HttpResponse:
    """The page of a request, also after a word was refused."""
    one = dossier(found, request.staff, timezone.now(), timezone.localdate())
    undo = _can_be_taken_back(found) and found.decided_by == request.staff.pk
    asked = found.state in (ChangeRequest.State.SUBMITTED, ChangeRequest.State.HANDED_OVER)
    shown = {
        "one": one,
        "why": why or Why(),
        "decides": asked or undo or one.why_not,
        "is_maker": found.made_by == request.staff.pk,
        "undo": undo,
        "crumbs": [LIST, ("", said(f"Usulan {found.pk}", f"Request {found.pk}"))],
    }
    return render(request, "console/changes/request.html", shown, status=status)


def request_seen(request: StaffRequest, pk: int) -> ChangeRequest:
    """The request, or the same page as for a number nobody has."""
    for_those_who_see_families(request.staff)
    if pk >= 2**63:
        raise Http404
    seen = ChangeRequest.objects.visible_to(request.staff)
    found = get_object_or_404(seen, pk=pk)
    if found.state == ChangeRequest.State.DRAFT and found.made_by != request.staff.pk:
        raise Http404
    return found


def queue_address(after: ChangeRequest | None = None, kind: str = "") -> str:
    """The queue, saying which request was just approved."""
    query = "&".join(part for part in (f"baru={after.pk}" if after else "", f"jenis={kind}" if kind else "") if part)
    return reverse("changes:queue") + (f"?{query}" if query else "")


def _narrowed(request: StaffRequest, waiting: Any) -> Any:
    kind = request.GET.get("jenis", "")
    return waiting.filter(kind=kind) if kind in KINDS else waiting


def _can_be_taken_back(found: ChangeRequest) -> bool:
    return found.state in (ChangeRequest.State.APPROVED, ChangeRequest.State.ACCEPTED)


def _just_approved(request: StaffRequest) -> ChangeRequest | None:
    """The request whose approval can still be taken back."""
    pk = request.GET.get("baru", "")
    if not pk.isdigit() or len(pk) > 18:
        return None
    found = ChangeRequest.objects.filter(pk=int(pk), decided_by=request.staff.pk).first()
    return found if found and _can_be_taken_back(found) and timezone.now() - found.state_at < UNDO_WITHIN else None
