"""Every request of somebody who is signed in works within their scope, its streamed body too."""

from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase, StreamingHttpResponse

from harapan.staff.access import streaming_as, working_as
from harapan.staff.models import Staff


class StaffRequest(HttpRequest):
    """A request of somebody who is signed in: `staff` is who."""

    staff: Staff


def staff_scope(get_response: Callable[[HttpRequest], HttpResponseBase]) -> Callable[[HttpRequest], HttpResponseBase]:
    """Middleware, after the one that knows the user."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        staff = request.user if isinstance(request.user, Staff) else None
        if staff is None:
            return get_response(request)
        request.staff = staff  # type: ignore[attr-defined]
        with working_as(staff):
            response = get_response(request)
        if isinstance(response, StreamingHttpResponse):
            response.streaming_content = streaming_as(staff, response.streaming_content)  # type: ignore[arg-type]
        return response

    return answer
