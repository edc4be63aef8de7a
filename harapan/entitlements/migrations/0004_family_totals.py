"""Sums of families at village grain, for the runs that are there already and for those to come."""

import django.db.models.deletion
from django.db import migrations, models

from harapan.tables.operations import APPEND, grant, grant_sequence, readable

FROM_THE_ROWS = """
INSERT INTO entitlements_family_total
    (run_id, village, facilitator, verdict, reason, families, owed, gross, deduction, net)
SELECT run, village, facilitator, verdict, reason, count(*), count(*) FILTER (WHERE net > 0), sum(gross)::bigint,
       sum(deduction)::bigint, sum(net)::bigint
FROM entitlements_entitlement GROUP BY run, village, facilitator, verdict, reason;
"""


class Migration(migrations.Migration):
    dependencies = [("entitlements", "0003_reading")]
    operations = [
        migrations.CreateModel(
            name="FamilyTotal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("village", models.CharField(db_collation="C", max_length=10)),
                ("facilitator", models.BigIntegerField(null=True)),
                ("verdict", models.CharField(blank=True, max_length=16)),
                ("reason", models.CharField(blank=True, max_length=40)),
                ("families", models.BigIntegerField()),
                ("owed", models.BigIntegerField()),
                ("gross", models.BigIntegerField()),
                ("deduction", models.BigIntegerField()),
                ("net", models.BigIntegerField()),
                (
                    "run",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="family_totals",
                        to="entitlements.run",
                    ),
                ),
            ],
            options={
                "db_table": "entitlements_family_total",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("run", "village", "facilitator", "verdict", "reason"),
                        name="family_total_stands_once",
                        nulls_distinct=False,
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("families__gt", 0), ("families__gte", models.F("owed")), ("owed__gte", 0)),
                        name="family_total_counts_families",
                    ),
                ],
            },
        ),
        migrations.RunSQL(FROM_THE_ROWS, migrations.RunSQL.noop),
        grant("entitlements_family_total", APPEND),
        grant_sequence("entitlements_family_total_id_seq"),
        readable("entitlements_family_total", "staff"),
    ]
