"""Letters on a family's way in: the confirmation decree, and what goes with a list for opening accounts."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("letters", "0002_register")]
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
                ],
                max_length=12,
            ),
        ),
    ]
