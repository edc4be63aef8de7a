"""Deciding about people: each step is a page of its own that says what it does, with one button."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from harapan.console.people.forms import Act, Bind, LetGo, Post, TakeOn
from harapan.console.people.queries import families_of, people_seen_by
from harapan.console.people.views import LIST
from harapan.lib.refusals import Refusal
from harapan.staff import actions
from harapan.staff.authority import may_decide_about
from harapan.staff.middleware import StaffRequest
from harapan.staff.models import Staff
from harapan.ui.words import Words, full_sentence_of, said

Typed = dict[str, Any]
SAVED = Words("Tersimpan.", "Saved.")


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What is asked before something is done to somebody: what it is, what follows from it, and the button."""

    title: Words
    lead: Words
    button: Words
    grave: bool = False


@dataclass(frozen=True, kw_only=True)
class Step(Asked):
    """One thing that can be done to somebody, what it asks for, and what is said afterwards."""

    do: Callable[[Staff, Typed, Staff], object]
    form: type[forms.Form] = forms.Form
    done: Words = SAVED


STEPS = {
    "penugasan": Step(
        title=Words("Ubah penugasan", "Change the posting"),
        lead=Words(
            "Penugasan sekarang berakhir pada hari yang baru mulai. Hak akses mengikuti hari itu.",
            "The present posting ends on the day the new one begins. Access follows on that day.",
        ),
        button=Words("Simpan penugasan", "Save the posting"),
        do=lambda who, typed, by: actions.post(who, **typed, by=by),
        form=Post,
        done=Words("Penugasan tersimpan.", "The posting is saved."),
    ),
    "rangkap": Step(
        title=Words("Merangkap wilayah lain", "Act in another area"),
        lead=Words(
            "Selama merangkap, wilayah itu terbuka di samping wilayah sendiri.",
            "While acting, that area is open beside their own.",
        ),
        button=Words("Simpan", "Save"),
        do=lambda who, typed, by: actions.let_act(who, **typed, by=by),
        form=Act,
    ),
    "berhenti": Step(
        title=Words("Akhiri tugas", "End their work"),
        lead=Words(
            "Setelah hari itu ia tidak dapat masuk; semua sesinya berakhir. Catatannya tetap ada.",
            "From that day they cannot sign in; all their sessions end. What they did stays on record.",
        ),
        button=Words("Akhiri tugas", "End their work"),
        do=lambda who, typed, by: actions.let_go(who, **typed, by=by),
        form=LetGo,
        done=Words("Tugas diakhiri.", "Their work ends."),
        grave=True,
    ),
    "kode": Step(
        title=Words("Perbarui kode sekali pakai", "Renew one-time codes"),
        lead=Words(
            "Untuk ponsel yang hilang: kode dan kode pemulihan lama tidak berlaku, semua sesi berakhir. "
            "Ia memasang kode baru saat masuk berikutnya.",
            "For a lost phone: old codes and recovery codes stop working, all sessions end. "
            "They set up new codes at the next sign-in.",
        ),
        button=Words("Cabut kode lama", "Take the old codes away"),
        do=lambda who, _, by: actions.renew_one_time_secret(who, by=by),
        done=Words("Kode lama tidak berlaku lagi.", "The old codes no longer work."),
        grave=True,
    ),
    "komputer": Step(
        title=Words("Ikat pengguna komputer", "Bind the operating-system user"),
        lead=Words(
            "Di server produksi, perintah `harapan` dijalankan atas nama orang yang terikat.",
            "On the production server, `harapan` commands act as the person who is bound.",
        ),
        button=Words("Simpan", "Save"),
        do=lambda who, typed, by: actions.bind_os_user(who, typed["os_user"], by=by),
        form=Bind,
    ),
    "sesi": Step(
        title=Words("Akhiri semua sesi", "End all sessions"),
        lead=Words("Ia harus masuk lagi di setiap perangkat.", "They must sign in again on every device."),
        button=Words("Akhiri semua sesi", "End all sessions"),
        do=lambda who, _, by: actions.end_sessions_of(who, by=by),
        done=Words("Semua sesinya berakhir.", "All their sessions have ended."),
    ),
}
"""Every step by its word in the address; a new password is apart, since it is shown."""

