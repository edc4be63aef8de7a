"""Checks of the quality of data: worklists that follow their families, sums by area, their days, and each inspection."""

import django.db.models.functions.datetime
from django.db import migrations, models
from django.db.models import Q

from harapan.tables.operations import WHOLE, grant, grant_sequence, readable

FOLLOWS = """
CREATE FUNCTION registry_findings_follow() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE registry_finding SET village = NEW.village, facilitator = NEW.facilitator
    WHERE family = NEW.id AND gone_at IS NULL;
    RETURN NULL;
END $$;
CREATE TRIGGER registry_findings_follow_family AFTER UPDATE OF village, facilitator ON registry_family
    FOR EACH ROW WHEN (OLD.village <> NEW.village OR OLD.facilitator IS DISTINCT FROM NEW.facilitator)
    EXECUTE FUNCTION registry_findings_follow();
"""
STAYS = "DROP TRIGGER registry_findings_follow_family ON registry_family; DROP FUNCTION registry_findings_follow;"
TABLES = ("finding", "finding_sum", "finding_day", "inspection")


def number() -> models.BigAutoField:
    return models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")


def code(**options: object) -> models.CharField:
    return models.CharField(max_length=10, db_collation="C", **options)


class Migration(migrations.Migration):
    dependencies = [("registry", "0007_change_requests")]
    operations = [
        migrations.CreateModel(
            name="Finding",
            fields=[
                ("id", number()),
                ("kind", models.CharField(max_length=24)),
                ("family", models.BigIntegerField()),
                ("member", models.BigIntegerField(null=True)),
                ("village", code()),
                ("facilitator", models.BigIntegerField(null=True)),
                ("facts", models.JSONField(default=dict)),
                ("found_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("gone_at", models.DateTimeField(null=True)),
            ],
            options={
                "db_table": "registry_finding",
                "constraints": [
                    models.UniqueConstraint(
                        condition=Q(("gone_at", None)),
                        fields=("family", "kind", "member"),
                        name="finding_is_open_once",
                        nulls_distinct=False,
                    )
                ],
                "indexes": [
                    models.Index(
                        condition=Q(("gone_at", None)), fields=["kind", "village", "id"], name="finding_worklist"
                    ),
                    models.Index(
                        condition=Q(("gone_at", None)), fields=["facilitator", "kind", "id"], name="finding_of_own"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="FindingSum",
            fields=[
                ("id", number()),
                ("area", code(blank=True)),
                ("parent", code(blank=True)),
                ("kind", models.CharField(max_length=24)),
                ("families", models.BigIntegerField()),
            ],
            options={
                "db_table": "registry_finding_sum",
                "constraints": [models.UniqueConstraint(fields=("area", "kind"), name="finding_sum_stands_once")],
                "indexes": [models.Index(fields=["parent", "kind"], name="finding_sum_below")],
            },
        ),
        migrations.CreateModel(
            name="FindingDay",
            fields=[
                ("id", number()),
                ("area", code(blank=True)),
                ("kind", models.CharField(max_length=24)),
                ("day", models.DateField()),
                ("families", models.BigIntegerField()),
            ],
            options={
                "db_table": "registry_finding_day",
                "constraints": [
                    models.UniqueConstraint(fields=("area", "kind", "day"), name="finding_day_stands_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Inspection",
            fields=[
                ("id", number()),
                ("area", code(blank=True)),
                ("day", models.DateField()),
                ("families", models.BigIntegerField()),
                ("found", models.BigIntegerField()),
                ("gone", models.BigIntegerField()),
                ("milliseconds", models.BigIntegerField()),
                ("at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
            options={
                "db_table": "registry_inspection",
                "indexes": [models.Index(fields=["-day", "-id"], name="inspection_newest")],
            },
        ),
        migrations.AddIndex("member", models.Index(fields=["phone"], condition=~Q(phone=""), name="member_phone")),
        migrations.RunSQL(FOLLOWS, STAYS),
        *[grant(f"registry_{table}", WHOLE) for table in TABLES],
        *[grant_sequence(f"registry_{table}_id_seq") for table in TABLES],
        readable("registry_finding", "families"),
        *[readable(f"registry_{table}", "staff") for table in TABLES[1:]],
    ]
