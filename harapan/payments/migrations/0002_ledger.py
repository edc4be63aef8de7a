"""Payments and the ledger, a slice per cycle; balances that only the ledger can move; closing only at zero."""

from django.db import migrations

from harapan.tables.operations import APPEND, READ, WHOLE, append_only, grant, grant_sequence

PAYMENT = """
CREATE SEQUENCE payments_payment_id_seq;
CREATE TABLE payments_payment (
    id bigint NOT NULL,
    batch bigint NOT NULL,
    file bigint NOT NULL,
    family bigint NOT NULL,
    facilitator bigint,
    account bigint,
    holder bigint NOT NULL,
    rupiah bigint NOT NULL,
    replaces bigint,
    cycle varchar(20) NOT NULL,
    village varchar(10) COLLATE "C" NOT NULL,
    bank varchar(8) NOT NULL,
    number varchar(34) NOT NULL,
    name varchar(140) NOT NULL,
    CONSTRAINT payment_is_money CHECK (rupiah > 0),
    CONSTRAINT payment_to_a_bank_has_an_account CHECK (account IS NOT NULL OR bank = 'POS'),
    CONSTRAINT payment_has_its_number PRIMARY KEY (cycle, id)
) PARTITION BY LIST (cycle);
CREATE UNIQUE INDEX family_is_paid_once_a_cycle ON payments_payment (cycle, family) WHERE replaces IS NULL;
CREATE UNIQUE INDEX payment_is_replaced_once ON payments_payment (cycle, replaces) WHERE replaces IS NOT NULL;
"""

LEDGER = """
CREATE SEQUENCE payments_ledger_id_seq;
CREATE TABLE payments_ledger (
    id bigint NOT NULL DEFAULT nextval('payments_ledger_id_seq'),
    batch bigint NOT NULL,
    payment bigint,
    count bigint NOT NULL,
    rupiah bigint NOT NULL,
    reference bigint,
    by bigint NOT NULL,
    at timestamptz NOT NULL DEFAULT now(),
    cycle varchar(20) NOT NULL,
    village varchar(10) COLLATE "C" NOT NULL,
    bank varchar(8) NOT NULL,
    source varchar(13) NOT NULL,
    target varchar(13) NOT NULL,
    cause varchar(40) NOT NULL,
    CONSTRAINT ledger_moves_money CHECK (rupiah > 0 AND count > 0 AND source <> target),
    CONSTRAINT ledger_moves_one_payment_whole CHECK (payment IS NULL OR count = 1)
) PARTITION BY LIST (cycle);
CREATE UNIQUE INDEX payment_leaves_an_account_once ON payments_ledger (cycle, payment, source)
    WHERE payment IS NOT NULL;
"""

# Runs with the owner's rights: no login may write a balance, only a ledger entry can.
BALANCES = """
CREATE FUNCTION payments_move_balances() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    -- One writer a batch and bank: whoever moves its money waits here, so no two can deadlock.
    PERFORM pg_advisory_xact_lock(hashtextextended('ledger ' || batch || ' ' || bank, 0))
    FROM (SELECT DISTINCT batch, bank FROM added ORDER BY batch, bank) AS touched;
    -- The planner knows nothing of `added`; both statements reach each balance by its unique index, whatever it guesses.
    INSERT INTO payments_balance (batch, cycle, village, bank, account, count, rupiah)
    SELECT DISTINCT batch, cycle, village, bank, account, 0, 0
    FROM added, LATERAL (VALUES (source), (target)) AS side (account)
    ON CONFLICT (batch, village, bank, account) DO NOTHING;
    UPDATE payments_balance AS standing
    SET count = standing.count + movement.count, rupiah = standing.rupiah + movement.rupiah
    FROM (
        SELECT batch, village, bank, account, sum(count * way)::bigint AS count, sum(rupiah * way)::bigint AS rupiah
        FROM added, LATERAL (VALUES (source, -1), (target, 1)) AS side (account, way)
        GROUP BY batch, village, bank, account
    ) AS movement
    WHERE standing.batch = movement.batch AND standing.village = movement.village
      AND standing.bank = movement.bank AND standing.account = movement.account;
    RETURN NULL;
END $$;
CREATE TRIGGER ledger_moves_balances AFTER INSERT ON payments_ledger
    REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION payments_move_balances();
"""

CLOSING = """
CREATE FUNCTION payments_refuse_open_books() RETURNS trigger
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
    RETURN NEW;
END $$;
CREATE TRIGGER batch_closes_to_zero BEFORE UPDATE OF state ON entitlements_batch
    FOR EACH ROW WHEN (NEW.state = 'closed' AND OLD.state <> 'closed') EXECUTE FUNCTION payments_refuse_open_books();
"""


class Migration(migrations.Migration):
    dependencies = [("payments", "0001_initial"), ("entitlements", "0002_entitlements"), ("tables", "0001_guards")]
    operations = [
        migrations.RunSQL(PAYMENT, "DROP TABLE payments_payment; DROP SEQUENCE payments_payment_id_seq"),
        migrations.RunSQL(LEDGER, "DROP TABLE payments_ledger; DROP SEQUENCE payments_ledger_id_seq"),
        migrations.RunSQL(BALANCES, "DROP FUNCTION payments_move_balances() CASCADE"),
        migrations.RunSQL(CLOSING, "DROP FUNCTION payments_refuse_open_books() CASCADE"),
        append_only("payments_payment"),
        append_only("payments_ledger"),
        append_only("payments_usage"),
        append_only("payments_odd_line"),
        grant("payments_balance", READ),
        *[grant(f"payments_{table}", APPEND) for table in ("payment", "ledger", "usage", "odd_line", "treasury_paper")],
        *[grant(f"payments_{table}", WHOLE) for table in ("ceiling", "file", "hold", "bank_answer", "usage_file")],
        *[
            grant_sequence(f"payments_{table}_id_seq")
            for table in (
                "payment",
                "ledger",
                "usage",
                "odd_line",
                "treasury_paper",
                "file",
                "hold",
                "bank_answer",
                "usage_file",
            )
        ],
    ]
