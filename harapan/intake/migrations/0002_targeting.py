"""Quotas, candidate lists and deliberations."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("intake", "0001_imports")]
    operations: list = []
