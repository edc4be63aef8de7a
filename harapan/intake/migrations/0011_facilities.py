"""What a list of schools and health units says, row by row."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("intake", "0010_forgotten"),
    ]

    operations = [
        migrations.AddField(
            model_name="row",
            name="facility_kind",
            field=models.CharField(max_length=10, null=True),
        ),
        migrations.AddField(
            model_name="row",
            name="register",
            field=models.CharField(max_length=8, null=True),
        ),
        migrations.AddField(
            model_name="row",
            name="latitude",
            field=models.FloatField(null=True),
        ),
        migrations.AddField(
            model_name="row",
            name="longitude",
            field=models.FloatField(null=True),
        ),
        migrations.AddField(
            model_name="row",
            name="opened_on",
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name="row",
            name="closed_on",
            field=models.DateField(null=True),
        ),
    ]