LEAVES_FAMILIES = {"berhenti", "penugasan"}
"""Steps after which somebody may no longer look after their families."""

NEW_PASSWORD = Asked(
    title=Words("Beri kata sandi sekali pakai", "Give a one-time password"),
    lead=Words(
        "Kata sandi lama tidak berlaku lagi dan semua sesi berakhir. Yang baru tampil sekali, berlaku tiga hari.",
        "The old password stops working and all sessions end. The new one is shown once and lasts three days.",
    ),
    button=Words("Buat kata sandi", "Make the password"),
    grave=True,
)


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def take_on(request: StaffRequest) -> HttpResponse:
    """A new colleague on one page; then the one-time password, shown once."""
    if not request.staff.may_manage_staff:
        raise PermissionDenied
    form = TakeOn(request.POST or None, staff=request.staff)
    if form.is_valid():
        try:
            newcomer = actions.take_on(**form.cleaned_data, by=request.staff)
        except Refusal as refusal:
            _say(form, refusal)
        else:
            return render(request, "console/people/password.html", {"person": newcomer.staff, **newcomer._asdict()})
    return render(request, "console/people/take_on.html", {"form": form, "crumbs": [LIST, ("", said("Baru", "New"))]})


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def step(request: StaffRequest, pk: int, word: str) -> HttpResponse:
    """One of the steps of `STEPS` with one person."""
    who, what = _person(request, pk), STEPS[word]
    form = _form(what, request, who)
    if request.method == "POST" and form.is_valid():
        try:
            what.do(who, form.cleaned_data, request.staff)
        except Refusal as refusal:
            _say(form, refusal)
        else:
            messages.success(request, f"{who.name}: {what.done}")
            return redirect("people:person", pk)
    shown = {
        "person": who,
        "step": what,
        "form": form,
        "left_behind": families_of(who, request.staff) if word in LEAVES_FAMILIES and who.active else None,
        "hand_on": request.staff.may_assign,
        **_way(who, what.title),
    }
    return render(request, "console/people/step.html", shown)


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def reset_password(request: StaffRequest, pk: int) -> HttpResponse:
    """A one-time password in place of a forgotten one, shown once."""
    who, form = _person(request, pk), forms.Form(request.POST)
    if request.method == "POST" and form.is_valid():
        try:
            password = actions.reset_password(who, by=request.staff)
        except Refusal as refusal:
            _say(form, refusal)
        else:
            return render(request, "console/people/password.html", {"person": who, "password": password})
    shown = {"person": who, "step": NEW_PASSWORD, "form": form, **_way(who, NEW_PASSWORD.title)}
    return render(request, "console/people/step.html", shown)


def _person(request: StaffRequest, pk: int) -> Staff:
    """Somebody about whom the reader decides."""
    who = get_object_or_404(people_seen_by(request.staff), pk=pk)
    if not may_decide_about(request.staff, who):
        raise PermissionDenied
    return who


def _form(what: Step, request: StaffRequest, who: Staff) -> forms.Form:
    posted = request.POST if request.method == "POST" else None
    if what.form is Post:
        now = {"position": who.position, "area": who.area, "facility": who.facility}
        return Post(posted, staff=request.staff, initial=now)
    if what.form is Act:
        return Act(posted, staff=request.staff)
    return what.form(posted, initial={"os_user": who.os_user or ""})


def _say(form: forms.Form, refusal: Refusal) -> None:
    form.add_error(None, full_sentence_of(refusal))


def _way(who: Staff, what: Words) -> dict[str, object]:
    return {"crumbs": [LIST, (reverse("people:person", args=[who.pk]), who.name), ("", what)]}
