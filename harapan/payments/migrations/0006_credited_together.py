"""What a bank credits without naming it moves village by village; who of a file was left out of that is kept by name."""

from django.db import migrations, models
from django.db.models import Q

from harapan.tables.operations import APPEND, READ, WEB, append_only, grant, readable

# What reached a family, payment by payment, whether an entry of its own says so or the one of its village.
CREDIT = f"""
CREATE VIEW payments_credit WITH (security_invoker = true) AS
SELECT paid.cycle, paid.id AS payment, paid.batch, paid.family, paid.village, paid.bank, paid.rupiah,
       answer.id AS answer, answer.read_by AS by, answer.read_at AS at
FROM payments_payment AS paid
JOIN payments_bank_answer AS answer ON answer.file_id = paid.file AND answer.credits_rest
WHERE NOT EXISTS (SELECT FROM payments_left_out AS left_out
                  WHERE left_out.answer = answer.id AND left_out.payment = paid.id)
  AND NOT EXISTS (SELECT FROM payments_ledger AS entry
                  WHERE entry.cycle = paid.cycle AND entry.payment = paid.id AND entry.source = 'at_bank')
UNION ALL
SELECT paid.cycle, paid.id, paid.batch, paid.family, paid.village, paid.bank, paid.rupiah,
       entry.reference, entry.by, entry.at
FROM payments_ledger AS entry
JOIN payments_payment AS paid ON paid.cycle = entry.cycle AND paid.id = entry.payment
WHERE entry.source = 'at_bank' AND entry.target = 'credited';
GRANT SELECT ON payments_credit TO {WEB};
"""

# A payment leaves the bank once: alone, or with its village. The unique index knows only of the first.
ONCE = """
CREATE FUNCTION payments_refuse_second_credit() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    twice bigint;
BEGIN
    SELECT added.payment INTO twice
    FROM added
    JOIN payments_payment AS paid ON paid.cycle = added.cycle AND paid.id = added.payment
    JOIN payments_bank_answer AS answer ON answer.file_id = paid.file AND answer.credits_rest
    WHERE added.payment IS NOT NULL AND added.source = 'at_bank'
      AND NOT EXISTS (SELECT FROM payments_left_out AS left_out
                      WHERE left_out.answer = answer.id AND left_out.payment = added.payment)
    LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'payment % was credited with its village already', twice
            USING ERRCODE = 'unique_violation', CONSTRAINT = 'payment_leaves_an_account_once';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER ledger_credits_once AFTER INSERT ON payments_ledger
    REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION payments_refuse_second_credit();

CREATE FUNCTION payments_refuse_late_exception() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF (SELECT credits_rest FROM payments_bank_answer WHERE id = NEW.answer) THEN
        RAISE EXCEPTION 'answer % has credited its file: nobody can be left out any more', NEW.answer
            USING ERRCODE = 'check_violation', CONSTRAINT = 'left_out_before_the_credit';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER left_out_before_the_credit BEFORE INSERT ON payments_left_out
    FOR EACH ROW EXECUTE FUNCTION payments_refuse_late_exception();
CREATE TRIGGER answer_that_credits_stays BEFORE UPDATE OR DELETE ON payments_bank_answer
    FOR EACH ROW WHEN (OLD.credits_rest) EXECUTE FUNCTION harapan_refuse_change();
"""

# As before, but a statement touches each balance once: where money comes it is added, and the row made where there is
# none; where money goes, it must have stood.
BALANCES = """
CREATE OR REPLACE FUNCTION payments_move_balances() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    missing bigint;
BEGIN
    -- One writer a batch and bank: whoever moves its money waits here, so no two can deadlock.
    PERFORM pg_advisory_xact_lock(hashtextextended('ledger ' || batch || ' ' || bank, 0))
    FROM (SELECT DISTINCT batch, bank FROM added ORDER BY batch, bank) AS touched;
    -- The planner knows nothing of `added`; each balance is reached by its unique index, whatever it guesses.
    WITH movement AS MATERIALIZED (
        SELECT *, account = 'appropriation' OR count >= 0 AND rupiah >= 0 AS comes
        FROM (
            SELECT batch, cycle, village, bank, account,
                   sum(count * way)::bigint AS count, sum(rupiah * way)::bigint AS rupiah
            FROM added, LATERAL (VALUES (source, -1), (target, 1)) AS side (account, way)
            GROUP BY batch, cycle, village, bank, account
        ) AS summed
    ), come AS (
        INSERT INTO payments_balance AS standing (batch, cycle, village, bank, account, count, rupiah)
        SELECT batch, cycle, village, bank, account, count, rupiah FROM movement WHERE comes
        ON CONFLICT (batch, village, bank, account) DO UPDATE
            SET count = standing.count + excluded.count, rupiah = standing.rupiah + excluded.rupiah
    ), gone AS (
        UPDATE payments_balance AS standing
        SET count = standing.count + movement.count, rupiah = standing.rupiah + movement.rupiah
        FROM movement
        WHERE NOT comes AND standing.batch = movement.batch AND standing.village = movement.village
          AND standing.bank = movement.bank AND standing.account = movement.account
        RETURNING 1
    )
    SELECT (SELECT count(*) FROM movement WHERE NOT comes) - (SELECT count(*) FROM gone) INTO missing;
    IF missing > 0 THEN
        RAISE EXCEPTION 'money that never stood somewhere cannot leave it: balance_is_never_negative'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'balance_is_never_negative';
    END IF;
    RETURN NULL;
END $$;
"""

