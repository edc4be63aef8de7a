"""What villages deliberate, on screen: recorded by the village, checked by the office, with numbered minutes."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from harapan.console.errands.seen import newest_about
from harapan.console.targeting import queries
from harapan.console.targeting.forms import Decide, Meeting, Proposals, Village
from harapan.console.targeting.views import DESK
from harapan.intake.models import Deliberation, Proposal, ProposalDecision
from harapan.intake.targeting import actions
from harapan.intake.targeting.actions.deliberations import CAN_BE_REMOVED
from harapan.intake.targeting.queries import deliberations_for
from harapan.lib.refusals import Refusal
from harapan.operations import errands
from harapan.operations.letters.deliberation import ask_for_minutes, minutes_of
from harapan.operations.models import Errand
from harapan.registry.requests.queries import may_draw_up
from harapan.registry.words import PARTICIPATION, word
from harapan.staff.authority import is_inside
from harapan.staff.middleware import StaffRequest
from harapan.staff.models import Staff
from harapan.ui.pages import about, page_of
from harapan.ui.words import Words, full_sentence_of, said

MEETINGS = Words("Musyawarah", "Deliberations")
NOT_DONE = (Errand.State.REFUSED, Errand.State.FAILED)
WHATS = {
    Proposal.What.ADD: Words("diusulkan menjadi calon", "proposed as a candidate"),
    Proposal.What.REMOVE: Words("dinyatakan sudah mampu", "said to be able by now"),
}


@login_required
@require_safe
def index(request: StaffRequest) -> HttpResponse:
    """Meetings of one's villages, newest first."""
    _for_family_readers(request.staff)
    rows = deliberations_for(request.staff)
    page = page_of(rows, request.GET, keys=("-id",))
    names = queries.names_of({one.village for one in page.rows}, timezone.localdate())
    shown = {
        "page": page,
        "meetings": [(one, names.get(one.village, one.village)) for one in page.rows],
        "count": about(rows),
        "may_record": request.staff.may_deliberate,
        "crumbs": [(reverse("targeting:index"), DESK), ("", MEETINGS)]
        if request.staff.position != Staff.Position.FACILITATOR
        else [("", MEETINGS)],
    }
    return render(request, "console/targeting/deliberations.html", shown)


@login_required
@require_http_methods(["GET", "POST"])
def new(request: StaffRequest) -> HttpResponse:
    """Write a meeting down, with what it proposed."""
    if not request.staff.may_deliberate:
        raise PermissionDenied
    chooser = Village(request.POST if request.method == "POST" else request.GET, staff=request.staff)
    village = chooser.chosen
    posted = request.POST if request.method == "POST" and village and "desa-saja" not in request.POST else None
    form, proposals = Meeting(posted), Proposals(posted)
    if posted is not None and form.is_valid() and not proposals.errors:
        try:
            done = actions.record_deliberation(
                village, **form.cleaned_data, proposals=proposals.found, by=request.staff
            )
        except Refusal as refusal:
            form.add_error(None, full_sentence_of(refusal))
        else:
            messages.success(request, said("Musyawarah tersimpan.", "The meeting is saved."))
            return redirect("targeting:deliberation", done.pk)
    if posted is not None:
        form.is_valid()
        for error in proposals.errors:
            form.add_error(None, error)
    add, remove = queries.offered(village, request.staff) if village else ([], [])
    shown = {
        "form": form,
        "proposals": proposals,
        "village": village,
        "chooser": chooser,
        "where": queries.names_of({village}, timezone.localdate()).get(village, village),
        "add": add,
        "remove": remove,
        "crumbs": [_crumb(), ("", said("Catat musyawarah", "Record a meeting"))],
    }
    return render(request, "console/targeting/new_deliberation.html", shown, status=422 if form.errors else 200)


@login_required
@require_safe
def one(request: StaffRequest, pk: int) -> HttpResponse:
    """One meeting: who came, what it proposed, what became of each proposal, and its minutes."""
    return _shown(request, _meeting(request, pk))


@login_required
@require_POST
def minutes(request: StaffRequest, pk: int) -> HttpResponse:
    """Have the minutes made, or go to those there are."""
    if not (request.staff.may_deliberate or request.staff.may_check_proposals):
        raise PermissionDenied
    found = _meeting(request, pk)
    try:
        letter = ask_for_minutes(found, by=request.staff)
    except Refusal as refusal:
        messages.error(request, full_sentence_of(refusal))
        return redirect("targeting:deliberation", pk)
    return redirect("letters:letter", letter.pk)


@login_required
@require_safe
def proposals(request: StaffRequest) -> HttpResponse:
    """Proposals of one's area: those that wait first."""
    _for_family_readers(request.staff)
    state = request.GET.get("keadaan", "menunggu")
    state = state if state in {"menunggu", "selesai", "semua"} else "menunggu"
    rows = queries.proposals_of(request.staff, state)
    page = page_of(rows, request.GET, keys=("id",) if state == "menunggu" else ("-id",))
    shown = {
        "page": page,
        "state": state,
        "rows": _rows(page.rows, request.staff),
        "count": about(rows),
        "crumbs": [_crumb(), ("", said("Usulan", "Proposals"))],
    }
    return render(request, "console/targeting/proposals.html", shown)


