"""Pages of this desk: cases, one case with what may be said about it, and whom the proposals would hit."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from harapan.console.errands.seen import newest_about, newest_of
from harapan.console.families.choices import areas_near, levels_among, parents_of
from harapan.console.families.views import for_those_who_see_families
from harapan.console.sanctions import actions as notes
from harapan.console.sanctions import shown as showing
from harapan.console.sanctions.forms import LATE, VIEWS, Decision, Hearing, LateObjection, Objection, Wish, today_of
from harapan.console.sanctions.places import facility_rows
from harapan.console.sanctions.shown import COLUMNS, Said, Shown, edition_of, shown
from harapan.entitlements.models import Batch
from harapan.letters.models import Letter
from harapan.lib.refusals import Refusal
from harapan.operations import errands
from harapan.operations.letters.asking import kinds_for
from harapan.operations.letters.notices import ask_for_notices
from harapan.registry.models import Family
from harapan.sanctions import actions
from harapan.sanctions.models import Case, Making
from harapan.sanctions.queries import by_state, cases, doubts_about, may_do, owed_besides, words_of
from harapan.sanctions.who import may_decide, may_hear, may_notify, may_object_for
from harapan.sanctions.words import KINDS
from harapan.staff.authority import is_inside
from harapan.staff.middleware import StaffRequest
from harapan.staff.models import Staff
from harapan.ui.exports import csv_response, xlsx_response
from harapan.ui.pages import page_of
from harapan.ui.words import Words, said, sentence_of

DESK = Words("Sanksi dan keberatan", "Sanctions and objections")
MOST_OTHERS = 12
"""Other cases of a family that are named on the page of one."""
EXPORTS = {"csv": csv_response, "xlsx": xlsx_response}


def approved_waves() -> list[tuple[str, int]]:
    """Approved waves of every stage, each with its stage, newest first."""
    approved = Batch.objects.filter(approved_by__isnull=False, refused_because="", run__kind="main").order_by("-pk")
    return list(approved.values_list("cycle", "pk"))


def cycles() -> list[str]:
    """Stages with an approved computation, newest first."""
    return list(dict.fromkeys(cycle for cycle, _ in approved_waves()))


def _case(request: StaffRequest, pk: int) -> Case:
    found = Case.objects.visible_to(request.staff).filter(pk=pk).first() if pk < 2**63 else None
    if found is None:
        raise Http404
    return found


# -- looking ---------------------------------------------------------------------------------------------------------


@for_those_who_see_families
@require_safe
def index(request: StaffRequest) -> HttpResponse:
    """Cases of a stage, of one kind, in one's area."""
    staff, today, waves = request.staff, timezone.localdate(), approved_waves()
    known = list(dict.fromkeys(cycle for cycle, _ in waves))
    wish = Wish.of(request.GET, known)
    rows = wish.rows(staff)
    page = page_of(rows, request.GET, ("village", "id"))
    area, counted = wish.area or staff.area, by_state(replace(wish, state="").rows(staff))
    parents = parents_of(wish.area, staff)
    areas = areas_near(parents, [case.village for case in page.rows], today)
    query = request.GET.copy()
    for name in ("after", "before"):
        query.pop(name, None)
    makings = list(Making.objects.filter(cycle=wish.cycle).order_by("pk"))
    told = {
        "wish": wish,
        "cycles": known,
        "kinds": KINDS.items(),
        "levels": levels_among(areas, parents, wish.area, staff),
        "cases": shown(page.rows, staff, today, {code: name for code, name, _ in areas}),
        "count": counted.get(wish.state, 0) if wish.state else _all(counted),
        "page": page,
        "area": area,
        "query": query.urlencode(),
        "errands": newest_of([f"cases:{wish.cycle}", f"notify:{wish.cycle}:{area}"], staff, timezone.now()),
        "states": _states(wish, counted),
        "making": makings[-1] if makings else None,
        "made": {name: sum(getattr(one, name) for one in makings) for name in ("sanctions", "payments")},
        "notify_at": reverse("sanctions:notify"),
        "asked": {"tahap": wish.cycle, "jenis": wish.kind, "area": area},
        "makes": staff.may_run_cycles and _unmade(wish.cycle, waves, makings),
        "waits": _unnoticed(wish, area, counted, staff) if _notifies(staff, area, wish) else 0,
        "prints": Letter.Kind.SLIPS in kinds_for(staff) and _was_noticed(counted),
    }
    return render(request, "console/sanctions/index.html", told)


@dataclass(frozen=True)
class State:
    """A state cases are in, with how many, and where they are listed."""

    words: Words
    count: int
    path: str
    current: bool


