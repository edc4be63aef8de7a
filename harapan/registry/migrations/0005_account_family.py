"""Every account a family ever had is found without a look at all accounts."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("registry", "0004_search"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="account",
            index=models.Index(fields=["family"], name="account_family"),
        ),
    ]
