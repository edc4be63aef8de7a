"""Standings, a slice per approved cycle; who receives a family's money; and what the working logins may do here."""

from django.db import migrations

from harapan.tables.operations import APPEND, READ, WHOLE, append_only, grant, grant_sequence

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

# One row a family: the account that is open or being opened, or, at the post, the caretaker in person.
PAYEE = """
CREATE VIEW registry_payee WITH (security_invoker) AS
SELECT account.family_id AS family, account.bank, account.id AS account, account.holder, account.state, account.number,
       account.holder_name AS name,
       EXISTS (SELECT FROM registry_member AS holder WHERE holder.id = account.holder AND holder.died_on IS NOT NULL)
           AS has_died
FROM registry_account AS account
WHERE account.state IN ('open', 'pending')
UNION ALL
SELECT family.id, 'POS', NULL, caretaker.id, 'open', 'POS' || lpad(family.id::text, 10, '0'),
       left(caretaker.name, 140), caretaker.died_on IS NOT NULL
FROM registry_family AS family JOIN registry_member AS caretaker ON caretaker.id = family.caretaker
WHERE family.bank = 'POS';
"""

TABLES = ("origin", "group", "family", "member", "account", "standing_generation", "withholding", "arrears")


class Migration(migrations.Migration):
    dependencies = [("registry", "0001_initial"), ("tables", "0001_guards")]
    operations = [
        migrations.RunSQL(STANDING, "DROP TABLE registry_standing"),
        # Room on every page: a family's state changes in place, without touching its indexes.
        migrations.RunSQL("ALTER TABLE registry_family SET (fillfactor = 90)", migrations.RunSQL.noop),
        migrations.RunSQL(PAYEE, "DROP VIEW registry_payee"),
        grant("registry_payee", READ),
        append_only("registry_standing"),
        append_only("registry_participation_move"),
        grant("registry_standing", APPEND),
        grant("registry_participation_move", APPEND),
        *[grant(f"registry_{table}", WHOLE) for table in TABLES],
        *[grant_sequence(f"registry_{table}_id_seq") for table in (*TABLES[:5], "participation_move", *TABLES[5:])],
    ]
