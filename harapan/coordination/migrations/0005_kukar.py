"""Kutai Kartanegara is 64.02 in the table of the home ministry (domain facts 7.2); 64.03, as it stood, is Berau."""

from django.db import migrations

RIGHT = """
UPDATE coordination_published_figure SET area = '6402'
WHERE key IN ('kukar-2020-rise', 'kukar-2021-rise', 'kukar-2022-rise') AND area = '6403' AND recorded_by IS NULL
"""


class Migration(migrations.Migration):
    dependencies = [("coordination", "0004_gatherings")]
    operations = [migrations.RunSQL(RIGHT, migrations.RunSQL.noop)]
