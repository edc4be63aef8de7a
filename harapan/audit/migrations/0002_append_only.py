"""Events and seals are added, never changed."""

from django.db import migrations

from harapan.tables.operations import APPEND, append_only, grant, grant_sequence


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial"), ("tables", "0001_guards")]
    operations = [
        *[append_only(table) for table in ("audit_event", "audit_seal")],
        *[grant(table, APPEND) for table in ("audit_event", "audit_seal")],
        *[grant_sequence(f"{table}_id_seq") for table in ("audit_event", "audit_seal")],
    ]
