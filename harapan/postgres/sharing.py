"""Many processes, one server: the first that needs it starts it, the last that leaves stops it."""

import atexit
import fcntl
import os
import threading
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import psycopg

from harapan.postgres import cluster, keeper
from harapan.postgres.addresses import home, is_embedded
from harapan.postgres.places import Places
from harapan.postgres.troubles import DatabaseTrouble, explained

_held: dict[Path, int] = {}  # the lock `users` of this process, by base folder
_one_at_a_time = threading.Lock()


@dataclass(frozen=True)
class Status:
    """What the embedded server is doing. With one's own server only `embedded` means something."""

    embedded: bool
    state: cluster.State
    pid: int | None
    release: str | None
    data: Path
    sockets: Path
    users: list[int]
    since: datetime | None

    @property
    def is_running(self) -> bool:
        return self.state in ("starting", "ready", "stopping")


def ensure_running() -> None:
    """Start the embedded server if need be, and hold it while this process lives. Does nothing with DATABASE_URL."""
    if not is_embedded():
        return
    places = Places(home())
    with _one_at_a_time:
        if places.base in _held and cluster.state(places) == "ready":
            return
        cluster.prepare_base(places)
        try:
            with keeper.behind_the_door(places.base):
                _hold(places)
                if cluster.settled(places) != "ready":
                    cluster.start(places)
        except (OSError, psycopg.Error) as trouble:
            raise explained(str(trouble), places.base) from trouble


def stop(*, force: bool = False) -> bool:
    """Stop the embedded server; False if it was not running. Refused while other processes use it, unless forced."""
    places = Places(home())
    cluster.check_ours(places)
    if not is_embedded() or cluster.state(places) in ("absent", "stopped"):
        return False
    with _one_at_a_time, keeper.behind_the_door(places.base):
        was_held = _let_go(places.base)
        if not (force or keeper.is_unused(places.base)):
            refusal = _still_used(places)
            if was_held:
                _hold(places)
            raise refusal
        keeper.stop_server(places.base)
        return True


def status() -> Status:
    """A look from outside; starts nothing."""
    places = Places(home())
    cluster.check_ours(places)
    state = cluster.state(places)
    running = state not in ("absent", "stopped")
    return Status(
        embedded=is_embedded(),
        state=state,
        pid=keeper.server_pid(places.base) if running else None,
        release=cluster.release(places),
        data=places.data.resolve(),
        sockets=places.socket_folder,
        users=users(places),
        since=_began(places) if running else None,
    )


def _began(places: Places) -> datetime | None:
    with suppress(FileNotFoundError):
        return datetime.fromtimestamp((places.data / "postmaster.opts").stat().st_mtime, UTC)
    return None


def users(places: Places) -> list[int]:
    """The processes that hold the server, where the kernel tells (Linux)."""
    try:
        inode = f":{places.users.stat().st_ino}"
        locks = [line.split() for line in Path("/proc/locks").read_text().splitlines()]
    except OSError:
        return []
    return sorted({int(words[4]) for words in locks if words[1] == "FLOCK" and words[5].endswith(inode)})


def _hold(places: Places) -> None:
    if not _held:
        atexit.register(_leave_all)
    if places.base not in _held:
        lock = keeper.take(places.users, fcntl.LOCK_SH)
        assert lock is not None  # nobody holds it exclusively outside the door
        _held[places.base] = lock


def _let_go(base: Path) -> bool:
    """Close, never unlock: a forked child shares the lock and may go on using the server."""
    lock = _held.pop(base, None)
    if lock is not None:
        os.close(lock)
    return lock is not None


def _leave_all() -> None:
    for base in list(_held):
        with (
            suppress(OSError),
            keeper.behind_the_door(base),
        ):  # at exit nobody can act on a trouble; the keeper tries again
            _let_go(base)
            if keeper.is_unused(base):
                keeper.stop_server(base)


def _still_used(places: Places) -> DatabaseTrouble:
    who = ", ".join(map(str, users(places)))
    return DatabaseTrouble(
        f"The database is still used by other processes ({who}): end them first, or force the stop.",
        f"Basis data masih dipakai proses lain ({who}): akhiri dahulu, atau paksa berhenti.",
    )
