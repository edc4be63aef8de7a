"""Gatherings: added by whoever held them, read by all staff; those that others published come with the programme."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models

from harapan.coordination.published import published_gatherings
from harapan.tables.operations import APPEND, ME, WEB, append_only, grant, grant_sequence, readable

# A facilitator has families and no area in their scope, but is posted to one: there they hold outreach.
POSTED = f"""
    EXISTS (SELECT FROM staff_staff AS me WHERE me.id = {ME} AND me.position = 'facilitator' AND me.area <> ''
            AND starts_with(coordination_gathering.area, me.area))
"""
RECORD = f"""
CREATE POLICY coordination_gathering_is_recorded ON coordination_gathering FOR INSERT TO {WEB} WITH CHECK (
    by = {ME} AND source = '' AND key IS NULL
    AND CASE (SELECT harapan_position())
        WHEN 'facilitator' THEN {POSTED}
        WHEN 'national' THEN true
        WHEN 'province_coordinator' THEN letters_covered(area)
        WHEN 'regency_coordinator' THEN letters_covered(area)
        WHEN 'dinsos' THEN letters_covered(area)
        ELSE false END
);
"""


def load(apps, schema_editor):  # noqa: ARG001
    gathering = apps.get_model("coordination", "Gathering")
    gathering.objects.bulk_create([gathering(**row) for row in published_gatherings()])


class Migration(migrations.Migration):
    dependencies = [
        ("coordination", "0003_published"),
        ("letters", "0002_register"),
        ("staff", "0004_privileges"),
    ]
    operations = [
        migrations.CreateModel(
            name="Gathering",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(choices=[("outreach", "Sosialisasi")], default="outreach", max_length=12)),
                (
                    "level",
                    models.CharField(
                        choices=[
                            ("national", "Nasional"),
                            ("province", "Provinsi"),
                            ("regency", "Kabupaten/kota"),
                            ("district", "Kecamatan"),
                            ("village", "Desa/kelurahan"),
                        ],
                        max_length=8,
                    ),
                ),
                ("area", models.CharField(blank=True, db_collation="C", max_length=10)),
                ("districts", models.JSONField(default=list)),
                ("held_on", models.DateField()),
                ("place", models.CharField(max_length=160)),
                ("theme", models.CharField(max_length=200)),
                ("host", models.CharField(blank=True, max_length=120)),
                ("opener", models.CharField(blank=True, max_length=120)),
                ("participants", models.JSONField(default=list)),
                ("people", models.IntegerField()),
                ("materials", models.CharField(blank=True, max_length=2000)),
                ("follow_up", models.CharField(blank=True, max_length=4000)),
                ("source", models.CharField(blank=True, max_length=300)),
                (
                    "confidence",
                    models.CharField(
                        blank=True, choices=[("high", "Tinggi"), ("medium", "Sedang"), ("low", "Rendah")], max_length=6
                    ),
                ),
                ("key", models.CharField(max_length=60, null=True, unique=True)),
                (
                    "replaces",
                    models.OneToOneField(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="replaced_by",
                        to="coordination.gathering",
                    ),
                ),
                ("by", models.BigIntegerField(null=True)),
                ("at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
            options={
                "db_table": "coordination_gathering",
                "indexes": [
                    models.Index(fields=["-held_on", "-id"], name="gathering_by_day"),
                    models.Index(fields=["area", "-held_on"], name="gathering_by_area"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("by__isnull", False), ("key__isnull", True), ("source", "")),
                            models.Q(
                                ("by__isnull", True),
                                ("key__isnull", False),
                                models.Q(("source", ""), _negated=True),
                                models.Q(("confidence", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="gathering_is_ours_or_has_a_source",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("place", ""), _negated=True), models.Q(("theme", ""), _negated=True)
                        ),
                        name="gathering_has_place_and_theme",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("people__range", (1, 1000000))), name="gathering_has_people_in_it"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("area__regex", "^([1-9][0-9]([0-9]{2}([0-9]{2}([0-9]{4})?)?)?)?$")),
                        name="gathering_is_for_an_area",
                    ),
                ],
            },
        ),
        append_only("coordination_gathering"),
        grant("coordination_gathering", APPEND),
        grant_sequence("coordination_gathering_id_seq"),
        readable("coordination_gathering", "staff"),
        migrations.RunSQL(RECORD, "DROP POLICY coordination_gathering_is_recorded ON coordination_gathering"),
        grant("coordination_gathering", APPEND, to=WEB),
        grant_sequence("coordination_gathering_id_seq", to=WEB),
        migrations.RunPython(load, migrations.RunPython.noop),
    ]
