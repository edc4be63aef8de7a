"""A facilitator, who has families but no area, reads the meetings that spoke about them."""

from django.db import migrations

from harapan.tables.operations import ROWS

OWN = "EXISTS (SELECT FROM intake_proposal AS seen WHERE seen.deliberation_id = intake_deliberation.id)"
SEEN = ROWS["areas"].replace("harapan_further(village)", f"harapan_further(village) OR {OWN}")


class Migration(migrations.Migration):
    dependencies = [("intake", "0005_results")]
    operations = [
        migrations.RunSQL(
            f"ALTER POLICY intake_deliberation_is_seen ON intake_deliberation USING ({SEEN})",
            f"ALTER POLICY intake_deliberation_is_seen ON intake_deliberation USING ({ROWS['areas']})",
        )
    ]
