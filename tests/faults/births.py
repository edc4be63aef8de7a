"""Processes of their own that begin with all code read: forked from one that did nothing but import it.

What they do is what `harapan` or the worker do in a fresh interpreter, whose start takes longer than most steps of a
small cycle; in all else (environment, connections, files, signals, death) they stand alone.
"""

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from tests.faults import dying
from tests.faults.dying import Moment

PATIENCE: Final = 120
WORKER: Final = ("worker",)

births = get_context("forkserver")
births.set_forkserver_preload(["harapan.cli", "harapan.operations.worker", "duckdb"])


@dataclass(frozen=True)
class Ended:
    """How a process ended, and what it said."""

    code: int
    out: str
    err: str


@dataclass(frozen=True)
class Child:
    """A process that runs a command or the worker."""

    process: ForkServerProcess
    papers: TemporaryDirectory[str]

    def ended(self, within: float = PATIENCE) -> Ended:
        """Wait for it."""
        self.process.join(within)
        code = self.process.exitcode
        assert code is not None, f"it did not end in {within} s"
        return Ended(code, *(Path(self.papers.name, name).read_text() for name in ("out", "err")))

    def send(self, signal: int) -> None:
        """Send it a signal."""
        os.kill(self.process.pid or 0, signal)

    def kill(self) -> None:
        """End it, whatever it is doing."""
        self.process.kill()
        self.process.join()


def born(*words: str, moment: Moment | None = None, environment: Mapping[str, str] | None = None) -> Child:
    """Start a command (or `worker`) in the environment of this process, to be killed at a moment if there is one."""
    papers = TemporaryDirectory(prefix="harapan-child-")
    told = {**os.environ, **(environment or {})}
    process = births.Process(target=live, args=(words, moment, told, papers.name))
    process.start()
    return Child(process, papers)


def live(words: tuple[str, ...], moment: Moment | None, environment: Mapping[str, str], papers: str) -> None:
    """The child's life."""
    for number, name in ((1, "out"), (2, "err")):
        os.dup2(os.open(f"{papers}/{name}", os.O_WRONLY | os.O_CREAT), number)
    os.environ.clear()
    os.environ.update(environment)
    _read_settings_again()
    if moment:
        dying.expect(moment)
    if words == WORKER:
        from harapan.operations.worker import main as run
    else:
        from harapan.cli import run

    sys.argv = ["harapan", *words]
    run()


def _read_settings_again() -> None:
    """Where the database and the home are; all other settings are those of the parent."""
    from django.conf import settings
    from django.db import connection

    from harapan import postgres

    settings.HOME = postgres.home()
    connection.settings_dict.update(postgres.address("machine").django())
