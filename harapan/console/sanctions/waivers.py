"""Waivers: those in force, those proposed, and one's own word on what others proposed."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from harapan.commitments.models import Waiver as InForce
from harapan.console.errands.seen import newest_about
from harapan.console.families.queries import names_of
from harapan.console.sanctions import forms
from harapan.console.sanctions.shown import edition_of
from harapan.console.sanctions.views import DESK
from harapan.entitlements.law import law
from harapan.lib.identifiers import dotted
from harapan.lib.refusals import Refusal
from harapan.operations import errands
from harapan.policy.edition import Edition
from harapan.sanctions.models import WaiverRequest, WaiverRuling
from harapan.sanctions.waiving import may_approve, may_propose_waivers, propose_waiver, rule_waiver
from harapan.sanctions.who import may_decide
from harapan.staff.authority import is_inside
from harapan.staff.middleware import StaffRequest
from harapan.staff.models import Staff
from harapan.ui.words import Words, full_sentence_of, said

MOST = 100


def _law() -> Edition:
    """The law of the stage that has begun last."""
    today = timezone.localdate()
    begun = [cycle for cycle, stage in law().stages.items() if stage.first_day <= today]
    return edition_of(begun[-1] if begun else next(iter(law().stages)))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def index(request: StaffRequest) -> HttpResponse:
    """Every waiver, and a form to propose one."""
    edition, staff = _law(), request.staff
    duties = [(duty.kind, Words(duty.title.id, duty.title.en)) for duty in edition.duties]
    posted = request.POST if request.method == "POST" else None
    form = forms.Waiver(duties, posted, staff=staff, initial={"area": staff.area})
    if request.method == "POST":
        if not may_propose_waivers(staff):
            return render(request, "console/families/closed.html", status=403)
        if form.is_valid() and (done := _proposed(request, form, edition)):
            return done
    told = _told(staff, dict(duties))
    told["form"] = form if may_propose_waivers(staff) else None
    told["crumbs"] = [(reverse("sanctions:index"), DESK), (request.path, said("Pengecualian", "Waivers"))]
    return render(request, "console/sanctions/waivers.html", told, status=422 if form.errors else 200)


def _proposed(request: StaffRequest, form: forms.Waiver, edition: Edition) -> HttpResponse | None:
    typed = form.cleaned_data
    try:
        propose_waiver(
            typed["area"],
            typed["duty"],
            typed["first_month"].replace(day=1),
            typed["last_month"].replace(day=1),
            document=typed["document"],
            because=typed["because"],
            law=edition,
            by=request.staff,
        )
    except Refusal as refusal:
        form.add_error(None, full_sentence_of(refusal))
        return None
    messages.success(request, said("Diusulkan; orang kedua memutuskan.", "Proposed; a second person decides."))
    return redirect("sanctions:waivers")


def _told(staff: Staff, duties: dict[str, Words]) -> dict[str, Any]:
    today = timezone.localdate()
    asked = list(WaiverRequest.objects.select_related("ruling").order_by("-pk")[:MOST])
    given = list(InForce.objects.order_by("-last_month", "-pk")[:MOST])
    people = dict(
        Staff.objects.filter(
            pk__in={one.by for one in asked} | {one.proposed_by for one in given} | {one.approved_by for one in given}
        ).values_list("pk", "name")
    )
    names = names_of([area for area in (*(one.area for one in asked), *(one.area for one in given)) if area], today)
    every = Words("Semua kewajiban", "Every duty")

    def row(one: Any) -> dict[str, Any]:
        return {
            "one": one,
            "where": (names.get(one.area) or dotted(one.area)) if one.area else "Indonesia",
            "duty": duties.get(one.duty, Words(one.duty, one.duty)) if one.duty else every,
        }

    open_ones = [one for one in asked if not hasattr(one, "ruling")]
    refused = [one for one in asked if hasattr(one, "ruling") and one.ruling.verdict == WaiverRuling.Verdict.REFUSE]
    return {
        "waiting": [row(one) | {"by": people.get(one.by, ""), "may": may_approve(one, staff)} for one in open_ones],
        "refused": [row(one) for one in refused],
        "given": [
            row(one) | {"by": people.get(one.proposed_by, ""), "second": people.get(one.approved_by, "")}
            for one in given
        ],
        "errands": [found for one in asked[:5] if (found := newest_about(f"waiver:{one.pk}", staff, timezone.now()))],
    }


@login_required
@require_POST
def rule(request: StaffRequest, pk: int) -> HttpResponse:
    """Approve a proposed waiver or refuse it; the worker then gives it."""
    if not may_decide(request.staff):
        raise PermissionDenied
    asked = WaiverRequest.objects.filter(pk=pk).first() if pk < 2**63 else None
    if asked is None or not is_inside(request.staff, asked.area):
        raise Http404
    form = forms.Ruling(request.POST)
    try:
        if not form.is_valid():
            raise Refusal("pilih putusan", "choose a verdict")
        verdict = form.cleaned_data["verdict"]
        rule_waiver(asked, verdict, form.cleaned_data["because"], by=request.staff)
        if verdict == WaiverRuling.Verdict.APPROVE:
            errands.ask("waiver.give", f"waiver:{pk}", by=request.staff, area=asked.area, request=pk)
    except Refusal as refusal:
        messages.error(request, full_sentence_of(refusal))
    return redirect("sanctions:waivers")
