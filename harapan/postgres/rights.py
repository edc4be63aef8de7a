"""The three logins on a server: what each may do too little of, or too much."""

from collections.abc import Iterator
from typing import Any

import psycopg

from harapan.postgres.addresses import LOGINS, Address, Login
from harapan.postgres.findings import Finding, error, warning

ROLES = """
SELECT rolname AS name, rolsuper AS is_super, rolbypassrls AS bypasses, rolcreatedb AS creates,
       pg_has_role(oid, (SELECT datdba FROM pg_database WHERE datname = %s), 'USAGE') AS owns
FROM pg_roles
"""


def roles(server: psycopg.Connection[dict[str, Any]], database: str) -> dict[str, dict[str, Any]]:
    """Every role of the server by name, and what it may do, with `database` too."""
    return {row["name"]: row for row in server.execute(ROLES, [database])}


def rights_of_all(server: psycopg.Connection[dict[str, Any]], database: str) -> Iterator[Finding]:
    """Of the embedded server, where the logins bear their own names."""
    there = roles(server, database)
    for login in LOGINS:
        yield from rights(login, there[login]) if login in there else [_missing(login)]


def rights(login: Login, role: dict[str, Any]) -> Iterator[Finding]:
    """Too little stops the work; too much silently switches row-level security off."""
    name = role["name"]
    if login == "web" and (role["is_super"] or role["bypasses"] or role["owns"]):
        yield error(
            "logins",
            f"Login web ({name}) sees everything: row-level security does not bind it.",
            f"Login web ({name}) melihat semuanya: pembatasan baris tidak berlaku baginya.",
            "Give DATABASE_URL a login of its own; harapan doctor --sql prints how.",
            "Beri DATABASE_URL login tersendiri; harapan doctor --sql menuliskan caranya.",
        )
    if login == "machine" and not (role["is_super"] or role["bypasses"]):
        yield error(
            "logins",
            f"Login machine ({name}) lacks BYPASSRLS: bulk steps would not see all families.",
            f"Login machine ({name}) tanpa BYPASSRLS: langkah massal tidak melihat semua keluarga.",
            f'ALTER ROLE "{name}" BYPASSRLS',
            f'ALTER ROLE "{name}" BYPASSRLS',
        )
    if login == "owner" and not role["owns"]:
        yield error(
            "logins",
            f"Login owner ({name}) does not own the database.",
            f"Login owner ({name}) bukan pemilik basis data.",
            f'ALTER DATABASE ... OWNER TO "{name}"',
            f'ALTER DATABASE ... OWNER TO "{name}"',
        )
    if login == "owner" and not role["creates"] and not role["is_super"]:
        yield warning(
            "logins",
            f"Login owner ({name}) may not create databases, so it cannot restore a backup.",
            f"Login owner ({name}) tidak boleh membuat basis data, maka tidak dapat memulihkan cadangan.",
            f'ALTER ROLE "{name}" CREATEDB',
            f'ALTER ROLE "{name}" CREATEDB',
        )


def unreachable(login: Login, where: Address, trouble: psycopg.OperationalError) -> Finding:
    """That login found no server, or no entrance."""
    reason = str(trouble).strip().splitlines()[-1]
    return error(
        "logins",
        f"Login {login} cannot reach the database {where.name} at {where.host or 'localhost'}: {reason}",
        f"Login {login} tidak dapat menjangkau basis data {where.name} di {where.host or 'localhost'}: {reason}",
        "Check the address, the password and the network.",
        "Periksa alamat, sandi, dan jaringan.",
    )


def _missing(login: Login) -> Finding:
    return error(
        "logins",
        f"The login {login} is missing.",
        f"Login {login} tidak ada.",
        "Stop the server once; the next start makes it.",
        "Hentikan server sekali; saat dimulai lagi login dibuat.",
    )
