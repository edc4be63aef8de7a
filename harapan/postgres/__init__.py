"""The database server: an embedded PostgreSQL that starts and stops by itself, or your own by `DATABASE_URL`."""

from .addresses import LOGINS, Address, Login, address, home, is_embedded
from .backup import dump, restore
from .doctor import examine
from .findings import Finding
from .roles import sql_for_own_server
from .sharing import Status, ensure_running, status, stop
from .troubles import DatabaseTrouble, Sentence

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
