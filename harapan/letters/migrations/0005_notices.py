"""Notices to families, of proposed sanctions and smaller payments, are letters too."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("letters", "0004_deliberation")]
    operations = [
        migrations.AlterField(
            "letter",
            "kind",
            models.CharField(
                choices=[
                    ("minutes", "Berita acara rekonsiliasi"),
                    ("recap", "Rekapitulasi penyaluran"),
                    ("decree", "SK penerima"),
                    ("slips", "Slip pembayaran"),
                    ("confirmation", "SK penetapan KPM"),
                    ("accounts", "Pengantar daftar burekol"),
                    ("deliberation", "Berita acara musyawarah"),
                    ("notices", "Pemberitahuan keluarga"),
                ],
                max_length=12,
            ),
        ),
    ]
