"""A facilitator, who has families but no area, sees what became of their payments: the ledger, too, with its payment."""

from django.db import migrations

from harapan.tables.operations import IN_AREA, ROWS


def seen_with_its_payment(table: str) -> migrations.RunSQL:
    """Rows of one's areas as before, and those about a payment one may see."""
    paid = f"SELECT FROM payments_payment AS paid WHERE paid.cycle = {table}.cycle AND paid.id = {table}.payment"
    ours = f"CASE WHEN {IN_AREA} THEN true ELSE harapan_further(village) OR EXISTS ({paid}) END"
    return migrations.RunSQL(
        f"ALTER POLICY {table}_is_seen ON {table} USING ({ours})",
        f"ALTER POLICY {table}_is_seen ON {table} USING ({ROWS['areas']})",
    )


class Migration(migrations.Migration):
    dependencies = [("payments", "0003_reading")]
    operations = [seen_with_its_payment("payments_ledger"), seen_with_its_payment("payments_usage")]