@login_required
@require_POST
def decide(request: StaffRequest, pk: int) -> HttpResponse:
    """Agree to a proposal or decline it; an agreed family becomes a candidate if the law and the quota let it.

    Where they did not let it, `lagi` tries once more.
    """
    if not request.staff.may_check_proposals:
        raise PermissionDenied
    proposal = get_object_or_404(Proposal.objects.visible_to(request.staff), pk=pk)
    agreed_to = ProposalDecision.objects.filter(proposal=proposal, agreed=True).exclude(proposed_by=request.staff.pk)
    again = "lagi" in request.POST and agreed_to.exists()
    form = Decide({"putusan": "setuju"} if again else request.POST)
    if not form.is_valid():
        messages.error(request, " ".join(str(error) for errors in form.errors.values() for error in errors))
        return redirect("targeting:deliberation", proposal.deliberation_id)
    agreed = form.cleaned_data["putusan"] == "setuju"
    try:
        with transaction.atomic():
            if not again:
                actions.decide(proposal, agreed=agreed, because=form.cleaned_data["because"], by=request.staff)
            if agreed and proposal.what == Proposal.What.ADD and proposal.family:
                errands.ask(
                    "targeting.admit",
                    _subject(proposal),
                    by=request.staff,
                    area=proposal.village,
                    facilitator=proposal.facilitator,
                    proposal=proposal.pk,
                )
    except Refusal as refusal:
        messages.error(request, full_sentence_of(refusal))
    else:
        if not again:
            messages.success(request, said("Putusan tersimpan.", "The decision is saved."))
    return redirect("targeting:deliberation", proposal.deliberation_id)


def _shown(request: StaffRequest, found: Deliberation) -> HttpResponse:
    staff, today = request.staff, timezone.localdate()
    rows = list(
        Proposal.objects.visible_to(staff)
        .filter(deliberation=found)
        .select_related("deliberation", "decision")
        .order_by("pk")
    )
    letter = minutes_of(found) if staff.position != Staff.Position.FACILITATOR else None
    shown = {
        "one": found,
        "where": queries.names_of({found.village}, today).get(found.village, found.village),
        "kind": Words(found.get_kind_display(), {"musdes": "Village meeting", "muskel": "Ward meeting"}[found.kind]),
        "rows": _rows(rows, staff),
        "recorded_by": Staff.objects.filter(pk=found.by).first(),
        "letter": letter,
        "may_ask": (staff.may_deliberate or staff.may_check_proposals) and is_inside(staff, found.village),
        "crumbs": [_crumb(), ("", found.held_on.isoformat())],
    }
    return render(request, "console/targeting/deliberation.html", shown)


def _rows(rows: list[Proposal], staff: Staff) -> list[dict[str, Any]]:
    """Each proposal with its family in words, what became of it, and whether it waits for this reader."""
    told = queries.caretakers(row.family for row in rows if row.family)
    names = queries.names_of({row.village for row in rows}, timezone.localdate())
    now, found = timezone.now(), []
    for row in rows:
        name, address, state = told.get(row.family or 0, (row.head, row.address, ""))
        decision = getattr(row, "decision", None)
        errand = newest_about(_subject(row), staff, now) if decision and decision.agreed and row.family else None
        found.append(
            {
                "proposal": row,
                "what": WHATS[Proposal.What(row.what)],
                "name": name,
                "address": address,
                "place": names.get(row.village, row.village),
                "state": Words(*_state(state)) if state else None,
                "decision": decision,
                "errand": errand,
                "again": bool(
                    errand and errand.errand.state in NOT_DONE and staff.may_check_proposals and row.by != staff.pk
                ),
                "goes_on": may_draw_up(staff) and _waits_to_leave(row, decision, state),
                "mine": row.by == staff.pk,
                "may": decision is None and staff.may_check_proposals and row.by != staff.pk,
            }
        )
    return found


def _waits_to_leave(row: Proposal, decision: Any, state: str) -> bool:
    """The office agreed that the family is able, and it is still in: a change request carries it out."""
    return bool(decision and decision.agreed and row.what == Proposal.What.REMOVE and state in CAN_BE_REMOVED)


def _state(code: str) -> tuple[str, str]:
    title = word(PARTICIPATION, code)
    return title.id, title.en


def _subject(proposal: Proposal) -> str:
    return f"proposal:{proposal.pk}"


def _meeting(request: StaffRequest, pk: int) -> Deliberation:
    _for_family_readers(request.staff)
    return get_object_or_404(deliberations_for(request.staff), pk=pk)


def _crumb() -> tuple[str, object]:
    return (reverse("targeting:deliberations"), MEETINGS)


def _for_family_readers(staff: Staff) -> None:
    if not staff.may_see_families:
        raise PermissionDenied
