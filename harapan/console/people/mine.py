"""One's own account: password, one-time codes, where one is signed in, the language."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from harapan.console.people.views import about_person
from harapan.staff import actions
from harapan.staff.middleware import StaffRequest
from harapan.ui.words import said


@login_required
@require_safe
def me(request: StaffRequest) -> HttpResponse:
    """Everything about one's own account."""
    here = request.session.session_key
    return render(request, "console/people/me.html", {**about_person(request.staff, request.staff), "here": here})


@login_required
@require_POST
def end_session(request: StaffRequest, pk: int) -> HttpResponse:
    """End one other session of one's own; for this one there is signing out."""
    if not actions.end_sessions(request.staff, by=request.staff, only=pk, keep=request.session.session_key):
        raise Http404
    messages.success(request, said("Sesi itu berakhir.", "That session has ended."))
    return redirect("people:me")


@login_required
@require_POST
def end_others(request: StaffRequest) -> HttpResponse:
    """End every session of one's own but this one."""
    ended = actions.end_sessions(request.staff, by=request.staff, keep=request.session.session_key)
    messages.success(request, said(f"{ended} sesi lain berakhir.", f"{ended} other sessions have ended."))
    return redirect("people:me")


@login_required
@require_POST
def speak(request: StaffRequest) -> HttpResponse:
    """The language one reads, on every device."""
    language = request.POST.get("language", "")
    if language not in dict(settings.LANGUAGES):
        raise Http404
    actions.choose_language(request.staff, language, by=request.staff)
    response = redirect("people:me")
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        max_age=365 * 86_400,
        samesite="Lax",
        secure=settings.LANGUAGE_COOKIE_SECURE,
    )
    return response
