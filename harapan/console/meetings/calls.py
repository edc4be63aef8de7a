"""Calls back: visits drawn by chance, and what families say to somebody other than their own facilitator."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_POST, require_safe

from harapan.console.errands.seen import newest_about
from harapan.console.families.queries import names_of
from harapan.console.meetings.forms import CallForm, DrawForm
from harapan.console.meetings.tabs import HOME, tabs_for
from harapan.console.meetings.visits import described
from harapan.console.meetings.words import DIFFERS
from harapan.lib.dates import month_of, months_after
from harapan.lib.identifiers import dotted
from harapan.lib.refusals import Refusal
from harapan.meetings.actions import record_call
from harapan.meetings.actions.calling import may_draw
from harapan.meetings.models import CallBack, Draw, Sampled
from harapan.meetings.models.visits import may_call_back, may_oversee
from harapan.meetings.modules import asked, words
from harapan.operations import errands
from harapan.places.queries import areas_on
from harapan.registry.models import Member
from harapan.staff.middleware import StaffRequest
from harapan.staff.models import Staff
from harapan.ui.pages import about, page_of
from harapan.ui.templatetags.harapan import month as month_in_words
from harapan.ui.words import Words, full_sentence_of, said

HERE = Words("Uji petik", "Calls back")
STATES = {
    "menunggu": Words("Belum ditanya", "To be asked"),
    "berbeda": Words("Jawaban berbeda", "Another answer"),
    "selesai": Words("Sudah ditanya", "Asked"),
}
MONTHS_BACK = 3


@login_required
@require_safe
@cache_control(private=True, no_store=True)
def index(request: StaffRequest) -> HttpResponse:
    """Visits that were drawn, and drawing those of a month."""
    if not may_oversee(request.staff):
        raise PermissionDenied
    state = request.GET.get("keadaan", "menunggu")
    rows = Sampled.objects.visible_to(request.staff).select_related("visit")
    if state == "berbeda":
        rows = rows.filter(differs=True)
    elif state in STATES:
        rows = rows.filter(answered=state == "selesai")
    page = page_of(rows, request.GET, keys=("-id",))
    lines = described([one.visit for one in page.rows], request.staff)
    areas = [area for area in request.staff.areas if area]
    draws = [one for one in Draw.objects.order_by("-month", "area")[:200] if _is_mine(one.area, request.staff)][:12]
    places = names_of([one.area for one in draws], timezone.localdate())
    shown = {
        "page": page,
        "lines": [{**line, "sampled": one} for line, one in zip(lines, page.rows, strict=True)],
        "count": about(rows),
        "state": state,
        "states": STATES.items(),
        "draws": [(one, places.get(one.area) or dotted(one.area)) for one in draws],
        "form": _draw_form(request.staff) if may_draw(request.staff) else None,
        "errand": newest_about(f"draw:{areas[0] if areas else ''}", request.staff, timezone.now()),
        "calls": may_call_back(request.staff),
        "percent": asked().percent,
        "tabs": tabs_for(request.staff, "calls"),
    }
    return render(request, "console/meetings/calls.html", shown)


def _is_mine(area: str, staff: Staff) -> bool:
    return any(area.startswith(own) or own.startswith(area) for own in staff.areas)


def _draw_form(staff: Staff, data: Any = None) -> DrawForm:
    """Months that are over; one's own regencies."""
    this = month_of(timezone.localdate())
    months = [months_after(this, -back) for back in range(1, MONTHS_BACK + 1)]
    regencies = areas_on(timezone.localdate()).filter(level="regency").order_by("name").values_list("code", "name")
    areas = [(code, name) for code, name in regencies if any(code.startswith(own) for own in staff.areas)]
    return DrawForm([(one.isoformat(), month_in_words(one)) for one in months], areas, data)


@login_required
@require_POST
def draw(request: StaffRequest) -> HttpResponse:
    """Have visits of a month drawn."""
    if not may_draw(request.staff):
        raise PermissionDenied
    form = _draw_form(request.staff, request.POST)
    if not form.is_valid():
        messages.error(request, said("Pilih bulan dan wilayah.", "Choose a month and an area."))
        return redirect("meetings:calls")
    area, month = form.cleaned_data["wilayah"], form.month
    try:
        errands.ask("visits.draw", f"draw:{area}", by=request.staff, area=area, month=month.isoformat())
        messages.success(request, said("Uji petik sedang diambil.", "Visits are being drawn."))
    except Refusal as refusal:
        messages.error(request, full_sentence_of(refusal))
    return redirect("meetings:calls")


@login_required
@cache_control(private=True, no_store=True)
def call(request: StaffRequest, pk: int) -> HttpResponse:
    """Ask a family again; what the facilitator wrote is shown only once it has answered."""
    if not may_oversee(request.staff):
        raise PermissionDenied
    rows = Sampled.objects.visible_to(request.staff).select_related("visit")
    sampled = rows.filter(pk=pk).first() if pk < 2**63 else None
    if sampled is None:
        raise Http404
    form = CallForm(request.POST or None)
    if request.method == "POST" and (not may_call_back(request.staff)):
        raise PermissionDenied
    if request.method == "POST" and form.is_valid():
        try:
            record_call(sampled, form.answer, by=request.staff)
        except Refusal as refusal:
            form.add_error(None, full_sentence_of(refusal))
        else:
            messages.success(request, said("Jawaban dicatat.", "The answer is recorded."))
            return redirect("meetings:call", sampled.pk)
    return render(
        request,
        "console/meetings/call.html",
        _called(request, sampled, form),
        status=422 if request.method == "POST" else 200,
    )


def _called(request: StaffRequest, sampled: Sampled, form: CallForm) -> dict[str, Any]:
    visit = sampled.visit
    (line,) = described([visit], request.staff)
    caretaker = Member.objects.visible_to(request.staff).filter(name=line["name"], family=visit.family).first()
    calls = CallBack.objects.visible_to(request.staff).filter(sampled=sampled).order_by("-pk")
    people = dict(Staff.objects.filter(pk__in=[one.by for one in calls]).values_list("pk", "name"))
    holders = {name: words(one.title) for name, one in asked().holders.items()}
    return {
        **line,
        "sampled": sampled,
        "form": form,
        "phone": caretaker.phone if caretaker else "",
        "calls": [(one, people.get(one.by, ""), [DIFFERS[name] for name in one.differs]) for one in calls],
        "answer": next((one for one in calls if one.reached), None),
        "holders": holders,
        "card_with": holders.get(visit.card_with),
        "pin_with": holders.get(visit.pin_with),
        "asks": may_call_back(request.staff) and not sampled.answered and request.staff.pk != visit.by,
        "crumbs": [HOME, (reverse("meetings:calls"), HERE), ("", line["name"] or str(visit.family))],
    }
