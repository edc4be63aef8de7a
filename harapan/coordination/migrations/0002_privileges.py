"""The machine makes sums, pages read them; and graduations are found without reading every move."""

from django.db import migrations

from harapan.tables.operations import WHOLE, grant, grant_sequence, readable

TABLES = ("stage_sum", "standing_sum", "load", "summed", "published_figure")

# An index of ours on a table below: few moves are graduations, and only sums ask for them.
GRADUATIONS = """
CREATE INDEX move_graduation ON registry_participation_move (id)
    WHERE target IN ('graduated_natural', 'graduated_independent') AND source <> '';
"""


class Migration(migrations.Migration):
    dependencies = [
        ("coordination", "0001_initial"),
        ("entitlements", "0004_family_totals"),
        ("payments", "0003_reading"),
        ("registry", "0003_reading"),
    ]
    operations = [
        *[grant(f"coordination_{table}", WHOLE) for table in TABLES],
        *[grant_sequence(f"coordination_{table}_id_seq") for table in TABLES if table != "summed"],
        *[readable(f"coordination_{table}", "staff") for table in TABLES],
        migrations.RunSQL(GRADUATIONS, "DROP INDEX move_graduation"),
    ]
