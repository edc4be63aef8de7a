"""Stops the server once nobody uses it: a small process beside it, so that even kill -9 of a user leaves nothing.

It runs alone (`python -I -S keeper.py BASE PID`), so this file imports the standard library only. The same locks serve
the launcher. All three are `flock`s, which the kernel releases however a process ends:
`door.lock` exclusive while somebody starts or stops, `users.lock` shared by each user,
`alive.lock` exclusive by the server's own processes, which inherit it.
"""

import fcntl
import os
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

GLANCE = 2.0  # seconds between two looks at the users
PATIENCE = 900.0  # seconds for a shutdown checkpoint on a slow disk


def take(path: Path, kind: int) -> int | None:
    """A lock as an open file, or None if it was asked for with LOCK_NB and somebody else has it.

    The file must be there: a keeper must not put files back into a home that somebody is deleting.
    """
    file = os.open(path, os.O_RDWR | os.O_CLOEXEC)
    try:
        fcntl.flock(file, kind)
    except BlockingIOError:
        os.close(file)
        return None
    return file


@contextmanager
def behind_the_door(base: Path) -> Iterator[None]:
    """Only one process at a time starts or stops."""
    door = take(base / "door.lock", fcntl.LOCK_EX)
    try:
        yield
    finally:
        os.close(door)  # type: ignore[arg-type]  # without LOCK_NB the lock is always had


def is_free(path: Path, kind: int) -> bool:
    """Could this lock be had now?"""
    file = take(path, kind | fcntl.LOCK_NB)
    if file is not None:
        os.close(file)
    return file is not None


def is_alive(base: Path) -> bool:
    """Does any process of the server live? Asked with a shared lock, so that two who ask do not see each other."""
    lock = base / "alive.lock"
    return lock.exists() and not is_free(lock, fcntl.LOCK_SH)


def is_unused(base: Path) -> bool:
    """Is there no user left? Only to be asked behind the door."""
    return is_free(base / "users.lock", fcntl.LOCK_EX)


def server_pid(base: Path) -> int | None:
    """The process that `postmaster.pid` names, living or not."""
    try:
        return int((base / "data" / "postmaster.pid").read_text().split("\n", 1)[0])
    except (OSError, ValueError):
        return None


def stop_server(base: Path, kind: int = signal.SIGINT) -> None:
    """End it (SIGINT: clients are sent away, everything is written) and wait until its last process has gone."""
    pid = server_pid(base)
    until = time.monotonic() + PATIENCE
    if pid is not None and is_alive(base):
        os.kill(pid, kind)
    while is_alive(base) and time.monotonic() < until:
        time.sleep(0.01)


def watch(base: Path, pid: int) -> None:
    """Look now and then until this server has no users, then stop it; or until it is not this server any more."""
    while True:
        time.sleep(GLANCE)
        with behind_the_door(base):
            if server_pid(base) != pid or not is_alive(base):
                return
            if is_unused(base):
                stop_server(base)
                return


if __name__ == "__main__":
    if os.fork() == 0:  # the child stays; the launcher waits for the parent only
        os.setsid()
        try:
            watch(Path(sys.argv[1]), int(sys.argv[2]))
        except OSError:  # the home is gone, and with it our task
            os._exit(1)
