"""Real pages in a real browser: granian as the login `web`, on a database of the tests' own, seen by Chromium."""

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from harapan.staff.models import Staff
from harapan.testing.databases import copy_database, drop_database, working_in
from harapan.testing.house import ROOT
from harapan.testing.pages import Visitor

PATIENCE = 30
"""Seconds until a server must answer."""
ARGUMENTS = ["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"]
HEIGHT = 800


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One browser for the session. Where there is none the tests are skipped, but never on the machine that decides."""
    path = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    if not path:
        refuse = pytest.fail if os.environ.get("CI") == "true" else pytest.skip
        refuse("no Chromium: apt-get install chromium, or say where it is in CHROMIUM")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()


@contextmanager
def serving() -> Iterator[str]:
    """The console on the database that this process works in; yields its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "granian", "harapan.wsgi:application", "--interface", "wsgi", "--port", str(port)]
    options = ["--workers", "1", "--blocking-threads", "2", "--log-level", "error"]
    environment = {**os.environ, "HARAPAN_LOGIN": "web"}
    server = subprocess.Popen([*command, *options], env=environment, cwd=ROOT)
    address = f"http://127.0.0.1:{port}"
    try:
        wait_for(f"{address}/sehat/", server)
        yield address
    finally:
        server.terminate()
        server.wait(timeout=PATIENCE)


def wait_for(address: str, server: subprocess.Popen[bytes]) -> None:
    """Until it answers, or has ended, or our patience has."""
    until = time.monotonic() + PATIENCE
    while server.poll() is None and time.monotonic() < until:
        with suppress(URLError, ConnectionError), urlopen(address, timeout=PATIENCE):
            return
        time.sleep(0.1)
    pytest.fail("the server did not come up")


@pytest.fixture(scope="module")
def site(base_database: str, django_db_blocker, tmp_path_factory) -> Iterator[str]:
    """The console over empty tables and the cast; one for all tests of a file, which change nothing that others see."""
    name = f"{base_database}_browser"
    with django_db_blocker.unblock():
        copy_database(base_database, name)
        with working_in(name, tmp_path_factory.mktemp("site")), serving() as address:
            yield address
        drop_database(name)


@pytest.fixture
def serve_here() -> Iterator[Callable[[], str]]:
    """`serve_here()`: the console over the database the test works in (`own_database`, `after("approve")`)."""
    with ExitStack() as stack:
        yield lambda: stack.enter_context(serving())


@pytest.fixture
def browse(chromium: Browser) -> Iterator[Callable[..., Page]]:
    """`browse(site, dewi, width=360, dark=True)`: a window of somebody's own, signed in if it is somebody."""
    with ExitStack() as stack:

        def window(
            address: str,
            staff: Staff | None = None,
            *,
            language: str = "en",
            width: int = 1280,
            dark: bool = False,
            **options: object,
        ) -> Page:
            context = chromium.new_context(
                base_url=address,
                viewport={"width": width, "height": HEIGHT},
                color_scheme="dark" if dark else "light",
                reduced_motion="reduce",
                **options,
            )
            stack.callback(context.close)
            cookies = {"django_language": language}
            if staff is not None:
                cookies["sessionid"] = Visitor(staff).client.cookies["sessionid"].value
            context.add_cookies([{"name": name, "value": value, "url": address} for name, value in cookies.items()])
            page = context.new_page()
            page.set_default_timeout(10_000)
            return page

        yield window
