"""Monthly reports of facilitators are letters too."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("letters", "0005_notices")]
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
                    ("monthly", "Laporan bulanan pendamping"),
                ],
                max_length=12,
            ),
        ),
    ]
