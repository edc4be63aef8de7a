"""What the server itself says when asked: its release, its logins, its size, and who may do too much or too little."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import psycopg
from psycopg.rows import dict_row

from harapan.postgres.addresses import DATABASE, LOGINS, Address, Login
from harapan.postgres.findings import Finding, error, fine, human, human_id, warning
from harapan.postgres.rights import rights, rights_of_all, roles, unreachable

OLDEST = 150000  # PostgreSQL 15
CLOCK_SLACK = 5.0  # seconds between their clock and ours
CONNECT_SECONDS = "5"
SETTINGS = ("shared_buffers", "work_mem", "maintenance_work_mem", "max_wal_size", "max_connections", "fsync", "jit")

SERVER = """
SELECT current_setting('server_version') AS release, current_setting('server_version_num')::int AS number,
       clock_timestamp() AS clock, pg_postmaster_start_time() AS began, current_setting('server_encoding') AS encoding,
       coalesce(pg_database_size(to_regdatabase_oid), 0) AS size
FROM (SELECT (SELECT oid FROM pg_database WHERE datname = %s) AS to_regdatabase_oid) AS wanted
"""
SESSIONS = """
SELECT count(*) AS now, current_setting('max_connections')::int AS most,
       count(*) FILTER (WHERE state = 'idle in transaction' AND now() - state_change > interval '10 min') AS idle
FROM pg_stat_activity WHERE backend_type = 'client backend'
"""
SET_ASIDE = """
SELECT datname AS name, pg_database_size(oid) AS size FROM pg_database
WHERE datname ~ '_(before_[0-9_]+|restoring)$' ORDER BY datname
"""
UNREADABLE = """
SELECT name, error, sourcefile FROM pg_file_settings
WHERE error IS NOT NULL AND error <> 'setting could not be applied'
"""


def ask_embedded(superuser: Address) -> Iterator[Finding]:
    """Of the embedded server, as its superuser."""
    with _connect(superuser) as server:
        yield from _server(server, DATABASE)
        yield from _sessions(server)
        yield from _settings(server)
        yield from rights_of_all(server, DATABASE)
        yield from _broken_pages(server)
        yield from _set_aside(server)


def ask_own(addresses: dict[Login, Address]) -> Iterator[Finding]:
    """Of one's own server, as each of the three logins."""
    for login in LOGINS:
        try:
            with _connect(addresses[login]) as server:
                if login == "owner":
                    yield from _server(server, addresses[login].name)
                    yield from _set_aside(server)
                yield from rights(login, roles(server, addresses[login].name)[server.info.user])
        except psycopg.OperationalError as trouble:
            yield unreachable(login, addresses[login], trouble)


def _server(server: psycopg.Connection[dict[str, Any]], database: str) -> Iterator[Finding]:
    said = _one(server, SERVER, database)
    hours = int((said["clock"] - said["began"]).total_seconds() // 3600)
    yield fine(
        "server",
        f"PostgreSQL {said['release']}, up for {hours} h, database {database} of {human(said['size'])}.",
        f"PostgreSQL {said['release']}, hidup {hours} jam, basis data {database} sebesar {human_id(said['size'])}.",
    )
    if said["number"] < OLDEST:
        yield error(
            "server",
            f"PostgreSQL {said['release']} is too old.",
            f"PostgreSQL {said['release']} terlalu tua.",
            "Use 15 or later.",
            "Pakailah versi 15 atau lebih baru.",
        )
    if said["encoding"] != "UTF8":
        yield error(
            "server",
            f"The database is encoded in {said['encoding']}.",
            f"Basis data memakai pengodean {said['encoding']}.",
            "Create it again with ENCODING 'UTF8'.",
            "Buat ulang dengan ENCODING 'UTF8'.",
        )
    if (apart := abs((said["clock"] - datetime.now(UTC)).total_seconds())) > CLOCK_SLACK:
        yield warning(
            "clock",
            f"The server's clock and ours are {apart:.0f} s apart.",
            f"Jam server dan jam kita berselisih {apart:.0f} detik.",
            "Let both follow a time server (NTP).",
            "Samakan keduanya dengan server waktu (NTP).",
        )


def _sessions(server: psycopg.Connection[dict[str, Any]]) -> Iterator[Finding]:
    said = _one(server, SESSIONS)
    yield fine("sessions", f"{said['now']} of {said['most']} sessions.", f"{said['now']} dari {said['most']} sesi.")
    if said["now"] > said["most"] * 0.8:
        yield warning(
            "sessions",
            "Nearly all sessions are taken.",
            "Hampir semua sesi terpakai.",
            "Run fewer workers, or raise max_connections in local.conf.",
            "Kurangi pekerja, atau naikkan max_connections di local.conf.",
        )
    if said["idle"]:
        yield warning(
            "sessions",
            f"{said['idle']} sessions have kept a transaction open for over ten minutes.",
            f"{said['idle']} sesi membiarkan transaksi terbuka lebih dari sepuluh menit.",
            "End the processes behind them: they keep old rows alive.",
            "Akhiri prosesnya: baris lama tidak dapat dibersihkan.",
        )


def _settings(server: psycopg.Connection[dict[str, Any]]) -> Iterator[Finding]:
    rows = server.execute(
        "SELECT name || ' ' || current_setting(name) AS said FROM unnest(%s::text[]) AS name", [list(SETTINGS)]
    )
    said = ", ".join(row["said"] for row in rows)
    yield fine("settings", f"In force: {said}.", f"Yang berlaku: {said}.")
    for row in server.execute(UNREADABLE):
        yield error(
            "settings",
            f"{row['sourcefile']}: {row['name']}: {row['error']}.",
            f"{row['sourcefile']}: {row['name']}: {row['error']}.",
            "Correct that line, or the next start fails.",
            "Betulkan baris itu, kalau tidak server tidak akan mulai lagi.",
        )


def _broken_pages(server: psycopg.Connection[dict[str, Any]]) -> Iterator[Finding]:
    if broken := _one(server, "SELECT coalesce(sum(checksum_failures), 0) AS pages FROM pg_stat_database")["pages"]:
        yield error(
            "disk",
            f"{broken} pages read from the disk were damaged.",
            f"{broken} halaman yang dibaca dari disk ternyata rusak.",
            "Replace the disk and restore the last backup.",
            "Ganti disk dan pulihkan cadangan terakhir.",
        )


def _set_aside(server: psycopg.Connection[dict[str, Any]]) -> Iterator[Finding]:
    for row in server.execute(SET_ASIDE):
        yield warning(
            "disk",
            f"A restore has kept the old database {row['name']} ({human(row['size'])}).",
            f"Pemulihan menyimpan basis data lama {row['name']} ({human_id(row['size'])}).",
            f'If nobody needs it: DROP DATABASE "{row["name"]}"',
            f'Bila tidak diperlukan lagi: DROP DATABASE "{row["name"]}"',
        )


def _connect(where: Address) -> psycopg.Connection[dict[str, Any]]:
    patient = replace(where, options={"connect_timeout": CONNECT_SECONDS, **where.options})
    return psycopg.connect(patient.dsn(), autocommit=True, row_factory=dict_row)


def _one(server: psycopg.Connection[dict[str, Any]], query: str, *values: str) -> dict[str, Any]:
    row = server.execute(query, values).fetchone()
    assert row is not None
    return row
