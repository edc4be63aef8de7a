"""Pairs that were decided, newest first, without sorting them all."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("intake", "0006_meetings")]
    operations = [
        migrations.AddIndex(
            "pair",
            models.Index(
                condition=models.Q(("decided_at__isnull", False)),
                fields=["-decided_at", "-id"],
                name="pair_newest_decided",
            ),
        ),
    ]
