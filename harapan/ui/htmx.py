"""A part of a page that is asked for after the session ended sends the whole page to the door."""

from collections.abc import Callable
from urllib.parse import quote, urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase, HttpResponseRedirectBase
from django.shortcuts import resolve_url

Answer = Callable[[HttpRequest], HttpResponseBase]


def whole_page_to_the_door(get_response: Answer) -> Answer:
    """Middleware. The code is 401, not a redirect, so that the browser keeps what was typed (harapan.js)."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        if not isinstance(response, HttpResponseRedirectBase) or "HX-Request" not in request.headers:
            return response
        door = resolve_url(settings.LOGIN_URL)
        if urlsplit(response.url).path != door or request.path == door:
            return response
        return HttpResponse(status=401, headers={"HX-Redirect": f"{door}?next={quote(_page(request))}"})

    return answer


def _page(request: HttpRequest) -> str:
    """The page the part belongs to, as the browser says; a page of another house is none."""
    said = urlsplit(request.headers.get("HX-Current-URL", ""))
    if said.netloc != request.get_host():
        return "/"
    return said.path + (f"?{said.query}" if said.query else "")