def _states(wish: Wish, counted: Mapping[str, int]) -> list[State]:
    """How many cases stand where, in the order in which a case moves; empty states are left out."""
    if not counted:
        return []
    found = [(code, words, counted[code]) for code, words in VIEWS.items() if code in counted]
    return [
        State(words, count, f"{_address(wish)}&keadaan={code}", code == wish.state)
        for code, words, count in [("", Words("Semua", "All"), _all(counted)), *found]
    ]


def _all(counted: Mapping[str, int]) -> int:
    """All cases; one whose late objection waits stands in its state as well."""
    return sum(count for state, count in counted.items() if state != LATE)


def _unmade(cycle: str, waves: Sequence[tuple[str, int]], makings: Sequence[Making]) -> bool:
    """Whether an approved wave of the stage has no cases yet."""
    made = {wave for making in makings for wave in making.batches}
    return any(wave not in made for of, wave in waves if of == cycle)


def _notifies(staff: Staff, area: str, wish: Wish) -> bool:
    return may_notify(staff) and is_inside(staff, area) and wish.kind == Case.Kind.SANCTION


def _unnoticed(wish: Wish, area: str, counted: Mapping[str, int], staff: Staff) -> int:
    """Proposed sanctions of the area whose families have not heard of them. What is listed is counted already, unless
    somebody's further areas are listed with it.
    """
    if wish.area == area or not staff.further_areas:
        return counted.get(Case.State.PROPOSED, 0)
    return cases(staff, kind=wish.kind, cycle=wish.cycle, area=area).filter(state=Case.State.PROPOSED).count()


def _was_noticed(counted: Mapping[str, int]) -> bool:
    """Whether there is a notice to print among the kind of cases that is listed."""
    return any(state not in (Case.State.PROPOSED, LATE) for state in counted)


@for_those_who_see_families
@require_safe
def export(request: StaffRequest, form: str) -> HttpResponseBase:
    """What the filter shows, to take away."""
    if form not in EXPORTS:
        raise Http404
    wish = Wish.of(request.GET, cycles())
    rows = wish.rows(request.staff).order_by("village", "id")
    notes.note_exported(wish.cycle, wish.area, form, by=request.staff)
    name = said(f"sanksi-{wish.cycle}", f"sanctions-{wish.cycle}")
    return EXPORTS[form](name, COLUMNS, showing.rows(rows, request.staff, timezone.localdate(), said("id", "en")))


@for_those_who_see_families
@require_safe
def case(request: StaffRequest, pk: int) -> HttpResponse:
    """One case: why, what speaks against it, what was said, and what one may say now."""
    found = _case(request, pk)
    notes.note_opened(found, by=request.staff)
    return _page(request, found)


def _page(request: StaffRequest, found: Case, wrong: Form | None = None, what: str = "") -> HttpResponse:
    staff, today = request.staff, timezone.localdate()
    (one,) = shown([found], staff, today)
    may = may_do(found, staff, today)
    family = Family.objects.visible_to(staff).filter(pk=found.family).first()
    forms: dict[str, Form] = {}
    if may.object:
        forms["object"] = Objection(initial=today_of(today), auto_id="object_%s")
    if may.hear:
        forms["hear"] = Hearing(initial=today_of(today), auto_id="hear_%s")
    if may.answer_late:
        forms["late"] = LateObjection(auto_id="late_%s")
    if may.decide and (decision := Decision(found, may, one.members, auto_id="decide_%s")).has_verdicts:
        forms["decide"] = decision
    if wrong is not None:
        forms[what] = wrong
    months, is_sanction = edition_of(found.cycle).stage.judged_months, found.kind == Case.Kind.SANCTION
    spoken = words_of(found)
    waits = found.late_waits or found.state in (Case.State.OBJECTED, Case.State.HEARD)
    rows = Case.objects.visible_to(staff)
    others = rows.filter(family=found.family).exclude(pk=found.pk).order_by("-pk")[:MOST_OTHERS]
    told = {
        "facilities": facility_rows(rows.filter(pk=found.pk), found.cycle, today) if is_sanction else [],
        "others": [Shown(other, "", {}, (), "", today) for other in others],
        "owed_besides": [] if is_sanction else owed_besides(found),
        "one": one,
        "case": found,
        "may": may,
        "forms": forms,
        "said": [Said(word) for word in spoken],
        "waits_since": spoken[-1].on if spoken and waits else None,
        "doubts": doubts_about(found, months, family) if family and is_sanction else None,
        "errand": newest_about(f"case:{found.pk}", staff, timezone.now()),
        "crumbs": [
            (f"{reverse('sanctions:index')}?tahap={found.cycle}&jenis={found.kind}", DESK),
            (request.path, found.number),
        ],
        "takes_back": found.state in (Case.State.DECIDED, Case.State.APPLIED),
        "wrong": wrong,
    }
    return render(request, "console/sanctions/case.html", told, status=422 if wrong is not None else 200)


# -- saying ----------------------------------------------------------------------------------------------------------


