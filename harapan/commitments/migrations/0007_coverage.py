"""Who has reported, by facility and month: sums that the worker keeps and every member of staff may read."""

import django.db.models.functions.datetime
from django.db import migrations, models

from harapan.tables.operations import WHOLE, grant, grant_sequence, readable


class Migration(migrations.Migration):
    dependencies = [("commitments", "0006_growth")]
    operations = [
        migrations.CreateModel(
            name="Coverage",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("service", models.CharField(max_length=8)),
                ("month", models.DateField()),
                ("facility", models.CharField(db_collation="C", max_length=20)),
                ("village", models.CharField(db_collation="C", max_length=10)),
                ("classes", models.IntegerField()),
                ("classes_told", models.IntegerField()),
                ("members", models.IntegerField()),
                ("told", models.IntegerField()),
                ("at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
            options={
                "verbose_name_plural": "coverage",
                "db_table": "commitments_coverage",
                "indexes": [
                    models.Index(fields=["service", "month", "village", "id"], name="coverage_village"),
                    models.Index(
                        condition=models.Q(("told__lt", models.F("members"))),
                        fields=["service", "month", "village", "id"],
                        name="coverage_missing",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("service", "month", "facility"), name="coverage_is_summed_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("classes_told__lte", models.F("classes")), ("told__lte", models.F("members"))
                        ),
                        name="coverage_is_at_most_all",
                    ),
                ],
            },
        ),
        readable("commitments_coverage", "staff"),
        grant("commitments_coverage", WHOLE),
        grant_sequence("commitments_coverage_id_seq"),
    ]
