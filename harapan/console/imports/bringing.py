"""Bringing a file, choosing its columns, and pressing the next step; the worker does what was asked."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods, require_POST

from harapan.console.imports.forms import Because, Bring, Columns
from harapan.console.imports.shown import without_numbers
from harapan.console.imports.views import DESK, S, about_upload
from harapan.console.stages.uploads import Quota
from harapan.intake.imports import actions
from harapan.intake.imports.queries import kinds_for, may_apply, uploads_visible_to
from harapan.intake.imports.storing import keep, most_from_pages, too_large
from harapan.intake.models import Upload
from harapan.intake.sources import SOURCES
from harapan.lib.refusals import Refusal
from harapan.operations.errands import ask
from harapan.staff.middleware import StaffRequest
from harapan.ui.words import Words, said, sentence_of

WORDS = {"baca": "import.read", "terapkan": "import.apply", "batalkan": "import.undo", "buang": "import.discard"}
"""What a button asks for, by its word in the address."""


@csrf_exempt  # the token is checked below, once it is known how much may be read
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: StaffRequest, kind: str) -> HttpResponse:
    """Bring a list of one kind."""
    if kind not in SOURCES:
        raise Http404
    if kind not in kinds_for(request.staff):
        raise PermissionDenied
    request.upload_handlers = [Quota(request, most_from_pages()), *request.upload_handlers]
    return _new(request, kind)


@csrf_protect
def _new(request: StaffRequest, kind: str) -> HttpResponse:
    form = Bring(kind, request.staff)
    if request.method == "POST":
        form = Bring(kind, request.staff, request.POST, request.FILES)
        if getattr(request, "too_large", False):
            form.errors.clear()
            form.add_error("berkas", said(*too_large()))
        elif form.is_valid() and (brought := _brought(request, kind, form)):
            return redirect("imports:upload", brought.pk)
    source = SOURCES[kind]
    context = {
        "form": form,
        "source": source,
        "megabytes": settings.IMPORT_MB,
        "needs": [[source.by_name[name].words for name in choice] for choice in source.needs],
        "crumbs": [DESK, ("", source.words)],
    }
    return render(request, "console/imports/new.html", context, status=422 if form.errors else 200)


def _brought(request: StaffRequest, kind: str, form: Bring) -> Upload | None:
    """Keep the file, put it on the desk, ask for it to be read. The same file leads to where it is."""
    typed = form.cleaned_data
    try:
        upload = actions.bring(
            keep(typed["berkas"].chunks(), most=most_from_pages()),
            kind=kind,
            name=typed["berkas"].name,
            area=typed.get("wilayah", ""),
            as_of=typed["per"],
            document=typed["surat"],
            bank=typed.get("bank", ""),
            by=request.staff,
        )
        _ask("baca", upload, request)
    except actions.SameFile as same:
        link = format_html('<a href="{}">{}</a>', reverse("imports:upload", args=[same.upload.pk]), same.upload.name)
        form.add_error("berkas", format_html("{} {}", said("Sudah pernah diunggah:", "Brought before:"), link))
        return None
    except Refusal as refusal:
        form.add_error("berkas", sentence_of(refusal))
        return None
    return upload


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def columns(request: StaffRequest, pk: int) -> HttpResponse:
    """Say which column holds what. The file is then read again, and so is every later one with the same head."""
    upload = get_object_or_404(uploads_visible_to(request.staff), pk=pk)
    if upload.kind not in kinds_for(request.staff):
        raise PermissionDenied
    if upload.state not in (S.ASKS, S.CHECKED):
        return _moved_on(request, upload)
    form = Columns(upload, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            sheet = form.cleaned_data.get("sheet", "")
            if not sheet or sheet == upload.layout.get("sheet"):
                actions.choose_columns(upload, form.chosen, by=request.staff)
            _ask("baca", upload, request, **({"sheet": sheet} if sheet else {}))
        except Refusal as refusal:
            form.add_error(None, sentence_of(refusal))
        else:
            return redirect("imports:upload", pk)
    context = {
        "upload": upload,
        "sample": [[without_numbers(cell) for cell in row] for row in upload.sample],
        "form": form,
        "source": SOURCES[upload.kind],
        "crumbs": [DESK, (reverse("imports:upload", args=[pk]), upload.name), ("", Words("Kolom", "Columns"))],
    }
    return render(request, "console/imports/columns.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def press(request: StaffRequest, pk: int, word: str) -> HttpResponse:
    """Ask for the next step; the page then shows how far it is."""
    upload = get_object_or_404(uploads_visible_to(request.staff), pk=pk)
    may = upload.kind in kinds_for(request.staff) if word in ("baca", "buang") else may_apply(upload, request.staff)
    if not may:
        raise PermissionDenied
    if upload.state not in FITS[word]:
        return _moved_on(request, upload)
    details, form = {}, Because(request.POST)
    if word == "batalkan":
        if not form.is_valid():
            return render(request, "console/imports/upload.html", about_upload(request, upload, form), status=422)
        details["because"] = form.cleaned_data["alasan"]
    try:
        _ask(word, upload, request, **details)
    except Refusal as refusal:
        messages.error(request, sentence_of(refusal))
    return redirect("imports:upload", pk)


FITS = {
    "baca": (S.UPLOADED, S.ASKS, S.CHECKED),
    "terapkan": (S.CHECKED,),
    "batalkan": (S.APPLIED,),
    "buang": (S.UPLOADED, S.ASKS, S.CHECKED, S.REFUSED),
}
"""In which states a button is pressed."""


def _ask(word: str, upload: Upload, request: StaffRequest, **details: Any) -> None:
    ask(WORDS[word], f"import:{upload.pk}", by=request.staff, area=upload.area, **details)


def _moved_on(request: StaffRequest, upload: Upload) -> HttpResponse:
    messages.warning(
        request,
        said(
            "Daftar ini sudah bergerak sejak Anda membuka halaman itu. Inilah keadaannya sekarang.",
            "The list has moved on since you opened that page. This is where it stands now.",
        ),
    )
    return redirect("imports:upload", upload.pk)
