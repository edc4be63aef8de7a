"""A record that was found to be another record's person says whose; it is kept, and counts nowhere."""

from django.db import migrations, models

NOTED = """
CREATE FUNCTION registry_note_same_person() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO registry_field_change
        (family, member, village, facilitator, field, before, after, by, by_label, because, source)
    SELECT NEW.family_id, NEW.id, NEW.village, NEW.facilitator, 'same_as', OLD.same_as::text, NEW.same_as::text,
           nullif(current_setting('harapan.by', true), '')::bigint,
           coalesce(current_setting('harapan.by_label', true), ''),
           coalesce(current_setting('harapan.because', true), ''),
           coalesce(current_setting('harapan.source', true), '');
    RETURN NULL;
END $$;
CREATE TRIGGER registry_member_same_as_is_noted AFTER UPDATE OF same_as ON registry_member
    FOR EACH ROW WHEN (OLD.same_as IS DISTINCT FROM NEW.same_as) EXECUTE FUNCTION registry_note_same_person();
"""
UNNOTED = """
DROP TRIGGER registry_member_same_as_is_noted ON registry_member;
DROP FUNCTION registry_note_same_person;
"""


class Migration(migrations.Migration):
    dependencies = [("registry", "0009_reassignments")]
    operations = [
        migrations.AddField("member", "same_as", models.BigIntegerField(null=True)),
        migrations.AddIndex(
            "member",
            models.Index(condition=models.Q(("same_as__isnull", False)), fields=["same_as"], name="member_same_as"),
        ),
        migrations.AddConstraint(
            "member",
            models.CheckConstraint(
                condition=models.Q(
                    ("same_as__isnull", True), models.Q(("same_as", models.F("id")), _negated=True), _connector="OR"
                ),
                name="member_is_the_same_as_another",
            ),
        ),
        migrations.RunSQL(NOTED, UNNOTED),
    ]
