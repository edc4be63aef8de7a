"""Home visits: the list, one visit, and telling or correcting one."""

import re
from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from harapan.console.errands.seen import newest_about
from harapan.console.families.queries import names_of, places_of, stages
from harapan.console.meetings.actions import note_visits_exported
from harapan.console.meetings.forms import VisitCorrection, VisitForm
from harapan.console.meetings.tabs import HOME, may_see_visits, tabs_for
from harapan.console.meetings.words import FLAGS
from harapan.lib.identifiers import dotted
from harapan.lib.refusals import Refusal
from harapan.meetings.actions import record_visit
from harapan.meetings.models import HomeVisit, VisitFinding
from harapan.meetings.modules import asked, words
from harapan.meetings.queries import holds_sessions
from harapan.operations import errands
from harapan.registry.models import Family, Member
from harapan.staff.middleware import StaffRequest
from harapan.staff.models import Staff
from harapan.ui.exports import csv_response, xlsx_response
from harapan.ui.pages import about, page_of
from harapan.ui.words import Words, full_sentence_of, said

EXPORTS = {"csv": csv_response, "xlsx": xlsx_response}
STAGES_ASKED = 4
MOST_FOUND = 30
HERE = Words("Kunjungan rumah", "Home visits")


def _gate(request: StaffRequest) -> None:
    if not may_see_visits(request.staff):
        raise PermissionDenied


def visits_for(request: StaffRequest) -> QuerySet[HomeVisit]:
    """What stands of the visits one may see, narrowed as the address says."""
    rows = HomeVisit.objects.visible_to(request.staff).filter(current=True)
    purpose = request.GET.get("tujuan", "")
    if purpose in asked().purposes:
        rows = rows.filter(purpose=purpose)
    if request.GET.get("menonjol") == "ya":
        flagged = VisitFinding.objects.visible_to(request.staff).exclude(flags=[])
        rows = rows.filter(pk__in=flagged.values("visit"))
    return rows


def described(rows: list[HomeVisit], staff: Staff) -> list[dict[str, Any]]:
    """Visits with the names that belong to them, in a handful of queries."""
    families = Family.objects.visible_to(staff).in_bulk([row.family for row in rows])
    people = dict(
        Member.objects.visible_to(staff)
        .filter(pk__in=[one.caretaker for one in families.values() if one.caretaker])
        .values_list("pk", "name")
    )
    findings = {one.visit_id: one for one in VisitFinding.objects.visible_to(staff).filter(visit__in=rows)}
    names = names_of([row.village for row in rows], timezone.localdate())
    helpers = dict(Staff.objects.filter(pk__in={row.by for row in rows}).values_list("pk", "name"))
    rules = asked()
    return [
        {
            "visit": row,
            "name": people.get(families[row.family].caretaker or 0, "") if row.family in families else "",
            "where": places_of(row.village, names),
            "purpose": words(rules.purposes[row.purpose]) if row.purpose in rules.purposes else row.purpose,
            "by": helpers.get(row.by, ""),
            "finding": findings.get(row.pk),
            "flags": [FLAGS[flag] for flag in (findings[row.pk].flags if row.pk in findings else []) if flag in FLAGS],
        }
        for row in rows
    ]


@login_required
@require_safe
@cache_control(private=True, no_store=True)
def index(request: StaffRequest) -> HttpResponse:
    """Visits, the newest first."""
    _gate(request)
    rows = visits_for(request)
    page = page_of(rows, request.GET, keys=("-visited_on", "-id"))
    shown = {
        "page": page,
        "lines": described(page.rows, request.staff),
        "count": about(rows),
        "purposes": [(name, words(one)) for name, one in asked().purposes.items()],
        "purpose": request.GET.get("tujuan", ""),
        "flagged": request.GET.get("menonjol") == "ya",
        "narrowed": request.GET.get("menonjol") == "ya" or request.GET.get("tujuan", "") in asked().purposes,
        "holds": holds_sessions(request.staff),
        "tabs": tabs_for(request.staff, "visits"),
    }
    return render(request, "console/meetings/visits.html", shown)


COLUMNS = (
    Words("Tanggal", "Day"),
    Words("Nomor keluarga", "Family number"),
    Words("Pengurus", "Caretaker"),
    Words("Kode desa", "Village code"),
    Words("Desa/kelurahan", "Village"),
    Words("Tujuan", "Purpose"),
    Words("Tahap", "Stage"),
    Words("Diterima", "Received"),
    Words("Masuk rekening", "Credited"),
    Words("Menonjol", "Stands out"),
    Words("Pendamping", "Facilitator"),
)
AT_ONCE = 1_000


@login_required
@require_safe
def export(request: StaffRequest, form: str) -> HttpResponseBase:
    """The visits that fit the filters, as a file."""
    _gate(request)
    if form not in EXPORTS:
        raise Http404
    note_visits_exported(form, by=request.staff)
    return EXPORTS[form](said("kunjungan-rumah", "home-visits"), COLUMNS, _rows(request, said("id", "en")))


def _rows(request: StaffRequest, language: str) -> Iterator[list[Any]]:
    query: dict[str, str] = {}
    while True:
        page = page_of(visits_for(request), query, keys=("-visited_on", "-id"), size=AT_ONCE)
        for line in described(page.rows, request.staff):
            visit, finding = line["visit"], line["finding"]
            yield [
                visit.visited_on,
                visit.family,
                line["name"],
                dotted(visit.village),
                line["where"][0],
                getattr(line["purpose"], language, line["purpose"]),
                visit.cycle,
                visit.received,
                finding.credited if finding else None,
                "; ".join(getattr(flag, language) for flag in line["flags"]),
                line["by"],
            ]
        if page.next is None:
            return
        query = {"after": page.next}


