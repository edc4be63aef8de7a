"""The first user starts the server, the last one stops it, and no way of dying changes that."""

import os
import signal
from pathlib import Path

import pytest

from harapan.postgres import keeper
from harapan.postgres.places import Places
from harapan.postgres.tests.homes import a_user, is_running, leave, new_home, run, stops_within

HELLO = "postgres.ensure_running(); print(query('SELECT 42'))"


@pytest.fixture(scope="module")
def home():
    """One data folder for the whole file: making it is the slow part."""
    with new_home() as home:
        yield home
        assert stops_within(home, 20)


def kill_server(home: Path) -> None:
    pid = keeper.server_pid(Places(home).base)
    assert pid
    os.kill(pid, signal.SIGKILL)


def test_three_processes_make_the_first_database_at_the_same_time():
    with new_home() as home:
        users = [a_user(home) for _ in range(3)]
        assert run(home, HELLO) == "42"
        for user in users:
            leave(user)
        assert not is_running(home)


def test_it_runs_while_used_and_stops_with_the_last(home):
    first, second = a_user(home), a_user(home)
    leave(first)
    assert is_running(home)

    leave(second)
    assert not is_running(home), "stopped before the last one's exit ended"


def test_each_login_enters_and_the_machine_reads_what_the_owner_makes(home):
    code = """
        postgres.ensure_running()
        query("CREATE TABLE harvest AS SELECT 7 AS sacks")
        print(query("SELECT sacks FROM harvest", "machine"), query("SELECT current_user", "web"))
        query("DROP TABLE harvest")
        print(query("SELECT string_agg(rolname, ' ') FROM pg_roles WHERE rolbypassrls AND NOT rolsuper"))
    """
    assert run(home, code).splitlines() == ["7 web", "machine"]


def test_the_web_login_reads_nothing_unless_granted(home):
    code = """
        postgres.ensure_running()
        query("CREATE TABLE secret AS SELECT 1")
        try: query("SELECT * FROM secret", "web")
        except psycopg.errors.InsufficientPrivilege: print("refused")
        query("DROP TABLE secret")
    """
    assert run(home, code) == "refused"


def test_kill_9_of_one_user_leaves_the_server_to_the_other(home):
    victim, survivor = a_user(home), a_user(home)
    victim.kill()
    victim.wait()

    assert run(home, HELLO) == "42"
    leave(survivor)
    assert not is_running(home)


def test_kill_9_of_the_only_user_leaves_no_server_behind(home):
    victim = a_user(home)
    victim.kill()
    victim.wait()

    assert stops_within(home, 20), "its keeper stops it"


def test_a_forked_child_keeps_the_server_after_its_parent(home):
    code = """
        import time
        postgres.ensure_running()
        if os.fork() == 0:
            time.sleep(1.5)
            print(query("SELECT 'still there'"), flush=True)
    """
    assert run(home, code) == "still there"
    assert stops_within(home, 20)


def test_kill_9_of_the_server_loses_nothing_that_was_committed(home):
    user = a_user(home)
    run(home, "postgres.ensure_running(); query('CREATE TABLE kept AS SELECT 1 AS one')")
    kill_server(home)

    assert run(home, "postgres.ensure_running(); print(query('SELECT one FROM kept')); query('DROP TABLE kept')") == "1"
    leave(user)
    assert not is_running(home)


def test_the_same_process_starts_a_killed_server_again(home):
    code = """
        postgres.ensure_running()
        os.kill(postgres.status().pid, signal.SIGKILL)
        while postgres.status().state == "ready": pass
        postgres.ensure_running()
        print(query("SELECT 42"))
    """
    assert run(home, code) == "42"


def test_a_stale_pid_of_a_living_stranger_does_not_block(home):
    user = a_user(home)
    kill_server(home)
    assert stops_within(home, 20)
    pid_file = Places(home).data / "postmaster.pid"
    pid_file.write_text(pid_file.read_text().replace(pid_file.read_text().split()[0], str(os.getpid()), 1))

    assert run(home, HELLO) == "42"
    leave(user)


def test_stop_is_refused_while_others_use_it_unless_forced(home):
    user = a_user(home)
    refusal = run(home, "postgres.ensure_running(); postgres.stop()")
    assert refusal == f"The database is still used by other processes ({user.pid}): end them first, or force the stop."
    assert is_running(home)

    assert run(home, "print(postgres.stop(force=True), postgres.stop())") == "True False"
    assert not is_running(home)
    leave(user)


def test_a_stopped_process_may_start_it_again(home):
    code = "postgres.ensure_running(); print(postgres.stop()); postgres.ensure_running(); print(query('SELECT 42'))"
    assert run(home, code) == "True\n42"


def test_the_machine_settings_are_in_force_and_local_ones_win(home):
    local = Places(home).data / "local.conf"
    local.write_text("work_mem = 9MB\n")
    code = """
        postgres.ensure_running()
        print(query("SELECT current_setting('jit') || ' ' || current_setting('work_mem')", "web"))
    """
    said = run(home, code)
    local.write_text("")
    assert said == "off 9MB"
