"""What the working logins may do here."""

from django.db import migrations

from harapan.tables.operations import WHOLE, grant, grant_sequence


class Migration(migrations.Migration):
    dependencies = [("snapshots", "0001_initial"), ("tables", "0001_guards")]
    operations = [grant("snapshots_snapshot", WHOLE), grant_sequence("snapshots_snapshot_id_seq")]
