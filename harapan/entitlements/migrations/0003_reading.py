"""Entitlements are read with their families; cycles and totals by all staff."""

from django.db import migrations

from harapan.tables.operations import readable


class Migration(migrations.Migration):
    dependencies = [("entitlements", "0002_entitlements"), ("tables", "0002_scope")]
    operations = [
        readable("entitlements_cycle", "staff"),
        readable("entitlements_run", "staff"),
        readable("entitlements_batch", "staff"),
        readable("entitlements_entitlement", "families"),
        readable("entitlements_total", "staff"),
    ]
