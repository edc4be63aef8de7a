"""Letters to families about money that was paid too much."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("letters", "0006_monthly")]
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
                    ("claim", "Surat lebih bayar"),
                ],
                max_length=12,
            ),
        ),
    ]
