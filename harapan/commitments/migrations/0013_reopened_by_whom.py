"""A report is corrected by whoever said it, or by the facility it is of; nobody else can take a correction's place."""

from django.db import migrations

# Row security lets a facilitator with one child at a school say reports of it. Without the last condition theirs could
# reopen the school's own, and since a report is reopened once, the school could not correct itself any more.
REOPEN = """
CREATE OR REPLACE FUNCTION commitments_reopen_report() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS $$
DECLARE
    told record;
BEGIN
    SELECT * INTO told FROM commitments_report AS earlier WHERE earlier.id = NEW.reopens_id
        AND (earlier.facility, earlier.service, earlier.month, earlier.class_name) =
            (NEW.facility, NEW.service, NEW.month, NEW.class_name)
        AND earlier.grade IS NOT DISTINCT FROM NEW.grade;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'report % is about something else', NEW.reopens_id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'duty_report_reopens_its_own';
    END IF;
    IF told."by" <> NEW."by" AND NEW.facility IS DISTINCT FROM harapan_facility() THEN
        RAISE EXCEPTION 'report % is corrected by whoever said it, or by its facility', NEW.reopens_id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'duty_report_is_corrected_by_its_own';
    END IF;
    RETURN NEW;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("commitments", "0012_measured_at_visits")]
    operations = [migrations.RunSQL(REOPEN, migrations.RunSQL.noop)]
