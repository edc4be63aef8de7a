"""Outside lists as they came in, row by row."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("registry", "0008_quality")]
    operations: list = []
