"""Words have their effect at once and under the same rules for everybody; pages may only say words of their own."""

from django.db import migrations

from harapan.tables.operations import APPEND, ME, WEB, WHOLE, append_only, grant, grant_sequence, readable

POSITION = "(SELECT harapan_position())"
DECIDERS = "('national', 'province_coordinator', 'regency_coordinator')"
HEARERS = "('national', 'province_coordinator', 'regency_coordinator', 'dinsos', 'facilitator')"
OBJECTORS = "('national', 'province_coordinator', 'regency_coordinator', 'dinsos', 'facilitator', 'village_operator')"

# The one place where a case moves on. Whoever comes second finds the case moved, and is refused by name. What favours
# the family never waits for a window to close; what does not is decided only after it, or after the family was heard.
MOVES = """
CREATE FUNCTION sanctions_refuse(name text, told sanctions_case) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'case % is %', told.id, told.state USING ERRCODE = 'check_violation', CONSTRAINT = name;
END $$;

CREATE FUNCTION sanctions_move() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    told sanctions_case;
    verdict text := NEW.details->>'verdict';
    favours boolean := verdict IN ('waive', 'grant');
    reversed boolean;
BEGIN
    SELECT * INTO told FROM sanctions_case WHERE id = NEW.case_id FOR UPDATE;
    NEW.late := false;
    IF NEW.what = 'notify' THEN
        IF told.state <> 'proposed' THEN PERFORM sanctions_refuse('case_is_notified_once', told); END IF;
        UPDATE sanctions_case SET state = 'notified', notified_by = NEW."by", notified_on = NEW."on",
            until = NEW."on" + told.objection_days WHERE id = told.id;
    ELSIF NEW.what = 'object' THEN
        IF told.state NOT IN ('notified', 'decided', 'applied') OR told.late_waits THEN
            PERFORM sanctions_refuse('case_is_open_to_objection', told);
        END IF;
        IF NEW."on" < told.notified_on THEN PERFORM sanctions_refuse('objection_follows_the_notice', told); END IF;
        NEW.late := NEW."on" > told.until OR told.state <> 'notified';
        IF NEW.late THEN
            UPDATE sanctions_case SET late_waits = true WHERE id = told.id;
        ELSE
            UPDATE sanctions_case SET state = 'objected' WHERE id = told.id;
        END IF;
    ELSIF NEW.what IN ('admit', 'turnaway') THEN
        IF NOT told.late_waits THEN PERFORM sanctions_refuse('late_objection_waits', told); END IF;
        IF NEW."by" = (SELECT w."by" FROM sanctions_word w WHERE w.case_id = told.id AND w.what = 'object'
                       ORDER BY w.id DESC LIMIT 1) THEN
            PERFORM sanctions_refuse('late_objection_has_four_eyes', told);
        END IF;
        UPDATE sanctions_case SET late_waits = false,
            state = CASE NEW.what WHEN 'admit' THEN 'objected' ELSE told.state END WHERE id = told.id;
    ELSIF NEW.what = 'hear' THEN
        IF told.state <> 'objected' THEN PERFORM sanctions_refuse('family_is_heard_after_objecting', told); END IF;
        UPDATE sanctions_case SET state = 'heard' WHERE id = told.id;
    ELSIF NEW.what = 'decide' THEN
        IF NOT (told.state = 'heard'
                OR told.state = 'notified' AND NEW."on" > told.until AND NOT told.late_waits
                OR favours AND told.state IN ('notified', 'objected')
                OR verdict = 'waive' AND told.state IN ('decided', 'applied') AND told.verdict IN ('uphold', 'reduce')) THEN
            PERFORM sanctions_refuse('case_is_ripe_for_a_decision', told);
        END IF;
        IF told.state IN ('decided', 'applied') AND NEW."by" = told.decided_by THEN
            PERFORM sanctions_refuse('sanction_is_reversed_by_another', told);
        END IF;
        UPDATE sanctions_case SET state = 'decided', verdict = NEW.details->>'verdict', decided_by = NEW."by",
            late_waits = false, whole = coalesce((NEW.details->>'whole')::boolean, false),
            members = ARRAY(SELECT jsonb_array_elements_text(coalesce(NEW.details->'members', '[]'))::bigint),
            granted = coalesce((NEW.details->>'rupiah')::bigint, 0)
        WHERE id = told.id;
    ELSIF NEW.what = 'apply' THEN
        IF told.state <> 'decided' THEN PERFORM sanctions_refuse('case_is_decided_first', told); END IF;
        reversed := coalesce((NEW.details->>'reversed')::int, 0) > 0;
        UPDATE sanctions_case SET state = CASE WHEN reversed AND told.verdict = 'waive' THEN 'reversed' ELSE 'applied' END,
            from_cycle = coalesce(NEW.details->>'from_cycle', '') WHERE id = told.id;
    ELSE
        PERFORM sanctions_refuse('word_is_known', told);
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER sanctions_word_moves_the_case BEFORE INSERT ON sanctions_word
    FOR EACH ROW EXECUTE FUNCTION sanctions_move();

CREATE FUNCTION sanctions_rule() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    SELECT asked."by" INTO NEW.proposed_by FROM sanctions_waiver_request asked WHERE asked.id = NEW.request_id;
    RETURN NEW;
END $$;
CREATE TRIGGER sanctions_waiver_is_ruled BEFORE INSERT ON sanctions_waiver_ruling
    FOR EACH ROW EXECUTE FUNCTION sanctions_rule();

CREATE FUNCTION sanctions_follow() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    UPDATE sanctions_case SET village = NEW.village, facilitator = NEW.facilitator WHERE family = NEW.id;
    UPDATE sanctions_alert SET village = NEW.village, facilitator = NEW.facilitator WHERE family = NEW.id;
    RETURN NULL;
END $$;
CREATE TRIGGER sanctions_follow_the_family AFTER UPDATE OF village, facilitator ON registry_family
    FOR EACH ROW WHEN (OLD.village <> NEW.village OR OLD.facilitator IS DISTINCT FROM NEW.facilitator)
    EXECUTE FUNCTION sanctions_follow();
CREATE INDEX sanctions_alert_family ON sanctions_alert (family);
"""
STILL = """
DROP INDEX sanctions_alert_family;
DROP TRIGGER sanctions_follow_the_family ON registry_family;
DROP FUNCTION sanctions_follow();
DROP TRIGGER sanctions_waiver_is_ruled ON sanctions_waiver_ruling;
DROP FUNCTION sanctions_rule();
DROP TRIGGER sanctions_word_moves_the_case ON sanctions_word;
DROP FUNCTION sanctions_move();
DROP FUNCTION sanctions_refuse(text, sanctions_case);
"""

