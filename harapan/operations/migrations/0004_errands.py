"""Errands: asked for by pages in one's own name, watched by whoever asked and by whoever sees their area."""

import django.db.models.functions.datetime
from django.db import migrations, models

from harapan.tables.operations import ME, WEB, WHOLE, grant, grant_sequence

STATES = [
    ("waiting", "Menunggu"),
    ("running", "Berjalan"),
    ("done", "Selesai"),
    ("refused", "Ditolak"),
    ("failed", "Gagal"),
]
POLICIES = f"""
ALTER TABLE operations_errand ENABLE ROW LEVEL SECURITY;
CREATE POLICY operations_errand_is_seen ON operations_errand FOR SELECT TO {WEB} USING (
    asked_by = {ME} OR letters_covered(area) OR facilitator = {ME}
);
CREATE POLICY operations_errand_is_asked_for ON operations_errand FOR INSERT TO {WEB} WITH CHECK (
    asked_by = {ME} AND state = 'waiting' AND begun = 0
);
"""
UNBOUND = """
DROP POLICY operations_errand_is_asked_for ON operations_errand;
DROP POLICY operations_errand_is_seen ON operations_errand;
ALTER TABLE operations_errand DISABLE ROW LEVEL SECURITY;
"""


class Migration(migrations.Migration):
    dependencies = [("operations", "0003_sheets"), ("letters", "0002_register")]
    operations = [
        migrations.CreateModel(
            name="Errand",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("details", models.JSONField(default=dict)),
                ("asked_by", models.BigIntegerField()),
                ("asked_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("state", models.CharField(choices=STATES, default="waiting", max_length=8)),
                ("begun", models.PositiveSmallIntegerField(db_default=0, default=0)),
                ("phase", models.CharField(blank=True, max_length=60)),
                ("done", models.BigIntegerField(default=0)),
                ("total", models.BigIntegerField(null=True)),
                ("unit", models.CharField(blank=True, max_length=20)),
                ("started_at", models.DateTimeField(null=True)),
                ("phase_at", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                ("sentence_id", models.CharField(blank=True, max_length=600)),
                ("sentence_en", models.CharField(blank=True, max_length=600)),
                ("kind", models.CharField(max_length=40)),
                ("subject", models.CharField(max_length=60)),
                ("area", models.CharField(blank=True, db_collation="C", max_length=10)),
                ("facilitator", models.BigIntegerField(null=True)),
            ],
            options={
                "db_table": "operations_errand",
                "indexes": [
                    models.Index(fields=["subject", "-id"], name="errand_about"),
                    models.Index(fields=["asked_by", "-id"], name="errand_of_somebody"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ["waiting", "running"])),
                        fields=("subject",),
                        name="subject_has_one_errand_at_a_time",
                    )
                ],
            },
        ),
        grant("operations_errand", WHOLE),
        grant_sequence("operations_errand_id_seq"),
        migrations.RunSQL(POLICIES, UNBOUND),
        grant("operations_errand", "SELECT, INSERT", to=WEB),
        grant_sequence("operations_errand_id_seq", to=WEB),
    ]
