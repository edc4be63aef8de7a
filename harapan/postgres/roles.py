"""The three logins and what they may do: one text, executed on the embedded server and printed for one's own."""

import psycopg
from psycopg.sql import SQL, Composed, Identifier

from harapan.postgres.addresses import DATABASE, LOGINS, Login

ATTRIBUTES: dict[Login, str] = {
    "owner": "LOGIN CREATEDB",  # migrations, backup and restore
    "machine": "LOGIN BYPASSRLS",  # bulk steps of the command line and the worker
    "web": "LOGIN",  # row-level security applies
}


def creating_login(login: Login, name: str) -> Composed:
    """For an administrator, in any database of the server."""
    return SQL("CREATE ROLE {} {}").format(Identifier(name), SQL(ATTRIBUTES[login]))


def creating_database(database: str, owner: str) -> Composed:
    """For an administrator. Text sorts by code point everywhere, so that two servers sort alike."""
    return SQL(
        "CREATE DATABASE {} OWNER {} TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C.UTF-8'"
    ).format(Identifier(database), Identifier(owner))


def opening_database(database: str, owner: str, machine: str, web: str) -> list[Composed]:
    """For an administrator: nobody but our three logins comes in."""
    names = SQL(", ").join(map(Identifier, (owner, machine, web)))
    return [
        SQL("REVOKE CONNECT ON DATABASE {} FROM PUBLIC").format(Identifier(database)),
        SQL("GRANT CONNECT, TEMPORARY ON DATABASE {} TO {}").format(Identifier(database), names),
    ]


def reading_everything(owner: str, machine: str) -> list[Composed]:
    """In the database: what the owner creates from now on, `machine` may read. The rest migrations grant."""
    return [
        SQL("ALTER DEFAULT PRIVILEGES FOR ROLE {} GRANT SELECT ON {} TO {}").format(
            Identifier(owner), SQL(kind), Identifier(machine)
        )
        for kind in ("TABLES", "SEQUENCES")
    ]


def sql_for_own_server(
    database: str = DATABASE, *, owner: str = "owner", machine: str = "machine", web: str = "web"
) -> str:
    """What an administrator runs once on a server of 15 or later, with psql; `harapan doctor --sql` prints it."""
    names: dict[Login, str] = {"owner": owner, "machine": machine, "web": web}
    logins = [creating_login(login, names[login]) for login in LOGINS]
    opening = opening_database(database, owner, machine, web)
    reading = reading_everything(owner, machine)
    passwords = "".join(f'\\password "{name}"\n' for name in names.values())
    return (
        "-- For an administrator, with psql; it asks for three new passwords.\n"
        + _text(logins)
        + passwords
        + _text([creating_database(database, owner), *opening])
        + f'\\connect "{database}"\n'
        + _text(reading)
    )


def prepare(sockets: str, *, bulk_memory: str) -> None:
    """Make what is missing on the embedded server. The database comes last: where it exists, the rest does."""
    with psycopg.connect(host=sockets, user="postgres", dbname="template1", autocommit=True) as server:
        there = {name for (name,) in server.execute("SELECT rolname FROM pg_roles")}
        for login in LOGINS:
            if login not in there:
                server.execute(creating_login(login, login))
        server.execute("ALTER ROLE web SET idle_in_transaction_session_timeout = '5min'")
        for login in ("owner", "machine"):
            server.execute(SQL("ALTER ROLE {} SET work_mem = {}").format(Identifier(login), bulk_memory))
        if not server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone():
            _make_database(server)


def _make_database(server: psycopg.Connection) -> None:
    """In the template first, so that test databases and restored ones have the same default privileges."""
    for statement in reading_everything("owner", "machine"):
        server.execute(statement)
    server.execute(SQL("CREATE DATABASE {} OWNER owner").format(Identifier(DATABASE)))


def _text(statements: list[Composed]) -> str:
    return "".join(f"{statement.as_string()};\n" for statement in statements)
