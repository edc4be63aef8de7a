"""The worker as a process of its own: it works, dies in the middle, and another takes the work up at once."""

import signal
import time

import pytest
from django.db import connection

from harapan.letters.filing import fetch
from harapan.letters.models import Letter
from harapan.operations.actions import ask
from harapan.operations.care import JUST_NOW
from harapan.operations.letters.asking import Wish
from harapan.operations.letters.asking import ask as ask_for_letter
from harapan.operations.models import Work
from harapan.staff.access import working_as
from harapan.staff.queries import staff_called
from harapan.testing.pages import as_web
from tests.faults.births import WORKER, born
from tests.faults.conftest import CYCLE
from tests.faults.dying import Moment
from tests.faults.test_kills import money_is_whole

PATIENCE = 60


@pytest.fixture
def worker():
    """`worker()` starts one; all are gone afterwards."""
    running = []

    def start(moment: Moment | None = None):
        running.append(born(*WORKER, moment=moment))
        return running[-1]

    yield start
    for process in running:
        process.kill()


def asked(step: str, who: str, **details) -> Work:
    staff = staff_called(who)
    with as_web(), working_as(staff):
        return ask(step, CYCLE, by=staff, **details)


def over(work: Work | Letter, within: float = PATIENCE) -> Work:
    """Wait for its end."""
    until = time.monotonic() + within
    while time.monotonic() < until:
        work.refresh_from_db()
        if work.is_over:
            return work
        time.sleep(0.1)
    pytest.fail(f"{work} did not end in {within} s")


def test_a_worker_takes_the_steps_of_two_people(house, worker):
    worker()
    for step, who in (
        ("open", "dewi"),
        ("freeze", "dewi"),
        ("compute", "dewi"),
        ("review", "dewi"),
        ("approve", "eko"),
    ):
        work = over(asked(step, who))
        assert (work.state, work.begun) == ("done", 1), work.sentence_en

    assert house.status()["state"] == "approved"
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'carry_out_work'")
        assert cursor.fetchone()[0] == 0


def test_another_worker_takes_up_at_once_what_a_dead_one_left(house, worker):
    for step in ("open", "freeze"):
        assert house.run("cycle", step, CYCLE).code == 0
    work = asked("compute", "dewi")
    died = worker(Moment("after", 1, ("harapan_attach_slice", "entitlements_entitlement")))
    assert died.ended(PATIENCE).code == -signal.SIGKILL
    work.refresh_from_db()
    assert (work.state, work.begun) == ("running", 1)

    time.sleep(JUST_NOW)
    worker()
    over(work)

    assert (work.state, work.begun) == ("done", 2)
    assert house.status()["state"] == "computed"
    assert house.finish()["state"] == "closed"
    money_is_whole()


def test_a_letter_whose_printer_dies_is_finished_under_its_number(house, worker):
    assert house.run("cycle", "run", CYCLE).code == 0
    dewi = staff_called("dewi")
    with as_web(), working_as(dewi):
        letter = ask_for_letter(Wish(Letter.Kind.MINUTES, CYCLE), by=dewi)
    died = worker(Moment("before", 1, ("rename", "letters/")))
    assert died.ended(PATIENCE).code == -signal.SIGKILL
    letter.refresh_from_db()
    assert (letter.state, letter.serial) == (Letter.State.MAKING, 1), "it has its number, and no file"

    time.sleep(JUST_NOW)
    worker()
    over(letter)

    assert (letter.state, letter.number) == ("made", f"HRP/BA-REK/{CYCLE}/0001")
    assert fetch(letter.path, letter.sha256).startswith(b"%PDF")
    assert Letter.objects.count() == 1
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'make_letter'")
        assert cursor.fetchone()[0] == 0


def test_a_worker_told_to_stop_finishes_what_it_has(house, worker):
    running = worker()
    work = asked("open", "dewi")
    over(work)

    running.send(signal.SIGTERM)

    assert running.ended(PATIENCE).code == 0
