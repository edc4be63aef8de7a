"""Where places are is no secret."""

from django.db import migrations

from harapan.tables.operations import READ, WEB, grant


class Migration(migrations.Migration):
    dependencies = [("places", "0002_privileges")]
    operations = [grant("places_area", READ, to=WEB)]
