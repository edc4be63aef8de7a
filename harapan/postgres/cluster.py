"""One embedded server: made once, started and looked at. Who may do so and when is decided in sharing.py."""

import errno
import fcntl
import os
import shutil
import socket
import stat
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from pwd import struct_passwd
from typing import Literal

from harapan.postgres import accounts, binaries, keeper, roles, tuning
from harapan.postgres.machine import this_machine
from harapan.postgres.making import make, replace_text
from harapan.postgres.places import SOCKET, Places
from harapan.postgres.troubles import DatabaseTrouble, cannot_write, explained

State = Literal["absent", "stopped", "starting", "ready", "stopping"]
START_SECONDS = 900  # recovery of 1.6 GB of log after a crash takes longer than the customary ten seconds
STRAGGLERS_SECONDS = 60  # a server process that outlives its postmaster ends with its statement


def state(places: Places) -> State:
    """What the server is doing, by its lock and its own word."""
    if not places.data.exists():
        return "absent"
    if not keeper.is_alive(places.base):
        return "stopped"
    word = _own_word(places)
    if word == "ready":
        return "ready" if _answers(places) else "stopping"  # killed: its last processes will notice and go
    return "stopping" if word == "stopping" else "starting"


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


def check_ours(places: Places) -> None:
    """Refuse early, and by name, a database that belongs to another user of this machine."""
    try:
        accounts.refuse_strangers(places.data)
    except PermissionError as trouble:
        raise cannot_write(places.home) from trouble


def prepare_base(places: Places) -> None:
    """The folder of the locks. It belongs to the owner of the home; others may pass through, but not look."""
    check_ours(places)
    try:
        places.home.mkdir(parents=True, exist_ok=True)
        owner = places.home.stat()
        if not places.base.exists():
            places.base.mkdir(0o711, exist_ok=True)
            _give(places.base, owner)
        for lock in (places.door, places.users, places.alive):
            os.close(os.open(lock, os.O_RDWR | os.O_CREAT, 0o600))
            _give(lock, owner)
    except OSError as trouble:
        is_full = trouble.errno in (errno.ENOSPC, errno.EDQUOT)
        raise explained(str(trouble), places.home) if is_full else cannot_write(places.home) from trouble


def _give(path: Path, owner: os.stat_result) -> None:
    """In a home that belongs to somebody else, root must not leave what they cannot open."""
    if accounts.is_root():
        os.chown(path, owner.st_uid, owner.st_gid, follow_symlinks=False)


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
    subprocess.run(command, stdin=quiet, stdout=quiet, stderr=quiet, cwd="/", start_new_session=True, check=False)  # noqa: S603


def _forget_stale_pid(places: Places) -> None:
    """After a reboot the number in `postmaster.pid` may belong to somebody else, which PostgreSQL takes for itself.

    Nobody holds the lock `alive`, so the number is stale, unless an administrator has started the server by hand.
    """
    pid = keeper.server_pid(places.base)
    if pid is not None and not (_is_living_postgres(pid) and _stands_in(pid, places.data.resolve())):
        (places.data / "postmaster.pid").unlink(missing_ok=True)
        (places.socket_folder / f"{SOCKET}.lock").unlink(missing_ok=True)  # holds the same number


def _is_living_postgres(pid: int) -> bool:
    """Not a zombie: in a container without an init nobody collects the dead."""
    command = [shutil.which("ps") or "ps", "-o", "stat=,comm=", "-p", str(pid)]
    told = Path(f"/proc/{pid}/stat")
    if told.exists():
        name, _, rest = told.read_text().partition("(")[2].rpartition(")")
        return name == "postgres" and rest.split()[0] not in ("Z", "X")
    said = subprocess.run(command, capture_output=True, text=True, check=False).stdout.split()  # noqa: S603
    return bool(said) and said[-1].endswith("postgres") and not said[0].startswith("Z")


def _stands_in(pid: int, data: Path) -> bool:
    """A server stands in its data folder. Where the kernel does not tell, we assume the worst."""
    with suppress(FileNotFoundError):
        try:
            return Path(f"/proc/{pid}/cwd").readlink() == data
        except PermissionError:
            return True
    return not Path("/proc/self").exists()


def release(places: Places) -> str | None:
    """The PostgreSQL that made the data: its major version."""
    version = places.data / "PG_VERSION"
    return version.read_text().strip() if version.exists() else None


def _answers(places: Places) -> bool:
    """Does anybody listen? Only the postmaster does; what it started lets go of the socket."""
    with socket.socket(socket.AF_UNIX) as caller, suppress(OSError):
        caller.connect(str(places.socket_folder / SOCKET))
        return True
    return False


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
    told = [log.read_text(errors="replace").rpartition("starting PostgreSQL")[2] for log in logs[-1:]]
    return "\n".join([*told, places.start_log.read_text(errors="replace")])
