"""Makes the data folder of the embedded server, and writes the files in it that are ours."""

import os
import shutil
from pathlib import Path
from pwd import struct_passwd

from harapan.postgres import binaries
from harapan.postgres.accounts import can_enter, drop_to, hand_over, is_root, names_for
from harapan.postgres.machine import MB, free_disk
from harapan.postgres.places import Places
from harapan.postgres.troubles import DatabaseTrouble, explained

ROOM_TO_START = 150 * MB  # an empty database takes 40 MB, its first log segments the rest


def make(places: Places, account: struct_passwd, programs: Path, *, durable: bool) -> None:
    """Make the data folder. It appears under its name only when it is whole; a half-made one is swept away."""
    target = _where(places, account)
    _check_room(target)
    half_made = target.with_name("data.new")
    shutil.rmtree(half_made, ignore_errors=True)
    half_made.mkdir(0o700)
    hand_over(half_made, account)
    _initdb(half_made, account, programs, durable=durable)
    _write_own_files(half_made, account)
    half_made.rename(target)
    if target != places.data:
        (target.parent / "home").write_text(f"{places.home}\n")
        places.data.symlink_to(target)


def replace_text(path: Path, text: str, account: struct_passwd) -> None:
    """Write a file of the server's user, whole or not at all; a link planted in its place is not followed."""
    fresh = path.with_name(path.name + ".new")
    fresh.unlink(missing_ok=True)
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600), "w") as file:
        file.write(text)
        if is_root():
            os.fchown(file.fileno(), account.pw_uid, account.pw_gid)
    fresh.replace(path)


def _where(places: Places, account: struct_passwd) -> Path:
    """In the home; elsewhere only when a folder above it is closed to the server's user. We open nobody's folder."""
    if not is_root() or can_enter(account.pw_uid, places.base):
        return places.data
    taken = (
        places.elsewhere.with_name(f"{places.elsewhere.name}{n}") for n in ["", *(f"-{n}" for n in range(2, 1000))]
    )
    folder = next(place for place in taken if not (place / "pg").exists())
    folder.mkdir(0o755, parents=True, exist_ok=True)
    return folder / "pg"


def _check_room(target: Path) -> None:
    if (free := free_disk(target)) < ROOM_TO_START:
        raise DatabaseTrouble(
            f"The disk of {target.parent} has {free // MB} MB free, too little for a new database:"
            f" make room for at least {ROOM_TO_START // MB} MB, or choose another HARAPAN_HOME.",
            f"Sisa ruang di {target.parent} hanya {free // MB} MB, tidak cukup untuk basis data baru:"
            f" sediakan paling sedikit {ROOM_TO_START // MB} MB, atau pilih HARAPAN_HOME lain.",
        )


def _initdb(folder: Path, account: struct_passwd, programs: Path, *, durable: bool) -> None:
    """Nobody comes in by password or network: only the server's own user, through the socket."""
    done = binaries.run(
        "initdb",
        *("--username=postgres", "--encoding=UTF8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"),
        *("--auth-local=peer", "--auth-host=reject", f"--pgdata={folder}"),
        *(() if durable else ("--no-sync",)),
        folder=programs,
        user=drop_to(account),
        cwd=folder,
    )
    if done.returncode:
        raise explained(done.stdout, folder)


def _write_own_files(folder: Path, account: struct_passwd) -> None:
    replace_text(folder / "pg_hba.conf", "local all all peer map=harapan\n", account)
    people = "".join(f'harapan "{name}" all\n' for name in names_for(account))
    replace_text(folder / "pg_ident.conf", people, account)
    replace_text(folder / "local.conf", "# Your own settings; they win over harapan.conf.\n", account)
    original = (folder / "postgresql.conf").read_text()
    ours = "\ninclude_if_exists = 'harapan.conf'\ninclude_if_exists = 'local.conf'\n"
    replace_text(folder / "postgresql.conf", original + ours, account)
