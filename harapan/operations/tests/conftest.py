"""Asking as pages ask, and a worker that works in this process."""

from collections.abc import Callable

import pytest

from harapan.operations import actions
from harapan.operations.models import Work
from harapan.staff.access import working_as
from harapan.testing.pages import as_web


@pytest.fixture
def ask() -> Callable[..., Work]:
    """`ask("freeze", "2025-1", by=dewi)`: what a page does, under its login."""

    def ask_as_web(step: str, cycle: str, *, by, **details) -> Work:
        with as_web(), working_as(by):
            return actions.ask(step, cycle, by=by, **details)

    return ask_as_web


@pytest.fixture
def done(ask) -> Callable[..., Work]:
    """The same, carried out at once."""

    def carried_out(step: str, cycle: str, *, by, **details) -> Work:
        work = ask(step, cycle, by=by, **details)
        actions.carry_out(work)
        work.refresh_from_db()
        return work

    return carried_out
