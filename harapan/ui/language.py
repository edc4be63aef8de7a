"""Which language a page speaks: the one in the cookie, else Bahasa Indonesia, whatever the browser says."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import translation

from harapan.ui.exports import MOST_ROWS, TooLong, separated_by

Answer = Callable[[HttpRequest], HttpResponseBase]


def chosen_language(get_response: Answer) -> Answer:
    """Middleware: activates the language for the request and says which one it was; files are written in it."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        wanted = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, settings.LANGUAGE_CODE)
        language = wanted if wanted in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
        with translation.override(language), separated_by(request.GET.get("pemisah", "")):
            request.LANGUAGE_CODE = language
            response = get_response(request)
        response.headers.setdefault("Content-Language", language)
        return response

    answer.process_exception = too_long  # type: ignore[attr-defined]
    return answer


def too_long(request: HttpRequest, exception: Exception) -> HttpResponse | None:
    """A workbook with too many rows: which other ways there are."""
    if not isinstance(exception, TooLong):
        return None
    told = {"most": MOST_ROWS, "csv": request.get_full_path().replace("xlsx", "csv", 1)}
    return render(request, "ui/too_long.html", told, status=413)
