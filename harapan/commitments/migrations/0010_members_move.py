"""Lists and growth follow a member into another family; what a unit learns of whoever has left ends with that day."""

from django.db import migrations

IN_PROGRAMME = (
    *("confirmed", "account_pending", "account_failed", "ready", "active", "suspended", "no_component"),
    "graduation_candidate",
)

# Families that move are followed by triggers of their own (0004, 0006). Few members change families, one by one: the
# condition keeps everything else that is written about members free of this.
FOLLOW = """
CREATE FUNCTION commitments_follow_member() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS $$
DECLARE
    home record;
BEGIN
    SELECT id, village, facilitator INTO home FROM registry_family WHERE id = NEW.family_id;
    UPDATE commitments_attachment
    SET family = home.id, village = home.village, facilitator = home.facilitator WHERE member = NEW.id;
    UPDATE commitments_claim_finding
    SET family = home.id, village = home.village, facilitator = home.facilitator WHERE member = NEW.id;
    UPDATE commitments_growth
    SET family = home.id, village = home.village, facilitator = home.facilitator WHERE member = NEW.id;
    RETURN NULL;
END $$;
CREATE TRIGGER commitments_follow_the_member AFTER UPDATE OF family_id ON registry_member
    FOR EACH ROW WHEN (OLD.family_id <> NEW.family_id) EXECUTE FUNCTION commitments_follow_member();
"""
UNFOLLOWED = """
DROP TRIGGER commitments_follow_the_member ON registry_member;
DROP FUNCTION commitments_follow_member();
"""

# Whoever changed families before this day.
CAUGHT_UP = "\n".join(
    f"""
UPDATE commitments_{table} AS behind SET family = home.id, village = home.village, facilitator = home.facilitator
FROM registry_member AS one JOIN registry_family AS home ON home.id = one.family_id
WHERE one.id = behind.member AND behind.family IS DISTINCT FROM one.family_id;
"""
    for table in ("attachment", "claim_finding", "growth")
)

# A list of the past is needed, for reports on it come late. What is true of somebody today is none of its business:
# pregnancy, school and disability are told of those alone who are still there.
HERE = "(here.until IS NULL OR here.until > current_date)"
ROLL = f"""
CREATE OR REPLACE FUNCTION commitments_roll(asked varchar, on_day date)
RETURNS TABLE (member bigint, name varchar, nik_4 text, grade smallint, class_name varchar, since date,
               born date, pregnancy smallint, due_on date)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT one.id, one.name, one.nik_4, here.grade, here.class_name, here.since,
           CASE here.service WHEN 'health' THEN one.born END,
           CASE WHEN here.service = 'health' AND {HERE} THEN one.pregnancy END,
           CASE WHEN here.service = 'health' AND {HERE} THEN one.due_on END
    FROM commitments_attachment AS here
    JOIN registry_member AS one ON one.id = here.member
    JOIN registry_family AS home ON home.id = one.family_id
    WHERE here.facility = asked AND asked = harapan_facility()
      AND here.since <= on_day AND (here.until IS NULL OR here.until > on_day)
      AND one.same_as IS NULL AND (one.died_on IS NULL OR one.died_on > on_day)
      AND home.participation IN ({", ".join(f"'{state}'" for state in IN_PROGRAMME)})
    ORDER BY here.class_name, one.name, one.id
$$;
"""
PATIENTS = f"""
CREATE OR REPLACE FUNCTION commitments_patients(asked varchar, on_day date)
RETURNS TABLE (member bigint, family bigint, born date, sex varchar, relation varchar, pregnancy smallint, due_on date,
               school varchar, in_education_register boolean, disability varchar, registered boolean, at_home boolean,
               died_on date, confirmed_on date, caretaker boolean)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT one.id, one.family_id, one.born, one.sex, one.relation,
           CASE WHEN {HERE} THEN one.pregnancy ELSE 0::smallint END, CASE WHEN {HERE} THEN one.due_on END,
           CASE WHEN {HERE} THEN one.school ELSE '' END, CASE WHEN {HERE} THEN one.in_education_register END,
           CASE WHEN {HERE} THEN one.disability ELSE '' END, one.registered, one.at_home, one.died_on,
           home.confirmed_on, home.caretaker IS NOT DISTINCT FROM one.id
    FROM commitments_attachment AS here
    JOIN registry_member AS one ON one.id = here.member
    JOIN registry_family AS home ON home.id = one.family_id
    WHERE here.facility = asked AND here.service = 'health' AND asked = harapan_facility()
      AND here.since <= on_day AND (here.until IS NULL OR here.until > on_day)
      AND one.same_as IS NULL AND (one.died_on IS NULL OR one.died_on > on_day)
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("commitments", "0009_attachment_facilitator"), ("registry", "0010_same_person")]
    operations = [
        migrations.RunSQL(FOLLOW, UNFOLLOWED),
        migrations.RunSQL(CAUGHT_UP, migrations.RunSQL.noop),
        migrations.RunSQL(ROLL, migrations.RunSQL.noop),
        migrations.RunSQL(PATIENTS, migrations.RunSQL.noop),
    ]
