"""That a snapshot exists is known to all staff; its files are not."""

from django.db import migrations

from harapan.tables.operations import readable


class Migration(migrations.Migration):
    dependencies = [("snapshots", "0002_privileges"), ("tables", "0002_scope")]
    operations = [
        readable("snapshots_snapshot", "staff"),
    ]
