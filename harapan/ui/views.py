"""The language switch, the style guide, and friendly pages for when something is not as it should be."""

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from harapan.ui import guide


@require_POST
def choose_language(request: HttpRequest) -> HttpResponse:
    """Remember the language in a cookie and go back to where the reader was."""
    back = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}):
        back = "/"
    response = HttpResponseRedirect(back)
    language = request.POST.get("language", "")
    if language in dict(settings.LANGUAGES):
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME, language, max_age=365 * 86_400, samesite="Lax", secure=settings.PRODUCTION
        )
    return response


SHEETS = {"polos": "ui/guide/bare.html", "403": "ui/403.html", "404": "ui/404.html", "basi": "403_csrf.html"}
"""Whole pages that the style guide shows by themselves."""


def style_guide(request: HttpRequest, sheet: str = "") -> HttpResponse:
    """Every part in every state; where real people work, for staff alone."""
    if settings.PRODUCTION and not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    if sheet == "500":
        return HttpResponse(render_to_string("ui/500.html"))
    if sheet:
        if sheet not in SHEETS:
            raise Http404
        return render(request, SHEETS[sheet])
    return render(request, "ui/guide/index.html", guide.shown(request))


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001
    """Not for this person."""
    return render(request, "ui/403.html", status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001
    """No such page, or not one this person may know of: the same words for both."""
    return render(request, "ui/404.html", status=404)


def broken(request: HttpRequest) -> HttpResponse:
    """Our fault. Whatever broke, this page needs none of it; its number is that of the log's lines."""
    return HttpResponse(render_to_string("ui/500.html", {"number": getattr(request, "number", "")}), status=500)
