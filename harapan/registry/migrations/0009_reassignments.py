"""Families handed from one facilitator to another, many at once: written by the machine, read in their area."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models

from harapan.tables.operations import APPEND, append_only, grant, grant_sequence, readable


class Migration(migrations.Migration):
    dependencies = [("registry", "0008_quality")]
    operations = [
        migrations.CreateModel(
            name="Reassignment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("village", models.CharField(db_collation="C", max_length=10)),
                ("source", models.BigIntegerField(null=True)),
                ("parts", models.JSONField()),
                ("families", models.IntegerField()),
                ("document", models.CharField(blank=True, max_length=160)),
                ("because", models.CharField(max_length=300)),
                (
                    "undoes",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="undone_by",
                        to="registry.reassignment",
                    ),
                ),
                ("by", models.BigIntegerField()),
                ("at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
            options={
                "db_table": "registry_reassignment",
                "indexes": [models.Index(fields=["village", "-id"], name="reassignment_village")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("because", ""), _negated=True), name="reassignment_has_a_reason"
                    ),
                    models.CheckConstraint(condition=models.Q(("families__gt", 0)), name="reassignment_moves_somebody"),
                ],
            },
        ),
        append_only("registry_reassignment"),
        grant("registry_reassignment", APPEND),
        grant_sequence("registry_reassignment_id_seq"),
        readable("registry_reassignment", "areas"),
    ]
