"""Entitlements, a slice per cycle, loaded once and never edited."""

from django.db import migrations

from harapan.tables.operations import APPEND, WHOLE, append_only, grant, grant_sequence

ENTITLEMENT = """
CREATE TABLE entitlements_entitlement (
    run bigint NOT NULL,
    family bigint NOT NULL,
    batch bigint NOT NULL,
    facilitator bigint,
    gross bigint NOT NULL,
    deduction bigint NOT NULL,
    net bigint NOT NULL,
    counted smallint NOT NULL,
    months smallint NOT NULL,
    quarters_missed smallint NOT NULL,
    paid_through date,
    warned boolean NOT NULL,
    cycle varchar(20) NOT NULL,
    village varchar(10) COLLATE "C" NOT NULL,
    bank varchar(8) NOT NULL,
    verdict varchar(16) NOT NULL,
    proposed varchar(16) NOT NULL,
    reason varchar(40) NOT NULL,
    review varchar(200) NOT NULL,
    CONSTRAINT entitlement_is_money CHECK (net >= 0 AND gross >= 0 AND deduction >= 0),
    CONSTRAINT entitlement_has_an_amount_or_a_reason CHECK (net > 0 OR reason <> ''),
    CONSTRAINT entitlement_is_one_a_family PRIMARY KEY (cycle, run, family)
) PARTITION BY LIST (cycle);
"""


class Migration(migrations.Migration):
    dependencies = [("entitlements", "0001_initial"), ("tables", "0001_guards")]
    operations = [
        migrations.RunSQL(ENTITLEMENT, "DROP TABLE entitlements_entitlement"),
        append_only("entitlements_entitlement"),
        grant("entitlements_entitlement", APPEND),
        grant("entitlements_total", APPEND),
        *[grant(f"entitlements_{table}", WHOLE) for table in ("cycle", "run", "batch")],
        *[grant_sequence(f"entitlements_{table}_id_seq") for table in ("run", "batch", "total")],
    ]
