"""Who is served where. A provider sees the own list through one narrow function, and claims; nothing else."""

import django.contrib.postgres.indexes
import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models

from harapan.tables.operations import APPEND, ME, WEB, WHOLE, append_only, grant, grant_sequence, readable

IN_PROGRAMME = (
    *("confirmed", "account_pending", "account_failed", "ready", "active", "suspended", "no_component"),
    "graduation_candidate",
)
TABLES = ("attachment", "claim", "claim_finding", "claim_ruling")

# No two rows of one member and service overlap. An exclusion constraint over ranges does the same and takes sixteen
# times as long to build; the unique index on open rows stands behind this where two write at the same moment.
APART = """
CREATE FUNCTION commitments_attachments_are_apart() RETURNS trigger LANGUAGE plpgsql
SET search_path = public, pg_temp AS $$
DECLARE
    twice record;
BEGIN
    SELECT new_row.member, new_row.service INTO twice
    FROM new_rows AS new_row JOIN commitments_attachment AS other
        ON other.member = new_row.member AND other.service = new_row.service AND other.id <> new_row.id
        AND daterange(other.since, other.until) && daterange(new_row.since, new_row.until)
    LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'member % is attached twice for %', twice.member, twice.service
            USING ERRCODE = 'check_violation', CONSTRAINT = 'attachments_do_not_overlap';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER commitments_attachment_is_apart AFTER INSERT ON commitments_attachment
    REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION commitments_attachments_are_apart();
CREATE TRIGGER commitments_attachment_stays_apart AFTER UPDATE ON commitments_attachment
    REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION commitments_attachments_are_apart();
"""
TOGETHER = """
DROP TRIGGER commitments_attachment_stays_apart ON commitments_attachment;
DROP TRIGGER commitments_attachment_is_apart ON commitments_attachment;
DROP FUNCTION commitments_attachments_are_apart();
"""

# There is no attachment to a facility that nobody knows. A plain key: it steps aside while millions are loaded.
KNOWN = """
ALTER TABLE commitments_attachment ADD CONSTRAINT attachment_is_to_a_known_facility
    FOREIGN KEY (facility) REFERENCES places_facility (code);
"""

FOLLOW = """
CREATE FUNCTION commitments_follow() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS $$
BEGIN
    UPDATE commitments_attachment SET village = NEW.village, facilitator = NEW.facilitator WHERE family = NEW.id;
    UPDATE commitments_claim_finding SET village = NEW.village, facilitator = NEW.facilitator WHERE family = NEW.id;
    RETURN NULL;
END $$;
CREATE TRIGGER commitments_attachments_follow_the_family AFTER UPDATE OF village, facilitator ON registry_family
    FOR EACH ROW WHEN (OLD.village <> NEW.village OR OLD.facilitator IS DISTINCT FROM NEW.facilitator)
    EXECUTE FUNCTION commitments_follow();
"""
UNFOLLOWED = """
DROP TRIGGER commitments_attachments_follow_the_family ON registry_family;
DROP FUNCTION commitments_follow();
"""

# The only way a provider looks at people: the list of the own facility on a day. A school learns name, class and four
# digits; a health unit also what its services go by: the day of birth, and of an expected one.
ROLL = f"""
CREATE FUNCTION commitments_roll(asked varchar, on_day date)
RETURNS TABLE (member bigint, name varchar, nik_4 text, grade smallint, class_name varchar, since date,
               born date, pregnancy smallint, due_on date)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT one.id, one.name, one.nik_4, here.grade, here.class_name, here.since,
           CASE here.service WHEN 'health' THEN one.born END,
           CASE here.service WHEN 'health' THEN one.pregnancy END,
           CASE here.service WHEN 'health' THEN one.due_on END
    FROM commitments_attachment AS here
    JOIN registry_member AS one ON one.id = here.member
    JOIN registry_family AS home ON home.id = here.family
    WHERE here.facility = asked AND asked = harapan_facility()
      AND here.since <= on_day AND (here.until IS NULL OR here.until > on_day)
      AND one.same_as IS NULL AND (one.died_on IS NULL OR one.died_on > on_day)
      AND home.participation IN ({", ".join(f"'{state}'" for state in IN_PROGRAMME)})
    ORDER BY here.class_name, one.name, one.id
$$;
REVOKE ALL ON FUNCTION commitments_roll(varchar, date) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION commitments_roll(varchar, date) TO {WEB};
"""

