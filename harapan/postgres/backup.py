"""Backup and restore: a file gets its name once it was read back, a database once it is whole."""

import os
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from subprocess import CompletedProcess

import psycopg
from psycopg.sql import SQL, Composed, Identifier, Literal

from harapan.lib.digests import file_digest
from harapan.postgres import binaries
from harapan.postgres.addresses import LOGINS, Address, address
from harapan.postgres.machine import cores
from harapan.postgres.roles import opening_database
from harapan.postgres.sharing import ensure_running
from harapan.postgres.troubles import DatabaseTrouble, Sentence, cannot_write, explained

FAILED = Sentence("The backup failed", "Pencadangan gagal")
FAILED_BACK = Sentence("The restore failed", "Pemulihan gagal")
PROVIDERS = {"b": "builtin", "c": "libc", "i": "icu"}


def dump(path: Path, *, database: str | None = None) -> str:
    """Write the whole database into `path` (and its digest beside it); returns the SHA-256 of the file.

    Runs as owner, whom row-level security does not hide anything from. Read back once before the file gets its name.
    """
    ensure_running()
    part = path.with_name(f"{path.name}.part")
    _open_for_us_alone(path, part)
    try:
        said = _run("pg_dump", address("owner", database=database), "--format=custom", "--compress=1", f"--file={part}")
        _must_have_worked(said, path, FAILED)
        _check_readable(part)
        digest = file_digest(part)
        _digest_file(path).write_text(f"{digest}  {path.name}\n")
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
    return digest


def restore(path: Path, *, database: str | None = None) -> str:
    """Put a backup in the place of the database; returns the name under which the old one is kept.

    It is restored beside the old one, and takes its name in one transaction once it is whole.
    """
    _check_digest(path)
    _check_readable(path)
    ensure_running()
    target = address("owner", database=database)
    fresh = replace(target, name=f"{target.name}_restoring")
    with _maintenance(target) as server:
        if _is_in_use(server, target.name):
            raise _in_use(target.name)
        server.execute(SQL("DROP DATABASE IF EXISTS {}").format(Identifier(fresh.name)))
        server.execute(_like(server, target.name, fresh.name))
        said = _run("pg_restore", fresh, "--exit-on-error", "--no-owner", f"--jobs={cores()}", str(path))
        _must_have_worked(said, path, FAILED_BACK)
        with psycopg.connect(fresh.dsn(), autocommit=True) as restored:
            restored.execute("ANALYZE")
        return _swap(server, target.name, fresh.name)


def _swap(server: psycopg.Connection, name: str, fresh: str) -> str:
    """The old database steps aside and the new one takes its name, both or neither."""
    aside = f"{name}_before_{datetime.now(UTC):%Y%m%d_%H%M%S}"
    logins = [address(login).user for login in LOGINS]
    try:
        with server.transaction():
            server.execute(SQL("ALTER DATABASE {} RENAME TO {}").format(Identifier(name), Identifier(aside)))
            server.execute(SQL("ALTER DATABASE {} RENAME TO {}").format(Identifier(fresh), Identifier(name)))
            for statement in opening_database(name, *logins):
                server.execute(statement)
    except psycopg.errors.ObjectInUse:
        raise _in_use(name) from None
    return aside


def _is_in_use(server: psycopg.Connection, name: str) -> bool:
    """Asked before the long work, and by PostgreSQL itself when the names change. Its own workers have no user."""
    asked = "SELECT 1 FROM pg_stat_activity WHERE datname = %s AND usesysid IS NOT NULL"
    return server.execute(asked, [name]).fetchone() is not None


def _in_use(name: str) -> DatabaseTrouble:
    return DatabaseTrouble(
        f"The database {name} is in use: stop Harapan everywhere, then restore again. Nothing was changed.",
        f"Basis data {name} sedang dipakai: hentikan Harapan di semua tempat, lalu pulihkan lagi. Tidak ada yang"
        " berubah.",
    )


def _like(server: psycopg.Connection, name: str, fresh: str) -> Composed:
    """A new database that sorts and encodes like the old one. The locale's column was renamed in version 17."""
    row = server.execute(
        "SELECT pg_encoding_to_char(encoding), datlocprovider, datcollate, datctype,"
        " coalesce(to_jsonb(d) ->> 'datlocale', to_jsonb(d) ->> 'daticulocale') FROM pg_database d WHERE datname = %s",
        [name],
    ).fetchone()
    if row is None:
        raise DatabaseTrouble(f"There is no database {name} to replace.", f"Tidak ada basis data {name} untuk diganti.")
    encoding, provider, collate, ctype, locale = row
    said = {"ENCODING": encoding, "LC_COLLATE": collate, "LC_CTYPE": ctype, "LOCALE_PROVIDER": PROVIDERS[provider]}
    if locale:
        said["ICU_LOCALE" if provider == "i" else "BUILTIN_LOCALE"] = locale
    options = SQL(" ").join(SQL("{} {}").format(SQL(option), Literal(value)) for option, value in said.items())
    return SQL("CREATE DATABASE {} TEMPLATE template0 {}").format(Identifier(fresh), options)


def _maintenance(target: Address) -> psycopg.Connection:
    """A session outside the database, for one cannot rename the room one stands in."""
    return psycopg.connect(replace(target, name="postgres").dsn(), autocommit=True)


def _run(program: str, where: Address, *arguments: str) -> CompletedProcess[str]:
    """The password goes through the environment, for everybody can read a command line."""
    said = replace(where, password="").dsn()
    secret = {"PGPASSWORD": where.password} if where.password else {}
    return binaries.run(program, f"--dbname={said}", *arguments, environment=secret, cwd=Path.cwd())


def _open_for_us_alone(path: Path, part: Path) -> None:
    if path.exists():
        raise DatabaseTrouble(
            f"{path} is there already; a backup never replaces another: choose a new name.",
            f"{path} sudah ada; cadangan tidak pernah menimpa cadangan lain: pilih nama baru.",
        )
    try:
        os.close(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW, 0o600))
    except OSError as trouble:
        raise cannot_write(path.parent) from trouble


def _check_readable(path: Path) -> None:
    """Unpack it from the first to the last byte."""
    if not path.is_file() or binaries.run("pg_restore", f"--file={os.devnull}", path.absolute()).returncode:
        raise DatabaseTrouble(
            f"{path} is not a whole backup: it is missing, cut off or something else. Nothing was changed.",
            f"{path} bukan cadangan yang utuh: tidak ada, terpotong, atau berkas lain. Tidak ada yang berubah.",
        )


def _check_digest(path: Path) -> None:
    beside = _digest_file(path)
    if path.is_file() and beside.exists() and beside.read_text().split()[0] != file_digest(path):
        raise DatabaseTrouble(
            f"{path} is not the file that was written: its digest differs from {beside.name}. Nothing was changed.",
            f"{path} bukan berkas yang dulu ditulis: sidiknya berbeda dari {beside.name}. Tidak ada yang berubah.",
        )


def _digest_file(path: Path) -> Path:
    return path.with_name(f"{path.name}.sha256")


def _must_have_worked(done: CompletedProcess[str], path: Path, failed: Sentence) -> None:
    if done.returncode:
        raise explained(done.stdout, path.parent, failed)
