"""How much machine there is: memory and cores, as far as a container lets us have them."""

import math
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

MB = 1 << 20
GB = 1 << 30


@dataclass(frozen=True)
class Machine:
    """Bytes and counts; `shared` is the size of /dev/shm, which containers often keep tiny."""

    memory: int
    cores: int
    free_disk: int
    shared: int


def this_machine(folder: Path) -> Machine:
    """The machine we run on, with the disk that holds `folder`."""
    return Machine(memory(), cores(), free_disk(folder), _shared())


def memory() -> int:
    """Bytes we may use: what is built in, or less if a control group says so."""
    built_in = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return min([built_in, *_limits("memory.max"), *_limits("memory.limit_in_bytes", "memory")])


def cores() -> int:
    """Cores we may use, rounded up when a control group grants a fraction."""
    allowed = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return max(1, min([allowed, *_quotas()]))


def free_disk(folder: Path) -> int:
    """Free bytes on the disk of `folder`, or of its nearest parent that exists."""
    return shutil.disk_usage(next(place for place in (folder, *folder.parents) if place.exists())).free


def _shared() -> int:
    shm = Path("/dev/shm")  # noqa: S108 - only measured
    return shutil.disk_usage(shm).total if shm.is_dir() else 0


def _quotas() -> Iterator[int]:
    for place in _groups():
        match _words(place / "cpu.max"):
            case [quota, period] if quota.isdigit():
                yield math.ceil(int(quota) / int(period))
    for place in _groups("cpu,cpuacct", "cpu"):
        match _words(place / "cpu.cfs_quota_us") + _words(place / "cpu.cfs_period_us"):
            case [quota, period] if quota.isdigit():  # -1 is "no limit"
                yield math.ceil(int(quota) / int(period))


def _limits(name: str, *controllers: str) -> list[int]:
    said = (_words(place / name) for place in _groups(*controllers))
    return [int(words[0]) for words in said if words and words[0].isdigit()]


def _groups(*controllers: str) -> Iterator[Path]:
    """Our control group and its parents: each of them may limit us. Version 2 has no controller in its path."""
    for line in _lines(Path("/proc/self/cgroup")):
        _, names, path = line.split(":", 2)
        if names == ("" if not controllers else names) and (not controllers or names in controllers):
            own = Path("/sys/fs/cgroup") / (names if controllers else "") / path.lstrip("/")
            yield from (place for place in (own, *own.parents) if place.is_relative_to("/sys/fs/cgroup"))


def _words(path: Path) -> list[str]:
    return " ".join(_lines(path)).split()


def _lines(path: Path) -> list[str]:
    try:
        return path.read_text().splitlines()
    except OSError:
        return []