RULERS = "'national', 'province_coordinator', 'regency_coordinator', 'data_administrator', 'dinsos'"
CLAIMANTS = f"{RULERS}, 'facilitator'"
SEEN = f"""
ALTER TABLE commitments_claim ENABLE ROW LEVEL SECURITY;
CREATE POLICY commitments_claim_is_seen ON commitments_claim FOR SELECT TO {WEB} USING (
    CASE WHEN village BETWEEN (SELECT harapan_lo()) AND (SELECT harapan_hi()) THEN true
    ELSE facility = (SELECT harapan_facility()) OR "by" = {ME} OR harapan_further(village)
        OR EXISTS (SELECT FROM commitments_claim_finding AS seen WHERE seen.claim_id = commitments_claim.id) END
);
GRANT SELECT ON commitments_claim TO {WEB};
ALTER TABLE commitments_claim_ruling ENABLE ROW LEVEL SECURITY;
CREATE POLICY commitments_claim_ruling_is_seen ON commitments_claim_ruling FOR SELECT TO {WEB} USING (
    EXISTS (SELECT FROM commitments_claim AS seen WHERE seen.id = claim_id)
);
GRANT SELECT ON commitments_claim_ruling TO {WEB};
CREATE POLICY commitments_claim_is_told ON commitments_claim FOR INSERT TO {WEB} WITH CHECK (
    "by" = {ME}
    AND (facility = (SELECT harapan_facility()) OR (SELECT harapan_position()) IN ({CLAIMANTS}))
    AND EXISTS (
        SELECT FROM places_facility AS known WHERE known.code = commitments_claim.facility
        AND known.village = commitments_claim.village
    )
);
CREATE POLICY commitments_claim_ruling_is_told ON commitments_claim_ruling FOR INSERT TO {WEB} WITH CHECK (
    "by" = {ME} AND (SELECT harapan_position()) IN ({RULERS})
    AND EXISTS (SELECT FROM commitments_claim_finding AS seen WHERE seen.claim_id = commitments_claim_ruling.claim_id)
);
"""
UNSEEN = f"""
DROP POLICY commitments_claim_ruling_is_told ON commitments_claim_ruling;
DROP POLICY commitments_claim_is_told ON commitments_claim;
REVOKE SELECT ON commitments_claim, commitments_claim_ruling FROM {WEB};
DROP POLICY commitments_claim_ruling_is_seen ON commitments_claim_ruling;
ALTER TABLE commitments_claim_ruling DISABLE ROW LEVEL SECURITY;
DROP POLICY commitments_claim_is_seen ON commitments_claim;
ALTER TABLE commitments_claim DISABLE ROW LEVEL SECURITY;
"""

