"""How somebody walks through the pages: every address of the resolver, filled with what stands in addresses."""

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests.access.world import World


@dataclass(frozen=True)
class Answer:
    """What came back: the code, and everything a reader could find in it."""

    status: int
    text: str
    location: str = ""

    def tells(self, secrets: set[str], *, typed: str = "") -> set[str]:
        """Which of these it gives away. What the reader typed into the address is no news to them."""
        text = self.text.replace(typed, "") if typed else self.text
        return {secret for secret in secrets if secret in text}


@dataclass
class Walker:
    """Somebody at a browser; nothing a page throws is hidden from the test unless `catches`."""

    position: str
    client: Client

    @classmethod
    def signed_in(cls, world: World, position: str, *, catches: bool = False) -> "Walker":
        """Under the login `web`, which must be the one in use."""
        client = Client(raise_request_exception=not catches)
        client.cookies["django_language"] = "en"
        client.force_login(world.people[position], backend="django.contrib.auth.backends.ModelBackend")
        return cls(position, client)

    def opens(self, address: str, **headers: str) -> Answer:
        """GET."""
        return answer_of(self.client.get(address, headers=headers))

    def presses(self, address: str, **typed: Any) -> Answer:
        """POST."""
        return answer_of(self.client.post(address, typed))


def answer_of(response: Any) -> Answer:
    """Read to the end, streamed or not; spreadsheets are unpacked."""
    body = b"".join(response.streaming_content) if response.streaming else response.content
    if body[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(body)) as book:
            body = b"\n".join(book.read(name) for name in book.namelist())
    headers = "\n".join(f"{name}: {value}" for name, value in response.items())
    return Answer(response.status_code, f"{headers}\n{body.decode(errors='replace')}", response.get("Location", ""))


def addresses() -> dict[str, URLPattern]:
    """Every address of the house by its full name: `record:index`; by its route where it has no name."""
    return dict(_named(get_resolver().url_patterns, ""))


def _named(patterns: list[Any], space: str) -> Iterator[tuple[str, URLPattern]]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from _named(pattern.url_patterns, f"{space}{pattern.namespace}:" if pattern.namespace else space)
        else:
            yield f"{space}{pattern.name or pattern.pattern}", pattern


def fill(name: str, things: dict[str, Any]) -> str:
    """The address of a page with these things in it."""
    return reverse(name, kwargs=things)


def echo_of(address: str) -> str:
    """A reader's own address as pages repeat it."""
    return unquote(re.sub(r"\?.*", "", address))
