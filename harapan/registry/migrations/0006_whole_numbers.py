"""A NIK or family card in full is found by itself: most of them share their last four digits with many."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("registry", "0005_account_family"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="family",
            index=models.Index(fields=["card"], name="family_card"),
        ),
        migrations.AddIndex(
            model_name="member",
            index=models.Index(
                condition=models.Q(("nik_contested", True)), fields=["nik"], name="member_nik_contested"
            ),
        ),
    ]
