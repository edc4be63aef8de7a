"""Remember which waves' cases were made, so that steps can be run again and pages say what there is."""

import django.contrib.postgres.fields
import django.db.models.functions.datetime
from django.db import migrations, models

from harapan.tables.operations import APPEND, append_only, grant, grant_sequence, readable


class Migration(migrations.Migration):
    dependencies = [("sanctions", "0002_words")]
    operations = [
        migrations.CreateModel(
            name="Making",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("cycle", models.CharField(max_length=20)),
                ("run", models.BigIntegerField()),
                (
                    "batches",
                    django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), size=None),
                ),
                ("sanctions", models.IntegerField()),
                ("payments", models.IntegerField()),
                ("by", models.BigIntegerField()),
                ("at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
            options={
                "db_table": "sanctions_making",
                "indexes": [models.Index(fields=["cycle", "-id"], name="making_of_cycle")],
            },
        ),
        append_only("sanctions_making"),
        readable("sanctions_making", "staff"),
        grant("sanctions_making", APPEND),
        grant_sequence("sanctions_making_id_seq"),
    ]
