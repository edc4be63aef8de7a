"""Where somebody begins: their health units, one unit's month with who is due, and the sheet of its visits."""

from datetime import date
from typing import Any, Final

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_safe

from harapan.commitments.entering import WHY
from harapan.commitments.models import Coverage, Readiness, Report
from harapan.console.errands.seen import newest_about
from harapan.console.families.choices import levels
from harapan.console.families.filters import area_of
from harapan.console.health.duties import duties_seen
from harapan.console.health.forms import ReadinessForm, SheetForm
from harapan.console.health.sheet import Sheet
from harapan.console.health.tabs import HOME, tabs_for
from harapan.console.health.telling import corrects, drafts_of, state_readiness
from harapan.console.health.visits import KINDS, Month, Visits
from harapan.console.health.weighing import Weighing, assess
from harapan.console.health.who import may_enter, may_read, may_state, unit_or_404, units_of, works_at_a_unit
from harapan.console.reporting.asking import month_asked, month_or_404
from harapan.console.reporting.months import deadline_of, months_offered
from harapan.console.reporting.sending import send_all
from harapan.lib.identifiers import dotted, range_of
from harapan.lib.refusals import Refusal
from harapan.places.models import Facility
from harapan.places.queries import areas_on
from harapan.staff.middleware import StaffRequest
from harapan.staff.models import Staff
from harapan.ui.pages import about, page_of
from harapan.ui.templatetags.harapan import month as month_in_words
from harapan.ui.words import full_sentence_of, said

CHANGED: Final = 409
MOST_TOLD: Final = 5
"""Children whom one complaint names."""


@login_required
@require_safe
def index(request: StaffRequest) -> HttpResponse:
    """A unit's own page; for others the units that serve their families, or lie in their area."""
    staff = request.staff
    if works_at_a_unit(staff):
        return redirect("health:unit", staff.facility)
    if not may_read(staff):
        return redirect("health:prevalence")
    month, area = month_asked(request), area_of(request.GET)
    rows = units_of(staff).filter(village__range=range_of(area)) if area else units_of(staff)
    found = rows.filter(valid_to=None)
    page = page_of(found, request.GET, keys=("village", "kind", "code"))
    codes = [unit.code for unit in page.rows]
    stated = Readiness.objects.filter(facility__in=codes, month=month).order_by("facility", "-pk")
    ready = {one.facility: one for one in stated.distinct("facility")}
    reports = Report.objects.visible_to(staff).filter(facility__in=codes, month=month, service="health")
    sent = dict(reports.order_by("pk").values_list("facility", "at"))
    sums = {one.facility: one for one in Coverage.objects.filter(service="health", month=month, facility__in=codes)}
    villages = [unit.village for unit in page.rows]
    names = dict(areas_on(timezone.localdate()).filter(code__in=villages).values_list("code", "name"))
    shown = {
        "month": month,
        "months": months_offered(timezone.localdate()),
        "lines": [
            (
                unit,
                names.get(unit.village, dotted(unit.village)),
                ready.get(unit.code),
                sent.get(unit.code),
                sums.get(unit.code),
            )
            for unit in page.rows
        ],
        "page": page,
        "count": about(found),
        "deadline": deadline_of(month),
        "levels": levels(area, staff, timezone.localdate()),
        "tabs": tabs_for(staff, "index"),
    }
    return render(request, "console/health/index.html", shown)


@login_required
@require_safe
@cache_control(private=True, no_store=True)
def unit(request: StaffRequest, code: str) -> HttpResponse:
    """A unit's month: who is due for what by when, what was said, and whether it could serve."""
    found, month = unit_or_404(code, request.staff), month_asked(request)
    here = Month(found, month, request.staff, timezone.localdate())
    shown = {
        "unit": found,
        "month": month,
        "here": here,
        "months": months_offered(timezone.localdate()),
        "deadline": deadline_of(month),
        "late_report": timezone.localdate() > deadline_of(month),
        "people": dict(Staff.objects.filter(pk__in={one.by for one in here.reports}).values_list("pk", "name")),
        "enters": may_enter(request.staff, found),
        "states": may_state(request.staff, found),
        "opens_children": request.staff.may_see_families,
        "place": areas_on(timezone.localdate()).filter(code=found.village).first(),
        "out": [duties_seen()[duty] for duty in (here.readiness.not_served if here.readiness else ())],
        "crumbs": _way_to(found, request.staff),
    }
    return render(request, "console/health/unit.html", shown)


def _way_to(found: Facility, staff: Staff) -> list[tuple[str, Any]]:
    """Somebody of the unit has no other to choose."""
    return [] if staff.position == Staff.Position.PROVIDER else [HOME, ("", found.name)]


