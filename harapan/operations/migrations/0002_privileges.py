"""Pages ask and watch; the worker does. Only who is signed in can ask, and only in their own name."""

from django.db import migrations

from harapan.tables.operations import WEB, WHOLE, grant, grant_sequence, readable

ASK = f"""
CREATE POLICY operations_work_is_asked_for ON operations_work FOR INSERT TO {WEB} WITH CHECK (asked_by = harapan_me());
"""
QUEUE = ("jobs", "events", "periodic_defers", "workers")


class Migration(migrations.Migration):
    dependencies = [
        ("operations", "0001_initial"),
        ("tables", "0002_scope"),
        ("procrastinate", "0041_post_retry_failed_job"),
    ]
    operations = [
        grant("operations_work", WHOLE),
        grant_sequence("operations_work_id_seq"),
        readable("operations_work", "staff"),
        migrations.RunSQL(ASK, "DROP POLICY operations_work_is_asked_for ON operations_work"),
        grant("operations_work", "INSERT", to=WEB),
        grant_sequence("operations_work_id_seq", to=WEB),
        *[grant(f"procrastinate_{table}", WHOLE) for table in QUEUE],
        *[grant_sequence(f"procrastinate_{table}_id_seq") for table in QUEUE],
        grant("procrastinate_jobs", "SELECT, INSERT", to=WEB),
        grant("procrastinate_events", "INSERT", to=WEB),
        *[grant_sequence(f"procrastinate_{table}_id_seq", to=WEB) for table in ("jobs", "events")],
    ]
