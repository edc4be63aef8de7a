"""What was measured of children and how they stand by it; whether units were ready; and who a unit's patients are."""

import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models

from harapan.tables.operations import APPEND, IN_AREA, ME, WEB, WHOLE, append_only, grant, grant_sequence, readable

POSITION = "(SELECT harapan_position())"
OBSERVERS = "'national', 'province_coordinator', 'regency_coordinator', 'data_administrator', 'dinsos'"
"""Who states how a unit of their area stood; beside its own staff, and the facilitators of families it serves."""

SEEN = f"""
ALTER TABLE commitments_retraction ENABLE ROW LEVEL SECURITY;
CREATE POLICY commitments_retraction_is_seen ON commitments_retraction FOR SELECT TO {WEB} USING (
    EXISTS (SELECT FROM commitments_measurement AS seen WHERE seen.id = measurement_id)
);
GRANT SELECT ON commitments_retraction TO {WEB};
CREATE POLICY commitments_readiness_is_told ON commitments_readiness FOR INSERT TO {WEB} WITH CHECK (
    "by" = {ME}
    AND EXISTS (
        SELECT FROM places_facility AS known WHERE known.code = commitments_readiness.facility
        AND known.village = commitments_readiness.village AND known.kind <> 'school'
    )
    AND (facility = (SELECT harapan_facility())
         OR {POSITION} IN ({OBSERVERS}) AND ({IN_AREA} OR harapan_further(village))
         OR {POSITION} = 'facilitator' AND EXISTS (
            SELECT FROM commitments_attachment AS own
            WHERE own.facility = commitments_readiness.facility AND own.facilitator = {ME}
         ))
);
"""
UNSEEN = f"""
DROP POLICY commitments_readiness_is_told ON commitments_readiness;
REVOKE SELECT ON commitments_retraction FROM {WEB};
DROP POLICY commitments_retraction_is_seen ON commitments_retraction;
ALTER TABLE commitments_retraction DISABLE ROW LEVEL SECURITY;
"""

FOLLOW = """
CREATE FUNCTION commitments_growth_follows() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS $$
BEGIN
    UPDATE commitments_growth SET village = NEW.village, facilitator = NEW.facilitator WHERE family = NEW.id;
    RETURN NULL;
END $$;
CREATE TRIGGER commitments_growth_follows_the_family AFTER UPDATE OF village, facilitator ON registry_family
    FOR EACH ROW WHEN (OLD.village <> NEW.village OR OLD.facilitator IS DISTINCT FROM NEW.facilitator)
    EXECUTE FUNCTION commitments_growth_follows();
"""
UNFOLLOWED = """
DROP TRIGGER commitments_growth_follows_the_family ON registry_family;
DROP FUNCTION commitments_growth_follows();
"""

# What the protocols go by, of the people a health unit serves, for whoever works there; no page shows it as it is.
PATIENTS = f"""
CREATE FUNCTION commitments_patients(asked varchar, on_day date)
RETURNS TABLE (member bigint, family bigint, born date, sex varchar, relation varchar, pregnancy smallint, due_on date,
               school varchar, in_education_register boolean, disability varchar, registered boolean, at_home boolean,
               died_on date, confirmed_on date, caretaker boolean)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT one.id, one.family_id, one.born, one.sex, one.relation, one.pregnancy, one.due_on, one.school,
           one.in_education_register, one.disability, one.registered, one.at_home, one.died_on, home.confirmed_on,
           home.caretaker IS NOT DISTINCT FROM one.id
    FROM commitments_attachment AS here
    JOIN registry_member AS one ON one.id = here.member
    JOIN registry_family AS home ON home.id = here.family
    WHERE here.facility = asked AND here.service = 'health' AND asked = harapan_facility()
      AND here.since <= on_day AND (here.until IS NULL OR here.until > on_day)
      AND one.same_as IS NULL AND (one.died_on IS NULL OR one.died_on > on_day)
$$;
REVOKE ALL ON FUNCTION commitments_patients(varchar, date) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION commitments_patients(varchar, date) TO {WEB};
"""


