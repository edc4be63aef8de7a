"""One secret for pages and the command line; who gave a password or took codes away; postings keep their form.

Secrets of those who move money become authenticators; nobody else was ever shown theirs. The new constraints bind what
is written from now on: rows of before stay as they are until somebody touches them.
"""

from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models
from django.db.models import Q

from harapan.tables.operations import WEB

MOVE_SECRETS = """
    INSERT INTO mfa_authenticator (user_id, type, data, created_at)
    SELECT id, 'totp', jsonb_build_object('secret', one_time_secret), now() FROM staff_staff
    WHERE one_time_secret <> '' AND position IN ('national', 'finance', 'treasury')
    ON CONFLICT DO NOTHING
"""

STRANGERS = f"""
    CREATE POLICY audit_event_of_a_stranger_is_added ON audit_event FOR INSERT TO {WEB}
        WITH CHECK (actor IS NULL AND harapan_me() IS NULL);
    CREATE POLICY audit_event_of_a_stranger_is_seen_by_its_writer ON audit_event FOR SELECT TO {WEB}
        USING (actor IS NULL AND harapan_me() IS NULL AND transaction = pg_current_xact_id()::text::bigint);
"""
"""Before somebody has signed in there is nobody: failed tries are noted without an actor, and read by no stranger."""

NO_STRANGERS = """
    DROP POLICY audit_event_of_a_stranger_is_added ON audit_event;
    DROP POLICY audit_event_of_a_stranger_is_seen_by_its_writer ON audit_event;
"""


class Migration(migrations.Migration):
    dependencies = [("staff", "0004_privileges"), ("audit", "0003_reading")]

    operations = [
        migrations.AddField("staff", "password_until", models.DateTimeField(null=True)),
        migrations.AddField("staff", "password_given_by", models.BigIntegerField(null=True)),
        migrations.AddField("staff", "codes_given_by", models.BigIntegerField(null=True)),
        migrations.RunSQL(MOVE_SECRETS, migrations.RunSQL.noop),
        migrations.RemoveField("staff", "one_time_secret"),
        AddConstraintNotValid(
            "staff",
            models.CheckConstraint(
                condition=~Q(area="")
                | Q(position__in=("national", "finance", "treasury", "contact_centre", "auditor", "bank_officer")),
                name="staff_without_an_area_work_for_the_country",
            ),
        ),
        AddConstraintNotValid(
            "staff",
            models.CheckConstraint(
                condition=~Q(position="provider") | ~Q(facility=""), name="staff_of_a_provider_have_a_facility"
            ),
        ),
        migrations.AddField("posting", "withdrawn", models.BooleanField(default=False, db_default=False)),
        migrations.RemoveConstraint("posting", "staff_has_one_posting_at_a_time"),
        migrations.AddConstraint(
            "posting",
            models.UniqueConstraint(
                fields=["staff"],
                condition=Q(until__isnull=True, acting=False, withdrawn=False),
                name="staff_has_one_posting_at_a_time",
            ),
        ),
        migrations.RunSQL(STRANGERS, NO_STRANGERS),
    ]
