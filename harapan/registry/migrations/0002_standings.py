"""Standings, a slice per approved cycle; and what the working logins may do here."""

from django.db import migrations

from harapan.tables.operations import APPEND, WHOLE, append_only, grant, grant_sequence

STANDING = """
CREATE TABLE registry_standing (
    cycle varchar(20) NOT NULL,
    family bigint NOT NULL,
    paid_through date,
    quarters_missed smallint NOT NULL DEFAULT 0,
    CONSTRAINT standing_is_a_count CHECK (quarters_missed >= 0),
    CONSTRAINT standing_is_one_a_cycle PRIMARY KEY (cycle, family)
) PARTITION BY LIST (cycle);
"""

TABLES = ("origin", "group", "family", "member", "account", "standing_generation", "withholding", "arrears")


class Migration(migrations.Migration):
    dependencies = [("registry", "0001_initial"), ("tables", "0001_guards")]
    operations = [
        migrations.RunSQL(STANDING, "DROP TABLE registry_standing"),
        append_only("registry_standing"),
        append_only("registry_participation_move"),
        grant("registry_standing", APPEND),
        grant("registry_participation_move", APPEND),
        *[grant(f"registry_{table}", WHOLE) for table in TABLES],
        *[grant_sequence(f"registry_{table}_id_seq") for table in (*TABLES[:5], "participation_move", *TABLES[5:])],
    ]
