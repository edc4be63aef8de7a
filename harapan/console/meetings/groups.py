"""Groups: whose they are, what they had and have next, their year, and what is printed for them."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import Count
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from harapan.console.areas.fields import AreaFilter
from harapan.console.families.queries import names_of, places_of
from harapan.console.meetings.drawing import progress
from harapan.console.meetings.tabs import HOME, tabs_for
from harapan.console.meetings.words import choices
from harapan.intake.confirmation.groups import GROUPED, may_group
from harapan.letters.press import qr_code
from harapan.lib.dates import month_of, months_from
from harapan.lib.identifiers import range_of
from harapan.lib.refusals import Refusal
from harapan.meetings.actions import plan_sessions
from harapan.meetings.codes import code_of
from harapan.meetings.models import Attendance, Meeting
from harapan.meetings.modules import curriculum, module_words, session_words, words
from harapan.meetings.queries import (
    absences_in_a_row,
    groups_visible_to,
    held_by,
    holds_sessions,
    meetings_of,
    next_session,
    plan_of,
    plan_suggested,
    roll_of,
)
from harapan.registry.models import Family, Group, Member
from harapan.staff.middleware import StaffRequest
from harapan.staff.models import Staff
from harapan.ui.pages import about, page_of
from harapan.ui.words import Words, full_sentence_of, said

LAST_MEETINGS = 12


@dataclass(frozen=True)
class Line:
    """One group of the list."""

    group: Group
    places: tuple[str, ...]
    families: int
    last: date | None
    met: bool
    coming: str

    @property
    def coming_words(self) -> Words:
        return session_words(self.coming)


@login_required
@require_safe
def index(request: StaffRequest) -> HttpResponse:
    """Groups of one's own, or of one's area; those who read sums alone are shown coverage."""
    staff = request.staff
    if not staff.may_see_families:
        return redirect("meetings:coverage")
    form = AreaFilter(request.GET, staff=staff)
    rows = groups_visible_to(staff)
    if area := form.chosen:
        rows = rows.filter(village__range=range_of(area))
    page = page_of(rows, request.GET, keys=("id",))
    lines = _lines(page.rows, staff, timezone.localdate())
    shown = {
        "page": page,
        "lines": lines,
        "count": about(rows),
        "area": area,
        "area_field": form.field,
        "holds": holds_sessions(staff),
        "groups_families": may_group(staff),
        "due": sum(not line.met for line in lines),
        "tabs": tabs_for(staff, "index"),
    }
    return render(request, "console/meetings/index.html", shown)


def _lines(groups: list[Group], staff: Staff, today: date) -> list[Line]:
    """Groups with what they had and what comes next, in a handful of queries."""
    numbers = [group.pk for group in groups]
    sizes = dict(
        Family.objects.visible_to(staff)
        .filter(village__in={group.village for group in groups}, group__in=numbers, participation__in=GROUPED)
        .values_list("group")
        .annotate(families=Count("pk"))
        .order_by()
    )
    last = dict(meetings_of(numbers).order_by("held_on").values_list("group", "held_on"))
    held, month = held_by(numbers), month_of(today)
    names = names_of([group.village for group in groups], today)
    return [
        Line(
            group,
            places_of(group.village, names),
            sizes.get(group.pk, 0),
            last.get(group.pk),
            last.get(group.pk, date.min) >= month,
            next_session(held[group.pk]),
        )
        for group in groups
    ]


# -- one group -------------------------------------------------------------------------------------------------------


def group_or_404(pk: int, staff: Staff) -> Group:
    """A group of one's own or of one's area."""
    if not staff.may_see_families:
        raise PermissionDenied
    group = groups_visible_to(staff).filter(pk=pk).first() if pk < 2**63 else None
    if group is None:
        raise Http404
    return group


def crumbs_of(group: Group, *further: str) -> list[tuple[str, Any]]:
    """From the desk to a group, and on."""
    return [HOME, (reverse("meetings:group", args=[group.pk]), group.name), *(("", one) for one in further)]


@login_required
@require_safe
@cache_control(private=True, no_store=True)
def group(request: StaffRequest, pk: int) -> HttpResponse:
    """One group: progress, its year, its meetings, its families."""
    found, today = group_or_404(pk, request.staff), timezone.localdate()
    held = held_by([found.pk])[found.pk]
    coming = suggested_for(found, today, held)
    called = roll_of(found, request.staff)
    meetings = list(meetings_of([found.pk]).order_by("-held_on", "-pk")[:LAST_MEETINGS])
    came = _came(meetings, request.staff)
    streaks = absences_in_a_row(found, request.staff)
    names = names_of([found.village], today)
    shown = {
        "group": found,
        "where": places_of(found.village, names),
        "leader": Member.objects.visible_to(request.staff).filter(pk=found.leader or 0).first(),
        "progress": progress(held, coming),
        "modules": [
            (words(one.title), one.core, [(lesson, words(lesson.title), lesson.code in held) for lesson in one.lessons])
            for one in curriculum().modules
        ],
        "coming": session_words(coming),
        "coming_module": module_words(coming),
        "year": _year(found, today, held),
        "meetings": [(one, session_words(one.session)) for one in meetings],
        "called": [
            {"one": one, "came": came.get(one.family.pk, (0, 0)), "streak": streaks.get(one.family.pk, 0)}
            for one in called
        ],
        "holds": holds_sessions(request.staff),
        "arranges": may_group(request.staff),
        "crumbs": [HOME, ("", found.name)],
    }
    return render(request, "console/meetings/group.html", shown)


def suggested_for(group: Group, today: date, held: set[str]) -> str:
    """What the plan has for this month, unless it was held; else the first session not yet held."""
    month = month_of(today)
    planned = plan_of(group.pk, month, month).get(month, "")
    return planned if planned and planned not in held else next_session(held)


def _came(meetings: list[Meeting], staff: Staff) -> dict[int, tuple[int, int]]:
    """How often each family came, of how often it was called up."""
    rows = Attendance.objects.visible_to(staff).filter(meeting__in=meetings).values_list("family", "came")
    found: dict[int, tuple[int, int]] = {}
    for family, word in rows:
        there, of = found.get(family, (0, 0))
        found[family] = (there + (word == "present"), of + (word != "excused"))
    return found


def _year(group: Group, today: date, held: set[str]) -> list[dict[str, Any]]:
    """The twelve months of this year: what is planned, and what was held."""
    months = months_from(date(today.year, 1, 1), 12)
    planned = plan_of(group.pk, months[0], months[-1])
    rows = meetings_of([group.pk]).filter(held_on__year=today.year).values_list("held_on", "session", "pk")
    meetings: dict[date, list[tuple[Words, int]]] = {}
    for day, session, number in rows.order_by("held_on"):
        meetings.setdefault(month_of(day), []).append((session_words(session), number))
    now = month_of(today)
    still = plan_suggested(held, [month for month in months if month >= now])
    return [
        {
            "month": month,
            "planned": session_words(planned[month]) if planned.get(month) else None,
            "off": month in planned and not planned[month],
            "chosen": planned.get(month, still.get(month, "")),
            "suggested": session_words(still[month]) if month in still else None,
            "held": meetings.get(month, []),
            "late": month < now and bool(planned.get(month)) and month not in meetings,
            "open": month >= now,
        }
        for month in months
    ]


@login_required
@cache_control(private=True, no_store=True)
def plan(request: StaffRequest, pk: int) -> HttpResponse:
    """The plan of a group for the rest of the year."""
    found, today = group_or_404(pk, request.staff), timezone.localdate()
    if not holds_sessions(request.staff):
        raise PermissionDenied
    held = held_by([found.pk])[found.pk]
    year = [row for row in _year(found, today, held) if row["open"]]
    if request.method == "POST":
        told = {row["month"]: request.POST.get(f"sesi-{row['month']:%Y-%m}", "") for row in year}
        try:
            plan_sessions(found, told, by=request.staff)
            messages.success(request, said("Rencana disimpan.", "The plan is kept."))
            return redirect("meetings:group", found.pk)
        except Refusal as refusal:
            messages.error(request, full_sentence_of(refusal))
    shown = {"group": found, "year": year, "choices": choices(), "crumbs": crumbs_of(found, said("Rencana", "Plan"))}
    return render(request, "console/meetings/plan.html", shown)


# -- on paper --------------------------------------------------------------------------------------------------------


@login_required
@require_safe
@cache_control(private=True, no_store=True)
def attendance_list(request: StaffRequest, pk: int) -> HttpResponse:
    """The list to be signed by hand, for the session that comes next."""
    found, today = group_or_404(pk, request.staff), timezone.localdate()
    coming = suggested_for(found, today, held_by([found.pk])[found.pk])
    shown = {
        "group": found,
        "where": places_of(found.village, names_of([found.village], today)),
        "called": roll_of(found, request.staff),
        "coming": session_words(coming),
        "coming_module": module_words(coming),
        "crumbs": crumbs_of(found, said("Daftar hadir", "Attendance list")),
    }
    return render(request, "console/meetings/attendance_list.html", shown)


def _large(drawn: str) -> SafeString:
    """A QR code in the size that scanners read from a hand's breadth away; drawn, it is a unit a square."""
    size = r'viewBox="0 0 \1 \2" width="140" height="140"'
    return SafeString(re.sub(r'width="(\d+)" height="(\d+)"', size, drawn, count=1))


@login_required
@require_safe
@cache_control(private=True, no_store=True)
def cards(request: StaffRequest, pk: int) -> HttpResponse:
    """A card for each family, whose QR code calls it up at a session."""
    found = group_or_404(pk, request.staff)
    drawn = [
        {"one": one, "code": code_of(one.family.pk), "qr": _large(qr_code(code_of(one.family.pk)))}
        for one in roll_of(found, request.staff)
    ]
    shown = {"group": found, "cards": drawn, "crumbs": crumbs_of(found, said("Kartu hadir", "Attendance cards"))}
    return render(request, "console/meetings/cards.html", shown)
