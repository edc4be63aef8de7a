"""A crowd at a real `harapan serve`: so many people at once, each with a session, who read, think, and go on."""

import http.client
import os
import random
import socket
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings

from harapan.cli.pages import Material, addresses, quantile, signed_in, who_can_read
from harapan.staff.models import Staff

POSITIONS = [
    "national",
    "province_coordinator",
    "regency_coordinator",
    "data_administrator",
    "supervisor",
    "dinsos",
    "facilitator",
    "auditor",
]
THINKS = 1.0
"""Seconds somebody looks at a page before going on, on average."""
PATIENCE = 30.0
"""Seconds after which somebody gives up waiting."""
STARTS = 60.0


@dataclass
class Visit:
    """One person in the crowd: their session, and the pages they go through."""

    cookie: str
    pages: list[str]


@dataclass
class Tally:
    """What everybody met."""

    milliseconds: list[float] = field(default_factory=list)
    troubles: Counter[str] = field(default_factory=Counter)


def send_crowd(users: int, minutes: float) -> dict[str, Any]:
    """Open a house on a free port, let everybody in, and count."""
    visits = [_visit(staff, random.Random(place)) for place, staff in enumerate(people(users))]
    tallies = [Tally() for _ in visits]
    with serving() as port:
        ends = time.monotonic() + minutes * 60
        began = time.monotonic()
        threads = [
            threading.Thread(target=_walk, args=(visit, tally, port, ends, random.Random(place)))
            for place, (visit, tally) in enumerate(zip(visits, tallies, strict=True))
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        took = time.monotonic() - began
    return _figures(users, took, tallies)


def people(count: int) -> list[Staff]:
    """People of every position that looks at families; each more than once where the staff is small."""
    known = who_can_read(*POSITIONS)
    return [known[place % len(known)] for place in range(count)]


def _visit(staff: Staff, dice: random.Random) -> Visit:
    have, client = Material.for_(staff, dice), signed_in(staff)
    rounds = [addresses(have, staff, dice) for _ in range(8)]
    pages = [address for one in rounds for name, address in one.items() if name != "staff" or staff.may_see_staff]
    dice.shuffle(pages)
    morsel = client.cookies[settings.SESSION_COOKIE_NAME]
    return Visit(f"{morsel.key}={morsel.value}", [page.replace(" ", "%20") for page in pages])


def _walk(visit: Visit, tally: Tally, port: int, ends: float, dice: random.Random) -> None:
    time.sleep(dice.random() * THINKS)
    there = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    turn = 0
    while time.monotonic() < ends:
        began = time.perf_counter()
        try:
            there.request("GET", visit.pages[turn % len(visit.pages)], headers={"Cookie": visit.cookie})
            response = there.getresponse()
            response.read()
        except (OSError, http.client.HTTPException) as trouble:
            tally.troubles[type(trouble).__name__] += 1
            there.close()
        else:
            tally.milliseconds.append((time.perf_counter() - began) * 1000)
            if response.status != 200:
                tally.troubles[f"answered {response.status}"] += 1
        turn += 1
        time.sleep(dice.expovariate(1 / THINKS))
    there.close()


def _figures(users: int, took: float, tallies: list[Tally]) -> dict[str, Any]:
    all_ = [one for tally in tallies for one in tally.milliseconds]
    troubles: Counter[str] = sum((tally.troubles for tally in tallies), Counter())
    return {
        "users": users,
        "seconds": round(took),
        "requests": len(all_),
        "requests_per_second": round(len(all_) / took, 1),
        **{f"p{percent}_ms": round(quantile(all_, percent)) for percent in (50, 95, 99) if all_},
        "slowest_ms": round(max(all_, default=0)),
        "errors": dict(troubles),
    }


@contextmanager
def serving() -> Iterator[int]:
    """`harapan serve` of this home, as a process of its own; stopped at the end. Yields its port."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {**os.environ, "HARAPAN_HOME": str(settings.HOME), "HARAPAN_LOGIN": "machine"}
    command = [sys.executable, "-c", "from harapan.cli import run; run()", "serve", "--port", str(port)]
    house = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)  # noqa: S603 - ourselves
    try:
        _wait_for(port)
        yield port
    finally:
        house.terminate()
        house.wait(timeout=60)


def _wait_for(port: int) -> None:
    patience = time.monotonic() + STARTS
    while time.monotonic() < patience:
        there = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
        try:
            there.request("GET", "/sehat/")
            if there.getresponse().status == 200:
                return
        except OSError:
            time.sleep(0.3)
        finally:
            there.close()
    raise TimeoutError("the house did not open")
