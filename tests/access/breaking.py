"""The house with two more addresses, whose pages break while somebody's scope is in force."""

from collections.abc import Iterator

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.http.response import StreamingHttpResponse
from django.urls import path

from harapan.registry.models import Member
from harapan.urls import handler403, handler404, handler500  # noqa: F401
from harapan.urls import urlpatterns as those_of_the_house


class Accident(Exception):
    """What no view expects."""


@login_required
def break_down(request: HttpRequest) -> HttpResponse:
    """Look at the families, and fail."""
    raise Accident(list(Member.objects.values_list("name", flat=True)))


@login_required
def break_off(request: HttpRequest) -> StreamingHttpResponse:
    """Send some members, and fail."""

    def body() -> Iterator[str]:
        yield from Member.objects.values_list("name", flat=True).iterator()
        raise Accident

    return StreamingHttpResponse(body())


@login_required
def all_members(request: HttpRequest) -> StreamingHttpResponse:
    """An export without any gate: each row is read when the reader asks for it."""
    numbers = range(Member.objects.count() + 1)
    rows = (
        "".join(f"{name}\n" for name in Member.objects.order_by("pk").values_list("name", flat=True)[n : n + 1])
        for n in numbers
    )
    return StreamingHttpResponse(rows)


urlpatterns = [
    *those_of_the_house,
    path("rusak/", break_down),
    path("putus/", break_off),
    path("semua/", all_members),
]
