"""What stands in each account of a batch by bank: a few rows where balances by village are many thousands."""

from django.db import migrations, models

from harapan.payments.models import LedgerAccount
from harapan.tables.operations import READ, grant, readable

MOVE = """
CREATE FUNCTION payments_move_totals() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    -- Comes after the balances by name, and so under their lock: one writer a batch and bank.
    INSERT INTO payments_account_total AS standing (batch, bank, account, count, rupiah)
    SELECT batch, bank, account, sum(count * way)::bigint, sum(rupiah * way)::bigint
    FROM added, LATERAL (VALUES (source, -1), (target, 1)) AS side (account, way)
    GROUP BY batch, bank, account ORDER BY batch, bank, account
    ON CONFLICT (batch, bank, account) DO UPDATE
        SET count = standing.count + excluded.count, rupiah = standing.rupiah + excluded.rupiah;
    RETURN NULL;
END $$;
CREATE TRIGGER ledger_moves_totals AFTER INSERT ON payments_ledger
    REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION payments_move_totals();
"""
UNDONE = "DROP FUNCTION payments_move_totals() CASCADE"

FILL = """
INSERT INTO payments_account_total (batch, bank, account, count, rupiah)
SELECT batch, bank, account, sum(count), sum(rupiah) FROM payments_balance GROUP BY batch, bank, account
"""


class Migration(migrations.Migration):
    dependencies = [("payments", "0004_own_families")]
    operations = [
        migrations.CreateModel(
            name="AccountTotal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("batch", models.BigIntegerField()),
                ("bank", models.CharField(max_length=8)),
                ("account", models.CharField(choices=LedgerAccount.choices, max_length=13)),
                ("count", models.BigIntegerField()),
                ("rupiah", models.BigIntegerField()),
            ],
            options={
                "db_table": "payments_account_total",
                "constraints": [
                    models.UniqueConstraint(fields=("batch", "bank", "account"), name="account_total_stands_once")
                ],
            },
        ),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
        migrations.RunSQL(MOVE, UNDONE),
        grant("payments_account_total", READ),
        readable("payments_account_total", "staff"),
    ]
