"""A backup is whole or not there; a restore changes nothing until it has succeeded."""

import shutil
import subprocess

import pytest

from harapan.postgres.tests.homes import a_user, leave, new_home, run


@pytest.fixture(scope="module")
def home():
    with new_home() as home:
        user = a_user(home)
        run(home, "query('CREATE TABLE families AS SELECT n FROM generate_series(1, 50000) n')")
        yield home
        leave(user)


def dump(home, path) -> str:
    return run(home, f"from pathlib import Path\nprint(postgres.dump(Path({str(path)!r})))")


def restore(home, path) -> str:
    return run(home, f"from pathlib import Path\nprint(postgres.restore(Path({str(path)!r})))")


def count(home) -> str:
    return run(home, "print(query('SELECT count(*) FROM families', 'machine'))")


def test_a_backup_comes_back_and_the_old_database_is_kept(home, tmp_path):
    digest = dump(home, tmp_path / "monday.dump")
    assert (tmp_path / "monday.dump.sha256").read_text() == f"{digest}  monday.dump\n"
    assert (tmp_path / "monday.dump").stat().st_mode & 0o077 == 0
    assert sorted(path.name for path in tmp_path.iterdir()) == ["monday.dump", "monday.dump.sha256"]
    run(home, "query('DELETE FROM families WHERE n > 10')")

    kept = restore(home, tmp_path / "monday.dump")
    assert count(home) == "50000", "and machine may read it still"
    assert kept.startswith("harapan_before_")
    assert run(home, f"print(len([f for f in postgres.examine() if '{kept}' in f.says.en]))") == "1"


def test_a_backup_never_replaces_another(home, tmp_path):
    (tmp_path / "monday.dump").write_text("older")
    assert dump(home, tmp_path / "monday.dump").startswith(f"{tmp_path}/monday.dump is there already")
    assert (tmp_path / "monday.dump").read_text() == "older"


@pytest.fixture(scope="module")
def monday(home, tmp_path_factory):
    """A good backup, to be copied and spoilt."""
    path = tmp_path_factory.mktemp("backups") / "monday.dump"
    dump(home, path)
    return path


@pytest.mark.parametrize("damage", ["cut off", "one byte", "not a backup", "missing"])
def test_a_damaged_backup_is_refused_and_nothing_changes(home, monday, tmp_path, damage):
    whole = monday.read_bytes()
    path = tmp_path / "monday.dump"
    match damage:
        case "cut off":
            path.write_bytes(whole[: len(whole) // 2])
        case "one byte":
            path.write_bytes(whole[:-100] + bytes([whole[-100] ^ 1]) + whole[-99:])
            shutil.copy(f"{monday}.sha256", tmp_path)
        case "not a backup":
            path.write_text("Kepada Yth.")

    assert restore(home, path).endswith("Nothing was changed.")
    assert count(home) == "50000"


def test_a_database_in_use_is_not_replaced(home, monday):
    code = f"""
        from pathlib import Path
        postgres.ensure_running()
        with psycopg.connect(postgres.address("machine").dsn()) as busy:
            postgres.restore(Path({str(monday)!r}))
    """
    assert run(home, code).startswith("The database harapan is in use: stop Harapan everywhere")
    assert count(home) == "50000"


def test_a_backup_into_a_folder_that_is_not_there_gets_one_sentence(home, tmp_path):
    assert dump(home, tmp_path / "nowhere" / "x.dump").startswith(f"The folder {tmp_path}/nowhere cannot be written")


def test_the_password_is_not_on_the_command_line(monkeypatch):
    """Whoever is on the machine may read command lines."""
    from harapan.postgres import backup
    from harapan.postgres.addresses import Address

    where = Address("127.0.0.1", "1", "pkh", "rini", "rahasia", {})
    said = backup._run("pg_dump", where)
    assert isinstance(said, subprocess.CompletedProcess)
    assert not any("rahasia" in word for word in said.args)