# As before, and: what was credited, village by village, is what was credited to families, payment by payment.
CLOSING = """
CREATE OR REPLACE FUNCTION payments_refuse_open_books() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    standing record;
BEGIN
    SELECT account, sum(rupiah) AS rupiah INTO standing FROM payments_balance
    WHERE batch = NEW.id AND account IN ('approved', 'at_bank', 'returned')
    GROUP BY account HAVING sum(rupiah) <> 0 OR bool_or(rupiah <> 0) LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'batch % cannot close: % still holds % rupiah', NEW.id, standing.account, standing.rupiah
            USING ERRCODE = 'check_violation', CONSTRAINT = 'batch_closes_to_zero';
    END IF;
    IF (SELECT coalesce(sum(rupiah), 0) FROM payments_balance
        WHERE batch = NEW.id AND account <> 'appropriation') <> NEW.net THEN
        RAISE EXCEPTION 'batch % cannot close: its accounts do not sum to what was approved', NEW.id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'batch_sums_to_its_approval';
    END IF;
    IF (SELECT coalesce(sum(rupiah), 0) FROM payments_balance WHERE batch = NEW.id AND account = 'held')
       <> (SELECT coalesce(sum(rupiah), 0) FROM payments_hold WHERE batch = NEW.id AND released_at IS NULL) THEN
        RAISE EXCEPTION 'batch % cannot close: money is held without a name', NEW.id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'held_money_has_a_name';
    END IF;
    IF (SELECT (coalesce(sum(count), 0), coalesce(sum(rupiah), 0)) FROM payments_ledger
        WHERE cycle = NEW.cycle AND batch = NEW.id AND source = 'at_bank' AND target = 'credited')
       <> (SELECT (count(*)::numeric, coalesce(sum(rupiah), 0)) FROM payments_credit
           WHERE cycle = NEW.cycle AND batch = NEW.id) THEN
        RAISE EXCEPTION 'batch % cannot close: money was credited to nobody', NEW.id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'credited_money_has_a_family';
    END IF;
    RETURN NEW;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("payments", "0005_account_totals")]
    operations = [
        migrations.AddField("bankanswer", "credits_rest", models.BooleanField(default=False)),
        migrations.AddConstraint(
            "bankanswer",
            models.UniqueConstraint(
                fields=["file"], condition=Q(credits_rest=True), name="file_is_credited_together_once"
            ),
        ),
        migrations.CreateModel(
            name="LeftOut",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "answer", "payment", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("answer", models.BigIntegerField()),
                ("payment", models.BigIntegerField()),
            ],
            options={"db_table": "payments_left_out"},
        ),
        migrations.CreateModel(
            name="Credit",
            fields=[
                ("cycle", models.CharField(max_length=20)),
                ("payment", models.BigIntegerField(primary_key=True, serialize=False)),
                ("batch", models.BigIntegerField()),
                ("family", models.BigIntegerField()),
                ("village", models.CharField(db_collation="C", max_length=10)),
                ("bank", models.CharField(max_length=8)),
                ("rupiah", models.BigIntegerField()),
                ("answer", models.BigIntegerField()),
                ("by", models.BigIntegerField()),
                ("at", models.DateTimeField()),
            ],
            options={"db_table": "payments_credit", "managed": False},
        ),
        append_only("payments_left_out"),
        grant("payments_left_out", APPEND),
        readable("payments_left_out", "staff"),
        migrations.RunSQL(CREDIT, "DROP VIEW payments_credit"),
        grant("payments_credit", READ),
        migrations.RunSQL(
            ONCE,
            "DROP FUNCTION payments_refuse_second_credit() CASCADE;"
            "DROP FUNCTION payments_refuse_late_exception() CASCADE;"
            "DROP TRIGGER answer_that_credits_stays ON payments_bank_answer",
        ),
        migrations.RunSQL(BALANCES, migrations.RunSQL.noop),
        migrations.RunSQL(CLOSING, migrations.RunSQL.noop),
    ]
