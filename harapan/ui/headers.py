"""What every answer tells browsers to leave alone, beside what Django and django-csp say already."""

from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase

Answer = Callable[[HttpRequest], HttpResponseBase]

UNUSED = ("camera", "microphone", "geolocation", "payment", "usb", "serial", "browsing-topics")
POLICY = ", ".join(f"{feature}=()" for feature in UNUSED)


def careful_headers(get_response: Answer) -> Answer:
    """Middleware. Pages of somebody who is signed in are kept by no browser: offices share computers."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        response.headers.setdefault("Permissions-Policy", POLICY)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        if hasattr(request, "staff"):
            response.headers.setdefault("Cache-Control", "private, no-store")
        return response

    return answer
