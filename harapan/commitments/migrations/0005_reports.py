"""Reports that pages say and the worker enters; and each word of the ledger names the report it is from."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models

from harapan.tables.operations import APPEND, IN_AREA, ME, WEB, append_only, grant, grant_sequence

POSITION = "(SELECT harapan_position())"
HELPERS = "'national', 'data_administrator', 'dinsos'"
"""Who brings what facilities of their area say on paper or in files."""

SEEN = f"""
ALTER TABLE commitments_report ENABLE ROW LEVEL SECURITY;
CREATE POLICY commitments_report_is_seen ON commitments_report FOR SELECT TO {WEB} USING (
    CASE WHEN {IN_AREA} THEN true
    ELSE facility = (SELECT harapan_facility()) OR "by" = {ME} OR harapan_further(village)
        OR EXISTS (SELECT FROM commitments_attachment AS own WHERE own.facility = commitments_report.facility) END
);
GRANT SELECT ON commitments_report TO {WEB};
ALTER TABLE commitments_entry ENABLE ROW LEVEL SECURITY;
CREATE POLICY commitments_entry_is_seen ON commitments_entry FOR SELECT TO {WEB} USING (
    EXISTS (SELECT FROM commitments_report AS seen WHERE seen.id = report_id)
);
GRANT SELECT ON commitments_entry TO {WEB};
CREATE POLICY commitments_report_is_told ON commitments_report FOR INSERT TO {WEB} WITH CHECK (
    "by" = {ME}
    AND EXISTS (
        SELECT FROM places_facility AS known WHERE known.code = commitments_report.facility
        AND known.village = commitments_report.village AND (known.kind = 'school') = (service = 'school')
    )
    AND (facility = (SELECT harapan_facility())
         OR {POSITION} IN ({HELPERS}) AND ({IN_AREA} OR harapan_further(village))
         OR {POSITION} = 'facilitator' AND EXISTS (
            SELECT FROM commitments_attachment AS own
            WHERE own.facility = commitments_report.facility AND own.facilitator = {ME}
         ))
);
"""
UNSEEN = f"""
DROP POLICY commitments_report_is_told ON commitments_report;
REVOKE SELECT ON commitments_report, commitments_entry FROM {WEB};
DROP POLICY commitments_entry_is_seen ON commitments_entry;
ALTER TABLE commitments_entry DISABLE ROW LEVEL SECURITY;
DROP POLICY commitments_report_is_seen ON commitments_report;
ALTER TABLE commitments_report DISABLE ROW LEVEL SECURITY;
"""

# What is reopened is the same class, unit and month. The unique key says: and only once.
REOPEN = """
CREATE FUNCTION commitments_reopen_report() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM commitments_report AS told WHERE told.id = NEW.reopens_id
        AND (told.facility, told.service, told.month, told.class_name) =
            (NEW.facility, NEW.service, NEW.month, NEW.class_name)
        AND told.grade IS NOT DISTINCT FROM NEW.grade
    ) THEN
        RAISE EXCEPTION 'report % is about something else', NEW.reopens_id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'duty_report_reopens_its_own';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER commitments_report_is_reopened BEFORE INSERT ON commitments_report
    FOR EACH ROW WHEN (NEW.reopens_id IS NOT NULL) EXECUTE FUNCTION commitments_reopen_report();
