"""What surrounds the embedded server and can hurt it: disk, memory, clock, and folders that were forgotten."""

import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from harapan.postgres import tuning
from harapan.postgres.findings import Finding, error, fine, human, human_id, warning
from harapan.postgres.machine import GB, MB, free_disk, this_machine
from harapan.postgres.places import ELSEWHERE, Places
from harapan.postgres.troubles import Sentence

LITTLE_DISK = 2 * GB
TOO_LITTLE_DISK = 256 * MB
LITTLE_MEMORY = 1 * GB
CLOCK_SLACK = 120  # seconds; file systems and machines disagree a little
WRITTEN_IN = datetime(2026, 1, 1, tzinfo=UTC)  # no honest clock shows an earlier time


def surroundings(places: Places) -> Iterator[Finding]:
    """Looked at from outside, whether the server runs or not."""
    yield from _disk(places.data.resolve())
    yield from _memory(places)
    yield from _clock(places)
    yield from _left_behind()


def _disk(folder: Path) -> Iterator[Finding]:
    free = free_disk(folder)
    says = Sentence(f"{human(free)} free on the disk of {folder}.", f"Sisa ruang {human_id(free)} di disk {folder}.")
    if free >= LITTLE_DISK:
        yield Finding("fine", "disk", says)
        return
    remedy = Sentence(
        "Make room: when the disk is full nothing can be written, though nothing is lost.",
        "Kosongkan ruang: bila penuh tidak ada yang dapat ditulis, walau tidak ada yang hilang.",
    )
    yield Finding("error" if free < TOO_LITTLE_DISK else "warning", "disk", says, remedy)


def _memory(places: Places) -> Iterator[Finding]:
    machine = this_machine(places.data)
    settings = tuning.settings_for(machine)
    sizes = f"shared_buffers {settings['shared_buffers']}, max_wal_size {settings['max_wal_size']}"
    cores = f"{machine.cores} CPU: {sizes}."
    yield fine(
        "machine",
        f"Made for {human(machine.memory)}, {cores}",
        f"Disetel untuk {human_id(machine.memory)}, {cores}",
    )
    if (available := _available()) is not None and available < min(LITTLE_MEMORY, machine.memory // 8):
        yield warning(
            "machine",
            f"Only {human(available)} of memory are available now.",
            f"Memori yang tersedia sekarang tinggal {human_id(available)}.",
            "Close other programs before a big cycle.",
            "Tutup program lain sebelum menghitung tahap yang besar.",
        )


def _clock(places: Places) -> Iterator[Finding]:
    """Money has deadlines, and a clock that went back would date today's decisions before yesterday's."""
    control = places.data / "global" / "pg_control"
    written = control.stat().st_mtime if control.exists() else 0.0
    if datetime.now(UTC) < WRITTEN_IN or time.time() < written - CLOCK_SLACK:
        yield error(
            "clock",
            f"The clock says {datetime.now(UTC):%Y-%m-%d %H:%M} UTC, which cannot be: the database is younger.",
            f"Jam mesin menunjukkan {datetime.now(UTC):%Y-%m-%d %H:%M} UTC, padahal basis data lebih baru dari itu.",
            "Set the clock (timedatectl set-ntp true).",
            "Betulkan jam (timedatectl set-ntp true).",
        )


def _left_behind() -> Iterator[Finding]:
    """Data that root had to put elsewhere, and whose home has since been deleted."""
    for said in sorted(ELSEWHERE.glob("*/home")):
        data, base = said.parent / "pg", Path(said.read_text().strip()) / "pg" / "data"
        if data.exists() and not (base.is_symlink() and base.resolve() == data):
            yield warning(
                "folder",
                f"{data} holds the database of a home that is gone ({base.parents[1]}).",
                f"{data} berisi basis data dari HARAPAN_HOME yang sudah tidak ada ({base.parents[1]}).",
                f"If nobody needs it: rm -r {said.parent}",
                f"Bila tidak diperlukan lagi: rm -r {said.parent}",
            )


def _available() -> int | None:
    try:
        lines = Path("/proc/meminfo").read_text().splitlines()
    except OSError:
        return None
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith("MemAvailable:")), None)
