"""Where the database is and under which login, read from the environment alone: nothing is started here."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, get_args
from urllib.parse import quote, urlencode

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from harapan.postgres.places import Places
from harapan.postgres.troubles import DatabaseTrouble

Login = Literal["owner", "machine", "web"]
LOGINS: tuple[Login, ...] = get_args(Login)
DATABASE = "harapan"
PORT = "5432"
_VARIABLES: dict[Login, str] = {
    "owner": "DATABASE_OWNER_URL",
    "machine": "DATABASE_MACHINE_URL",
    "web": "DATABASE_URL",
}


@dataclass(frozen=True)
class Address:
    """What a client needs to connect. `host` may be the folder of a socket; empty parts are left to libpq."""

    host: str
    port: str
    name: str
    user: str
    password: str = field(repr=False)
    options: Mapping[str, str]

    def dsn(self) -> str:
        """For psycopg: `host=... dbname=... user=...`."""
        return make_conninfo("", **self._parts(), **self.options)

    def uri(self) -> str:
        """For ADBC and whoever wants a URI; the host goes as a parameter, so that it may be a folder or a list."""
        parts = self._parts()
        secret = f":{quote(self.password, safe='')}" if self.password else ""
        login = f"{quote(self.user, safe='')}{secret}@" if self.user else ""
        rest = {key: parts[key] for key in ("host", "port") if key in parts} | dict(self.options)
        return f"postgresql://{login}/{quote(self.name, safe='')}?{urlencode(rest, quote_via=quote)}".rstrip("?")

    def django(self) -> dict[str, Any]:
        """For `settings.DATABASES`."""
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": self.name,
            "USER": self.user,
            "PASSWORD": self.password,
            "HOST": self.host,
            "PORT": self.port,
            "OPTIONS": dict(self.options),
        }

    def _parts(self) -> dict[str, str]:
        said = {
            "host": self.host,
            "port": self.port,
            "dbname": self.name,
            "user": self.user,
            "password": self.password,
        }
        return {key: value for key, value in said.items() if value}


def home() -> Path:
    """The folder that holds everything of this installation: `$HARAPAN_HOME`, else `./var`."""
    return Path(os.environ.get("HARAPAN_HOME") or "var").expanduser().resolve()


def is_embedded() -> bool:
    """Do we bring our own server? Yes, unless `DATABASE_URL` names somebody else's."""
    orphans = [name for name in _VARIABLES.values() if os.environ.get(name)]
    if orphans and not os.environ.get("DATABASE_URL"):
        raise DatabaseTrouble(
            f"{orphans[0]} is set but DATABASE_URL is not: set both, or neither for the embedded server.",
            f"{orphans[0]} diisi tetapi DATABASE_URL tidak: isi keduanya, atau kosongkan untuk server bawaan.",
        )
    return not orphans


def address(login: Login, *, database: str | None = None) -> Address:
    """Where `login` finds its database: `harapan` unless the URL or the caller names another.

    On one's own server `DATABASE_OWNER_URL` and `DATABASE_MACHINE_URL` fall back to `DATABASE_URL`, which is enough
    to try things out; `examine` then says what that login may not do, or may do too much of.
    """
    if is_embedded():
        return Address(str(Places(home()).socket_folder), PORT, database or DATABASE, login, "", {})

    variable = _VARIABLES[login] if os.environ.get(_VARIABLES[login]) else "DATABASE_URL"
    return _read_url(variable, os.environ[variable], database)


def _read_url(variable: str, url: str, database: str | None) -> Address:
    """An address out of a URL. The URL itself is never repeated: it holds a password."""
    try:
        said = {key: str(value) for key, value in conninfo_to_dict(url).items() if value is not None}
    except psycopg.ProgrammingError:
        said = {}
    if not url.startswith(("postgresql://", "postgres://")) or not (name := database or said.pop("dbname", "")):
        raise DatabaseTrouble(
            f"{variable} cannot be read: it should look like postgresql://user:password@host:5432/harapan.",
            f"{variable} tidak terbaca: bentuknya seharusnya postgresql://pengguna:sandi@host:5432/harapan.",
        )
    said.pop("dbname", None)
    known = (said.pop(key, "") for key in ("host", "port", "user", "password"))
    host, port, user, password = known
    return Address(host, port, name, user, password, said)
