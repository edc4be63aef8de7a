"""What every answer tells the browser, and that Django finds nothing to complain of in production."""

import json
import os
import subprocess
import sys

import pytest

from harapan.testing.house import ROOT
from tests.access.table import entries

PRODUCTION = {
    "HARAPAN_PRODUCTION": "1",
    "HARAPAN_SECRET_KEY": "only-for-this-test-" + "0123456789abcdefghijklmnopqrstuvwxyz" * 2,
    "HARAPAN_HOSTS": "pkh.example.go.id",
    "HARAPAN_PROXIES": "1",
}
ASK = """
import json, django
from django.conf import settings
django.setup()
from django.test import Client
answer = Client().get("/masuk/", headers={"host": "pkh.example.go.id", "x-forwarded-proto": "https"})
plain = Client().get("/masuk/", headers={"host": "pkh.example.go.id"})
stranger = Client().get("/masuk/", headers={"host": "elsewhere.example.org", "x-forwarded-proto": "https"})
print(json.dumps({
    "headers": dict(answer.items()),
    "plain": [plain.status_code, plain.get("Location")],
    "elsewhere": stranger.status_code,
    "cookies": [str(cookie) for cookie in answer.cookies.values()],
}))
"""


def in_production(*command: str) -> subprocess.CompletedProcess[str]:
    there = {name: value for name, value in os.environ.items() if name != "DJANGO_ALLOW_ASYNC_UNSAFE"}
    environment = {**there, **PRODUCTION, "HARAPAN_LOGIN": "web", "DJANGO_SETTINGS_MODULE": "harapan.settings"}
    return subprocess.run(
        [sys.executable, *command], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )


def test_django_has_nothing_to_complain_of_in_production(own_database):
    done = in_production("-m", "django", "check", "--deploy", "--fail-level", "INFO")
    assert "no issues (0 silenced)" in done.stdout, done.stderr
    assert done.returncode == 0


@pytest.fixture
def answered(own_database):
    """The page for signing in, as production serves it."""
    done = in_production("-c", ASK)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


def test_production_speaks_https_to_its_own_hosts_only(answered):
    assert answered["plain"] == [301, "https://pkh.example.go.id/masuk/"]
    assert answered["elsewhere"] == 400
    assert answered["headers"]["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains; preload"


def test_cookies_of_production_are_bound_to_their_host(answered):
    assert answered["cookies"]
    for cookie in answered["cookies"]:
        assert cookie.startswith("Set-Cookie: __Host-")
        assert {"Secure", "HttpOnly", "Path=/"} <= set(cookie.split("; "))
        assert "Domain" not in cookie


def test_every_page_says_what_it_may_load(world, walkers):
    for name in ("home:index", "record:index", "record:seals", "account_change_password"):
        text = walkers("national").opens(entries()[name].own(world)).text
        policy = next(line for line in text.splitlines() if line.startswith("Content-Security-Policy: "))
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert "X-Frame-Options: DENY" in text
        assert "X-Content-Type-Options: nosniff" in text
        assert "Referrer-Policy: same-origin" in text
        assert "camera=()" in text
        assert "no-store" in text
