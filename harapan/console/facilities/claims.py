"""Claims: a facility says that somebody is with them; somebody else decides, with both lists before them."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from harapan.commitments import attachments
from harapan.commitments.attachments.claims import may_claim
from harapan.commitments.models import ClaimFinding
from harapan.commitments.queries import facilities_visible_to
from harapan.console.errands.seen import newest_about
from harapan.console.facilities import actions
from harapan.console.facilities.forms import Claimed, Ruled
from harapan.console.facilities.queries import attachments_of
from harapan.console.facilities.views import DESK, crumbs_to
from harapan.lib.refusals import Refusal
from harapan.places.models import Facility
from harapan.registry.models import Member
from harapan.staff.middleware import StaffRequest
from harapan.staff.models import Staff
from harapan.ui.pages import about, page_of
from harapan.ui.words import full_sentence_of, said


@login_required
@require_http_methods(["GET", "POST"])
def claim(request: StaffRequest, code: str) -> HttpResponse:
    """Say that somebody is with this facility. The answer never tells whether the programme knows them."""
    if not (request.staff.may_place_members or request.staff.position == Staff.Position.PROVIDER):
        raise PermissionDenied
    one = get_object_or_404(facilities_visible_to(request.staff), code=code)
    if not may_claim(request.staff, one):
        raise PermissionDenied
    form = Claimed(request.POST if request.method == "POST" else None, level=one.level)
    if request.method == "POST" and form.is_valid() and _told(request, one, form):
        messages.success(
            request,
            said(
                "Terkirim. Petugas lain memeriksa dan memutuskan; daftar tetap sampai saat itu.",
                "Sent. Somebody else looks into it and decides; the lists stay until then.",
            ),
        )
        return redirect("facilities:facility", code)
    shown = {
        "form": form,
        "one": one,
        "crumbs": crumbs_to(one, said("Laporkan yang belum tercatat", "Report somebody")),
    }
    return render(request, "console/facilities/claim.html", shown, status=422 if form.errors else 200)


def _told(request: StaffRequest, one: Facility, form: Claimed) -> bool:
    told: dict[str, Any] = {name: value for name, value in form.cleaned_data.items() if value is not None}
    try:
        actions.tell_claim(one, **told, today=timezone.localdate(), by=request.staff)
    except Refusal as refusal:
        form.add_error(None, full_sentence_of(refusal))
        return False
    return True


@login_required
@require_safe
def index(request: StaffRequest) -> HttpResponse:
    """Claims that wait in one's area, oldest first."""
    if not request.staff.may_keep_facilities:
        raise PermissionDenied
    found = attachments.waiting_claims(request.staff)
    page = page_of(found, request.GET, keys=("id",))
    codes = {row.claim.facility for row in page.rows} | {row.standing for row in page.rows}
    names = dict(Facility.objects.filter(code__in=codes).values_list("code", "name"))
    shown = {
        "page": page,
        "rows": [(row, names.get(row.claim.facility, ""), names.get(row.standing, "")) for row in page.rows],
        "count": about(found),
        "crumbs": [DESK, ("", said("Klaim", "Claims"))],
    }
    return render(request, "console/facilities/claims.html", shown)


@login_required
@require_http_methods(["GET", "POST"])
def decide(request: StaffRequest, pk: int) -> HttpResponse:
    """One claim: what the facility says, what stands now, and the decision."""
    staff = request.staff
    if not staff.may_keep_facilities:
        raise PermissionDenied
    row = get_object_or_404(ClaimFinding.objects.visible_to(staff).select_related("claim__ruling"), claim=pk)
    ruling = getattr(row.claim, "ruling", None)
    if request.method == "POST" and ruling is not None and ruling.by == staff.pk and row.done_at is None:
        return _tried_again(request, row)
    form = Ruled(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid() and _ruled(request, row, form):
        return redirect("facilities:decide", pk)
    member = Member.objects.visible_to(staff).filter(pk=row.member).first() if row.member else None
    names = dict(Facility.objects.filter(code__in=[row.claim.facility, row.standing]).values_list("code", "name"))
    shown = {
        "row": row,
        "claim": row.claim,
        "ruling": ruling,
        "member": member,
        "claimant": names.get(row.claim.facility, ""),
        "standing": names.get(row.standing, ""),
        "history": attachments_of(member, staff) if member else [],
        "form": form if ruling is None and row.done_at is None and row.claim.by != staff.pk else None,
        "mine": row.claim.by == staff.pk,
        "again": ruling is not None and ruling.by == staff.pk and row.done_at is None,
        "errand": newest_about(f"claim:{pk}", staff, timezone.now()),
        "crumbs": [DESK, ("/faskes/klaim/", said("Klaim", "Claims")), ("", said(f"Klaim {pk}", f"Claim {pk}"))],
    }
    return render(request, "console/facilities/decide.html", shown, status=422 if form.errors else 200)


def _ruled(request: StaffRequest, row: ClaimFinding, form: Ruled) -> bool:
    try:
        actions.rule_on(row, **form.cleaned_data, by=request.staff)
    except Refusal as refusal:
        form.add_error(None, full_sentence_of(refusal))
        return False
    return True


def _tried_again(request: StaffRequest, row: ClaimFinding) -> HttpResponse:
    """What was decided and not done yet is asked for once more."""
    try:
        actions.carry_out_again(row, by=request.staff)
    except Refusal as refusal:
        messages.error(request, full_sentence_of(refusal))
    return redirect("facilities:decide", row.claim_id)
