"""A home of its own with its own server: the programme dies, the server dies, and both come back with everything."""

import json
import os
import signal

from harapan.postgres import keeper
from harapan.postgres.places import Places
from harapan.postgres.tests.homes import is_running, new_home, stops_within
from tests.faults.births import born
from tests.faults.dying import Moment

CYCLE = "2026-1"


def alone(home, *words, moment=None):
    """A command in a home that knows no other database."""
    free = {name: "" for name in os.environ if name.startswith("DATABASE_")}
    here = {"HARAPAN_HOME": str(home), "HARAPAN_POSTGRES_DURABLE": "0"}
    return born(*words, moment=moment, environment={**free, **here}).ended()


def harapan(home, *words):
    done = alone(home, *words)
    assert done.code == 0, done.err
    return done.out


def killed(home, when, *what):
    died = alone(home, "cycle", "run", CYCLE, moment=Moment(when, 1, what))
    assert died.code == -signal.SIGKILL, died.err


def test_the_programme_and_its_server_are_killed_and_a_cycle_still_closes():
    with new_home() as home:
        harapan(home, "population", "make", "--size", "100")
        killed(home, "after", "INSERT INTO", "registry_standing")
        server = keeper.server_pid(Places(home).base)
        assert server is not None
        os.kill(server, signal.SIGKILL)
        killed(home, "before", "rename", f"payments/{CYCLE}/")

        status = json.loads(harapan(home, "cycle", "run", CYCLE, "--json"))

        assert status["state"] == "closed"
        assert sum(status["ledger"][account]["rupiah"] for account in ("approved", "at_bank", "returned")) == 0
        assert "events hold together" in harapan(home, "audit", "verify")
        assert stops_within(home, 10)
        assert not is_running(home)
