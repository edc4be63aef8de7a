"""The register is never rewritten: a made letter stands, a revocation is a row of its own; who sees what."""

from django.db import migrations

from harapan.tables.operations import APPEND, MACHINE, READ, WEB, append_only, grant, grant_sequence

GUARD = """
CREATE FUNCTION letters_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'UPDATE' OR OLD.state IN ('made', 'refused') THEN
        RAISE EXCEPTION 'letters are never changed or removed: revoke it, and make another'
            USING ERRCODE = 'restrict_violation';
    END IF;
    IF (OLD.kind, OLD.period, OLD.area, OLD.facilitator, OLD.subject, OLD.subject_digest, OLD.language, OLD.audience,
        OLD.personal, OLD.asked_by, OLD.asked_at, OLD.year)
       IS DISTINCT FROM
       (NEW.kind, NEW.period, NEW.area, NEW.facilitator, NEW.subject, NEW.subject_digest, NEW.language, NEW.audience,
        NEW.personal, NEW.asked_by, NEW.asked_at, NEW.year)
       OR OLD.number IS NOT NULL AND (OLD.number, OLD.serial, OLD.dated) IS DISTINCT FROM (NEW.number, NEW.serial, NEW.dated)
    THEN
        RAISE EXCEPTION 'a letter keeps its number and what it is about' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER letters_letter_keeps_its_word BEFORE UPDATE OR DELETE ON letters_letter
    FOR EACH ROW EXECUTE FUNCTION letters_guard();
CREATE TRIGGER letters_letter_is_never_truncated BEFORE TRUNCATE ON letters_letter
    FOR EACH STATEMENT EXECUTE FUNCTION harapan_refuse_change();
"""
UNGUARDED = """
DROP TRIGGER letters_letter_is_never_truncated ON letters_letter;
DROP TRIGGER letters_letter_keeps_its_word ON letters_letter;
DROP FUNCTION letters_guard();
"""

# A letter about a whole regency is for whoever sees all of it, not for somebody who sees one of its villages.
COVERED = """
CREATE FUNCTION letters_covered(area text) RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE AS
$$ SELECT EXISTS (
    SELECT FROM unnest(string_to_array(current_setting('harapan.areas', true), ',')) AS own
    WHERE own <> '' AND rpad(area, 10, '0') COLLATE "C" >= left(own, 10)
      AND rpad(area, 10, '9') COLLATE "C" <= right(own, 10)
) $$;
"""
ME = "(SELECT harapan_me())"
ANNEX_OPEN = "EXISTS (SELECT FROM letters_annex AS seen WHERE seen.letter_id = letters_letter.id)"
LETTER_OPEN = "EXISTS (SELECT FROM letters_letter AS seen WHERE seen.id = letter_id)"
FOR_ALL = f"audience = 'staff' AND {ME} IS NOT NULL"
POLICIES = f"""
ALTER TABLE letters_letter ENABLE ROW LEVEL SECURITY;
ALTER TABLE letters_annex ENABLE ROW LEVEL SECURITY;
ALTER TABLE letters_revocation ENABLE ROW LEVEL SECURITY;
CREATE POLICY letters_annex_is_seen ON letters_annex FOR SELECT TO {WEB} USING (
    letters_covered(area) OR facilitator = {ME}
);
CREATE POLICY letters_letter_is_seen ON letters_letter FOR SELECT TO {WEB} USING (
    {FOR_ALL} OR letters_covered(area) OR facilitator = {ME} OR NOT personal AND asked_by = {ME} OR {ANNEX_OPEN}
);
CREATE POLICY letters_letter_is_asked_for ON letters_letter FOR INSERT TO {WEB} WITH CHECK (
    asked_by = {ME} AND state = 'waiting' AND number IS NULL AND sha256 = '' AND code = ''
    AND (SELECT harapan_position()) <> 'auditor'
    AND (NOT personal OR letters_covered(area) OR facilitator = {ME})
);
CREATE POLICY letters_revocation_is_seen ON letters_revocation FOR SELECT TO {WEB} USING ({LETTER_OPEN});
CREATE POLICY letters_revocation_is_added ON letters_revocation FOR INSERT TO {WEB} WITH CHECK (
    by = {ME} AND (SELECT harapan_position()) IN ('national', 'finance') AND {LETTER_OPEN}
);
"""
UNBOUND = f"""
DROP POLICY letters_revocation_is_added ON letters_revocation;
DROP POLICY letters_revocation_is_seen ON letters_revocation;
DROP POLICY letters_letter_is_asked_for ON letters_letter;
DROP POLICY letters_letter_is_seen ON letters_letter;
DROP POLICY letters_annex_is_seen ON letters_annex;
ALTER TABLE letters_revocation DISABLE ROW LEVEL SECURITY;
ALTER TABLE letters_annex DISABLE ROW LEVEL SECURITY;
ALTER TABLE letters_letter DISABLE ROW LEVEL SECURITY;
REVOKE ALL ON letters_letter, letters_annex, letters_revocation FROM {WEB};
"""

# Anybody may ask whether a letter is genuine. The answer has four words and no more, whatever the register holds.
GENUINE = f"""
CREATE FUNCTION letters_genuine(asked text, told text)
RETURNS TABLE (kind text, number text, dated date, revoked boolean)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT kind, number, dated, EXISTS (SELECT FROM letters_revocation WHERE letter_id = letter.id)
    FROM letters_letter AS letter
    WHERE letter.number = asked AND letter.code = told AND letter.state = 'made'
$$;
CREATE FUNCTION letters_genuine_file(digest text)
RETURNS TABLE (kind text, number text, dated date, revoked boolean)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT kind, number, dated, EXISTS (SELECT FROM letters_revocation WHERE letter_id = letter.id)
    FROM letters_letter AS letter
    WHERE letter.state = 'made' AND letter.id IN (
        SELECT id FROM letters_letter WHERE sha256 = digest
        UNION SELECT letter_id FROM letters_annex WHERE sha256 = digest
    )
$$;
REVOKE ALL ON FUNCTION letters_genuine(text, text), letters_genuine_file(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION letters_genuine(text, text), letters_genuine_file(text) TO {WEB}, {MACHINE};
"""


class Migration(migrations.Migration):
    dependencies = [("letters", "0001_initial"), ("tables", "0002_scope")]
    operations = [
        migrations.RunSQL(GUARD, UNGUARDED),
        append_only("letters_annex"),
        append_only("letters_revocation"),
        migrations.RunSQL(COVERED, "DROP FUNCTION letters_covered(text)"),
        migrations.RunSQL(POLICIES, UNBOUND),
        migrations.RunSQL(
            GENUINE, "DROP FUNCTION letters_genuine(text, text); DROP FUNCTION letters_genuine_file(text)"
        ),
        grant("letters_letter", "SELECT, INSERT, UPDATE"),
        grant("letters_annex", APPEND),
        grant("letters_counter", "SELECT, INSERT, UPDATE"),
        grant("letters_revocation", APPEND),
        *[grant_sequence(f"letters_{table}_id_seq") for table in ("letter", "annex", "counter", "revocation")],
        grant("letters_annex", READ, to=WEB),
        grant("letters_letter", "SELECT, INSERT", to=WEB),
        grant("letters_revocation", "SELECT, INSERT", to=WEB),
        *[grant_sequence(f"letters_{table}_id_seq", to=WEB) for table in ("letter", "revocation")],
    ]
