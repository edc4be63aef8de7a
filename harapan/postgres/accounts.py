"""Which user of the operating system runs the server: ourselves, or a user without rights when we are root."""

import os
import pwd
import shutil
import subprocess
from pathlib import Path

from harapan.postgres.troubles import DatabaseTrouble

SYSTEM_USER = "harapan"


def is_root() -> bool:
    """PostgreSQL refuses to run as root."""
    return os.geteuid() == 0


def account_for(home: Path, data: Path) -> pwd.struct_passwd:
    """Who runs the server: the owner of the data; before there are any, the owner of the home, unless that is root."""
    if not is_root():
        return _named(os.geteuid())
    if data.exists():
        return _named(data.stat().st_uid)
    owner = home.stat().st_uid
    return _named(owner) if owner else system_user()


def system_user() -> pwd.struct_passwd:
    """The user `harapan` of this machine, created when missing."""
    try:
        return pwd.getpwnam(SYSTEM_USER)
    except KeyError:
        return _create(SYSTEM_USER)


def refuse_strangers(data: Path) -> None:
    """Only root may use a database that another user of this machine has made."""
    if not is_root() and data.exists() and (owner := data.stat().st_uid) != os.geteuid():
        raise DatabaseTrouble(
            f"The database in {data} belongs to user {_name_or_number(owner)}: run as that user,"
            " or choose another HARAPAN_HOME.",
            f"Basis data di {data} milik pengguna {_name_or_number(owner)}: jalankan sebagai pengguna itu,"
            " atau pilih HARAPAN_HOME lain.",
        )


def can_enter(user: int, folder: Path) -> bool:
    """May that user reach into the folder? Asked of the kernel, which alone knows all its rules."""
    asked = [shutil.which("test") or "/usr/bin/test", "-x", str(folder)]
    return subprocess.run(asked, user=_as(user), group=_group(user), extra_groups=_none(), check=False).returncode == 0  # noqa: S603


def hand_over(path: Path, user: pwd.struct_passwd) -> None:
    """Give a file or folder that we have just made to the server's user."""
    if is_root():
        os.chown(path, user.pw_uid, user.pw_gid)


def drop_to(user: pwd.struct_passwd) -> int | None:
    """The user id to start a program under; None when we are that user already."""
    return _as(user.pw_uid)


def names_for(user: pwd.struct_passwd) -> list[str]:
    """Who may connect: the server's user, and root, who can become that user anyway."""
    return sorted({user.pw_name, pwd.getpwuid(0).pw_name})


def _as(user: int) -> int | None:
    return user if is_root() else None


def _group(user: int) -> int | None:
    return pwd.getpwuid(user).pw_gid if is_root() else None


def _none() -> list[int] | None:
    return [] if is_root() else None


def _named(user: int) -> pwd.struct_passwd:
    try:
        return pwd.getpwuid(user)
    except KeyError:
        raise DatabaseTrouble(
            f"The user with number {user} has no name on this machine (/etc/passwd), and PostgreSQL wants one.",
            f"Pengguna bernomor {user} tidak punya nama di mesin ini (/etc/passwd), padahal PostgreSQL memerlukannya.",
        ) from None


def _name_or_number(user: int) -> str:
    try:
        return pwd.getpwuid(user).pw_name
    except KeyError:
        return str(user)


def _create(name: str) -> pwd.struct_passwd:
    command = [shutil.which("useradd") or "useradd", "--system", "--user-group", "--no-create-home"]
    command += ["--home-dir", "/nonexistent", "--shell", "/usr/sbin/nologin", name]
    try:
        subprocess.run(command, capture_output=True, check=False)  # noqa: S603
        return pwd.getpwnam(name)  # another process may have been quicker: what counts is that the user is there
    except (KeyError, OSError):
        raise DatabaseTrouble(
            f"PostgreSQL does not run as root and the system user '{name}' cannot be created:"
            " create it, or run Harapan as an ordinary user.",
            f"PostgreSQL tidak berjalan sebagai root dan pengguna sistem '{name}' tidak dapat dibuat:"
            " buatlah pengguna itu, atau jalankan Harapan sebagai pengguna biasa.",
        ) from None
