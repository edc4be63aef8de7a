"""What is running, what is wrong with it and what to do: the database part of `harapan doctor`."""

import stat
from collections.abc import Iterator
from pathlib import Path

from harapan.postgres import keeper, tuning
from harapan.postgres.addresses import LOGINS, Address, address, home, is_embedded
from harapan.postgres.findings import Finding, error, fine, warning
from harapan.postgres.inquiry import ask_embedded, ask_own
from harapan.postgres.machine import this_machine
from harapan.postgres.places import Places
from harapan.postgres.sharing import Status, status
from harapan.postgres.surroundings import surroundings
from harapan.postgres.troubles import DatabaseTrouble


def examine() -> list[Finding]:
    """Everything worth knowing, the good and the bad. Starts nothing and changes nothing."""
    try:
        return list(_embedded(Places(home())) if is_embedded() else _own())
    except DatabaseTrouble as trouble:
        return [Finding("error", "settings", trouble.sentence)]


def _own() -> Iterator[Finding]:
    return ask_own({login: address(login) for login in LOGINS})


def _embedded(places: Places) -> Iterator[Finding]:
    now = status()
    yield _running(now)
    yield from _users(now)
    yield from _folder(places, now)
    yield from _settings(places, now)
    yield from surroundings(places)
    if now.state == "ready":
        yield from ask_embedded(Address(str(now.sockets), "5432", "postgres", "postgres", "", {}))


def _running(now: Status) -> Finding:
    if now.state == "absent":
        return fine(
            "server",
            "There is no database yet; the first use makes it.",
            "Belum ada basis data; dibuat saat pertama kali dipakai.",
        )
    if now.state == "stopped":
        return fine(
            "server",
            f"The server rests and the next use starts it (PostgreSQL {now.release}, data in {now.data}).",
            f"Server sedang berhenti dan dimulai saat dipakai (PostgreSQL {now.release}, data di {now.data}).",
        )
    since = f"{now.since:%Y-%m-%d %H:%M} UTC" if now.since else "?"
    return fine(
        "server",
        f"The server is {now.state}, process {now.pid}, since {since}; data in {now.data}, socket in {now.sockets}.",
        f"Server berstatus {now.state}, proses {now.pid}, sejak {since}; data di {now.data}, soket di {now.sockets}.",
    )


def _users(now: Status) -> Iterator[Finding]:
    if now.users:
        who = ", ".join(f"{pid} ({_command(pid)})" for pid in now.users)
        yield fine("users", f"Processes that hold it: {who}.", f"Proses yang memakainya: {who}.")


def _folder(places: Places, now: Status) -> Iterator[Finding]:
    if now.state == "absent":
        return
    mode = stat.S_IMODE(now.data.stat().st_mode)
    stale = now.state == "stopped" and keeper.server_pid(places.base) is not None
    if mode & 0o077:
        yield error(
            "folder",
            f"The data folder {now.data} is open to other users (mode {mode:o}).",
            f"Folder data {now.data} terbuka bagi pengguna lain (mode {mode:o}).",
            f"chmod 700 {now.data}",
            f"chmod 700 {now.data}",
        )
    if stale:
        yield warning(
            "server",
            "The server was not stopped properly last time (power cut or kill -9).",
            "Server terakhir kali tidak berhenti dengan benar (listrik padam atau kill -9).",
            "Nothing: the next start recovers what was committed.",
            "Tidak perlu apa-apa: saat dimulai lagi, semua yang sudah tersimpan dipulihkan.",
        )


def _settings(places: Places, now: Status) -> Iterator[Finding]:
    if not tuning.is_durable():
        yield warning(
            "settings",
            "HARAPAN_POSTGRES_DURABLE=0: a power cut destroys the database.",
            "HARAPAN_POSTGRES_DURABLE=0: listrik padam akan merusak basis data.",
            "Unset it, except for tests.",
            "Hapus pengaturan itu, kecuali untuk pengujian.",
        )
    wanted = tuning.as_file(
        tuning.settings_for(this_machine(places.data), durable=tuning.is_durable()), places.socket_folder.resolve()
    )
    if now.is_running and places.settings.read_text() != wanted:
        yield warning(
            "settings",
            "The server runs with settings made for another state of this machine.",
            "Server berjalan dengan pengaturan untuk keadaan mesin yang lama.",
            "Stop it once; the next start measures the machine again.",
            "Hentikan sekali; saat dimulai lagi mesin diukur ulang.",
        )


def _command(pid: int) -> str:
    try:
        words = Path(f"/proc/{pid}/cmdline").read_text().split("\0")
    except OSError:
        return "?"
    return " ".join(Path(word).name if word.startswith("/") else word for word in words[:4] if word) or "?"
