"""Quotas of a cohort, from the country down to the village: looking at them, and setting those below an area."""

from datetime import date

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_safe

from harapan.console.errands.seen import newest_about
from harapan.console.targeting import queries
from harapan.console.targeting.forms import Cohort, DrawUp, Quotas
from harapan.intake.targeting.actions import set_quotas
from harapan.intake.targeting.queries import cohorts, lists_about, waiting_proposals
from harapan.lib.identifiers import undotted
from harapan.lib.refusals import Refusal
from harapan.operations.errands.targeting import stage_of
from harapan.staff.authority import is_inside
from harapan.staff.middleware import StaffRequest
from harapan.staff.models import Staff
from harapan.ui.words import Words, full_sentence_of, said

DESK = Words("Sasaran dan kuota", "Targeting and quotas")


@login_required
@require_safe
def index(request: StaffRequest) -> HttpResponse:
    """A cohort in an area: its quota, candidates, and the same for the areas below."""
    area, today = area_of(request), timezone.localdate()
    known = cohorts()
    cohort = Cohort(request.GET).chosen(known[0] if known else f"{today.year}-1")
    subject = subject_of(area)
    drawing = request.staff.may_split_quotas and len(area) in ((0, 4) if request.staff.may_set_quotas else (4,))
    found = queries.here(cohort, area, request.staff, today)
    shown = {
        "area": area,
        "cohort": cohort,
        "cohorts": known if cohort in known else [cohort, *known],
        "here": found,
        "where": found.line.name if area else said("Indonesia", "Indonesia"),
        "sets": may_set_below(area, request.staff),
        "drawing": DrawUp(initial={"kohort": cohort, "stage": stage_of(today).cycle}) if drawing else None,
        "errand": newest_about(subject, request.staff, timezone.now()),
        "draft": lists_about(area).filter(area=area, cohort=cohort, state="draft").order_by("-pk").first(),
        "waiting": waiting_proposals(request.staff)[:100].count() if request.staff.may_check_proposals else 0,
        "crumbs": crumbs(area, request.staff, today),
    }
    return render(request, "console/targeting/index.html", shown)


@login_required
@require_http_methods(["GET", "POST"])
def quotas(request: StaffRequest) -> HttpResponse:
    """Numbers for the areas below one; all are kept, or none."""
    area, today = area_of(request), timezone.localdate()
    if not may_set_below(area, request.staff):
        raise PermissionDenied
    known = cohorts()
    cohort = Cohort(request.POST or request.GET).chosen(known[0] if known else f"{today.year}-1")
    found = queries.here(cohort, area, request.staff, today)
    names = {line.code: line.name for line in found.below}
    stand = {f"q{line.code}": line.quota for line in found.below}
    form = Quotas(names, request.POST if request.method == "POST" else None, initial={"kohort": cohort, **stand})
    if request.method == "POST" and form.is_valid():
        try:
            told = form.cleaned_data
            set_quotas(told["kohort"], form.numbers, document=told["document"], by=request.staff)
        except Refusal as refusal:
            form.add_error(None, full_sentence_of(refusal))
        else:
            messages.success(request, said("Kuota tersimpan.", "The quotas are saved."))
            return redirect(f"{reverse('targeting:index')}?{urlencode({'area': area, 'kohort': told['kohort']})}")
    shown = {
        "form": form,
        "area": area,
        "cohort": cohort,
        "here": found,
        "where": found.line.name if area else said("Indonesia", "Indonesia"),
        "lines": [(line, form[f"q{line.code}"]) for line in found.below],
        "general": [form["kohort"], form["document"]],
        "crumbs": [*crumbs(area, request.staff, today), ("", said("Tetapkan kuota", "Set quotas"))],
    }
    return render(request, "console/targeting/quotas.html", shown, status=422 if form.errors else 200)


def area_of(request: StaffRequest) -> str:
    """The area that is asked for: within one's own, or around it; one's own where none is."""
    _for_readers(request.staff)
    asked = undotted(request.GET.get("area", "") or request.POST.get("area", ""))
    if not asked:
        return request.staff.area[:6] if len(request.staff.area) == 10 else request.staff.area
    if not (asked.isdigit() and len(asked) in (2, 4, 6)) or not _near(asked, request.staff):
        raise Http404
    return asked


def may_set_below(area: str, staff: Staff) -> bool:
    """The national directorate sets the regencies of a province; a regency's own people split what it got."""
    if len(area) == 2:
        return staff.may_set_quotas
    return len(area) in (4, 6) and staff.may_split_quotas and is_inside(staff, area[:4])


def subject_of(area: str) -> str:
    """What an errand about the lists of an area is about."""
    return f"targeting:{area[:4] or 'all'}"


def crumbs(area: str, staff: Staff, day: date) -> list[tuple[str, object]]:
    """From the desk down to the area."""
    there = reverse("targeting:index")
    codes = [area[:digits] for digits in (2, 4, 6) if len(area) >= digits and _near(area[:digits], staff)]
    names = queries.names_of(codes, day)
    return [(there, DESK), *[(f"{there}?area={code}", names.get(code, code)) for code in codes]]


def _near(area: str, staff: Staff) -> bool:
    return is_inside(staff, area) or staff.area.startswith(area)


def _for_readers(staff: Staff) -> None:
    """Whoever works with families of an area, or with its sums; not schools, banks, and those with families alone."""
    if staff.position in {Staff.Position.PROVIDER, Staff.Position.BANK_OFFICER, Staff.Position.FACILITATOR}:
        raise PermissionDenied
