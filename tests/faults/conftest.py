"""A small country whose banks fail and dawdle, copied for each misfortune."""

import json
import signal
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.faults.births import Child, Ended, born
from tests.faults.dying import Moment, When

CYCLE = "2026-1"
FAMILIES, KUTAI_KARTANEGARA = 200, "6402"
"""By the luck of the simulated banks, three of their payments wait for a second answer and two come back."""


@pytest.fixture(scope="module")
def country(base_database: str, django_db_blocker, tmp_path_factory) -> Iterator[str]:
    """The name of a database with some families of one regency."""
    from harapan.cli.people import populate
    from harapan.population import presets
    from harapan.testing.databases import copy_database, drop_database, working_in

    name = f"{base_database}_country"
    with django_db_blocker.unblock():
        copy_database(base_database, name)
        with working_in(name, tmp_path_factory.mktemp("country")):
            populate(presets.country(FAMILIES, within=KUTAI_KARTANEGARA))
        yield name
        drop_database(name)


@dataclass(frozen=True)
class House:
    """A database and a home of the test's own, and commands that run in processes of their own."""

    home: Path

    def run(self, *words: str, **environment: str) -> Ended:
        """Run a command to its end."""
        return self.start(*words, **environment).ended()

    def start(self, *words: str, **environment: str) -> Child:
        """Start a command beside others."""
        return born(*words, environment=environment)

    def die(self, when: When, *what: str, words: tuple[str, ...] = ("cycle", "run", CYCLE), turn: int = 1) -> Ended:
        """Run a command that is killed at a moment; it must have come so far."""
        died = born(*words, moment=Moment(when, turn, what)).ended()
        assert died.code == -signal.SIGKILL, f"it never came to {what}: {died.code} {died.err}"
        return died

    def status(self, cycle: str = CYCLE) -> dict:
        """What `cycle status --json` says, without leaving this process."""
        from harapan.payments.queries import status_of

        return status_of(cycle)

    def finish(self) -> dict:
        """Take every step that is left; says where the cycle stands then."""
        done = self.run("cycle", "run", CYCLE, "--json")
        assert done.code == 0, done.err
        return json.loads(done.out)


@pytest.fixture
def house_of(country: str, django_db_blocker, tmp_path: Path) -> Iterator[Callable[[str], House]]:
    """`house_of("name")`: a fresh copy of the country, in which we work from now on."""
    from contextlib import ExitStack

    from harapan.testing.databases import copy_database, drop_database, working_in

    with ExitStack() as stack:

        def build(name: str) -> House:
            home = tmp_path / name
            home.mkdir()
            database = f"{country}_{name}"
            stack.enter_context(django_db_blocker.unblock())
            copy_database(country, database)
            stack.callback(drop_database, database)
            stack.enter_context(working_in(database, home))
            return House(home)

        yield build


@pytest.fixture
def house(house_of) -> House:
    """One house."""
    return house_of("house")