# -- one visit -------------------------------------------------------------------------------------------------------


def visit_or_404(pk: int, staff: Staff) -> HomeVisit:
    """A visit to one's own families or in one's area."""
    if not may_see_visits(staff):
        raise PermissionDenied
    found = HomeVisit.objects.visible_to(staff).filter(pk=pk).first() if pk < 2**63 else None
    if found is None:
        raise Http404
    return found


@login_required
@require_safe
@cache_control(private=True, no_store=True)
def visit(request: StaffRequest, pk: int) -> HttpResponse:
    """What was seen and said."""
    found = visit_or_404(pk, request.staff)
    (line,) = described([found], request.staff)
    rules = asked()
    shown = {
        **line,
        "found": words(rules.found[found.found]) if found.found in rules.found else found.found,
        "card_with": words(rules.holders[found.card_with].title) if found.card_with in rules.holders else None,
        "pin_with": words(rules.holders[found.pin_with].title) if found.pin_with in rules.holders else None,
        "later": HomeVisit.objects.visible_to(request.staff).filter(corrects=found).first(),
        "changes": holds_sessions(request.staff) and found.facilitator == request.staff.pk and found.current,
        "errand": newest_about(f"visit:{found.pk}", request.staff, timezone.now()),
        "crumbs": [HOME, (reverse("meetings:visits"), HERE), ("", line["name"] or str(found.family))],
    }
    return render(request, "console/meetings/visit.html", shown)


@login_required
@require_safe
@cache_control(private=True, no_store=True)
def choose(request: StaffRequest) -> HttpResponse:
    """Find the family that was visited, by the name of somebody in it."""
    if not holds_sessions(request.staff):
        raise PermissionDenied
    typed = request.GET.get("cari", "").replace("\0", "").strip()[:80]
    members = Member.objects.visible_to(request.staff).filter(died_on__isnull=True, same_as__isnull=True)
    known = members.filter(Q(name__icontains=typed) | Q(family__in=[int(typed)])) if _is_number(typed) else None
    known = known if known is not None else members.filter(name__icontains=typed) if len(typed) > 1 else members.none()
    shown = {
        "typed": typed,
        "found": known.select_related("family").order_by("name", "pk")[:MOST_FOUND],
        "crumbs": [HOME, (reverse("meetings:visits"), HERE), ("", said("Keluarga siapa?", "Which family?"))],
    }
    return render(request, "console/meetings/choose_family.html", shown)


def _is_number(typed: str) -> bool:
    return re.fullmatch(r"[0-9]{1,15}", typed) is not None


# -- telling ---------------------------------------------------------------------------------------------------------


@login_required
@cache_control(private=True, no_store=True)
def tell(request: StaffRequest, family: int) -> HttpResponse:
    """Write a visit down."""
    if not holds_sessions(request.staff):
        raise PermissionDenied
    found = Family.objects.visible_to(request.staff).filter(pk=family).first() if family < 2**63 else None
    if found is None:
        raise Http404
    form = VisitForm(_cycles(), request.POST or None, initial={"tanggal": timezone.localdate()})
    return _told(request, found, form, None)


@login_required
@cache_control(private=True, no_store=True)
def correct(request: StaffRequest, pk: int) -> HttpResponse:
    """Write it down again; the row before stays underneath."""
    before = visit_or_404(pk, request.staff)
    if not holds_sessions(request.staff):
        raise PermissionDenied
    found = Family.objects.visible_to(request.staff).filter(pk=before.family).first()
    if found is None:
        raise Http404
    cycles = _cycles()
    cycles += [before.cycle] if before.cycle and before.cycle not in cycles else []
    form = VisitCorrection(cycles, request.POST or None, initial=_as_told(before))
    return _told(request, found, form, before)


def _cycles() -> list[str]:
    return [stage.cycle for stage in stages()[:STAGES_ASKED]]


def _as_told(visit: HomeVisit) -> dict[str, Any]:
    return {
        "tujuan": visit.purpose,
        "tanggal": visit.visited_on,
        "bertemu": visit.found,
        "kks": visit.card_with,
        "pin": visit.pin_with,
        "tahap": visit.cycle,
        "uang": visit.received,
        "kebutuhan": visit.needs,
        "langkah": visit.next_step,
        "paling_lambat": visit.next_on,
        "tempat": visit.place,
        "lintang": visit.latitude,
        "bujur": visit.longitude,
    }


def _told(request: StaffRequest, family: Family, form: VisitForm, before: HomeVisit | None) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        try:
            kept = record_visit(
                family,
                form.told,
                today=timezone.localdate(),
                corrects=before,
                correction=form.cleaned_data.get("perbaikan", ""),
                by=request.staff,
            )
            errands.ask(
                "visits.compare", f"visit:{kept.pk}", by=request.staff, area=kept.village, facilitator=kept.facilitator
            )
        except Refusal as refusal:
            form.add_error(None, full_sentence_of(refusal))
        else:
            messages.success(request, said("Kunjungan dicatat.", "The visit is recorded."))
            return redirect("meetings:visit", kept.pk)
    caretaker = Member.objects.visible_to(request.staff).filter(pk=family.caretaker or 0).first()
    title = said("Perbaiki kunjungan", "Correct a visit") if before else said("Catat kunjungan", "Record a visit")
    shown = {
        "form": form,
        "family": family,
        "name": caretaker.name if caretaker else str(family.pk),
        "title": title,
        "crumbs": [HOME, (reverse("meetings:visits"), HERE), ("", title)],
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "console/meetings/tell_visit.html", shown, status=status)
