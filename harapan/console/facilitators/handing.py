"""Handing families on: choose who takes which village or group, see what follows, ask for it, hand back."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_POST, require_safe

from harapan.console.errands.seen import newest_about
from harapan.console.facilitators import queries
from harapan.console.facilitators.forms import Because, HandOn
from harapan.console.facilitators.queries import NOBODY, Bundle, Person
from harapan.console.facilitators.views import DESK, NEAR, area_of
from harapan.coordination.summing import NORM
from harapan.lib.refusals import Refusal
from harapan.operations import errands
from harapan.registry.models import Reassignment
from harapan.registry.sharing import shared_out
from harapan.staff.middleware import StaffRequest
from harapan.staff.models import Staff
from harapan.ui.words import Words, full_sentence_of, said

TO = "ke-"
"""Before the key of a unit, in addresses and forms: who takes it."""
APART = "kelompok"
"""Said in addresses and forms where villages are shown group by group."""


@dataclass(frozen=True)
class Source:
    """Whose families are handed on: somebody's, or nobody's in an area."""

    person: Staff | None
    area: str

    @property
    def number(self) -> int | None:
        return self.person.pk if self.person else None

    @property
    def word(self) -> str:
        """As addresses have it."""
        return str(self.person.pk) if self.person else NOBODY

    @property
    def subject(self) -> str:
        """What the errand is about: one at a time for each."""
        return f"assign:{self.word}" if self.person else f"assign:{NOBODY}-{self.area}"

    @property
    def name(self) -> Words:
        if self.person:
            return Words(self.person.name, self.person.name)
        return Words("Keluarga tanpa pendamping", "Families of nobody")


@login_required
@require_safe
def plan(request: StaffRequest) -> HttpResponse:
    """The villages and groups of one facilitator, or of nobody, each with who could take it."""
    source = _source(request)
    apart = APART in request.GET
    found = queries.bundles(source.number, source.area, request.staff, timezone.localdate(), apart=apart)
    people = queries.receivers_for({one.unit.village for one in found}, source.number) if found else []
    chosen = _chosen(request.GET, found, people)
    if "usul" in request.GET:
        chosen = shared_out([one.unit for one in found], queries.as_receivers(people))
    shown = {
        "source": source,
        "bundles": [(one, chosen.get(one.key)) for one in found],
        "people": people,
        "norm": NORM,
        "apart": apart,
        "total": sum(one.unit.families for one in found),
        "everybody": sum(one.everybody for one in found),
        "errand": newest_about(source.subject, request.staff, timezone.now()),
        "crumbs": _crumbs(source, ("", said("Bagi", "Share out"))),
    }
    return render(request, "console/facilitators/plan.html", shown)


@login_required
@require_safe
def effect(request: StaffRequest) -> HttpResponse:
    """What follows from a choice, before anybody moves: loads before and after, who sees what no more."""
    source = _source(request)
    return _effect(request, source, HandOn(), request.GET)


@login_required
@require_POST
def hand_on(request: StaffRequest) -> HttpResponse:
    """Ask the worker to hand the families on."""
    source, form = _source(request), HandOn(request.POST)
    chosen = _picked(request, source, request.POST)
    if not chosen or not form.is_valid():
        return _effect(request, source, form, request.POST, status=422)
    parts = [
        {"village": one.unit.village, "target": to.staff.pk, "whole": one.unit.whole, "group": one.unit.group}
        for one, to in chosen
    ]
    try:
        errands.ask(
            "facilitators.reassign",
            source.subject,
            by=request.staff,
            area=_common([one.unit.village for one, _ in chosen]),
            source=source.number,
            parts=parts,
            because=form.cleaned_data["because"],
            document=form.cleaned_data["document"],
        )
    except Refusal as refusal:
        form.add_error(None, full_sentence_of(refusal))
        return _effect(request, source, form, request.POST, status=422)
    return redirect(f"{reverse('facilitators:plan')}?{urlencode({'dari': source.word, 'area': source.area})}")


@login_required
@require_safe
def handed(request: StaffRequest, pk: int) -> HttpResponse:
    """One reassignment: from whom, to whom, which villages, and the way back."""
    return _handed(request, pk, Because())


@login_required
@require_POST
def hand_back(request: StaffRequest, pk: int) -> HttpResponse:
    """Ask the worker to hand the families back."""
    if not request.staff.may_assign:
        raise PermissionDenied
    done = get_object_or_404(Reassignment.objects.visible_to(request.staff), pk=pk)
    form = Because(request.POST)
    if not form.is_valid():
        return _handed(request, pk, form, status=422)
    try:
        errands.ask(
            "facilitators.undo",
            f"reassignment:{pk}",
            by=request.staff,
            area=done.village[:NEAR],
            reassignment=pk,
            because=form.cleaned_data["because"],
        )
    except Refusal as refusal:
        messages.error(request, full_sentence_of(refusal))
    return redirect("facilitators:handed", pk)


def _effect(
    request: StaffRequest, source: Source, form: HandOn, told: Mapping[str, str], *, status: int = 200
) -> HttpResponse:
    chosen = _picked(request, source, told)
    more: dict[int, int] = defaultdict(int)
    for one, to in chosen:
        more[to.staff.pk] += one.unit.families
    takers = {to.staff.pk: to for _, to in chosen}
    shown = {
        "source": source,
        "form": form,
        "chosen": chosen,
        "takers": [(to, queries.after(to, more[number])) for number, to in takers.items()],
        "moving": sum(one.unit.families for one, _ in chosen),
        "everybody": sum(one.everybody for one, _ in chosen),
        "before": queries.families_of(source.number, "", request.staff).count() if source.person else None,
        "norm": NORM,
        "fields": [(f"{TO}{one.key}", to.staff.pk) for one, to in chosen],
        "apart": APART in told,
        "back": f"{reverse('facilitators:plan')}?{urlencode(_told(source, chosen, told))}",
        "crumbs": _crumbs(source, ("", said("Akibatnya", "What follows"))),
    }
    return render(request, "console/facilitators/effect.html", shown, status=status)


def _handed(request: StaffRequest, pk: int, form: Because, *, status: int = 200) -> HttpResponse:
    if not request.staff.may_see_staff:
        raise PermissionDenied
    done = get_object_or_404(Reassignment.objects.visible_to(request.staff).select_related("undoes"), pk=pk)
    undone = Reassignment.objects.filter(undoes=done).first()
    numbers = {done.source, done.by, *(part["target"] for part in done.parts)} - {None}
    names = dict(Staff.objects.filter(pk__in=numbers).values_list("pk", "name"))
    villages = queries.names_of({part["village"] for part in done.parts}, timezone.localdate())
    nobody = said("tanpa pendamping", "nobody")
    shown = {
        "done": done,
        "undone": undone,
        "from": names.get(done.source, nobody) if done.source else nobody,
        "by": names.get(done.by, ""),
        "parts": [
            (part["village"], villages.get(part["village"], ""), names.get(part["target"], nobody), part["families"])
            for part in done.parts
        ],
        "form": form if request.staff.may_assign and undone is None and done.undoes_id is None else None,
        "errand": newest_about(f"reassignment:{pk}", request.staff, timezone.now()),
        "crumbs": [(reverse("facilitators:index"), DESK), ("", said(f"Pemindahan {pk}", f"Reassignment {pk}"))],
    }
    return render(request, "console/facilitators/handed.html", shown, status=status)


def _source(request: StaffRequest) -> Source:
    """Whose families are meant, for somebody who may decide about them."""
    if not request.staff.may_assign:
        raise PermissionDenied
    told = request.GET.get("dari") or request.POST.get("dari") or ""
    area = area_of(request)
    if told == NOBODY:
        if len(area) < NEAR:
            raise Http404
        return Source(None, area)
    if not told.isdigit() or len(told) > 15:
        raise Http404
    person = get_object_or_404(Staff, pk=int(told))
    if not queries.families_of(person.pk, area, request.staff).exists() and not _is_near(person, request.staff):
        raise Http404
    return Source(person, area)


def _is_near(person: Staff, reader: Staff) -> bool:
    """Posted inside the reader's area: known to them also without families."""
    return bool(person.area) and any(person.area.startswith(area) for area in reader.areas)


