"""The ministry's form, filled in, comes back as a file: tried row by row, then signed and sent like any sheet."""

import hashlib
import tempfile
from pathlib import Path
from typing import Any, Final

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods

from harapan.console.schools.desk import crumbs_of, school_or_404
from harapan.console.schools.forms import FormFile
from harapan.console.schools.queries import may_bring
from harapan.console.schools.trying import Trial, try_form
from harapan.console.stages.uploads import Quota
from harapan.intake.filled.apart import rows_apart
from harapan.intake.filled.education import read_form
from harapan.intake.reading.trouble import Unreadable
from harapan.lib.english import agree
from harapan.lib.refusals import Refusal
from harapan.places.models import Facility
from harapan.staff.middleware import StaffRequest
from harapan.ui.words import Words, full_sentence_of, said

LARGEST: Final = 5 << 20
"""Bytes; a form of a large school has a hundredth of it."""
SALT: Final = "harapan.schools.form"
GOOD_FOR: Final = 24 * 3600
"""Seconds within which what was tried can be sent."""


@csrf_exempt  # the token is checked below, once it is known how much may be read
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@cache_control(private=True, no_store=True)
def bring(request: StaffRequest, code: str) -> HttpResponse:
    """Try a form, then send what it says."""
    school = school_or_404(code, request.staff)
    if not may_bring(request.staff, school):
        raise PermissionDenied
    request.upload_handlers = [Quota(request, LARGEST), *request.upload_handlers]
    return _bring(request, school)


@csrf_protect
def _bring(request: StaffRequest, school: Facility) -> HttpResponse:
    if request.method != "POST":
        return _shown(request, school, FormFile())
    if request.POST.get("aksi") == "kirim":
        return _sent(request, school)
    form = FormFile(request.POST, request.FILES)
    if getattr(request, "too_large", False):
        form.errors.clear()
        form.add_error("berkas", said("Berkas ini lebih dari 5 MB.", "This file is larger than 5 MB."))
    if not form.is_valid():
        return _shown(request, school, form, status=422)
    try:
        trial = _tried(request, school, form.cleaned_data["berkas"])
    except Unreadable as trouble:
        form.add_error("berkas", full_sentence_of(trouble))
        return _shown(request, school, form, status=422)
    return _shown(request, school, form, trial=trial)


def _tried(request: StaffRequest, school: Facility, file: Any) -> Trial:
    """Read in a process of its own; the file is gone when the page is drawn."""
    digest = hashlib.sha256()
    with tempfile.NamedTemporaryFile(suffix=".form") as kept:
        for piece in file.chunks():
            digest.update(piece)
            kept.write(piece)
        kept.flush()
        form = read_form(rows_apart(Path(kept.name)))
    return try_form(form, school, today=timezone.localdate(), evidence=digest.hexdigest(), by=request.staff)


def _sent(request: StaffRequest, school: Facility) -> HttpResponse:
    """What was tried, said. It is signed by us and good for a day; who was on the list then must be on it now."""
    try:
        told = signing.loads(request.POST.get("isi", ""), salt=SALT, max_age=GOOD_FOR)
        if (told["school"], told["by"]) != (school.code, request.staff.pk):
            raise signing.BadSignature
    except (signing.BadSignature, KeyError, TypeError):
        messages.error(
            request,
            said("Hasil uji ini sudah lewat. Unggah formulirnya sekali lagi.", "Too long ago. Bring the form again."),
        )
        return redirect("schools:bring", school.code)
    try:
        reports = Trial.from_told(told, school, request.staff).send(by=request.staff)
    except Refusal as refusal:
        messages.error(request, full_sentence_of(refusal))
        return redirect("schools:bring", school.code)
    count = len(reports)
    messages.success(
        request,
        said(f"{count} laporan kelas terkirim.", agree(f"{count} class [report was|reports were] sent.", count)),
    )
    last = max(one.month for one in reports)
    return redirect(f"{reverse('schools:school', args=[school.code])}?bulan={last:%Y-%m}")


def _shown(
    request: StaffRequest, school: Facility, form: FormFile, *, trial: Trial | None = None, status: int = 200
) -> HttpResponse:
    told = trial.told(request.staff) if trial and trial.good else None
    shown = {
        "school": school,
        "form": form,
        "trial": trial,
        "isi": signing.dumps(told, salt=SALT, compress=True) if told else "",
        "crumbs": [*crumbs_of(school), ("", Words("Formulir yang sudah diisi", "A form, filled in"))],
    }
    return render(request, "console/schools/import.html", shown, status=status)