SEEN = "EXISTS (SELECT FROM sanctions_case AS own WHERE own.id = sanctions_word.case_id)"
ENDS = """
    details->>'verdict' = 'uphold' AND EXISTS (
        SELECT FROM sanctions_case AS own WHERE own.id = sanctions_word.case_id AND own.proposed = 'terminate'
    )
"""
WORDS = f"""
ALTER TABLE sanctions_word ENABLE ROW LEVEL SECURITY;
CREATE POLICY sanctions_word_is_seen ON sanctions_word FOR SELECT TO {WEB} USING ({SEEN});
CREATE POLICY sanctions_word_is_said ON sanctions_word FOR INSERT TO {WEB} WITH CHECK (
    by = {ME} AND {SEEN} AND CASE what
        WHEN 'object' THEN {POSITION} IN {OBJECTORS}
        WHEN 'hear' THEN {POSITION} IN {HEARERS}
        WHEN 'admit' THEN {POSITION} IN {DECIDERS}
        WHEN 'turnaway' THEN {POSITION} IN {DECIDERS}
        WHEN 'decide' THEN {POSITION} IN {DECIDERS} AND ({POSITION} = 'national' OR NOT ({ENDS}))
        ELSE false END
);
CREATE POLICY sanctions_waiver_request_is_made ON sanctions_waiver_request FOR INSERT TO {WEB} WITH CHECK (
    by = {ME} AND {POSITION} IN ('national', 'province_coordinator', 'regency_coordinator', 'dinsos')
    AND letters_covered(area)
);
CREATE POLICY sanctions_waiver_ruling_is_given ON sanctions_waiver_ruling FOR INSERT TO {WEB} WITH CHECK (
    by = {ME} AND {POSITION} IN {DECIDERS} AND EXISTS (
        SELECT FROM sanctions_waiver_request AS asked
        WHERE asked.id = request_id AND asked.by <> {ME} AND letters_covered(asked.area)
    )
);
"""
UNSAID = """
DROP POLICY sanctions_waiver_ruling_is_given ON sanctions_waiver_ruling;
DROP POLICY sanctions_waiver_request_is_made ON sanctions_waiver_request;
DROP POLICY sanctions_word_is_said ON sanctions_word;
DROP POLICY sanctions_word_is_seen ON sanctions_word;
ALTER TABLE sanctions_word DISABLE ROW LEVEL SECURITY;
"""
SPOKEN = ("word", "waiver_request", "waiver_ruling")
KEPT = {"case": "SELECT, INSERT, UPDATE", "alert": WHOLE, **dict.fromkeys(SPOKEN, APPEND)}


class Migration(migrations.Migration):
    dependencies = [
        ("sanctions", "0001_initial"),
        ("tables", "0002_scope"),
        ("letters", "0004_deliberation"),
        ("registry", "0011_requests"),
        ("entitlements", "0005_unpaid"),
    ]
    operations = [
        migrations.RunSQL(MOVES, STILL),
        *[append_only(f"sanctions_{table}") for table in SPOKEN],
        readable("sanctions_case", "families"),
        readable("sanctions_alert", "families"),
        readable("sanctions_waiver_request", "staff"),
        readable("sanctions_waiver_ruling", "staff"),
        migrations.RunSQL(WORDS, UNSAID),
        *[grant(f"sanctions_{table}", rights) for table, rights in KEPT.items()],
        *[grant_sequence(f"sanctions_{table}_id_seq") for table in KEPT],
        grant("sanctions_word", "SELECT, INSERT", to=WEB),
        *[grant(f"sanctions_{table}", "INSERT", to=WEB) for table in SPOKEN[1:]],
        *[grant_sequence(f"sanctions_{table}_id_seq", to=WEB) for table in SPOKEN],
    ]