def crumbs_of(found: Facility, month: date) -> list[tuple[str, Any]]:
    """From the desk to a unit's month."""
    there = f"{reverse('health:unit', args=[found.code])}?bulan={month:%Y-%m}"
    return [HOME, (there, found.name)]


# -- the sheet -------------------------------------------------------------------------------------------------------


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@cache_control(private=True, no_store=True)
def grid(request: StaffRequest, code: str, bulan: str) -> HttpResponse:
    """Fill in the visits of a month; check, sign, send."""
    found, month = unit_or_404(code, request.staff), month_or_404(bulan, request.staff)
    if not may_enter(request.staff, found):
        raise PermissionDenied
    here = Month(found, month, request.staff, timezone.localdate())
    again = corrects(here)
    sheet = Sheet.of(here)
    if request.method != "POST":
        cause = here.readiness.because if here.readiness and sheet.out else ""
        return _shown(request, sheet, SheetForm(initial={"sebab": cause, "hari": sheet.day}, corrects=again))
    return _worked(request, sheet.take(request.POST), SheetForm(request.POST, corrects=again))


def _worked(request: StaffRequest, sheet: Sheet, form: SheetForm) -> HttpResponse:
    asked = request.POST.get("aksi", "periksa")
    if asked == "ubah" or not sheet.rows:
        form.errors.clear()
        return _shown(request, sheet, form)
    if form.is_valid():
        form.check_out(out=bool(sheet.not_served))
        if sheet.wrong:
            form.add_error(None, _impossible(sheet))
        for row, words in sheet.unlikely[:MOST_TOLD]:
            form.add_error(None, f"{row.name}: {words}.")
        if sheet.asked and form.is_valid():
            form.add_error(None, _look_again(sheet))
    if not form.is_valid():
        return _shown(request, sheet, form, status=422)
    typed = form.cleaned_data
    drafts = drafts_of(sheet, cause=typed["sebab"], correction=typed.get("perbaikan", ""), by=request.staff)
    digests = [draft.digest for draft in drafts]
    if asked != "kirim":
        return _to_sign(request, sheet, form, drafts)
    if request.POST.get("sidik", "").split() != digests:
        return _to_sign(request, sheet, form, drafts, changed=True)
    try:
        sent = send_all(drafts, by=request.staff)
    except Refusal as refusal:
        form.add_error(None, full_sentence_of(refusal))
        return _shown(request, sheet, form, status=422)
    month = month_in_words(sheet.month.month)
    messages.success(request, said(f"Laporan {month} terkirim.", f"The report of {month} was sent."))
    return redirect("health:report", sent[0].pk)


def _impossible(sheet: Sheet) -> str:
    names = ", ".join(f"{row.name} ({row.duty})" for row in sheet.wrong[:5])
    return said(
        f"Tidak masuk akal: {names}. Lebih banyak dari yang jatuh tempo, atau bukan angka.",
        f"This cannot be: {names}. More than was due, or no number.",
    )


def _look_again(sheet: Sheet) -> str:
    told = "; ".join(f"{row.name}: {row.weighing.asked}" for row in sheet.asked[:MOST_TOLD] if row.weighing)
    return said(
        f"Timbang dan ukur sekali lagi, atau beri tanda bahwa sudah benar. {told}.",
        f"Weigh and measure again, or tick that it is so. {told}.",
    )


def _shown(request: StaffRequest, sheet: Sheet, form: SheetForm, *, status: int = 200) -> HttpResponse:
    here = sheet.month
    shown = {
        "sheet": sheet,
        "here": here,
        "form": form,
        "fresh": request.method == "POST",
        "deadline": deadline_of(here.month),
        "crumbs": [*crumbs_of(here.unit, here.month), ("", month_in_words(here.month))],
    }
    return render(request, "console/health/grid.html", shown, status=status)


def _to_sign(
    request: StaffRequest, sheet: Sheet, form: SheetForm, drafts: list[Report], *, changed: bool = False
) -> HttpResponse:
    """What will be said, before it is said."""
    typed = [(name, request.POST.get(name, "")) for name in form.fields]
    shown = {
        "sheet": sheet,
        "here": sheet.month,
        "drafts": drafts,
        "digests": " ".join(draft.digest for draft in drafts),
        "cause": form.cleaned_data["sebab"],
        "changed": changed,
        "kept": [*((name, value) for name, value in typed if value), *sheet.kept],
        "crumbs": [*crumbs_of(sheet.month.unit, sheet.month.month), ("", month_in_words(sheet.month.month))],
    }
    return render(request, "console/health/sign.html", shown, status=CHANGED if changed else 200)


