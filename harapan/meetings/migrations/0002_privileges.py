"""Pages say what was held and seen, in rows of their own; what follows from it only the database or the worker writes."""

from django.db import migrations

from harapan.tables.operations import (
    APPEND,
    IN_AREA,
    ME,
    WEB,
    WHOLE,
    append_only,
    grant,
    grant_sequence,
    readable,
)

POSITION = "(SELECT harapan_position())"
HOLDER = f"{POSITION} = 'facilitator'"
OVERSEERS = "'national', 'province_coordinator', 'regency_coordinator', 'supervisor'"
READERS = f"{OVERSEERS}, 'facilitator', 'dinsos', 'contact_centre', 'auditor'"


def of_group(table: str) -> str:
    """Somebody of the group may be seen: a facilitator's own families make it theirs."""
    return f"""EXISTS (
        SELECT FROM registry_family AS seen WHERE seen.village = {table}.village AND seen."group" = {table}."group"
    )"""


def seen_with_group(table: str) -> str:
    return f"""
        ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
        CREATE POLICY {table}_is_seen ON {table} FOR SELECT TO {WEB} USING (
            CASE WHEN {IN_AREA} THEN true
            ELSE facilitator = {ME} OR harapan_further(village) OR {of_group(table)} END
        );
        GRANT SELECT ON {table} TO {WEB};
    """


def hidden(table: str) -> str:
    return f"""
        REVOKE SELECT ON {table} FROM {WEB};
        DROP POLICY {table}_is_seen ON {table};
        ALTER TABLE {table} DISABLE ROW LEVEL SECURITY;
    """


BY_GROUP = ("meetings_plan", "meetings_meeting", "meetings_photo")
WORDS = f"""
CREATE POLICY meetings_plan_is_made ON meetings_plan FOR INSERT TO {WEB} WITH CHECK (
    by = {ME} AND facilitator = {ME} AND {HOLDER} AND {of_group("meetings_plan")}
);
CREATE POLICY meetings_meeting_is_told ON meetings_meeting FOR INSERT TO {WEB} WITH CHECK (
    by = {ME} AND facilitator = {ME} AND {HOLDER} AND written_at IS NULL AND current
    AND {of_group("meetings_meeting")}
);
CREATE POLICY meetings_attendance_is_told ON meetings_attendance FOR INSERT TO {WEB} WITH CHECK (
    {HOLDER} AND EXISTS (
        SELECT FROM registry_family AS own WHERE own.id = meetings_attendance.family
        AND own.village = meetings_attendance.village
        AND own.facilitator IS NOT DISTINCT FROM meetings_attendance.facilitator
    ) AND EXISTS (
        SELECT FROM meetings_meeting AS held WHERE held.id = meetings_attendance.meeting_id
        AND held.by = {ME} AND held.written_at IS NULL
    )
);
CREATE POLICY meetings_photo_is_kept ON meetings_photo FOR INSERT TO {WEB} WITH CHECK (
    by = {ME} AND facilitator = {ME} AND {HOLDER} AND EXISTS (
        SELECT FROM meetings_meeting AS held WHERE held.id = meetings_photo.meeting_id
        AND held."group" = meetings_photo."group" AND held.village = meetings_photo.village
    )
);
CREATE POLICY meetings_home_visit_is_told ON meetings_home_visit FOR INSERT TO {WEB} WITH CHECK (
    by = {ME} AND {HOLDER} AND current AND EXISTS (
        SELECT FROM registry_family AS own WHERE own.id = meetings_home_visit.family
        AND own.village = meetings_home_visit.village
        AND own.facilitator IS NOT DISTINCT FROM meetings_home_visit.facilitator
    )
);
CREATE POLICY meetings_home_visit_is_for_some ON meetings_home_visit AS RESTRICTIVE FOR SELECT TO {WEB}
    USING ({POSITION} IN ({READERS}));
CREATE POLICY meetings_visit_finding_is_for_some ON meetings_visit_finding AS RESTRICTIVE FOR SELECT TO {WEB}
    USING ({POSITION} IN ({READERS}));
CREATE POLICY meetings_sampled_is_for_overseers ON meetings_sampled AS RESTRICTIVE FOR SELECT TO {WEB}
    USING ({POSITION} IN ({OVERSEERS}, 'auditor'));
CREATE POLICY meetings_call_back_is_for_overseers ON meetings_call_back AS RESTRICTIVE FOR SELECT TO {WEB}
    USING ({POSITION} IN ({OVERSEERS}, 'auditor'));
CREATE POLICY meetings_call_back_is_told ON meetings_call_back FOR INSERT TO {WEB} WITH CHECK (
    by = {ME} AND {POSITION} IN ({OVERSEERS}) AND EXISTS (
        SELECT FROM meetings_sampled AS own WHERE own.id = meetings_call_back.sampled_id
        AND own.village = meetings_call_back.village AND own.family = meetings_call_back.family
    )
);
ALTER TABLE meetings_report_note ENABLE ROW LEVEL SECURITY;
CREATE POLICY meetings_report_note_is_seen ON meetings_report_note FOR SELECT TO {WEB}
    USING (facilitator = {ME} OR {POSITION} IN ('national', 'auditor'));
CREATE POLICY meetings_report_note_is_written ON meetings_report_note FOR INSERT TO {WEB}
    WITH CHECK (facilitator = {ME} AND {HOLDER});
GRANT SELECT ON meetings_report_note TO {WEB};
"""
UNSAID = f"""
REVOKE SELECT ON meetings_report_note FROM {WEB};
DROP POLICY meetings_report_note_is_written ON meetings_report_note;
DROP POLICY meetings_report_note_is_seen ON meetings_report_note;
ALTER TABLE meetings_report_note DISABLE ROW LEVEL SECURITY;
DROP POLICY meetings_call_back_is_told ON meetings_call_back;
DROP POLICY meetings_call_back_is_for_overseers ON meetings_call_back;
DROP POLICY meetings_sampled_is_for_overseers ON meetings_sampled;
DROP POLICY meetings_visit_finding_is_for_some ON meetings_visit_finding;
DROP POLICY meetings_home_visit_is_for_some ON meetings_home_visit;
DROP POLICY meetings_home_visit_is_told ON meetings_home_visit;
DROP POLICY meetings_photo_is_kept ON meetings_photo;
DROP POLICY meetings_attendance_is_told ON meetings_attendance;
DROP POLICY meetings_meeting_is_told ON meetings_meeting;
DROP POLICY meetings_plan_is_made ON meetings_plan;
"""

