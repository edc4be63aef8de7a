"""First meetings, their outcomes, decrees and account openings."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("intake", "0002_targeting")]
    operations: list = []
