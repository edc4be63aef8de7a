"""Who may look into the log, and that pages may add to it."""

from django.db import migrations

from harapan.tables.operations import WEB, grant, grant_sequence, readable


class Migration(migrations.Migration):
    dependencies = [("audit", "0002_append_only"), ("tables", "0002_scope")]
    operations = [
        readable("audit_event", "audit"),
        readable("audit_seal", "staff"),
        migrations.RunSQL(
            f"CREATE POLICY audit_event_is_added ON audit_event FOR INSERT TO {WEB} WITH CHECK (actor = harapan_me())",
            "DROP POLICY audit_event_is_added ON audit_event",
        ),
        grant("audit_event", "INSERT", to=WEB),
        grant_sequence("audit_event_id_seq", to=WEB),
    ]
