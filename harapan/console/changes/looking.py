"""Looking back: who changed what in a family and why, the family as it was on a day; and the papers of a request."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from harapan.audit.actions import record
from harapan.console.areas.queries import full_names_of
from harapan.console.changes import actions
from harapan.console.changes.evidence import kind_of, place_of
from harapan.console.changes.forms import AsOfDay
from harapan.console.changes.history import changes_shown, fields_with_history
from harapan.console.changes.views import LIST, for_those_who_see_families, request_seen
from harapan.registry.history import as_of
from harapan.registry.models import Family, Overpayment
from harapan.registry.words import PARTICIPATION, RELATIONS, word
from harapan.staff.middleware import StaffRequest
from harapan.ui.pages import page_of
from harapan.ui.words import said


@login_required
@cache_control(private=True, no_store=True)
@require_safe
def history(request: StaffRequest, family: int) -> HttpResponse:
    """Every change of a family, of one field if one is named; beside it the family as it was on a day."""
    for_those_who_see_families(request.staff)
    one = Family.objects.visible_to(request.staff).filter(pk=family).first() if family < 2**63 else None
    if one is None:
        raise Http404
    record("family.opened", one, by=request.staff, part="changes")
    field, member = request.GET.get("bidang", "")[:24], request.GET.get("anggota", "")
    page = page_of(changes_shown(one, request.staff, field, member), request.GET, keys=("-id",))
    form = AsOfDay(request.GET)
    day = form.day(timezone.localdate())
    shown: dict[str, Any] = {
        "family": one,
        "page": page,
        "rows": fields_with_history(page.rows, one, request.staff),
        "field": field,
        "form": form,
        "then": _then(one, day) if day else None,
        "claims": Overpayment.objects.visible_to(request.staff).filter(family=one.pk).order_by("-pk"),
        "crumbs": [
            LIST,
            (reverse("families:family", args=[one.pk]), said(f"Keluarga {one.pk}", f"Family {one.pk}")),
            ("", said("Riwayat data", "History of the data")),
        ],
    }
    return render(request, "console/changes/history.html", shown)


@login_required
@cache_control(private=True, no_store=True)
@require_safe
def evidence(request: StaffRequest, pk: int, evidence: int) -> HttpResponseBase:
    """The picture or PDF of a paper, to whoever sees the request; that it was opened is on record."""
    found = request_seen(request, pk)
    paper = get_object_or_404(found.evidence.exclude(sha256=""), pk=evidence)
    path = place_of(paper.sha256)
    if not path.exists():
        raise Http404
    with path.open("rb") as start:
        kind = kind_of(start.read(16))
    actions.note_opened(found, f"paper {paper.pk}", by=request.staff)
    answer = FileResponse(path.open("rb"), content_type=kind or "application/octet-stream", as_attachment=True)
    ending = {"image/jpeg": "jpg", "image/png": "png", "application/pdf": "pdf"}.get(kind or "", "bin")
    answer["Content-Disposition"] = f'attachment; filename="{paper.paper}-{paper.pk}.{ending}"'
    return answer


def _then(one: Family, day: Any) -> dict[str, Any]:
    found = as_of(one, day)
    state = word(PARTICIPATION, found.participation)
    return {
        "day": day,
        "family": found.family,
        "lives_in": full_names_of([found.family.village], day).get(found.family.village, ""),
        "participation": said(state.id, state.en) if found.participation else "",
        "members": [
            {"member": member, "relation": said(title.id, title.en)}
            for member in found.members
            for title in [word(RELATIONS, member.relation)]
        ],
        "accounts": found.accounts,
    }
