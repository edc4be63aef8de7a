"""Two processes at the same work: one is told so, or both end well; there is one cycle, one run, one payment each."""

import pytest

from harapan.entitlements.models import Batch, Cycle, Run
from harapan.payments.models import Payment
from harapan.snapshots.models import Snapshot
from harapan.testing.databases import drop_database, make_empty_database, working_in
from tests.faults.conftest import CYCLE, House
from tests.faults.test_kills import money_is_whole

BUSY = "another process is busy"


@pytest.mark.parametrize("step", ["compute", "order", "close"])
def test_two_processes_take_the_same_step_at_once(house, step):
    both = [house.start("cycle", "run", CYCLE, "--through", step) for _ in range(2)]
    for done in [process.ended() for process in both]:
        assert "Traceback" not in done.err, done.err
        assert done.code == 0 or "✗" in done.err

    assert house.finish()["state"] == "closed"
    assert [model.objects.count() for model in (Cycle, Snapshot, Run, Batch)] == [1, 1, 1, 1]
    assert Payment.objects.count() == Run.objects.get().paid_families
    money_is_whole()


def test_two_processes_make_the_tables_of_an_empty_house_at_once(django_db_blocker, base_database, tmp_path):
    name = f"{base_database}_empty"
    with django_db_blocker.unblock():
        make_empty_database(name)
        with working_in(name, tmp_path):
            results = [process.ended() for process in [House(tmp_path).start("migrate") for _ in range(2)]]
            listed = House(tmp_path).run("user", "list")
        drop_database(name)

    assert [(done.code, done.err) for done in (*results, listed)] == [(0, "")] * 3
