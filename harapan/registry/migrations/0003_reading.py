"""Families on pages: those of one's own area, or one's own families."""

from django.db import migrations

from harapan.tables.operations import READ, WEB, grant, readable


class Migration(migrations.Migration):
    dependencies = [("registry", "0002_standings"), ("tables", "0002_scope")]
    operations = [
        readable("registry_origin", "staff"),
        readable("registry_group", "staff"),
        readable("registry_family", "families"),
        readable("registry_member", "families"),
        readable("registry_account", "families"),
        readable("registry_participation_move", "families"),
        readable("registry_standing_generation", "staff"),
        readable("registry_standing", "kin"),
        readable("registry_withholding", "families"),
        readable("registry_arrears", "families"),
        grant("registry_payee", READ, to=WEB),
    ]
