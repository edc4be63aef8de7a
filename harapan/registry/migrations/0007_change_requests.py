"""Requests to change a family, what came of them, and the history of every field."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("registry", "0006_whole_numbers"), ("staff", "0005_codes_and_postings")]
    operations: list = []
