"""Review sheets; how often work was begun; more steps to ask for."""

import django.db.models.functions.datetime
from django.db import migrations, models

from harapan.tables.operations import WHOLE, grant, readable

STEPS = [
    ("open", "Buka tahap"),
    ("freeze", "Bekukan data"),
    ("compute", "Hitung"),
    ("look", "Bandingkan"),
    ("review", "Periksa"),
    ("approve", "Setujui"),
    ("refuse", "Tolak"),
    ("ceiling", "Catat pagu"),
    ("paper", "Catat dokumen"),
    ("order", "Susun berkas"),
    ("release", "Lepas berkas"),
    ("answer", "Baca jawaban bank"),
    ("simulate", "Jawaban bank simulasi"),
    ("reorder", "Siapkan salur ulang"),
    ("reconcile", "Rekonsiliasi"),
    ("close", "Tutup buku"),
]


class Migration(migrations.Migration):
    dependencies = [("operations", "0002_privileges")]
    operations = [
        migrations.CreateModel(
            name="Sheet",
            fields=[
                ("batch", models.BigIntegerField(primary_key=True, serialize=False)),
                ("cycle", models.CharField(max_length=20)),
                ("made_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("body", models.JSONField()),
            ],
            options={"db_table": "operations_sheet"},
        ),
        migrations.AddField("work", "begun", models.PositiveSmallIntegerField(db_default=0, default=0)),
        migrations.AddField("work", "phase_at", models.DateTimeField(null=True)),
        migrations.AlterField("work", "step", models.CharField(choices=STEPS, max_length=10)),
        migrations.AddIndex("work", models.Index(fields=["asked_by", "-id"], name="work_of_somebody")),
        grant("operations_sheet", WHOLE),
        readable("operations_sheet", "staff"),
    ]
