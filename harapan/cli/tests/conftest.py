"""`harapan(...)` runs a command as a person would type it, and hands back what was said."""

import shlex
import sys
from collections.abc import Callable
from dataclasses import dataclass

import pytest


@dataclass(frozen=True)
class Said:
    """What a command printed, and how it ended."""

    code: int
    out: str
    err: str


@pytest.fixture
def harapan(capsys, monkeypatch) -> Callable[..., Said]:
    """Run a command line in this process, on the database the test works in."""
    from harapan.cli.main import run

    def type_(line: str, *more: str) -> Said:
        capsys.readouterr()
        monkeypatch.setattr(sys, "argv", ["harapan", *shlex.split(line), *map(str, more)])
        code: object = 0
        try:
            run()
        except SystemExit as end:
            code = end.code or 0
        said = capsys.readouterr()
        return Said(int(code), said.out, said.err)  # type: ignore[call-overload]

    return type_
