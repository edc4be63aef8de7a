"""Asking for a change: choose what happened, fill in what is known, attach the paper, see what it does, send it off."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_safe

from harapan.console.changes import actions
from harapan.console.changes.forms import Ask, OnPaper
from harapan.console.changes.queries import effect_for, stage_to_come
from harapan.console.changes.views import LIST, request_seen
from harapan.console.changes.wording import RISKS
from harapan.lib.refusals import Refusal
from harapan.registry.models import ChangeRequest, Family, Member
from harapan.registry.requests import actions as requests
from harapan.registry.requests.base import Kind
from harapan.registry.requests.kinds import GROUPS, KINDS, kind_of
from harapan.registry.requests.queries import given, may_draw_up
from harapan.staff.middleware import StaffRequest
from harapan.ui.words import Words, full_sentence_of, said

State = ChangeRequest.State
ASK = Words("Usulkan perubahan", "Ask for a change")


@login_required
@cache_control(private=True, no_store=True)
@require_safe
def kinds(request: StaffRequest, family: int) -> HttpResponse:
    """What happened? Every kind of change, by topic."""
    one, members = _family(request, family)
    groups = [
        (
            words,
            [
                {"kind": kind, "risk": RISKS[kind.risk], "open": _fits_somebody(kind, one, members)}
                for kind in KINDS.values()
                if kind.group == name
            ],
        )
        for name, words in GROUPS.items()
    ]
    open_ones = ChangeRequest.objects.visible_to(request.staff).filter(family=one.pk, state__in=[State.SUBMITTED])
    shown = {
        "family": one,
        "groups": groups,
        "stage": stage_to_come(one, timezone.localdate()),
        "open": open_ones.count(),
        "crumbs": [*_way(one), ("", ASK)],
    }
    return render(request, "console/changes/kinds.html", shown)


@login_required
@cache_control(private=True, no_store=True)
@require_http_methods(["GET", "POST"])
def draw_up(request: StaffRequest, family: int, kind: str) -> HttpResponse:
    """One change: `lihat` shows its effect, `simpan` keeps a draft, `kirim` sends it off."""
    if kind not in KINDS:
        raise Http404
    one, members = _family(request, family)
    what, posted = KINDS[kind], request.POST if request.method == "POST" else None
    chosen = {"member": request.GET.get("anggota", "")}
    form = Ask(posted, staff=request.staff, kind=what, family=one, members=members, initial=chosen)
    paper = OnPaper(posted, request.FILES or None, kind=what, use_required_attribute=False)
    shown: dict[str, Any] = {"effect": None, "lines": []}
    if posted is not None and form.is_valid() and paper.is_valid():
        try:
            if "lihat" in posted:
                shown |= _foreseen(what, one, form)
            else:
                found = _written(request, what, one, form, paper)
                messages.success(request, _thanks(found))
                return redirect("changes:request", found.pk)
        except Refusal as refusal:
            form.add_error(None, full_sentence_of(refusal))
    status = 422 if posted is not None and (form.errors or paper.errors) else 200
    page = {"kind": what, "family": one, "form": form, "paper": paper, "risk": RISKS[what.risk],
            "stage": stage_to_come(one, timezone.localdate()),
            "crumbs": [*_way(one), (reverse("changes:kinds", args=[one.pk]), ASK), ("", what.words)],
            **shown}  # fmt: skip
    return render(request, "console/changes/draw_up.html", page, status=status)


@login_required
@cache_control(private=True, no_store=True)
@require_http_methods(["GET", "POST"])
def amend(request: StaffRequest, pk: int) -> HttpResponse:
    """Say something else in a draft or a returned request, or the same again where the family has changed since."""
    found = _own(request, pk)
    one, members = _family(request, found.family)
    what, posted = kind_of(found), request.POST if request.method == "POST" else None
    about: dict[str, Any] = {"kind": what, "family": one, "members": members, "initial": what.read(found.values)}
    form = Ask(posted, staff=request.staff, fixed=True, **about)
    if posted is not None and form.is_valid():
        try:
            requests.amend(found, values=form.values, today=timezone.localdate(), by=request.staff)
        except Refusal as refusal:
            form.add_error(None, full_sentence_of(refusal))
        else:
            messages.success(request, said("Diperbaiki; periksa, lalu ajukan.", "Amended; check it and send it."))
            return redirect("changes:request", pk)
    shown = {"kind": what, "family": one, "form": form, "request_": found, "crumbs": _way_of(found)}
    return render(request, "console/changes/amend.html", shown, status=422 if form.errors else 200)


@login_required
@cache_control(private=True, no_store=True)
@require_http_methods(["GET", "POST"])
def attach(request: StaffRequest, pk: int) -> HttpResponse:
    """Add another paper."""
    found = _own(request, pk)
    form = OnPaper(request.POST or None, request.FILES or None, kind=kind_of(found))
    if form.is_valid():
        try:
            actions.attach(found, form.which, form.cleaned_data, by=request.staff)
        except Refusal as refusal:
            form.add_error(None, full_sentence_of(refusal))
        else:
            messages.success(request, said("Dokumen terlampir.", "The paper is attached."))
            return redirect("changes:request", pk)
    shown = {"form": form, "request_": found, "kind": kind_of(found), "crumbs": _way_of(found)}
    return render(request, "console/changes/attach.html", shown, status=422 if form.errors else 200)


def _written(request: StaffRequest, what: Kind, one: Family, form: Ask, paper: OnPaper) -> ChangeRequest:
    on_paper = (paper.which, paper.cleaned_data) if paper.is_given else None
    send = "kirim" in request.POST
    return actions.draw_up(
        what, one, form.cleaned_data, form.values, on_paper, send=send, today=timezone.localdate(), by=request.staff
    )


def _foreseen(what: Kind, one: Family, form: Ask) -> dict[str, Any]:
    typed = form.cleaned_data
    about = given(one, typed.get("member"), form.values, typed["on"], timezone.localdate())
    what.check(about)
    changes = what.changes(about)
    effect, lines = effect_for(about, changes)
    return {"effect": effect, "lines": lines, "also": changes.also, "foreseen": True}


def _thanks(found: ChangeRequest) -> str:
    if found.state == State.DRAFT:
        return said("Draf tersimpan.", "The draft is saved.")
    return said("Usulan diajukan untuk diperiksa orang kedua.", "Sent off, to be checked by a second person.")


def _family(request: StaffRequest, pk: int) -> tuple[Family, list[Member]]:
    """A family somebody may ask about, with its members."""
    if not may_draw_up(request.staff):
        raise PermissionDenied
    one = Family.objects.visible_to(request.staff).filter(pk=pk).first() if pk < 2**63 else None
    if one is None:
        raise Http404
    return one, list(Member.objects.filter(family=one).order_by("born", "pk"))


def _own(request: StaffRequest, pk: int) -> ChangeRequest:
    """A request of one's own that can still be changed."""
    found = request_seen(request, pk)
    if found.made_by != request.staff.pk or found.state not in (State.DRAFT, State.RETURNED):
        raise PermissionDenied
    return found


def _fits_somebody(kind: Kind, family: Family, members: list[Member]) -> bool:
    return kind.subject == "family" or any(kind.offers(one, family, timezone.localdate()) for one in members)


def _way(one: Family) -> list[tuple[str, object]]:
    return [LIST, (reverse("families:family", args=[one.pk]), said(f"Keluarga {one.pk}", f"Family {one.pk}"))]


def _way_of(found: ChangeRequest) -> list[tuple[str, object]]:
    here = reverse("changes:request", args=[found.pk])
    return [LIST, (here, said(f"Usulan {found.pk}", f"Request {found.pk}")), ("", said("Ubah", "Amend"))]