# A correction takes the place of the row it names, once; whoever is second is told so.
CORRECT = """
CREATE FUNCTION meetings_correct_meeting() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS $$
DECLARE
    told meetings_meeting;
BEGIN
    SELECT * INTO told FROM meetings_meeting WHERE id = NEW.corrects_id FOR UPDATE;
    IF NOT told.current OR told."group" <> NEW."group" OR told.withdrawn THEN
        RAISE EXCEPTION 'meeting % cannot be corrected', told.id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'meeting_is_corrected_once';
    END IF;
    UPDATE meetings_meeting SET current = false WHERE id = told.id;
    RETURN NEW;
END $$;
CREATE TRIGGER meetings_meeting_is_corrected BEFORE INSERT ON meetings_meeting
    FOR EACH ROW WHEN (NEW.corrects_id IS NOT NULL) EXECUTE FUNCTION meetings_correct_meeting();

CREATE FUNCTION meetings_correct_visit() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS $$
DECLARE
    told meetings_home_visit;
BEGIN
    SELECT * INTO told FROM meetings_home_visit WHERE id = NEW.corrects_id FOR UPDATE;
    IF NOT told.current OR told.family <> NEW.family THEN
        RAISE EXCEPTION 'visit % cannot be corrected', told.id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'home_visit_is_corrected_once';
    END IF;
    UPDATE meetings_home_visit SET current = false WHERE id = told.id;
    RETURN NEW;
END $$;
CREATE TRIGGER meetings_home_visit_is_corrected BEFORE INSERT ON meetings_home_visit
    FOR EACH ROW WHEN (NEW.corrects_id IS NOT NULL) EXECUTE FUNCTION meetings_correct_visit();

CREATE FUNCTION meetings_call_back() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS $$
DECLARE
    drawn meetings_sampled;
BEGIN
    SELECT * INTO drawn FROM meetings_sampled WHERE id = NEW.sampled_id FOR UPDATE;
    NEW.facilitator := drawn.facilitator;
    SELECT "by" INTO NEW.visited_by FROM meetings_home_visit WHERE id = drawn.visit_id;
    IF NEW.reached THEN
        UPDATE meetings_sampled SET answered = true, differs = NEW.differs <> '{}' WHERE id = drawn.id;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER meetings_call_back_takes_effect BEFORE INSERT ON meetings_call_back
    FOR EACH ROW EXECUTE FUNCTION meetings_call_back();

CREATE FUNCTION meetings_follow() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS $$
BEGIN
    UPDATE meetings_attendance SET village = NEW.village, facilitator = NEW.facilitator WHERE family = NEW.id;
    UPDATE meetings_home_visit SET village = NEW.village, facilitator = NEW.facilitator WHERE family = NEW.id;
    UPDATE meetings_visit_finding SET village = NEW.village, facilitator = NEW.facilitator
    WHERE visit_id IN (SELECT id FROM meetings_home_visit WHERE family = NEW.id);
    UPDATE meetings_sampled SET village = NEW.village, facilitator = NEW.facilitator
    WHERE visit_id IN (SELECT id FROM meetings_home_visit WHERE family = NEW.id);
    UPDATE meetings_call_back SET village = NEW.village WHERE sampled_id IN (
        SELECT drawn.id FROM meetings_sampled AS drawn JOIN meetings_home_visit AS told ON told.id = drawn.visit_id
        WHERE told.family = NEW.id
    );
    RETURN NULL;
END $$;
CREATE TRIGGER meetings_words_follow_the_family AFTER UPDATE OF village, facilitator ON registry_family
    FOR EACH ROW WHEN (OLD.village <> NEW.village OR OLD.facilitator IS DISTINCT FROM NEW.facilitator)
    EXECUTE FUNCTION meetings_follow();
"""
UNCORRECTED = """
DROP TRIGGER meetings_words_follow_the_family ON registry_family;
DROP FUNCTION meetings_follow();
DROP TRIGGER meetings_call_back_takes_effect ON meetings_call_back;
DROP FUNCTION meetings_call_back();
DROP TRIGGER meetings_home_visit_is_corrected ON meetings_home_visit;
DROP FUNCTION meetings_correct_visit();
DROP TRIGGER meetings_meeting_is_corrected ON meetings_meeting;
DROP FUNCTION meetings_correct_meeting();
"""

