"""Rows of lists go when their time is over; what a list did to the registry may go with it, and only then."""

from django.db import migrations, models

from harapan.tables.operations import MACHINE

KEPT = f"""
CREATE FUNCTION intake_effect_is_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' AND EXISTS (
        SELECT FROM intake_upload WHERE id = OLD.upload AND forgotten_at IS NOT NULL
    ) THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION 'what a list did stays as long as the list is not forgotten'
        USING ERRCODE = 'restrict_violation';
END $$;
DROP TRIGGER intake_effect_is_never_changed ON intake_effect;
CREATE TRIGGER intake_effect_is_kept BEFORE UPDATE OR DELETE ON intake_effect
    FOR EACH ROW EXECUTE FUNCTION intake_effect_is_kept();
GRANT DELETE ON intake_effect TO {MACHINE};
"""
UNKEPT = f"""
REVOKE DELETE ON intake_effect FROM {MACHINE};
DROP TRIGGER intake_effect_is_kept ON intake_effect;
DROP FUNCTION intake_effect_is_kept();
CREATE TRIGGER intake_effect_is_never_changed BEFORE UPDATE OR DELETE ON intake_effect
    FOR EACH ROW EXECUTE FUNCTION harapan_refuse_change();
"""


class Migration(migrations.Migration):
    dependencies = [("intake", "0009_measured")]
    operations = [
        migrations.AddField("upload", "forgotten_at", models.DateTimeField(null=True)),
        migrations.AddField("candidatelist", "forgotten_at", models.DateTimeField(null=True)),
        migrations.AddConstraint(
            "upload",
            models.CheckConstraint(
                condition=models.Q(
                    ("forgotten_at__isnull", True),
                    ("state__in", ["applied", "undone", "refused", "discarded"]),
                    _connector="OR",
                ),
                name="list_is_forgotten_when_it_is_over",
            ),
        ),
        migrations.RunSQL(KEPT, UNKEPT),
    ]
