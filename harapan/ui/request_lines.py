"""One line of log for each request, with a number that the reader sees too when something breaks."""

import time
from collections.abc import Callable, Iterable, Iterator
from typing import Any
from uuid import uuid4

import structlog
from django.core.exceptions import BadRequest, PermissionDenied, SuspiciousOperation
from django.http import Http404, HttpRequest
from django.http.multipartparser import MultiPartParserError
from django.http.response import HttpResponseBase, StreamingHttpResponse

from harapan.ui.log import accident

log = structlog.get_logger("harapan.requests")

ANSWERED = (Http404, PermissionDenied, BadRequest, SuspiciousOperation, MultiPartParserError)
"""Exceptions that Django turns into an answer of their own."""
HEADER = "X-Request-ID"
Answer = Callable[[HttpRequest], HttpResponseBase]


class RequestLines:
    """Middleware, around everything that may fail. Logs method, route, code, milliseconds, staff and number."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        began = time.perf_counter()
        request.number = uuid4().hex[:12]  # type: ignore[attr-defined]
        with structlog.contextvars.bound_contextvars(request=request.number):  # type: ignore[attr-defined]
            response = self.get_response(request)
        response.headers[HEADER] = request.number  # type: ignore[attr-defined]
        if isinstance(response, StreamingHttpResponse):
            body: Any = response.streaming_content
            response.streaming_content = _streamed(request, body, response.status_code, began)
        else:
            _line(request, response.status_code, began)
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> None:
        """A view broke: Django answers 500, and we say where. What is refused by 403, 404 or 400 is no accident."""
        if isinstance(exception, ANSWERED):
            return
        log.error("accident", route=_route(request), **accident(exception))


def _streamed(request: HttpRequest, chunks: Iterable[Any], status: int, began: float) -> Iterator[Any]:
    """The line of a streamed answer is written when the last piece has gone, or when it broke off."""
    try:
        yield from chunks
    except Exception as error:
        number = request.number  # type: ignore[attr-defined]
        log.error("accident", request=number, route=_route(request), **accident(error))
        _line(request, status, began, broke_off=True)
        raise
    else:
        _line(request, status, began, streamed=True)


def _line(request: HttpRequest, status: int, began: float, **more: Any) -> None:
    staff = getattr(request, "staff", None)
    log.info(
        "request",
        request=request.number,  # type: ignore[attr-defined]
        method=request.method if request.method in METHODS else "other",
        route=_route(request),
        status=status,
        ms=round((time.perf_counter() - began) * 1000),
        staff=staff.pk if staff is not None else None,
        **more,
    )


METHODS = {"GET", "HEAD", "POST", "OPTIONS", "PUT", "PATCH", "DELETE"}


def _route(request: HttpRequest) -> str:
    """The name of the page; never the address, in which people type."""
    match = request.resolver_match
    return (match.view_name or match.route) if match else "none"
