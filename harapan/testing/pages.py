"""Pages as a browser sees them: signed in as somebody, under the login that row-level security binds."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.db import connection
from django.test import Client

from harapan.staff.models import Staff
from harapan.testing.databases import connected_to


@contextmanager
def as_web() -> Iterator[None]:
    """Queries in this block are those of pages: of the login `web`."""
    with connected_to(connection.settings_dict["NAME"], "web"):
        yield


@dataclass
class Visitor:
    """Somebody at a browser. Every request goes through every middleware, under the login `web`."""

    staff: Staff | None = None
    language: str = "en"
    client: Client = field(default_factory=lambda: Client(raise_request_exception=True))

    def __post_init__(self) -> None:
        self.client.cookies["django_language"] = self.language
        if self.staff is not None:
            with as_web():
                self.client.force_login(self.staff, backend="django.contrib.auth.backends.ModelBackend")

    def get(self, path: str, data: Mapping[str, Any] | None = None, **headers: str) -> Any:
        """Open a page."""
        with as_web():
            return self._whole(self.client.get(path, data, headers=headers))

    def post(self, path: str, data: Mapping[str, Any] | None = None, **headers: str) -> Any:
        """Send a form."""
        with as_web():
            return self._whole(self.client.post(path, data, headers=headers))

    @staticmethod
    def _whole(response: Any) -> Any:
        """A streamed body is read while we are still `web`."""
        if response.streaming:
            body = b"".join(response.streaming_content)
            response.streaming_content = [body]
            response.body = body
        else:
            response.body = response.content
        return response
