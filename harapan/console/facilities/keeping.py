"""Opening, correcting and closing facilities: the page asks, the worker does it."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from harapan.commitments.queries import facilities_visible_to
from harapan.console.facilities.forms import Close, Correct, Kept
from harapan.console.facilities.queries import attached_now
from harapan.console.facilities.views import DESK, crumbs_to
from harapan.lib.identifiers import dotted
from harapan.lib.refusals import Refusal
from harapan.operations import errands
from harapan.places.actions import CORRECTED
from harapan.places.models import Facility
from harapan.staff.authority import is_inside
from harapan.staff.middleware import StaffRequest
from harapan.ui.words import full_sentence_of, said


@login_required
@require_http_methods(["GET", "POST"])
def new(request: StaffRequest) -> HttpResponse:
    """A facility that opens, or that nobody had written down."""
    if not request.staff.may_keep_facilities:
        raise PermissionDenied
    form = Kept(request.POST if request.method == "POST" else None, staff=request.staff)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        if Facility.objects.filter(code=told["code"]).exists():
            form.add_error("code", said("Kode ini sudah dipakai.", "This code is taken."))
        elif _asked(request, form, "facility.keep", told["code"], {**told, "on": told["on"].isoformat()}):
            return redirect("facilities:waits", told["code"])
    what = said("Sekolah/faskes baru", "New facility")
    shown = {"form": form, "what": what, "crumbs": [DESK, ("", what)]}
    return render(request, "console/facilities/form.html", shown, status=422 if form.errors else 200)


@login_required
@require_http_methods(["GET", "POST"])
def correct(request: StaffRequest, code: str) -> HttpResponse:
    """What is said of a facility, said anew."""
    one = _kept(request, code)
    typed = request.POST if request.method == "POST" else None
    form = Correct(typed, staff=request.staff, initial=_as_typed(one))
    if request.method == "POST" and form.is_valid():
        on = (one.valid_from or timezone.localdate()).isoformat()
        if _asked(request, form, "facility.keep", code, {**form.cleaned_data, "code": code, "on": on}):
            return redirect("facilities:facility", code)
    what = said("Perbaiki", "Correct")
    shown = {"form": form, "what": f"{what}: {one.name}", "one": one, "crumbs": crumbs_to(one, what)}
    return render(request, "console/facilities/form.html", shown, status=422 if form.errors else 200)


@login_required
@require_http_methods(["GET", "POST"])
def close(request: StaffRequest, code: str) -> HttpResponse:
    """The end of a facility, with how many people need another."""
    one = _kept(request, code)
    form = Close(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        told = {"code": code, "on": form.cleaned_data["on"].isoformat(), "because": form.cleaned_data["because"]}
        if _asked(request, form, "facility.close", code, told):
            return redirect("facilities:facility", code)
    shown = {
        "form": form,
        "one": one,
        "attached": attached_now([code], request.staff).get(code, 0),
        "crumbs": crumbs_to(one, said("Tutup", "Close")),
    }
    return render(request, "console/facilities/close.html", shown, status=422 if form.errors else 200)


@login_required
@require_POST
def reopen(request: StaffRequest, code: str) -> HttpResponse:
    """It did not close after all."""
    one = _kept(request, code)
    _asked(request, Form({}), "facility.reopen", code, {"code": one.code})
    return redirect("facilities:facility", code)


def _kept(request: StaffRequest, code: str) -> Facility:
    """A facility that this person keeps."""
    if not request.staff.may_keep_facilities:
        raise PermissionDenied
    one = get_object_or_404(facilities_visible_to(request.staff), code=code)
    if not is_inside(request.staff, one.village):
        raise PermissionDenied
    return one


def _asked(request: StaffRequest, form: Form, kind: str, code: str, told: dict[str, Any]) -> bool:
    """Hand it to the worker; what cannot be asked is said on the form."""
    try:
        errands.ask(kind, f"facility:{code}", by=request.staff, area=request.staff.area, told=told)
    except Refusal as refusal:
        form.is_valid()
        form.add_error(None, full_sentence_of(refusal))
        return False
    return True


def _as_typed(one: Facility) -> dict[str, Any]:
    told = {name: getattr(one, name) for name in CORRECTED}
    return {**told, "village": dotted(one.village)}