@for_those_who_see_families
@require_POST
def say(request: StaffRequest, pk: int, what: str) -> HttpResponse:
    """One word about a case; a decision is applied by the worker at once."""
    if what not in SAYING:
        raise Http404
    if not MAY[what](request.staff):
        raise PermissionDenied
    found, today = _case(request, pk), timezone.localdate()
    form, verb = SAYING[what](request, found, today)
    if not form.is_valid():
        return _page(request, found, form, what)
    try:
        verb(form)
    except Refusal as refusal:
        form.add_error(None, _sentence(refusal))
        return _page(request, _case(request, pk), form, what)
    messages.success(request, said("Tercatat atas nama Anda.", "On record under your name."))
    return redirect("sanctions:case", pk)


Saying = tuple[Form, Callable[[Form], object]]


def _object(request: StaffRequest, found: Case, today: date) -> Saying:
    def verb(form: Form) -> object:
        return actions.object_(
            found, form.cleaned_data["text"], on=form.cleaned_data["on"], today=today, by=request.staff
        )

    return Objection(request.POST, auto_id="object_%s"), verb


def _hear(request: StaffRequest, found: Case, today: date) -> Saying:
    def verb(form: Form) -> object:
        return actions.hear(found, today=today, by=request.staff, **form.cleaned_data)

    return Hearing(request.POST, auto_id="hear_%s"), verb


def _late(request: StaffRequest, found: Case, today: date) -> Saying:
    def verb(form: Form) -> object:
        admit = form.cleaned_data["answer"] == "admit"
        return actions.answer_late(found, form.cleaned_data["text"], admit=admit, on=today, by=request.staff)

    return LateObjection(request.POST, auto_id="late_%s"), verb


def _decide(request: StaffRequest, found: Case, today: date) -> Saying:
    (one,) = shown([found], request.staff, today)
    form = Decision(found, may_do(found, request.staff, today), one.members, request.POST, auto_id="decide_%s")
    decide = actions.decide_sanction if found.kind == Case.Kind.SANCTION else actions.decide_payment

    def verb(_: Form) -> None:
        typed = form.cleaned_data
        decide(found, typed["verdict"], typed["text"], on=today, by=request.staff, **form.told())
        errands.ask(
            "sanctions.apply",
            f"case:{found.pk}",
            by=request.staff,
            area=found.village,
            facilitator=found.facilitator,
            case=found.pk,
        )

    return form, verb


SAYING: dict[str, Callable[[StaffRequest, Case, date], Saying]] = {
    "object": _object,
    "hear": _hear,
    "late": _late,
    "decide": _decide,
}
MAY = {"object": may_object_for, "hear": may_hear, "late": may_decide, "decide": may_decide}
"""Whose position lets them say it at all."""


# -- asking ----------------------------------------------------------------------------------------------------------


@for_those_who_see_families
@require_POST
def make(request: StaffRequest) -> HttpResponse:
    """Have the cases of an approved stage made."""
    wish = Wish.of(request.POST, cycles())
    if not request.staff.may_run_cycles or not wish.cycle:
        raise PermissionDenied
    return _asked(request, wish, "sanctions.make", f"cases:{wish.cycle}", cycle=wish.cycle)


@for_those_who_see_families
@require_POST
def notify(request: StaffRequest) -> HttpResponse:
    """Have the families of an area notified; their window to object begins today."""
    wish = Wish.of(request.POST, cycles())
    area = wish.area or request.staff.area
    if not may_notify(request.staff) or not is_inside(request.staff, area) or not wish.cycle:
        raise PermissionDenied
    return _asked(request, wish, "sanctions.notify", f"notify:{wish.cycle}:{area}", area=area, cycle=wish.cycle)


def _asked(request: StaffRequest, wish: Wish, kind: str, subject: str, **details: Any) -> HttpResponse:
    try:
        errands.ask(kind, subject, by=request.staff, **details)
    except Refusal as refusal:
        messages.error(request, _sentence(refusal))
    return redirect(_address(wish))


@for_those_who_see_families
@require_POST
def print_notices(request: StaffRequest) -> HttpResponse:
    """Have notices printed, for an area or one's own families."""
    if Letter.Kind.SLIPS not in kinds_for(request.staff):
        raise PermissionDenied
    wish = Wish.of(request.POST, cycles())
    try:
        letter = ask_for_notices(wish.cycle, wish.area or request.staff.area, by=request.staff)
    except Refusal as refusal:
        messages.error(request, _sentence(refusal))
        return redirect(_address(wish))
    return redirect("letters:letter", letter.pk)


def _address(wish: Wish) -> str:
    return f"{reverse('sanctions:index')}?jenis={wish.kind}&tahap={wish.cycle}&area={wish.area}"


def _sentence(refusal: Refusal) -> str:
    sentence = sentence_of(refusal)
    return f"{sentence[:1].upper()}{sentence[1:]}."
