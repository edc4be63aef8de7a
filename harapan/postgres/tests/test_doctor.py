"""The doctor says what runs, finds what was broken on purpose, and never starts or changes anything."""

import json
import os
import signal

import pytest

from harapan.postgres import keeper
from harapan.postgres.places import Places
from harapan.postgres.tests.homes import a_user, is_running, leave, new_home, run, stops_within


@pytest.fixture(scope="module")
def home():
    with new_home() as home:
        user = a_user(home)
        yield home
        leave(user)


def examine(home, **environment) -> list[tuple[str, str, str]]:
    """Level, sentence and remedy of each finding, in English."""
    code = """
        import json
        print(json.dumps([(f.level, f.says.en, f.remedy.en if f.remedy else "") for f in postgres.examine()]))
    """
    return json.loads(run(home, code, **environment))


def complaints(home, **environment) -> str:
    """All but the good news, and but the switch that all these tests set."""
    bad = [f"{says} {remedy}" for level, says, remedy in examine(home, **environment) if level != "fine"]
    return "\n".join(complaint for complaint in bad if "HARAPAN_POSTGRES_DURABLE" not in complaint)


def superuser(home, *statements: str) -> None:
    code = f"""
        host = {str(Places(home).socket_folder)!r}
        with psycopg.connect(host=host, user="postgres", dbname="postgres", autocommit=True) as server:
            for statement in {statements!r}: server.execute(statement)
    """
    assert run(home, code) == ""


def test_a_healthy_server_is_described_without_complaint(home):
    said = "\n".join(says for _, says, _ in examine(home))
    assert "PostgreSQL 18" in said
    assert f"data in {home}/pg/data" in said
    assert "python" in said, "the process that holds it"
    assert complaints(home) == ""


def test_an_empty_home_is_no_complaint_and_stays_empty():
    with new_home() as home:
        assert complaints(home) == ""
        assert "There is no database yet" in examine(home)[0][1]
        assert list(home.iterdir()) == []


def test_a_login_that_lost_or_gained_rights_is_found(home):
    superuser(home, "ALTER ROLE machine NOBYPASSRLS", "ALTER ROLE web SUPERUSER", "ALTER ROLE owner NOCREATEDB")
    said = complaints(home)
    superuser(home, "ALTER ROLE machine BYPASSRLS", "ALTER ROLE web NOSUPERUSER", "ALTER ROLE owner CREATEDB")

    assert "Login machine (machine) lacks BYPASSRLS" in said
    assert "Login web (web) sees everything" in said
    assert "Login owner (owner) may not create databases" in said
    assert complaints(home) == ""


def test_an_open_folder_and_a_broken_setting_are_found(home):
    data = Places(home).data
    data.chmod(0o755)
    (data / "local.conf").write_text("shared_buffer = 1GB\n")
    said = complaints(home)
    data.chmod(0o700)
    (data / "local.conf").write_text("")

    assert f"chmod 700 {data}" in said
    assert "unrecognized configuration parameter" in said


def test_the_switch_for_tests_is_pointed_out(home):
    assert any(
        "a power cut destroys the database" in says for _, says, _ in examine(home, HARAPAN_POSTGRES_DURABLE="0")
    )


def test_settings_of_another_machine_are_found(home):
    settings = Places(home).settings
    right = settings.read_text()
    settings.write_text(right.replace("jit = off", "jit = on"))
    assert "settings made for another state of this machine" in complaints(home)
    settings.write_text(right)


def test_a_server_that_was_killed_is_noticed():
    with new_home() as home:
        user = a_user(home)
        os.kill(keeper.server_pid(Places(home).base), signal.SIGKILL)
        leave(user)
        assert stops_within(home, 20)

        assert "not stopped properly last time" in complaints(home)
        assert not is_running(home)


def test_ones_own_server_is_asked_as_each_login(home):
    """Our embedded server plays somebody else's: to libpq a socket folder is a host like any other."""
    host = f"?host={str(home / 'pg' / 'data').replace('/', '%2F')}"
    urls = {
        "DATABASE_URL": f"postgresql://web@/harapan{host}",
        "DATABASE_OWNER_URL": f"postgresql://owner@/harapan{host}",
        "DATABASE_MACHINE_URL": f"postgresql://machine@/harapan{host}",
    }
    assert complaints(home, **urls) == ""

    said = complaints(home, DATABASE_URL=f"postgresql://web@/harapan{host}")
    assert "Login owner (web) does not own the database" in said
    assert "Login machine (web) lacks BYPASSRLS" in said

    said = complaints(home, DATABASE_URL=f"postgresql://postgres@/harapan{host}")
    assert "Login web (postgres) sees everything" in said


def test_a_server_that_cannot_be_reached_is_a_finding(home):
    said = complaints(home, DATABASE_URL="postgresql://rini:rahasia@127.0.0.1:1/pkh")
    assert "Login owner cannot reach the database pkh at 127.0.0.1" in said
    assert "rahasia" not in said


def test_a_malformed_url_is_a_finding(home):
    assert "DATABASE_URL cannot be read" in complaints(home, DATABASE_URL="harapan")


def test_the_recipe_for_ones_own_server_runs_as_it_is_printed(home):
    """Under other names, on the embedded server in the role of somebody else's."""
    names = "owner='pkh_owner', machine='pkh_machine', web='pkh_web'"
    code = f"""
        text = postgres.sql_for_own_server('pkh', {names})
        host = {str(Places(home).socket_folder)!r}
        for database, part in zip(["postgres", "pkh"], text.split('\\\\connect "pkh"'), strict=True):
            with psycopg.connect(host=host, user="postgres", dbname=database, autocommit=True) as server:
                for statement in part.splitlines():
                    if statement and not statement.startswith(("--", "\\\\password")): server.execute(statement)
        with psycopg.connect(host=host, user="pkh_owner", dbname="pkh") as server:
            server.execute("CREATE TABLE t AS SELECT 5 AS five")
        with psycopg.connect(host=host, user="pkh_machine", dbname="pkh") as server:
            print(server.execute("SELECT five FROM t").fetchone()[0])
        try: psycopg.connect(host=host, user="web", dbname="pkh")
        except psycopg.OperationalError as refused: print("refused" if "permission denied" in str(refused) else refused)
    """
    assert run(home, code).splitlines() == ["5", "refused"]