"""
UNOPENED = """
DROP TRIGGER commitments_report_is_reopened ON commitments_report;
DROP FUNCTION commitments_reopen_report();
"""


class Migration(migrations.Migration):
    dependencies = [("commitments", "0004_attachments"), ("places", "0004_facilities")]
    operations = [
        migrations.CreateModel(
            name="Report",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("facility", models.CharField(blank=True, db_collation="C", max_length=20)),
                ("village", models.CharField(db_collation="C", max_length=10)),
                (
                    "service",
                    models.CharField(
                        choices=[("school", "Pendidikan"), ("health", "Kesehatan"), ("session", "P2K2")], max_length=8
                    ),
                ),
                ("month", models.DateField()),
                ("grade", models.SmallIntegerField(null=True)),
                ("class_name", models.CharField(blank=True, max_length=20)),
                (
                    "source",
                    models.CharField(
                        choices=[
                            ("grid", "Lembar kelas"),
                            ("paste", "Tempelan lembar sebar"),
                            ("import", "Berkas"),
                            ("paper", "Formulir kertas"),
                            ("visits", "Lembar kunjungan"),
                            ("readiness", "Kesiapan layanan"),
                            ("session", "Pertemuan P2K2"),
                        ],
                        max_length=10,
                    ),
                ),
                ("available", models.BooleanField(default=True)),
                ("open_days", models.SmallIntegerField(null=True)),
                ("lines", models.JSONField(default=list)),
                ("evidence", models.CharField(blank=True, max_length=200)),
                ("digest", models.CharField(max_length=64)),
                ("because", models.CharField(blank=True, max_length=300)),
                ("by", models.BigIntegerField()),
                ("at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                (
                    "reopens",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reopened_by",
                        to="commitments.report",
                    ),
                ),
            ],
            options={
                "db_table": "commitments_report",
            },
        ),
        migrations.CreateModel(
            name="Entry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("first", models.IntegerField()),
                ("revised", models.IntegerField()),
                ("same", models.IntegerField()),
                ("refused", models.IntegerField()),
                ("refusals", models.JSONField(default=list)),
                ("at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                (
                    "report",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="entry", to="commitments.report"
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "entries",
                "db_table": "commitments_entry",
            },
        ),
        migrations.AddIndex(
            model_name="report",
            index=models.Index(fields=["facility", "month", "-id"], name="duty_report_facility"),
        ),
        migrations.AddIndex(
            model_name="report",
            index=models.Index(fields=["village", "month"], name="duty_report_village"),
        ),
        migrations.AddIndex(
            model_name="report",
            index=models.Index(fields=["by", "-id"], name="duty_report_by"),
        ),
        migrations.AddConstraint(
            model_name="report",
            constraint=models.CheckConstraint(condition=models.Q(("month__day", 1)), name="duty_report_is_of_a_month"),
        ),
        migrations.AddConstraint(
            model_name="report",
            constraint=models.CheckConstraint(
                condition=models.Q(models.Q(("facility", ""), _negated=True), ("service", "session"), _connector="OR"),
                name="duty_report_is_of_a_facility",
            ),
        ),
        migrations.AddConstraint(
            model_name="report",
            constraint=models.CheckConstraint(
                condition=models.Q(("service__in", ["school", "health", "session"])),
                name="duty_report_service_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="report",
            constraint=models.CheckConstraint(
                condition=models.Q(("open_days__isnull", True), ("open_days__range", (0, 31)), _connector="OR"),
                name="duty_report_has_days_of_a_month",
            ),
        ),
        migrations.AddConstraint(
            model_name="report",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("reopens__isnull", True), models.Q(("because", ""), _negated=True), _connector="OR"
                ),
                name="duty_report_is_reopened_with_a_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="report",
            constraint=models.CheckConstraint(
                condition=models.Q(("available", True), models.Q(("because", ""), _negated=True), _connector="OR"),
                name="duty_report_says_why_there_was_no_service",
            ),
        ),
        migrations.AddConstraint(
            model_name="report",
            constraint=models.UniqueConstraint(
                condition=models.Q(("reopens__isnull", True), ("source__in", ["grid", "paste"])),
                fields=("facility", "month", "grade", "class_name"),
                name="duty_report_of_a_class_is_made_once",
                nulls_distinct=False,
            ),
        ),
        migrations.SeparateDatabaseAndState(
            [
                migrations.RunSQL(
                    "ALTER TABLE commitments_observation ADD COLUMN report bigint",
                    "ALTER TABLE commitments_observation DROP COLUMN report",
                )
            ],
            [migrations.AddField("observation", "report", models.BigIntegerField(null=True))],
        ),
        migrations.AddField("revision", "report", models.BigIntegerField(null=True)),
        migrations.RunSQL(SEEN, UNSEEN),
        migrations.RunSQL(REOPEN, UNOPENED),
        append_only("commitments_report"),
        append_only("commitments_entry"),
        grant("commitments_report", APPEND),
        grant("commitments_entry", APPEND),
        *[grant_sequence(f"commitments_{table}_id_seq") for table in ("report", "entry")],
        grant("commitments_report", "INSERT", to=WEB),
        grant_sequence("commitments_report_id_seq", to=WEB),
    ]
