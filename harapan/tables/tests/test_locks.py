"""One process at a time on one piece of work."""

import time

import pytest
from django.db import connection

from harapan.tables.locks import Busy, only_one
from harapan.testing.databases import as_login

TAKE = "SELECT pg_advisory_lock(hashtextextended('harapan freezing 2025-1', 0))"


def test_who_comes_second_is_told_so_at_once(own_database):
    with as_login("machine") as somebody:
        somebody.execute(TAKE)

        with pytest.raises(Busy) as refusal, only_one("freezing 2025-1"):
            pytest.fail("two at once")

    assert "proses lain sedang mengerjakan ini" in refusal.value.sentence_id
    assert "another process is busy with freezing 2025-1" in refusal.value.sentence_en


def test_other_work_goes_on_beside_it(own_database):
    with as_login("machine") as somebody:
        somebody.execute(TAKE)

        with only_one("freezing 2025-2"):
            assert connection.is_usable()


def test_the_lock_is_free_again_after_work_that_failed_and_after_a_process_that_died(own_database):
    with pytest.raises(ZeroDivisionError), only_one("freezing 2025-1"):
        raise ZeroDivisionError

    with as_login("machine") as somebody:
        somebody.execute(TAKE)
        gone = somebody.info.backend_pid
    wait_until_gone(gone)
    with only_one("freezing 2025-1"):
        assert connection.is_usable()


def wait_until_gone(backend: int) -> None:
    """The server notices a moment later that a process has left."""
    with connection.cursor() as cursor:
        for _ in range(100):
            cursor.execute("SELECT FROM pg_stat_activity WHERE pid = %s", [backend])
            if not cursor.fetchall():
                return
            time.sleep(0.02)
