"""Sums of a month by regency, province and country, made beside those by village."""

from django.db import migrations, models

from harapan.tables.operations import WHOLE, grant, readable

SUMMED = ("groups", "met", "families", "meetings", "present", "absent", "excused")
SUMS = ", ".join(f"sum({name})" for name in SUMMED)
FILL = f"""
INSERT INTO meetings_area_sum (area, month, {", ".join(SUMMED)})
SELECT area, month, {SUMS} FROM meetings_month_sum, unnest(ARRAY[left(village, 4), left(village, 2), '']) AS here(area)
GROUP BY area, month
"""


class Migration(migrations.Migration):
    dependencies = [("meetings", "0002_privileges")]
    operations = [
        migrations.CreateModel(
            name="AreaSum",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "area", "month", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("area", models.CharField(blank=True, db_collation="C", max_length=4)),
                ("month", models.DateField()),
                *[(name, models.IntegerField()) for name in SUMMED],
            ],
            options={"db_table": "meetings_area_sum"},
        ),
        readable("meetings_area_sum", "staff"),
        grant("meetings_area_sum", WHOLE),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
    ]
