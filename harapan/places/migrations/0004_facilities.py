"""Schools and health units; where they are is no secret. And which of them somebody works for."""

from django.db import migrations, models

from harapan.tables.operations import READ, WEB, WHOLE, grant, grant_sequence

# Bank officers have a facility as well, which is their bank: only providers work for one of ours.
FACILITY = """
CREATE FUNCTION harapan_facility() RETURNS text LANGUAGE sql STABLE PARALLEL SAFE AS
$$ SELECT nullif(current_setting('harapan.facility', true), '') WHERE harapan_position() = 'provider' $$;
"""
SEARCHED = """
CREATE INDEX facility_words ON places_facility USING gin (to_tsvector('simple', name));
"""


class Migration(migrations.Migration):
    dependencies = [
        ("places", "0003_reading"),
        ("tables", "0002_scope"),
    ]

    operations = [
        migrations.CreateModel(
            name="Facility",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(db_collation="C", max_length=20, unique=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("school", "Sekolah"),
                            ("puskesmas", "Puskesmas"),
                            ("posyandu", "Posyandu"),
                            ("clinic", "Klinik/bidan"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "level",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "-"),
                            ("paud", "PAUD/TK"),
                            ("sd", "SD/MI"),
                            ("smp", "SMP/MTs"),
                            ("sma", "SMA/MA/SMK"),
                        ],
                        max_length=4,
                    ),
                ),
                (
                    "register",
                    models.CharField(
                        blank=True,
                        choices=[("", "-"), ("dapodik", "Dapodik"), ("emis", "EMIS"), ("pkbm", "PKBM")],
                        max_length=8,
                    ),
                ),
                ("name", models.CharField(max_length=120)),
                ("village", models.CharField(db_collation="C", max_length=10)),
                ("latitude", models.FloatField(null=True)),
                ("longitude", models.FloatField(null=True)),
                ("valid_from", models.DateField(null=True)),
                ("valid_to", models.DateField(null=True)),
            ],
            options={
                "verbose_name_plural": "facilities",
                "indexes": [models.Index(fields=["village", "kind", "level"], name="facility_village")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("code__regex", "^[A-Z0-9][A-Z0-9.-]{2,19}$")),
                        name="facility_code_has_the_form",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("village__regex", "^[1-9][0-9]{9}$")), name="facility_lies_in_a_village"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "school"), ("level__in", ["paud", "sd", "smp", "sma"])),
                            models.Q(
                                ("kind__in", ["puskesmas", "posyandu", "clinic"]), ("level", ""), ("register", "")
                            ),
                            _connector="OR",
                        ),
                        name="facility_level_is_of_a_school",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("register__in", ["", "dapodik", "emis", "pkbm"])),
                        name="facility_register_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_from__isnull", True),
                            ("valid_to__isnull", True),
                            ("valid_from__lt", models.F("valid_to")),
                            _connector="OR",
                        ),
                        name="facility_ends_after_it_begins",
                    ),
                ],
            },
        ),
        migrations.RunSQL(FACILITY, "DROP FUNCTION harapan_facility()"),
        migrations.RunSQL(SEARCHED, "DROP INDEX facility_words"),
        grant("places_facility", WHOLE),
        grant_sequence("places_facility_id_seq"),
        grant("places_facility", READ, to=WEB),
    ]
