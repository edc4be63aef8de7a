"""The class sheet: typed, checked, signed, sent; reopened with a reason."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods

from harapan.commitments.models import Report
from harapan.console.reporting.asking import month_or_404
from harapan.console.reporting.months import deadline_of
from harapan.console.reporting.sending import send_all
from harapan.console.schools.desk import crumbs_of, school_or_404
from harapan.console.schools.forms import ReopenForm, SheetForm
from harapan.console.schools.law import line_of
from harapan.console.schools.pasting import fill
from harapan.console.schools.queries import SchoolMonth, may_enter, school_month
from harapan.console.schools.sheet import Class, Sheet
from harapan.console.schools.telling import draft_of
from harapan.lib.refusals import Refusal
from harapan.places.models import Facility
from harapan.staff.middleware import StaffRequest
from harapan.staff.models import Staff
from harapan.ui.templatetags.harapan import month as month_in_words
from harapan.ui.words import full_sentence_of, said


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@cache_control(private=True, no_store=True)
def grid(request: StaffRequest, code: str, bulan: str) -> HttpResponse:
    """Fill in a class, or lead to what was sent about it."""
    school, month = school_or_404(code, request.staff), month_or_404(bulan, request.staff)
    if not may_enter(school=school, staff=request.staff):
        raise PermissionDenied
    here, group = school_month(school, month, request.staff), Class.read(request.GET)
    reopens = _reopened(here, group, request)
    standing = here.told.of_class(group, request.staff)
    if request.method != "POST" and reopens is None and (report := standing or _all_told(here, group)):
        return redirect("schools:report", report.pk)
    sheet = Sheet.of(school, month, group, here.pupils_of(group), here.before.days, line_of(month))
    sheet.reopens = reopens
    kind = ReopenForm if reopens else SheetForm
    if request.method != "POST":
        form = kind(initial=_usual(here, reopens))
        return _shown(request, sheet.take_days(here.told.days, form.open_days), form)
    form = kind(request.POST)
    return _worked(request, sheet.take(request.POST, form.open_days), form)


def _reopened(here: SchoolMonth, group: Class, request: StaffRequest) -> Report | None:
    """The report that is to be corrected, if it still stands and is theirs to correct."""
    asked = request.GET.get("buka", "")
    if not asked:
        return None
    report = next((one for one in here.told.reports if str(one.pk) == asked and Class.of(one) == group), None)
    if report is None:
        raise Http404
    if not may_reopen(report, request.staff):
        raise PermissionDenied
    return report


def may_reopen(report: Report, staff: Staff) -> bool:
    """The school corrects whatever was said of it; a facilitator what they said themselves."""
    if staff.position == Staff.Position.PROVIDER:
        return staff.active and staff.facility == report.facility
    return staff.active and staff.position == Staff.Position.FACILITATOR and report.by == staff.pk


def _all_told(here: SchoolMonth, group: Class) -> Report | None:
    """Where all pupils of the class were told of, by a file or by facilitators, there is nothing left to fill in."""
    found = next((one for one in here.classes if one.group == group), None)
    return found.report if found and found.state == "sent" else None


def _usual(here: SchoolMonth, reopens: Report | None) -> dict[str, Any]:
    """The days of the other classes; of what is reopened, what it said."""
    if reopens is None:
        return {"hari": here.told.open_days}
    shut = not reopens.available
    return {"hari": reopens.open_days or None, "layanan": shut, "sebab": reopens.because if shut else ""}


def _worked(request: StaffRequest, sheet: Sheet, form: SheetForm) -> HttpResponse:
    asked = request.POST.get("aksi", "periksa")
    pasted = request.POST.get("tempel", "") if asked in ("tempel", "periksa") else ""
    if pasted.strip():  # whoever pastes and checks at once means the lines, not a class that was always there
        fill(sheet, pasted)
    if asked in ("tempel", "ubah") or not sheet.rows:
        form.errors.clear()  # somebody is still at it: nothing is wrong yet
        return _shown(request, sheet, form, fresh=True)
    if form.is_valid() and form.open_days and sheet.wrong:
        form.add_error(None, _impossible(sheet))
    if form.is_valid() and sheet.not_found:
        form.add_error(None, _not_found())
    if not form.is_valid():
        return _shown(request, sheet, form, status=422, fresh=True)
    report = draft_of(sheet, form, request.staff)
    if asked != "kirim":
        return _to_sign(request, sheet, form, report)
    if request.POST.get("sidik") != report.digest:
        return _to_sign(request, sheet, form, report, changed=True)
    try:
        (sent,) = send_all([report], by=request.staff)
    except Refusal as refusal:
        form.add_error(None, full_sentence_of(refusal))
        return _shown(request, sheet, form, status=422, fresh=True)
    messages.success(request, said(f"Laporan {sheet.title} terkirim.", f"The report of {sheet.title} was sent."))
    return redirect("schools:report", sent.pk)


def _impossible(sheet: Sheet) -> str:
    names = ", ".join(row.name for row in sheet.wrong[:5])
    return said(
        f"Tidak masuk akal: {names}. Jumlah hari tidak hadir melebihi hari efektif, atau bukan angka.",
        f"This cannot be: {names}. More days were missed than were open, or it is no number.",
    )


def _not_found() -> str:
    return said(
        "Ada baris tempelan yang tidak dikenali. Perbaiki atau hapus baris itu di kotak tempelan, lalu periksa lagi.",
        "Some pasted lines were not recognised. Mend or remove them in their box, then check again.",
    )


def _shown(
    request: StaffRequest, sheet: Sheet, form: SheetForm, *, status: int = 200, fresh: bool = False
) -> HttpResponse:
    shown = {
        "sheet": sheet,
        "form": form,
        "fresh": fresh,
        "line": line_of(sheet.month),
        "deadline": deadline_of(sheet.month),
        "paper": f"{reverse('schools:paper', args=[sheet.school.code, f'{sheet.month:%Y-%m}'])}?{sheet.group.query}",
        "crumbs": _crumbs(sheet.school, sheet),
    }
    return render(request, "console/schools/grid.html", shown, status=status)


def _to_sign(
    request: StaffRequest, sheet: Sheet, form: SheetForm, report: Report, *, changed: bool = False
) -> HttpResponse:
    """What will be said, in the server's own sums, before it is said."""
    typed = [(name, request.POST.get(name, "")) for name in form.fields]
    shown = {
        "sheet": sheet,
        "told": report,
        "because": form.cleaned_data.get("sebab", ""),
        "changed": changed,
        "line": line_of(sheet.month),
        "kept": [*((name, value) for name, value in typed if value), *sheet.kept],
        "crumbs": _crumbs(sheet.school, sheet),
    }
    return render(request, "console/schools/sign.html", shown, status=409 if changed else 200)


def _crumbs(school: Facility, sheet: Sheet) -> list[tuple[str, Any]]:
    return [*crumbs_of(school, sheet.month), ("", f"{sheet.title}, {month_in_words(sheet.month)}")]