@login_required
@require_safe
@cache_control(private=True, no_store=True)
def report(request: StaffRequest, pk: int) -> HttpResponse:
    """One report, as far as whoever looks may see whom it is about."""
    if not may_read(request.staff):
        raise PermissionDenied
    rows = Report.objects.visible_to(request.staff).filter(service="health").select_related("entry")
    told = rows.filter(pk=pk).first() if pk < 2**63 else None
    if told is None:
        raise Http404
    found = unit_or_404(told.facility, request.staff)
    here = Month(found, told.month, request.staff, timezone.localdate())
    lines = [
        (here.roll[member].name, here.roll[member].nik_4, duties_seen().get(duty, duty), _visits(said, told))
        for member, duty, *said in told.lines
        if member in here.roll
    ]
    entry = getattr(told, "entry", None)
    refused = entry.refusals if entry else []
    shown = {
        "told": told,
        "unit": found,
        "lines": lines,
        "hidden": len(told.lines) - len(lines),
        "weighed": _weighed(told, here),
        "later": Report.objects.visible_to(request.staff).filter(reopens=told).first(),
        "beside": [one for one in here.reports if one.pk != told.pk and one.by == told.by],
        "entry": entry,
        "refused": [(getattr(here.roll.get(member), "name", ""), WHY.get(why, why)) for member, _, why in refused],
        "by": Staff.objects.filter(pk=told.by).first(),
        "errand": newest_about(f"report:{told.pk}", request.staff, timezone.now()),
        "key": Sheet(here, []).key,
        "enters": may_enter(request.staff, found),
        "kinds": KINDS,
        "crumbs": [*crumbs_of(found, told.month), ("", month_in_words(told.month))],
    }
    return render(request, "console/health/report.html", shown)


def _weighed(told: Report, here: Month) -> list[tuple[str, str, Weighing]]:
    """Name, digits and measurement of each child a report weighs, with what the WHO's tables say of it."""
    patients = {one["member"]: one for one in here.patients}
    found = []
    for one in told.measured:
        if child := patients.get(one[0]):
            weighing = Weighing(child, told.month, here.today)
            weighing.take_said(one, None)
            found.append(weighing)
    assess(found)
    return [(here.roll[one.member].name, here.roll[one.member].nik_4, one) for one in found]


def _visits(said: list[int], told: Report) -> Visits:
    visits, unexcused, permitted, sick = said
    return Visits(visits, unexcused, permitted, sick, told.available)


# -- readiness -------------------------------------------------------------------------------------------------------


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@cache_control(private=True, no_store=True)
def readiness(request: StaffRequest, code: str, bulan: str) -> HttpResponse:
    """Say how a unit stood in a month; statements made before stay, the newest counts."""
    found, month = unit_or_404(code, request.staff), month_or_404(bulan, request.staff)
    if not may_state(request.staff, found):
        raise PermissionDenied
    here = Month(found, month, request.staff, timezone.localdate())
    form = ReadinessForm(request.POST or None, initial=_before(here))
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                state_readiness(found, here, form.told, by=request.staff)
            except Refusal as refusal:
                form.add_error(None, full_sentence_of(refusal))
            else:
                messages.success(request, said("Kesiapan layanan dicatat.", "How ready the unit was is kept."))
                return redirect(f"{reverse('health:unit', args=[code])}?bulan={month:%Y-%m}")
    stated = list(Readiness.objects.filter(facility=found.code, month=month).order_by("-pk")[:10])
    shown = {
        "unit": found,
        "month": month,
        "form": form,
        "stated": stated,
        "people": dict(Staff.objects.filter(pk__in={one.by for one in stated}).values_list("pk", "name")),
        "crumbs": [*crumbs_of(found, month), ("", said("Kesiapan", "Readiness"))],
    }
    return render(request, "console/health/readiness.html", shown, status=status)


def _before(here: Month) -> dict[str, Any]:
    """What was said last: of this month, or of the way there in any month."""
    last = here.readiness or Readiness.objects.filter(facility=here.unit.code).order_by("-month", "-pk").first()
    if last is None:
        return {}
    words = {True: "ya", False: "tidak", None: ""}
    told = {
        "petugas": last.staff,
        "hari": last.days,
        "jarak": None if last.away_metres is None else last.away_metres / 1000,
    }
    if last.month != here.month:
        return told
    return told | {
        "siap": words[last.ready],
        "sebab": last.because,
        "vaksin": words[last.vaccine],
        "vitamin_a": words[last.vitamin_a],
        "timbangan": words[last.scales],
        "buku_kia": words[last.kia_book],
    }
