"""Pairs that may be one person or family, and what was decided about them."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("intake", "0003_visits")]
    operations: list = []
