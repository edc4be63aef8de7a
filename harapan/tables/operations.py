"""Migration steps for what Django has no words for: partitions, append-only tables, privileges of the logins."""

from django.db import migrations

from harapan import postgres

MACHINE = postgres.address("machine").user
"""The login of the command line and the worker, under whatever name one's own server has it."""
WEB = postgres.address("web").user
"""The login of pages: row-level security binds it."""

WHOLE, APPEND, READ = "SELECT, INSERT, UPDATE, DELETE", "SELECT, INSERT", "SELECT"


def grant(table: str, privileges: str, *, to: str = MACHINE) -> migrations.RunSQL:
    """Let a working login use a table. `owner` has it already; nobody is granted a partition, and `web` nothing
    before row-level security guards the table.
    """
    return migrations.RunSQL(
        f"GRANT {privileges} ON {table} TO {to}", f"REVOKE {privileges} ON {table} FROM {to}", elidable=False
    )


def grant_sequence(sequence: str, *, to: str = MACHINE) -> migrations.RunSQL:
    """Let the working logins draw numbers."""
    return migrations.RunSQL(f"GRANT USAGE, SELECT, UPDATE ON SEQUENCE {sequence} TO {to}", migrations.RunSQL.noop)


def append_only(table: str) -> migrations.RunSQL:
    """Rows of this table are never changed, removed or truncated: not by us, not by its owner's mistake."""
    return migrations.RunSQL(
        f"""
        CREATE TRIGGER {table}_is_never_changed BEFORE UPDATE OR DELETE ON {table}
            FOR EACH ROW EXECUTE FUNCTION harapan_refuse_change();
        CREATE TRIGGER {table}_is_never_truncated BEFORE TRUNCATE ON {table}
            FOR EACH STATEMENT EXECUTE FUNCTION harapan_refuse_change();
        """,
        f"""
        DROP TRIGGER {table}_is_never_changed ON {table};
        DROP TRIGGER {table}_is_never_truncated ON {table};
        """,
    )


IN_AREA = "village BETWEEN (SELECT harapan_lo()) AND (SELECT harapan_hi())"
ME = "(SELECT harapan_me())"
SIGNED_IN = f"{ME} IS NOT NULL"
KIN = "EXISTS (SELECT FROM registry_family AS seen WHERE seen.id = family)"
ROWS = {
    # The first test alone uses the index and is all that most rows need; `harapan_further` is for people who stand in
    # for a neighbour.
    "families": f"CASE WHEN {IN_AREA} THEN true ELSE facilitator = {ME} OR harapan_further(village) END",
    "areas": f"CASE WHEN {IN_AREA} THEN true ELSE harapan_further(village) END",
    "family's": f"CASE WHEN {IN_AREA} THEN true ELSE {KIN} END",
    "kin": KIN,
    "lines": f"CASE WHEN {IN_AREA} THEN true ELSE harapan_further(village) OR village = '' AND {SIGNED_IN} END",
    "staff": SIGNED_IN,
    "audit": "(SELECT harapan_position()) IN ('auditor', 'national') OR actor = (SELECT harapan_me())",
}
"""Which rows of a table `web` sees. `families` carry village and facilitator, `areas` a village; `family's` rows have a
village but no facilitator, and `kin` not even that: they are seen with their family. `lines` may lie in no village.
`staff` is for everybody who is signed in, `audit` for who looks into the log.
"""


def readable(table: str, rows: str) -> migrations.RunSQL:
    """Let pages read a table, but only the rows that whoever is signed in may see: a key of `ROWS`."""
    return migrations.RunSQL(
        f"""
        ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
        CREATE POLICY {table}_is_seen ON {table} FOR SELECT TO {WEB} USING ({ROWS[rows]});
        GRANT SELECT ON {table} TO {WEB};
        """,
        f"""
        REVOKE SELECT ON {table} FROM {WEB};
        DROP POLICY {table}_is_seen ON {table};
        ALTER TABLE {table} DISABLE ROW LEVEL SECURITY;
        """,
    )
