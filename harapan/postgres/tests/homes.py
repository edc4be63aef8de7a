"""Homes of their own for servers of their own: each user of a server is a real process."""

import os
import pwd
import shutil
import subprocess
import sys
import tempfile
import textwrap
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from harapan.postgres import cluster, keeper
from harapan.postgres.accounts import can_enter, is_root
from harapan.postgres.places import Places

CODE = Path(__file__).parents[3]
NOBODY = "nobody"


@contextmanager
def new_home(name: str = "home") -> Iterator[Path]:
    """A folder that every user of the machine can reach, unlike pytest's own; its server is gone afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="harapan-test-")).resolve()
    folder.chmod(0o755)
    home = folder / name
    try:
        home.mkdir(parents=True)
        yield home
    finally:
        forget(home)
        shutil.rmtree(folder)


def forget(home: Path) -> None:
    """Stop what still runs, and sweep what root had to put elsewhere."""
    places = Places(home)
    if places.base.exists():
        keeper.stop_server(places.base)
    if places.data.is_symlink():
        shutil.rmtree(places.data.resolve().parent)
    if places.socket_folder != places.data:
        shutil.rmtree(places.socket_folder, ignore_errors=True)


def as_process(home: Path, code: str, *, user: str | None = None, **environment: str) -> subprocess.Popen[str]:
    """A process with this home that runs `code`; `postgres` and `query` are there already."""
    preamble = """
        import os, signal, sys
        from harapan import postgres
        import psycopg
        def query(sql, login="owner"):
            with psycopg.connect(postgres.address(login).dsn()) as server:
                done = server.execute(sql)
                return done.fetchone()[0] if done.description else None
    """
    packages = {"PYTHONPATH": os.pathsep.join(sys.path[1:])}
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("DATABASE_", "PG"))}
    return subprocess.Popen(
        [python_for(user), "-c", textwrap.dedent(preamble) + textwrap.dedent(code)],
        env={**clean, "HARAPAN_HOME": str(home), "HARAPAN_POSTGRES_DURABLE": "0", **packages, **environment},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=CODE,
        user=user,
        group=None if user is None else pwd.getpwnam(user).pw_gid,
        extra_groups=None if user is None else [],
    )


def python_for(user: str | None) -> str:
    """This Python, or the same release of the system's if ours lies where that user cannot go."""
    if user is None or can_enter(pwd.getpwnam(user).pw_uid, Path(sys.executable).resolve()):
        return sys.executable
    found = shutil.which(f"python{sys.version_info.major}.{sys.version_info.minor}", path="/usr/bin:/usr/local/bin")
    if found is None:
        pytest.skip(f"no Python {sys.version_info.major}.{sys.version_info.minor} that {user} can reach")
    return found


def run(home: Path, code: str, *, user: str | None = None, **environment: str) -> str:
    """What the code prints. A trouble is printed as its sentence."""
    guarded = f"try:\n{textwrap.indent(textwrap.dedent(code), '    ')}\nexcept postgres.DatabaseTrouble as t: print(t)"
    process = as_process(home, guarded, user=user, **environment)
    said, complaint = process.communicate(timeout=60)
    assert process.returncode == 0, complaint
    return said.strip()


def a_user(home: Path) -> subprocess.Popen[str]:
    """A process that holds the server until its standard input is closed."""
    process = as_process(home, "postgres.ensure_running(); print('ready', flush=True); sys.stdin.read()")
    assert process.stdout
    assert process.stdout.readline() == "ready\n", process.communicate()[1]
    return process


def leave(process: subprocess.Popen[str]) -> None:
    """The user goes home in good order."""
    process.communicate(timeout=30)


def is_running(home: Path) -> bool:
    return cluster.state(Places(home)) not in ("absent", "stopped")


def stops_within(home: Path, seconds: float) -> bool:
    until = time.monotonic() + seconds
    while is_running(home) and time.monotonic() < until:
        time.sleep(0.05)
    return not is_running(home)


@contextmanager
def small_disk(folder: Path, size: str = "250m") -> Iterator[bool]:
    """A small disk of its own in the place of the folder; False where the machine forbids it."""
    command = ["mount", "-t", "tmpfs", "-o", f"size={size},mode=755", "tmpfs", str(folder)]
    mounted = is_root() and subprocess.run(command, check=False, capture_output=True).returncode == 0
    try:
        yield mounted
    finally:
        if mounted:
            forget(folder)
            subprocess.run(["umount", str(folder)], check=True)


def fill(path: Path) -> None:
    """Write until nothing more fits."""
    with path.open("wb", buffering=0) as file, suppress(OSError):
        while True:
            file.write(bytes(1 << 16))
