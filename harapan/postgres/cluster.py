"""One embedded server: made once, started and looked at. Who may do so and when is decided in sharing.py."""

import fcntl
import os
import shutil
import stat
import subprocess
import sys
import time
from pathlib import Path
from pwd import struct_passwd
from typing import Literal

from . import accounts, binaries, keeper, roles, tuning
from .machine import this_machine
from .making import make, replace_text
from .places import Places
from .troubles import DatabaseTrouble, cannot_write, explained

State = Literal["absent", "stopped", "starting", "ready", "stopping"]
START_SECONDS = 900  # recovery of 1.6 GB of log after a crash takes longer than the customary ten seconds
STRAGGLERS_SECONDS = 60  # a server process that outlives its postmaster ends with its statement


def state(places: Places) -> State:
    """What the server is doing, by its lock and its own word."""
    if not places.data.exists():
        return "absent"
    if not keeper.is_alive(places.base):
        return "stopped"
    said = _own_word(places)
    return said if said in ("ready", "stopping") else "starting"  # type: ignore[return-value]


def settled(places: Places) -> State:
    """The state once it is neither starting nor stopping: somebody may have been killed while starting it."""
    until = time.monotonic() + START_SECONDS
    while (now := state(places)) in ("starting", "stopping") and time.monotonic() < until:
        time.sleep(0.05)
    return now


def start(places: Places) -> None:
    """Start the server, making it first if there is none. Only behind the door, when the state is absent or stopped."""
    account = accounts.account_for(places.home, places.data)
    programs = binaries.programs_for(account, release(places))
    if not places.data.exists():
        make(places, account, programs, durable=tuning.is_durable())
    _check_way(places.data.resolve(), account)
    _make_socket_folder(places, account)
    machine = this_machine(places.data)
    settings = tuning.settings_for(machine, durable=tuning.is_durable())
    replace_text(places.settings, tuning.as_file(settings, listening_at(places)), account)
    _forget_stale_pid(places)
    _launch(places, account, programs)
    roles.prepare(str(places.socket_folder), bulk_memory=tuning.bulk_memory(machine))


def listening_at(places: Places) -> Path:
    """The socket folder as the server calls it, which may not be able to follow the link in a closed home."""
    return places.socket_folder.resolve()


def prepare_base(places: Places) -> None:
    """The folder of the locks. It belongs to the owner of the home; others may pass through, but not look."""
    try:
        places.home.mkdir(parents=True, exist_ok=True)
        if not places.base.exists():
            places.base.mkdir(0o711, exist_ok=True)
            if accounts.is_root():
                os.chown(places.base, places.home.stat().st_uid, places.home.stat().st_gid)
    except OSError as trouble:
        raise cannot_write(places.home) from trouble
    if not os.access(places.base, os.W_OK | os.X_OK):
        raise cannot_write(places.base)


def _launch(places: Places, account: struct_passwd, programs: Path) -> None:
    """Start it holding the lock `alive`, and set its keeper beside it. The shell never sees a path of ours."""
    alive = _take_alive(places)
    log = os.open(places.start_log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW, 0o600)
    try:
        done = binaries.run(
            *("pg_ctl", "start", "--wait", f"--timeout={START_SECONDS}"),
            folder=programs,
            user=accounts.drop_to(account),
            environment={"PGDATA": str(places.data.resolve())},
            pass_fds=[alive],
            output=log,
            cwd=places.data.resolve(),
        )
    finally:
        os.close(log)
        os.close(alive)
    if done.returncode:
        raise explained(_words_at_start(places), places.data)
    _set_keeper(places)


def _take_alive(places: Places) -> int:
    """Processes of a killed server may still be busy; starting beside them would corrupt the data."""
    until = time.monotonic() + STRAGGLERS_SECONDS
    while (lock := keeper.take(places.alive, fcntl.LOCK_EX | fcntl.LOCK_NB)) is None:
        if time.monotonic() > until:
            raise DatabaseTrouble(
                "Processes of a killed server are still at work in this database: wait for them, then try again.",
                "Proses dari server yang dimatikan paksa masih bekerja di basis data ini: tunggu, lalu coba lagi.",
            )
        time.sleep(0.02)
    return lock


def _set_keeper(places: Places) -> None:
    command = [sys.executable, "-I", "-S", keeper.__file__, str(places.base), str(keeper.server_pid(places.base))]
    quiet = subprocess.DEVNULL
    subprocess.run(command, stdin=quiet, stdout=quiet, stderr=quiet, cwd="/", start_new_session=True, check=True)  # noqa: S603


def _forget_stale_pid(places: Places) -> None:
    """After a reboot the number in `postmaster.pid` may belong to somebody else, which PostgreSQL takes for itself."""
    pid = keeper.server_pid(places.base)
    if not (pid and _is_postgres(pid)):
        (places.data / "postmaster.pid").unlink(missing_ok=True)


def _is_postgres(pid: int) -> bool:
    name = Path(f"/proc/{pid}/comm")
    if name.exists():
        return name.read_text().strip() == "postgres"
    command = [shutil.which("ps") or "ps", "-o", "comm=", "-p", str(pid)]
    listed = subprocess.run(command, capture_output=True, check=False)  # noqa: S603
    return b"postgres" in listed.stdout


def release(places: Places) -> str | None:
    """The PostgreSQL that made the data: its major version."""
    version = places.data / "PG_VERSION"
    return version.read_text().strip() if version.exists() else None


def _own_word(places: Places) -> str:
    try:
        return (places.data / "postmaster.pid").read_text().splitlines()[7].strip()
    except (OSError, IndexError):
        return "starting"


def _check_way(data: Path, account: struct_passwd) -> None:
    """Was a folder above the data closed after they were made?"""
    if accounts.is_root() and not accounts.can_enter(account.pw_uid, data):
        closed = next(
            place for place in [*reversed(data.parents), data] if not accounts.can_enter(account.pw_uid, place)
        )
        raise DatabaseTrouble(
            f"The folder {closed} is closed to user {account.pw_name}, who runs the database in {data}:"
            f" let that user pass (chmod o+x), or move the home.",
            f"Folder {closed} tertutup bagi pengguna {account.pw_name}, yang menjalankan basis data di {data}:"
            f" izinkan ia lewat (chmod o+x), atau pindahkan HARAPAN_HOME.",
        )


def _make_socket_folder(places: Places, account: struct_passwd) -> None:
    """A short folder in /tmp is ours only if nobody was there first."""
    folder = places.socket_folder
    if folder == places.data:
        return
    try:
        folder.mkdir(0o700)
        accounts.hand_over(folder, account)
    except FileExistsError:
        found = folder.lstat()
        if not stat.S_ISDIR(found.st_mode) or found.st_uid != account.pw_uid or found.st_mode & 0o077:
            raise DatabaseTrouble(
                f"The folder {folder} is not ours alone, so the database will not listen there: remove it.",
                f"Folder {folder} bukan milik kita sendiri, maka basis data tidak akan memakainya: hapuslah.",
            ) from None


def _words_at_start(places: Places) -> str:
    """What it said on its way up: first to us, then to the log of the day."""
    logs = sorted((places.data / "log").glob("*.log"), key=lambda log: log.stat().st_mtime)
    return "".join(log.read_text(errors="replace")[-20_000:] for log in [places.start_log, *logs[-1:]])
