"""Pages on which a published figure is added or corrected; the worker writes it down."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from harapan.console.figures.printed import Printed, initial
from harapan.coordination.models import PublishedFigure
from harapan.lib.refusals import Refusal
from harapan.operations import errands
from harapan.operations.errands.figures import may_note_figures
from harapan.staff.middleware import StaffRequest
from harapan.ui.words import full_sentence_of, said


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: StaffRequest) -> HttpResponse:
    """A figure nobody has recorded yet."""
    return _page(request, None)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: StaffRequest, key: str) -> HttpResponse:
    """One that is there, with what we noted about it put right."""
    if not may_note_figures(request.staff):
        raise PermissionDenied
    return _page(request, get_object_or_404(PublishedFigure, key=key))


def _page(request: StaffRequest, figure: PublishedFigure | None) -> HttpResponse:
    if not may_note_figures(request.staff):
        raise PermissionDenied
    posted = request.POST if request.method == "POST" else None
    form = Printed(posted, initial=initial(figure) if figure else {})
    if posted is not None and form.is_valid():
        key = figure.key if figure else form.key()
        try:
            errands.ask("figure.note", f"figure:{key}", by=request.staff, key=key, **form.facts)
        except Refusal as refusal:
            form.add_error(None, full_sentence_of(refusal))
        else:
            messages.success(
                request,
                said("Angka dicatat; muat ulang sebentar lagi.", "The figure is being kept; load again in a moment."),
            )
            return redirect("figures:published")
    crumbs = [
        (reverse("figures:index"), said("Angka & peta", "Figures & maps")),
        (reverse("figures:published"), said("Angka terbitan", "Published figures")),
        ("", said("Perbaiki", "Correct") if figure else said("Tambah", "Add")),
    ]
    shown = {"form": form, "figure": figure, "crumbs": crumbs}
    return render(request, "console/figures/printed.html", shown, status=422 if form.errors else 200)
