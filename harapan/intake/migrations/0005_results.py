"""Outcomes summed at every level; the cohort of a decree, and the checksum of an account list."""

from django.db import migrations, models

from harapan.tables.operations import grant, grant_sequence, readable


class Migration(migrations.Migration):
    dependencies = [("intake", "0004_matching")]
    operations = [
        migrations.CreateModel(
            name="OutcomeSum",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("area", models.CharField(blank=True, db_collation="C", max_length=10)),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("eligible", "Eligible"),
                            ("address_not_found", "Alamat tidak ditemukan"),
                            ("moved", "Pindah alamat"),
                            ("duplicate", "Data ganda"),
                            ("prosperous", "Sudah sejahtera"),
                            ("no_component", "Tidak memiliki komponen"),
                            ("participant", "Peserta PKH"),
                            ("non_category", "Non kategori"),
                            ("refused", "Menolak"),
                        ],
                        max_length=20,
                    ),
                ),
                ("families", models.BigIntegerField(default=0)),
                ("complete", models.BigIntegerField(default=0)),
            ],
            options={
                "db_table": "intake_outcome_sum",
                "constraints": [
                    models.UniqueConstraint(fields=("area", "outcome"), name="outcome_is_summed_once_an_area")
                ],
            },
        ),
        migrations.AddField("decree", "cohort", models.CharField(blank=True, default="", max_length=8), False),
        migrations.AddField("accountlist", "checksum", models.BigIntegerField(default=0)),
        readable("intake_outcome_sum", "staff"),
        grant("intake_outcome_sum", "SELECT, INSERT, UPDATE"),
        grant_sequence("intake_outcome_sum_id_seq"),
    ]