class Migration(migrations.Migration):
    dependencies = [
        ("commitments", "0005_reports"),
    ]

    operations = [
        migrations.CreateModel(
            name="GrowthSum",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "month", "village", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("month", models.DateField()),
                ("village", models.CharField(db_collation="C", max_length=10)),
                ("families", models.IntegerField()),
                ("children", models.IntegerField()),
                ("height_known", models.IntegerField()),
                ("stunted", models.IntegerField()),
                ("severely_stunted", models.IntegerField()),
                ("weight_known", models.IntegerField()),
                ("underweight", models.IntegerField()),
                ("severely_underweight", models.IntegerField()),
                ("wasting_known", models.IntegerField()),
                ("wasted", models.IntegerField()),
                ("severely_wasted", models.IntegerField()),
                ("summed_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
            options={
                "db_table": "commitments_growth_sum",
            },
        ),
        migrations.CreateModel(
            name="Measurement",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("member", models.BigIntegerField()),
                ("family", models.BigIntegerField()),
                ("village", models.CharField(db_collation="C", max_length=10)),
                ("measured_on", models.DateField()),
                ("millimetres", models.SmallIntegerField(null=True)),
                ("grams", models.IntegerField(null=True)),
                ("lying", models.BooleanField(null=True)),
                ("height_z", models.SmallIntegerField(null=True)),
                ("weight_z", models.SmallIntegerField(null=True)),
                ("wasting_z", models.SmallIntegerField(null=True)),
                ("height", models.CharField(blank=True, max_length=8)),
                ("weight", models.CharField(blank=True, max_length=8)),
                ("wasting", models.CharField(blank=True, max_length=8)),
                ("told", models.BooleanField(default=False)),
                (
                    "source",
                    models.CharField(
                        choices=[("import", "Berkas puskesmas"), ("visit", "Kunjungan"), ("made", "Data buatan")],
                        max_length=8,
                    ),
                ),
                ("facility", models.CharField(blank=True, db_collation="C", max_length=20)),
                ("upload", models.BigIntegerField(null=True)),
                ("by", models.BigIntegerField(null=True)),
                ("at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
            options={
                "db_table": "commitments_measurement",
            },
        ),
        migrations.CreateModel(
            name="Readiness",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("facility", models.CharField(db_collation="C", max_length=20)),
                ("village", models.CharField(db_collation="C", max_length=10)),
                ("month", models.DateField()),
                ("ready", models.BooleanField()),
                ("staff", models.SmallIntegerField(null=True)),
                ("days", models.SmallIntegerField(null=True)),
                ("vaccine", models.BooleanField(null=True)),
                ("vitamin_a", models.BooleanField(null=True)),
                ("scales", models.BooleanField(null=True)),
                ("kia_book", models.BooleanField(null=True)),
                ("away_metres", models.IntegerField(null=True)),
                ("because", models.CharField(blank=True, max_length=300)),
                ("by", models.BigIntegerField()),
                ("at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
            options={
                "verbose_name_plural": "readiness",
                "db_table": "commitments_readiness",
            },
        ),
        migrations.CreateModel(
            name="Growth",
            fields=[
                ("member", models.BigIntegerField(primary_key=True, serialize=False)),
                ("family", models.BigIntegerField()),
                ("village", models.CharField(db_collation="C", max_length=10)),
                ("facilitator", models.BigIntegerField(null=True)),
                ("measurement", models.BigIntegerField()),
                ("measured_on", models.DateField()),
                ("height", models.CharField(blank=True, max_length=8)),
                ("weight", models.CharField(blank=True, max_length=8)),
                ("wasting", models.CharField(blank=True, max_length=8)),
                (
                    "flags",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=8), default=list, size=None
                    ),
                ),
                ("worst", models.SmallIntegerField(default=0)),
                ("since", models.DateField(null=True)),
            ],
            options={
                "verbose_name_plural": "growth",
                "db_table": "commitments_growth",
                "indexes": [
                    models.Index(
                        condition=models.Q(("worst__gt", 0)),
                        fields=["facilitator", "-worst"],
                        name="growth_of_a_facilitator",
                    ),
                    models.Index(
                        condition=models.Q(("worst__gt", 0)),
                        fields=["village", "-worst", "member"],
                        name="growth_in_an_area",
                    ),
                    models.Index(fields=["family"], name="growth_family"),
                ],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("worst__range", (0, 3))), name="growth_worst_is_0_to_3")
                ],
            },
        ),
        migrations.CreateModel(
            name="Retraction",
            fields=[
                (
                    "measurement",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="commitments.measurement",
                    ),
                ),
                ("because", models.CharField(max_length=300)),
                ("by", models.BigIntegerField()),
                ("at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
            options={
                "db_table": "commitments_retraction",
            },
        ),
        migrations.AddIndex(
            model_name="measurement",
            index=models.Index(fields=["member", "measured_on", "id"], name="measurement_member"),
        ),
        migrations.AddIndex(
            model_name="measurement",
            index=models.Index(fields=["measured_on", "village"], name="measurement_day"),
        ),
        migrations.AddIndex(
            model_name="measurement",
            index=models.Index(
                condition=models.Q(("upload__isnull", False)), fields=["upload"], name="measurement_upload"
            ),
        ),
        migrations.AddConstraint(
            model_name="measurement",
            constraint=models.CheckConstraint(
                condition=models.Q(("millimetres__isnull", True), ("millimetres__range", (300, 1400)), _connector="OR"),
                name="measurement_height_is_a_childs",
            ),
        ),
        migrations.AddConstraint(
            model_name="measurement",
            constraint=models.CheckConstraint(
                condition=models.Q(("grams__isnull", True), ("grams__range", (500, 60000)), _connector="OR"),
                name="measurement_weight_is_a_childs",
            ),
        ),
        migrations.AddConstraint(
            model_name="measurement",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("millimetres__isnull", False), ("grams__isnull", False), ("told", True), _connector="OR"
                ),
                name="measurement_says_something",
            ),
        ),
        migrations.AddIndex(
            model_name="readiness",
            index=models.Index(
                models.F("facility"),
                models.OrderBy(models.F("month"), descending=True),
                models.OrderBy(models.F("id"), descending=True),
                name="readiness_facility",
            ),
        ),
        migrations.AddIndex(
            model_name="readiness",
            index=models.Index(fields=["month", "village"], name="readiness_month"),
        ),
        migrations.AddConstraint(
            model_name="readiness",
            constraint=models.CheckConstraint(condition=models.Q(("month__day", 1)), name="readiness_is_of_a_month"),
        ),
        migrations.AddConstraint(
            model_name="readiness",
            constraint=models.CheckConstraint(
                condition=models.Q(("ready", True), models.Q(("because", ""), _negated=True), _connector="OR"),
                name="unreadiness_has_a_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="readiness",
            constraint=models.CheckConstraint(
                condition=models.Q(("staff__isnull", True), ("staff__range", (0, 999)), _connector="OR"),
                name="readiness_has_so_many_staff",
            ),
        ),
        migrations.AddConstraint(
            model_name="readiness",
            constraint=models.CheckConstraint(
                condition=models.Q(("days__isnull", True), ("days__range", (0, 7)), _connector="OR"),
                name="readiness_days_are_of_a_week",
            ),
        ),
        migrations.AddConstraint(
            model_name="readiness",
            constraint=models.CheckConstraint(
                condition=models.Q(("away_metres__isnull", True), ("away_metres__range", (0, 500000)), _connector="OR"),
                name="readiness_is_within_500_km",
            ),
        ),
        migrations.RunSQL(FOLLOW, UNFOLLOWED),
        migrations.RunSQL(PATIENTS, "DROP FUNCTION commitments_patients(varchar, date)"),
        readable("commitments_measurement", "family's"),
        readable("commitments_growth", "families"),
        readable("commitments_growth_sum", "staff"),
        readable("commitments_readiness", "staff"),
        migrations.RunSQL(SEEN, UNSEEN),
        *[append_only(f"commitments_{table}") for table in ("measurement", "retraction", "readiness")],
        *[grant(f"commitments_{table}", APPEND) for table in ("measurement", "retraction", "readiness")],
        grant("commitments_growth", WHOLE),
        grant("commitments_growth_sum", WHOLE),
        grant_sequence("commitments_measurement_id_seq"),
        grant_sequence("commitments_readiness_id_seq"),
        grant("commitments_readiness", "INSERT", to=WEB),
        grant_sequence("commitments_readiness_id_seq", to=WEB),
    ]
