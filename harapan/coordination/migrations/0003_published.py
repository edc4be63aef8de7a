"""The figures that come with the programme; what somebody has noted about one of them since is kept."""

from django.db import migrations

from harapan.coordination.published import published


def load(apps, schema_editor):  # noqa: ARG001
    figure = apps.get_model("coordination", "PublishedFigure")
    figure.objects.bulk_create([figure(**row) for row in published()], ignore_conflicts=True)


class Migration(migrations.Migration):
    dependencies = [("coordination", "0002_privileges")]
    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
