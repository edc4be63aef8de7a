"""Months of duties that were closed, so that silence is written down once and everybody can see when."""

import django.db.models.functions.datetime
from django.db import migrations, models

from harapan.tables.operations import APPEND, append_only, grant, grant_sequence, readable


class Migration(migrations.Migration):
    dependencies = [
        ("commitments", "0007_coverage"),
    ]

    operations = [
        migrations.CreateModel(
            name="MonthClosing",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("month", models.DateField()),
                ("area", models.CharField(blank=True, db_collation="C", max_length=10)),
                ("due", models.BigIntegerField()),
                ("written", models.BigIntegerField()),
                ("by", models.BigIntegerField(null=True)),
                ("at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
            options={
                "db_table": "commitments_month_closing",
                "indexes": [models.Index(fields=["month", "area"], name="closing_month")],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("month__day", 1)), name="closing_is_of_a_month"),
                    models.CheckConstraint(
                        condition=models.Q(("due__gte", models.F("written")), ("written__gte", 0)),
                        name="closing_writes_at_most_what_was_due",
                    ),
                ],
            },
        ),
        append_only("commitments_month_closing"),
        readable("commitments_month_closing", "staff"),
        grant("commitments_month_closing", APPEND),
        grant_sequence("commitments_month_closing_id_seq"),
    ]