def _chosen(told: Mapping[str, str], found: list[Bundle], people: list[Person]) -> dict[str, int]:
    """Who takes which unit, as far as an address or form says so and it can be."""
    known = {one.staff.pk for one in people}
    picked = {one.key: told.get(f"{TO}{one.key}", "") for one in found}
    return {key: int(text) for key, text in picked.items() if text.isdigit() and int(text) in known}


def _picked(request: StaffRequest, source: Source, told: Mapping[str, str]) -> list[tuple[Bundle, Person]]:
    """The same with the units and people themselves."""
    found = queries.bundles(source.number, source.area, request.staff, timezone.localdate(), apart=APART in told)
    people = queries.receivers_for({one.unit.village for one in found}, source.number) if found else []
    by_number = {one.staff.pk: one for one in people}
    chosen = _chosen(told, found, people)
    return [(one, by_number[chosen[one.key]]) for one in found if one.key in chosen]


def _told(source: Source, chosen: list[tuple[Bundle, Person]], told: Mapping[str, str]) -> dict[str, Any]:
    apart = {APART: "1"} if APART in told else {}
    picked = {f"{TO}{one.key}": to.staff.pk for one, to in chosen}
    return {"dari": source.word, "area": source.area, **apart, **picked}


def _common(villages: list[str]) -> str:
    """The smallest area around them that is no smaller than a regency."""
    return next((villages[0][:digits] for digits in (NEAR, 2) if len({one[:digits] for one in villages}) == 1), "")


def _crumbs(source: Source, last: tuple[str, object]) -> list[tuple[str, object]]:
    there = reverse("facilitators:index")
    return [(f"{there}?area={source.area}" if source.area else there, DESK), last]