SPOKEN = ("plan", "meeting", "attendance", "photo", "home_visit", "call_back", "report_note")
KEPT = {
    "plan": APPEND,
    "meeting": "SELECT, INSERT, UPDATE",
    "attendance": APPEND,
    "photo": "SELECT, INSERT, DELETE",
    "home_visit": APPEND,
    "visit_finding": "SELECT, INSERT, UPDATE",
    "draw": APPEND,
    "sampled": APPEND,
    "call_back": APPEND,
    "report_note": APPEND,
}
"""What the worker may do; pictures can be destroyed when their time is over."""


class Migration(migrations.Migration):
    dependencies = [("meetings", "0001_initial"), ("registry", "0003_reading"), ("tables", "0002_scope")]
    operations = [
        *[migrations.RunSQL(seen_with_group(table), hidden(table)) for table in BY_GROUP],
        readable("meetings_attendance", "families"),
        readable("meetings_home_visit", "families"),
        readable("meetings_visit_finding", "families"),
        readable("meetings_sampled", "areas"),
        readable("meetings_call_back", "areas"),
        *[readable(f"meetings_{table}", "staff") for table in ("draw", "month_sum", "session_sum")],
        migrations.RunSQL(WORDS, UNSAID),
        migrations.RunSQL(CORRECT, UNCORRECTED),
        append_only("meetings_plan"),
        append_only("meetings_draw"),
        append_only("meetings_report_note"),
        *[grant(f"meetings_{table}", rights) for table, rights in KEPT.items()],
        *[grant_sequence(f"meetings_{table}_id_seq") for table in KEPT],
        grant("meetings_month_sum", WHOLE),
        grant("meetings_session_sum", WHOLE),
        *[grant(f"meetings_{table}", "INSERT", to=WEB) for table in SPOKEN],
        *[grant_sequence(f"meetings_{table}_id_seq", to=WEB) for table in SPOKEN],
    ]
