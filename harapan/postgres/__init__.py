"""The database server: an embedded PostgreSQL that starts and stops by itself, or your own by `DATABASE_URL`."""

from .addresses import LOGINS, Address, Login, address, home, is_embedded
from .roles import sql_for_own_server
from .sharing import Status, ensure_running, status, stop
from .troubles import DatabaseTrouble, Sentence

__all__ = [
    "LOGINS",
    "Address",
    "DatabaseTrouble",
    "Login",
    "Sentence",
    "Status",
    "address",
    "ensure_running",
    "home",
    "is_embedded",
    "sql_for_own_server",
    "status",
    "stop",
]
