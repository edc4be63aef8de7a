"""Checks of the quality of data, counted by area."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("registry", "0007_change_requests")]
    operations: list = []
