"""What was seen of duties is read with its family."""

from django.db import migrations

from harapan.tables.operations import readable


class Migration(migrations.Migration):
    dependencies = [("commitments", "0002_observations"), ("registry", "0001_initial"), ("tables", "0002_scope")]
    operations = [
        readable("commitments_observation", "family's"),
        readable("commitments_revision", "family's"),
        readable("commitments_waiver", "staff"),
    ]
