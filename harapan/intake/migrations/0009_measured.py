"""What a list of measured children says, row by row."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("intake", "0008_own_bank"),
    ]

    operations = [
        migrations.AddField(
            model_name="row",
            name="grams",
            field=models.IntegerField(null=True),
        ),
        migrations.AddField(
            model_name="row",
            name="height_status",
            field=models.CharField(max_length=8, null=True),
        ),
        migrations.AddField(
            model_name="row",
            name="lying",
            field=models.BooleanField(null=True),
        ),
        migrations.AddField(
            model_name="row",
            name="measured_on",
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name="row",
            name="millimetres",
            field=models.SmallIntegerField(null=True),
        ),
        migrations.AddField(
            model_name="row",
            name="wasting_status",
            field=models.CharField(max_length=8, null=True),
        ),
        migrations.AddField(
            model_name="row",
            name="weight_status",
            field=models.CharField(max_length=8, null=True),
        ),
    ]
