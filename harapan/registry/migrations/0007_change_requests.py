"""The history of every field: triggers note what changed, for whoever changes it; nobody rewrites it."""

import django.db.models.functions.datetime
from django.db import migrations, models

from harapan.tables.operations import APPEND, append_only, grant, grant_sequence, readable

FAMILY = (
    *("card", "village", "address", "variant", "channel", "bank", "decile", "confirmed_on", "feasible", "flags"),
    *("caretaker", "facilitator", "group"),
)
"""What is noted of a family. Its participation has moves of its own, so that opening a cycle costs nothing here."""
MEMBER = (
    *("name", "nik", "nik_contested", "born", "sex", "relation", "mother_name", "pregnancy", "due_on", "school"),
    *("in_education_register", "disability", "rights_victim", "registered", "at_home", "excluded_occupation"),
    *("died_on", "phone"),
)
"""What is noted of a member. Village and facilitator follow the family's; school facts before a change follow it."""
ACCOUNT = ("holder", "holder_name", "bank", "number", "opened_on", "state")

NOTED = "family, member, account, village, facilitator, field, before, after, by, by_label, because, source"
SAID = """
           nullif(current_setting('harapan.by', true), '')::bigint,
           coalesce(current_setting('harapan.by_label', true), ''),
           coalesce(current_setting('harapan.because', true), ''),
           coalesce(current_setting('harapan.source', true), '')"""
WHOLE = "coalesce(current_setting('harapan.whole_families', true), '') = ''"


def noted(table: str, fields: tuple[str, ...], whose: str) -> str:
    """A trigger for each row, on these columns only: an update of others does not even look at it."""
    pairs = ",\n".join(f'        (\'{name}\', OLD."{name}"::text, NEW."{name}"::text)' for name in fields)
    columns = ", ".join(f'"{name}"' for name in fields)
    differ = " OR ".join(f'OLD."{name}" IS DISTINCT FROM NEW."{name}"' for name in fields)
    return f"""
CREATE FUNCTION registry_note_{table}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO registry_field_change ({NOTED})
    SELECT {whose}, NEW.village, NEW.facilitator, field, before, after, {SAID}
    FROM (VALUES
{pairs}
    ) AS one (field, before, after) WHERE before IS DISTINCT FROM after;
    RETURN NULL;
END $$;
CREATE TRIGGER registry_{table}_is_noted AFTER UPDATE OF {columns} ON registry_{table}
    FOR EACH ROW WHEN ({differ}) EXECUTE FUNCTION registry_note_{table}();
"""


# Whoever joins or leaves is noted at both families. Families that arrive whole, by the million, say so beforehand:
# their first step in the programme is note enough.
JOINED = f"""
CREATE FUNCTION registry_note_joining() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    was bigint;
BEGIN
    IF TG_OP = 'UPDATE' THEN
        was := OLD.family_id;
        INSERT INTO registry_field_change ({NOTED})
        SELECT was, NEW.id, NULL::bigint, OLD.village, OLD.facilitator, 'family', was::text, NEW.family_id::text, {SAID};
    END IF;
    INSERT INTO registry_field_change ({NOTED})
    SELECT NEW.family_id, NEW.id, NULL::bigint, NEW.village, NEW.facilitator, 'family', was::text,
           NEW.family_id::text, {SAID};
    RETURN NULL;
END $$;
CREATE TRIGGER registry_member_changes_family AFTER UPDATE OF family_id ON registry_member
    FOR EACH ROW WHEN (OLD.family_id <> NEW.family_id) EXECUTE FUNCTION registry_note_joining();
CREATE TRIGGER registry_member_joins AFTER INSERT ON registry_member
    FOR EACH ROW WHEN ({WHOLE}) EXECUTE FUNCTION registry_note_joining();
"""
UNNOTED = """
DROP TRIGGER registry_family_is_noted ON registry_family;
DROP TRIGGER registry_member_is_noted ON registry_member;
DROP TRIGGER registry_account_is_noted ON registry_account;
DROP TRIGGER registry_member_changes_family ON registry_member;
DROP TRIGGER registry_member_joins ON registry_member;
DROP FUNCTION registry_note_family, registry_note_member, registry_note_account, registry_note_joining;
"""


class Migration(migrations.Migration):
    dependencies = [("registry", "0006_whole_numbers"), ("staff", "0005_codes_and_postings")]
    operations = [
        migrations.CreateModel(
            name="FieldChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("family", models.BigIntegerField()),
                ("member", models.BigIntegerField(null=True)),
                ("account", models.BigIntegerField(null=True)),
                ("village", models.CharField(db_collation="C", max_length=10)),
                ("facilitator", models.BigIntegerField(null=True)),
                ("field", models.CharField(max_length=24)),
                ("before", models.TextField(null=True)),
                ("after", models.TextField(null=True)),
                ("by", models.BigIntegerField(null=True)),
                ("by_label", models.CharField(blank=True, max_length=160)),
                ("because", models.CharField(blank=True, max_length=400)),
                ("source", models.CharField(blank=True, max_length=40)),
                ("at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
            options={
                "db_table": "registry_field_change",
                "indexes": [
                    models.Index(fields=["family", "id"], name="field_change_of_family"),
                    models.Index(
                        condition=~models.Q(source=""), fields=["source", "id"], name="field_change_by_source"
                    ),
                ],
            },
        ),
        append_only("registry_field_change"),
        grant("registry_field_change", APPEND),
        grant_sequence("registry_field_change_id_seq"),
        readable("registry_field_change", "kin"),
        migrations.RunSQL(
            noted("family", FAMILY, "NEW.id, NULL::bigint, NULL::bigint")
            + noted("member", MEMBER, "NEW.family_id, NEW.id, NULL::bigint")
            + noted("account", ACCOUNT, "NEW.family_id, NULL::bigint, NEW.id")
            + JOINED,
            UNNOTED,
        ),
    ]
