"""Where the server of a test run lies: in memory where there is room, since each test's database is 600 small files."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final

MEMORY: Final = Path("/dev/shm")  # noqa: S108 - a folder of this run's own is made there
ROOM: Final = 4 * 1024**3
"""Bytes free in memory from which on a run lies there; on two cores it takes about one gigabyte."""
NAME: Final = "harapan-tests-"
"""How folders of test runs are called; the number of their process follows."""


def home_of_this_run(on_disk: Path) -> Path:
    """A new folder in memory that is this run's alone, or the one on disk that runs share."""
    for abandoned in _abandoned():
        shutil.rmtree(abandoned, ignore_errors=True)
    if not os.access(MEMORY, os.W_OK) or shutil.disk_usage(MEMORY).free < ROOM:
        return on_disk
    ours = MEMORY / f"{NAME}{os.getpid()}"
    ours.mkdir(mode=0o711, exist_ok=True)
    return ours


def write_into(home: Path) -> None:
    """Temporary files of this run, of pytest and of child processes lie in its home, if that is in memory."""
    if is_in_memory(home):
        folder = home / "tmp"
        folder.mkdir(exist_ok=True)
        folder.chmod(0o1777)
        os.environ["TMPDIR"] = tempfile.tempdir = str(folder)


def is_in_memory(home: Path) -> bool:
    """Whether a run has to give its home back; one on disk stays, so that the next run starts sooner."""
    return home.parent == MEMORY


def _abandoned() -> Iterator[Path]:
    """What runs left that were killed."""
    for folder in MEMORY.glob(f"{NAME}*"):
        process = folder.name.removeprefix(NAME)
        if not (process.isdigit() and Path(f"/proc/{process}").exists()):
            yield folder
