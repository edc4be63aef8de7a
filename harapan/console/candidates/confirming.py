"""Reports that wait for a coordinator: read one, confirm it or give it back; many with the same outcome at once."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_POST, require_safe

from harapan.console.candidates import progress, words
from harapan.console.candidates.forms import GiveBack
from harapan.console.candidates.law import edition_after
from harapan.console.candidates.queries import family_named, places_in_words, with_names
from harapan.console.candidates.summary import rows
from harapan.console.candidates.tabs import tabs_for
from harapan.console.families.actions import note_opened
from harapan.intake.models import Photo, Report
from harapan.intake.preview import preview
from harapan.intake.visits import actions
from harapan.intake.visits.finding import due, persons_of
from harapan.intake.visits.queries import members_to_ask_about, reports_waiting
from harapan.lib.refusals import Refusal
from harapan.registry.models import Family
from harapan.staff.middleware import StaffRequest
from harapan.staff.models import Staff
from harapan.ui.pages import about, page_of
from harapan.ui.words import full_sentence_of, said

MOST = 200
"""Reports confirmed at once."""


@login_required
@require_safe
@cache_control(private=True, no_store=True)
def reports(request: StaffRequest) -> HttpResponse:
    """What waits, by outcome: the same outcome can be confirmed together."""
    if not request.staff.may_see_families:
        raise PermissionDenied
    outcome = request.GET.get("hasil", "") if request.GET.get("hasil") in words.OUTCOME else ""
    waiting = reports_waiting(request.staff, outcome=outcome)
    page = page_of(waiting, request.GET, keys=("village", "id"))
    shown = {
        "page": page,
        "count": about(waiting),
        "rows": _rows(page.rows, request.staff),
        "outcome": outcome,
        "outcomes": words.OUTCOME.items(),
        "rules": actions.may_rule(request.staff),
        "progress": progress.last_asked(request.staff, "validation"),
        "tabs": tabs_for(request.staff, "reports"),
    }
    return render(request, "console/candidates/reports.html", shown)


@login_required
@require_safe
@cache_control(private=True, no_store=True)
def report(request: StaffRequest, pk: int) -> HttpResponse:
    """One report, with all that was found."""
    found = get_object_or_404(Report.objects.visible_to(request.staff).select_related("ruling", "visit"), pk=pk)
    family = family_named(request.staff, found.family)
    if family is not None:
        note_opened(family, "report", by=request.staff)
    return render(request, "console/candidates/report.html", _shown(request, found, family, GiveBack()))


@login_required
@require_POST
def confirm(request: StaffRequest) -> HttpResponse:
    """Confirm the reports that were ticked."""
    chosen = [int(number) for number in request.POST.getlist("laporan")[:MOST] if number.isdecimal()]
    waiting = list(reports_waiting(request.staff).filter(pk__in=chosen).order_by("pk"))
    if not actions.may_rule(request.staff):
        raise PermissionDenied
    try:
        if len(waiting) < len(set(chosen)):
            raise actions.CannotRule(
                "sebagian laporan sudah diputuskan orang lain: muat ulang daftarnya",
                "somebody has ruled about some of these already: load the list again",
            )
        rulings = actions.confirm_reports(waiting, by=request.staff)
    except Refusal as refusal:
        messages.error(request, full_sentence_of(refusal))
        return redirect("candidates:reports")
    return progress.asked(
        request,
        "validation.apply",
        f"validation:{rulings[0].pk}",
        f"{reverse('candidates:reports')}?hasil={waiting[0].outcome}",
        area=request.staff.area,
        reports=[one.pk for one in waiting],
    )


@login_required
@require_POST
def give_back(request: StaffRequest, pk: int) -> HttpResponse:
    """Give one report back to its facilitator."""
    found = get_object_or_404(Report.objects.visible_to(request.staff).select_related("ruling", "visit"), pk=pk)
    if not actions.may_rule(request.staff):
        raise PermissionDenied
    form = GiveBack(request.POST)
    if form.is_valid():
        try:
            actions.return_report(found, form.cleaned_data["because"], by=request.staff)
        except Refusal as refusal:
            form.add_error(None, full_sentence_of(refusal))
        else:
            messages.success(request, said("Laporan dikembalikan.", "The report was given back."))
            return redirect("candidates:reports")
    shown = _shown(request, found, family_named(request.staff, found.family), form)
    return render(request, "console/candidates/report.html", shown, status=422)


def _rows(found: list[Report], staff: Staff) -> list[dict[str, Any]]:
    families = with_names(Family.objects.visible_to(staff)).filter(pk__in=[one.family for one in found])
    names = {one.pk: one.caretaker_name for one in families}  # type: ignore[attr-defined]
    places = places_in_words((one.village for one in found), timezone.localdate())
    people = dict(Staff.objects.filter(pk__in={one.by for one in found}).values_list("pk", "name"))
    return [
        {
            "report": one,
            "name": names.get(one.family) or "",
            "place": places[one.village],
            "by": people.get(one.by, ""),
            "outcome": words.OUTCOME[one.outcome],
            "tone": words.OUTCOME_TONES.get(one.outcome, "bad"),
            "mine": one.by == staff.pk,
        }
        for one in found
    ]


def _shown(request: StaffRequest, found: Report, family: Family | None, form: GiveBack) -> dict[str, Any]:
    answers = found.found.get("answers", {})
    members = members_to_ask_about(family) if family else []
    persons = persons_of(members, answers)
    asked = due(answers)
    edition = edition_after(found.visited_on, family.channel) if family else None
    met = family is not None and edition is not None and "components" in answers
    return {
        "report": found,
        "family": family,
        "caretaker": family.caretaker_name if family else "",  # type: ignore[attr-defined]
        "rows": rows((*asked, *(["photo"] if "photo" in answers else [])), answers, persons),
        "preview": preview(family, persons, edition) if met and family and edition else None,
        "photos": list(Photo.objects.visible_to(request.staff).filter(visit=found.visit_id).order_by("pk")),
        "outcome": words.OUTCOME[found.outcome],
        "tone": words.OUTCOME_TONES.get(found.outcome, "bad"),
        "gaps": [words.GAPS[gap] for gap in found.found.get("gaps", [])],
        "state": words.REPORTS[found.state],
        "by": Staff.objects.filter(pk=found.by).values_list("name", flat=True).first() or "",
        "ruling": getattr(found, "ruling", None),
        "form": form,
        "rules": actions.may_rule(request.staff) and found.state == Report.State.WAITING,
        "mine": found.by == request.staff.pk,
        "crumbs": [
            ("/calon/", words.DESK),
            (reverse("candidates:reports"), said("Konfirmasi", "To confirm")),
            ("", found.pk),
        ],
    }
