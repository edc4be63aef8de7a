"""The database server: an embedded PostgreSQL that starts and stops by itself, or your own by `DATABASE_URL`."""

from harapan.postgres.addresses import LOGINS, Address, Login, address, home, is_embedded
from harapan.postgres.backup import dump, restore
from harapan.postgres.doctor import examine
from harapan.postgres.findings import Finding
from harapan.postgres.roles import sql_for_own_server
from harapan.postgres.sharing import Status, ensure_running, status, stop
from harapan.postgres.troubles import DatabaseTrouble, Sentence

__all__ = [
    "LOGINS",
    "Address",
    "DatabaseTrouble",
    "Finding",
    "Login",
    "Sentence",
    "Status",
    "address",
    "dump",
    "ensure_running",
    "examine",
    "home",
    "is_embedded",
    "restore",
    "sql_for_own_server",
    "status",
    "stop",
]
