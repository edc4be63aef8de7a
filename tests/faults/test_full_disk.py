"""A disk that is full: one sentence, nothing half-done, and after room is made the step goes on."""

from pathlib import Path

import pytest

from harapan.entitlements.models import Entitlement, Run
from harapan.payments.models import PaymentFile
from harapan.postgres.tests.homes import fill, small_disk
from harapan.snapshots.models import Snapshot
from tests.faults.conftest import CYCLE


@pytest.fixture
def cramped(house):
    """The house's files lie on a disk of two megabytes; `full()` leaves no room on it, `room()` makes some."""
    with small_disk(house.home, size="2m") as mounted:
        if not mounted:
            pytest.skip("this machine lets nobody mount a small disk")
        yield house


def filler(house) -> Path:
    return house.home / "somebody-elses-film"


def leftovers(house) -> list[Path]:
    """What lies on the disk beside the folders of other steps."""
    return [path for path in house.home.rglob("*") if path.is_file() and path != filler(house)]


@pytest.mark.parametrize(
    ("before", "step", "kept"),
    [
        ("open", "freeze", lambda: Snapshot.objects.exists()),
        ("freeze", "compute", lambda: Run.objects.exists() or Entitlement.objects.exists()),
        ("approve", "order", lambda: PaymentFile.objects.exclude(state="drawn_up").exists()),
    ],
)
def test_a_step_that_finds_no_room_says_so_and_leaves_nothing_half_done(cramped, before, step, kept):
    assert cramped.run("cycle", "run", CYCLE, "--through", before).code == 0
    there = leftovers(cramped)
    fill(filler(cramped))

    refused = cramped.run("cycle", "run", CYCLE, "--through", step)

    assert refused.code == 1
    assert "Traceback" not in refused.err
    assert f"make room under {cramped.home} and run this again" in refused.err
    assert "disk penuh" in refused.err
    assert not kept()
    assert leftovers(cramped) == there

    filler(cramped).unlink()
    assert cramped.finish()["state"] == "closed"


def test_answers_are_read_on_a_full_disk_too(cramped):
    """Reading what a bank says needs no room in the home."""
    assert cramped.run("cycle", "run", CYCLE, "--through", "answer").code == 0
    fill(filler(cramped))

    assert cramped.finish()["state"] == "closed"