FOUR_EYES = """
CREATE FUNCTION commitments_rule_on_claim() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT FROM commitments_claim WHERE id = NEW.claim_id AND "by" = NEW."by") THEN
        RAISE EXCEPTION 'claim % is decided by somebody else than who made it', NEW.claim_id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'claim_ruling_has_four_eyes';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER commitments_claim_ruling_has_four_eyes BEFORE INSERT ON commitments_claim_ruling
    FOR EACH ROW EXECUTE FUNCTION commitments_rule_on_claim();
"""
TWO_EYES = """
DROP TRIGGER commitments_claim_ruling_has_four_eyes ON commitments_claim_ruling;
DROP FUNCTION commitments_rule_on_claim();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("commitments", "0003_reading"),
        ("places", "0004_facilities"),
        ("registry", "0010_same_person"),
        ("tables", "0002_scope"),
    ]

    operations = [
        migrations.CreateModel(
            name="Attachment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("member", models.BigIntegerField()),
                ("family", models.BigIntegerField()),
                ("village", models.CharField(db_collation="C", max_length=10)),
                ("facilitator", models.BigIntegerField(null=True)),
                ("facility", models.CharField(db_collation="C", max_length=20)),
                (
                    "service",
                    models.CharField(choices=[("school", "Pendidikan"), ("health", "Kesehatan")], max_length=8),
                ),
                ("grade", models.SmallIntegerField(null=True)),
                ("class_name", models.CharField(blank=True, max_length=20)),
                ("since", models.DateField()),
                ("until", models.DateField(null=True)),
                ("because", models.CharField(max_length=200)),
                ("by", models.BigIntegerField(null=True)),
                ("at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
            options={
                "db_table": "commitments_attachment",
                "indexes": [
                    models.Index(fields=["facility", "class_name", "member"], name="attachment_facility"),
                    models.Index(fields=["member", "service", "since"], name="attachment_member"),
                    models.Index(fields=["family"], name="attachment_family"),
                    django.contrib.postgres.indexes.BrinIndex(fields=["village"], name="attachment_village"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("until__isnull", True)),
                        fields=("member", "service"),
                        name="member_is_attached_once_at_a_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("until__isnull", True), ("until__gt", models.F("since")), _connector="OR"),
                        name="attachment_ends_after_it_begins",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("service__in", ["school", "health"])), name="attachment_service_is_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("grade__isnull", True),
                            models.Q(("grade__range", (1, 12)), ("service", "school")),
                            _connector="OR",
                        ),
                        name="attachment_grade_is_of_a_school",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Claim",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("facility", models.CharField(db_collation="C", max_length=20)),
                ("village", models.CharField(db_collation="C", max_length=10)),
                (
                    "service",
                    models.CharField(choices=[("school", "Pendidikan"), ("health", "Kesehatan")], max_length=8),
                ),
                ("name", models.CharField(max_length=120)),
                ("nik", models.CharField(db_collation="C", max_length=16)),
                ("grade", models.SmallIntegerField(null=True)),
                ("class_name", models.CharField(blank=True, max_length=20)),
                ("since", models.DateField()),
                ("note", models.CharField(blank=True, max_length=300)),
                ("by", models.BigIntegerField()),
                ("at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
            options={
                "db_table": "commitments_claim",
                "indexes": [models.Index(fields=["facility", "-id"], name="claim_facility")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("service__in", ["school", "health"])),
                        name="attachment_claim_service_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("grade__isnull", True),
                            models.Q(("grade__range", (1, 12)), ("service", "school")),
                            _connector="OR",
                        ),
                        name="attachment_claim_grade_is_of_a_school",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "nik__regex",
                                "^[1-9][0-9]{5}([04][1-9]|[1256][0-9]|[37][01])(0[1-9]|1[0-2])[0-9]{2}(?!0000)[0-9]{4}$",
                            )
                        ),
                        name="attachment_claim_nik_has_the_form",
                    ),
                    models.UniqueConstraint(
                        fields=("facility", "service", "nik", "since"), name="attachment_claim_is_made_once"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ClaimRuling",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("accepted", models.BooleanField()),
                ("because", models.CharField(max_length=300)),
                ("by", models.BigIntegerField()),
                ("at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                (
                    "claim",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="ruling", to="commitments.claim"
                    ),
                ),
            ],
            options={
                "db_table": "commitments_claim_ruling",
            },
        ),
        migrations.CreateModel(
            name="ClaimFinding",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("member", models.BigIntegerField(null=True)),
                ("family", models.BigIntegerField(null=True)),
                ("village", models.CharField(db_collation="C", max_length=10)),
                ("facilitator", models.BigIntegerField(null=True)),
                ("standing", models.CharField(blank=True, db_collation="C", max_length=20)),
                ("at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("done_at", models.DateTimeField(null=True)),
                (
                    "claim",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="finding", to="commitments.claim"
                    ),
                ),
            ],
            options={
                "db_table": "commitments_claim_finding",
                "indexes": [
                    models.Index(
                        condition=models.Q(("done_at__isnull", True)),
                        fields=["village", "id"],
                        name="claim_finding_open",
                    ),
                    models.Index(fields=["family"], name="claim_finding_family"),
                    models.Index(fields=["member"], name="claim_finding_member"),
                ],
            },
        ),
        migrations.RunSQL(APART, TOGETHER),
        migrations.RunSQL(
            KNOWN, "ALTER TABLE commitments_attachment DROP CONSTRAINT attachment_is_to_a_known_facility"
        ),
        migrations.RunSQL(FOLLOW, UNFOLLOWED),
        migrations.RunSQL(ROLL, "DROP FUNCTION commitments_roll(varchar, date)"),
        readable("commitments_attachment", "families"),
        readable("commitments_claim_finding", "families"),
        migrations.RunSQL(SEEN, UNSEEN),
        migrations.RunSQL(FOUR_EYES, TWO_EYES),
        append_only("commitments_claim"),
        append_only("commitments_claim_ruling"),
        grant("commitments_attachment", WHOLE),
        grant("commitments_claim_finding", WHOLE),
        grant("commitments_claim", APPEND),
        grant("commitments_claim_ruling", APPEND),
        *[grant_sequence(f"commitments_{table}_id_seq") for table in TABLES],
        grant("commitments_claim", "INSERT", to=WEB),
        grant("commitments_claim_ruling", "INSERT", to=WEB),
        *[grant_sequence(f"commitments_{table}_id_seq", to=WEB) for table in ("claim", "claim_ruling")],
    ]
