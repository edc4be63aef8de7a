"""Arrears know the run that pays them, from its computation on, so that no two stages pay the same."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("registry", "0014_claims_kept")]
    operations = [
        migrations.AddField("arrears", "run", models.BigIntegerField(null=True)),
        migrations.AddIndex(
            "arrears",
            models.Index(condition=models.Q(("run__isnull", False)), fields=["run"], name="arrears_of_run"),
        ),
    ]
