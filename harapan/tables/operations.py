"""Migration steps for what Django has no words for: partitions, append-only tables, privileges of the logins."""

from django.db import migrations

from harapan import postgres

MACHINE = postgres.address("machine").user
"""The login of the command line and the worker, under whatever name one's own server has it."""

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
