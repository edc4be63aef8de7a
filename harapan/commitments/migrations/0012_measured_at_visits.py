"""Children weighed at a visit: in the report that is signed, and in the measurement that follows; told to their unit."""

from django.db import migrations, models

from harapan.tables.operations import WEB

# What is known of how the children of a health unit grow, for whoever works there, while the child was theirs.
WEIGHED = f"""
CREATE FUNCTION commitments_weighed(asked varchar, first_day date, on_day date)
RETURNS TABLE (member bigint, measured_on date, grams integer, millimetres smallint, lying boolean, source varchar,
               report bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT DISTINCT ON (m.member, m.measured_on) m.member, m.measured_on, m.grams, m.millimetres, m.lying, m.source,
           m.report
    FROM commitments_attachment AS here
    JOIN commitments_measurement AS m ON m.member = here.member
    WHERE here.facility = asked AND here.service = 'health' AND asked = harapan_facility()
      AND here.since <= on_day AND (here.until IS NULL OR here.until > on_day)
      AND m.measured_on BETWEEN first_day AND on_day
      AND NOT EXISTS (SELECT FROM commitments_retraction AS gone WHERE gone.measurement_id = m.id)
    ORDER BY m.member, m.measured_on, m.id DESC
$$;
REVOKE ALL ON FUNCTION commitments_weighed(varchar, date, date) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION commitments_weighed(varchar, date, date) TO {WEB};
"""


class Migration(migrations.Migration):
    dependencies = [("commitments", "0011_revision_member")]
    operations = [
        migrations.AddField("report", "measured", models.JSONField(default=list)),
        migrations.AddConstraint(
            "report",
            models.CheckConstraint(
                condition=models.Q(
                    ("measured", []), models.Q(("available", True), ("service", "health")), _connector="OR"
                ),
                name="duty_report_measures_at_health_units",
            ),
        ),
        migrations.AddField("measurement", "report", models.BigIntegerField(null=True)),
        migrations.AddIndex(
            "measurement",
            models.Index(condition=models.Q(("report__isnull", False)), fields=["report"], name="measurement_report"),
        ),
        migrations.RunSQL(WEIGHED, "DROP FUNCTION commitments_weighed(varchar, date, date)"),
    ]
