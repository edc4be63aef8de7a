"""Who got nothing in a stage is found village by village, without a look at all who got something."""

from django.db import migrations

UNPAID = "CREATE INDEX entitlement_unpaid ON entitlements_entitlement (cycle, village, family) WHERE net = 0"


class Migration(migrations.Migration):
    dependencies = [("entitlements", "0004_family_totals")]
    operations = [migrations.RunSQL(UNPAID, "DROP INDEX entitlement_unpaid")]
