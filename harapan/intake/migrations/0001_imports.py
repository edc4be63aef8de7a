"""Outside lists as they came in, row by row: pages add a file and a choice of columns, only the worker does the rest."""

import django.db.models.functions.datetime
from django.db import migrations, models

from harapan.tables.operations import APPEND, ME, READ, WEB, WHOLE, append_only, grant, grant_sequence, readable

# Whose list it is: whoever brought it, and whoever sees all of its area; at a bank or the treasury only openings.
READERS = (
    "'national', 'data_administrator', 'dinsos', 'auditor', 'province_coordinator', 'regency_coordinator', 'supervisor'"
)
OPENERS = "'finance', 'treasury', 'bank_officer'"
SEEN = f"""
    uploaded_by = {ME} OR letters_covered(area) AND (
        (SELECT harapan_position()) IN ({READERS}) OR kind = 'accounts' AND (SELECT harapan_position()) IN ({OPENERS})
    )
"""
UPLOAD_SEEN = "EXISTS (SELECT FROM intake_upload AS seen WHERE seen.id = upload)"
POLICIES = f"""
ALTER TABLE intake_upload ENABLE ROW LEVEL SECURITY;
CREATE POLICY intake_upload_is_seen ON intake_upload FOR SELECT TO {WEB} USING ({SEEN});
CREATE POLICY intake_upload_is_brought ON intake_upload FOR INSERT TO {WEB} WITH CHECK (
    uploaded_by = {ME} AND state = 'uploaded' AND applied_by IS NULL AND rows = 0
    AND CASE WHEN kind = 'accounts'
             THEN (SELECT harapan_position()) IN ('national', {OPENERS}) AND (area = '' OR letters_covered(area))
             ELSE (SELECT harapan_position()) IN ('national', 'data_administrator', 'dinsos') AND letters_covered(area) END
);
ALTER TABLE intake_mapping ENABLE ROW LEVEL SECURITY;
CREATE POLICY intake_mapping_is_seen ON intake_mapping FOR SELECT TO {WEB} USING ({ME} IS NOT NULL);
CREATE POLICY intake_mapping_is_chosen ON intake_mapping FOR INSERT TO {WEB} WITH CHECK (by = {ME} AND {UPLOAD_SEEN});
ALTER TABLE intake_row ENABLE ROW LEVEL SECURITY;
CREATE POLICY intake_row_is_seen ON intake_row FOR SELECT TO {WEB} USING (
    EXISTS (SELECT FROM intake_upload AS seen WHERE seen.id = upload)
);
"""
UNBOUND = """
DROP POLICY intake_row_is_seen ON intake_row;
DROP POLICY intake_mapping_is_chosen ON intake_mapping;
DROP POLICY intake_mapping_is_seen ON intake_mapping;
DROP POLICY intake_upload_is_brought ON intake_upload;
DROP POLICY intake_upload_is_seen ON intake_upload;
ALTER TABLE intake_row DISABLE ROW LEVEL SECURITY;
ALTER TABLE intake_mapping DISABLE ROW LEVEL SECURITY;
ALTER TABLE intake_upload DISABLE ROW LEVEL SECURITY;
"""

# A list that was refused, undone or thrown away stays so, and who applied one cannot be rewritten.
GUARD = """
CREATE FUNCTION intake_guard_upload() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.state IN ('undone', 'discarded') OR OLD.state = 'applied' AND NEW.state NOT IN ('applied', 'undone') THEN
        RAISE EXCEPTION 'what became of a list is never rewritten: bring it again'
            USING ERRCODE = 'restrict_violation';
    END IF;
    IF (OLD.kind, OLD.sha256, OLD.area, OLD.uploaded_by) IS DISTINCT FROM
       (NEW.kind, NEW.sha256, NEW.area, NEW.uploaded_by)
       OR OLD.applied_by IS NOT NULL AND OLD.applied_by IS DISTINCT FROM NEW.applied_by THEN
        RAISE EXCEPTION 'a list keeps who brought it, who applied it, and what it is about'
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER intake_upload_keeps_its_word BEFORE UPDATE ON intake_upload
    FOR EACH ROW EXECUTE FUNCTION intake_guard_upload();
"""
UNGUARDED = """
DROP TRIGGER intake_upload_keeps_its_word ON intake_upload;
DROP FUNCTION intake_guard_upload();
"""


class Migration(migrations.Migration):
    dependencies = [("registry", "0008_quality"), ("letters", "0002_register"), ("tables", "0002_scope")]
    operations = [
        migrations.CreateModel(
            name="Upload",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=24)),
                ("name", models.CharField(max_length=200)),
                ("sha256", models.CharField(max_length=64)),
                ("size", models.BigIntegerField()),
                ("form", models.CharField(max_length=4)),
                ("area", models.CharField(blank=True, db_collation="C", max_length=10)),
                (
                    "bank",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("BRI", "Bri"),
                            ("BNI", "Bni"),
                            ("MANDIRI", "Mandiri"),
                            ("BTN", "Btn"),
                            ("BSI", "Bsi"),
                            ("POS", "PT Pos Indonesia"),
                        ],
                        max_length=8,
                    ),
                ),
                ("as_of", models.DateField()),
                ("document", models.CharField(blank=True, max_length=160)),
                ("uploaded_by", models.BigIntegerField()),
                ("uploaded_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("uploaded", "Diunggah"),
                            ("asks", "Menunggu kolom"),
                            ("checked", "Diperiksa"),
                            ("refused", "Ditolak"),
                            ("applied", "Diterapkan"),
                            ("undone", "Dibatalkan"),
                            ("discarded", "Dibuang"),
                        ],
                        default="uploaded",
                        max_length=10,
                    ),
                ),
                ("layout", models.JSONField(default=dict)),
                ("headings", models.JSONField(default=list)),
                ("sample", models.JSONField(default=list)),
                ("columns", models.JSONField(default=dict)),
                ("rows", models.BigIntegerField(default=0)),
                ("counts", models.JSONField(default=dict)),
                ("reasons", models.JSONField(default=dict)),
                ("skipped", models.JSONField(default=dict)),
                ("read_at", models.DateTimeField(null=True)),
                ("sentence_id", models.CharField(blank=True, max_length=600)),
                ("sentence_en", models.CharField(blank=True, max_length=600)),
                ("applied_by", models.BigIntegerField(null=True)),
                ("applied_at", models.DateTimeField(null=True)),
                ("changed", models.BigIntegerField(default=0)),
                ("left_out", models.BigIntegerField(default=0)),
                ("ended_by", models.BigIntegerField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                ("ended_because", models.CharField(blank=True, max_length=400)),
            ],
            options={
                "db_table": "intake_upload",
                "indexes": [
                    models.Index(fields=["area", "-id"], name="upload_area"),
                    models.Index(fields=["uploaded_by", "-id"], name="upload_of_somebody"),
                    models.Index(
                        condition=models.Q(("state__in", ["asks", "checked"])),
                        fields=["state", "area"],
                        name="upload_waits",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ["refused", "undone", "discarded"]), _negated=True),
                        fields=("sha256", "kind", "area"),
                        name="list_is_taken_in_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("area__regex", "^([1-9][0-9]([0-9]{2}([0-9]{2}([0-9]{4})?)?)?)?$")),
                        name="list_is_about_an_area",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "accounts"), _negated=True),
                            ("applied_by__isnull", True),
                            models.Q(("applied_by", models.F("uploaded_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="openings_have_four_eyes",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["applied", "undone"]), _negated=True),
                            models.Q(("applied_at__isnull", False), ("applied_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="applied_list_says_by_whom",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Mapping",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=24)),
                ("head", models.CharField(max_length=64)),
                ("columns", models.JSONField()),
                ("upload", models.BigIntegerField()),
                ("by", models.BigIntegerField()),
                ("at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
            options={
                "db_table": "intake_mapping",
                "indexes": [models.Index(fields=["kind", "head", "-id"], name="mapping_of_a_head")],
                "constraints": [],
            },
        ),
        migrations.CreateModel(
            name="Row",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "upload", "line", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("upload", models.BigIntegerField()),
                ("line", models.BigIntegerField()),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("new", "Baru"),
                            ("changed", "Berubah"),
                            ("unchanged", "Tetap"),
                            ("absent", "Tidak lagi tercantum"),
                            ("unknown", "Tidak dikenal"),
                            ("outside", "Di luar wilayah"),
                            ("damaged", "Rusak"),
                            ("doubled", "Ganda dalam berkas"),
                            ("conflict", "Bertentangan"),
                        ],
                        max_length=10,
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=24)),
                ("trouble", models.CharField(blank=True, max_length=40)),
                ("written", models.CharField(blank=True, max_length=60)),
                ("before", models.JSONField(null=True)),
                ("member", models.BigIntegerField(null=True)),
                ("family", models.BigIntegerField(null=True)),
                ("village", models.CharField(blank=True, db_collation="C", max_length=10)),
                ("facilitator", models.BigIntegerField(null=True)),
                ("nik", models.CharField(db_collation="C", max_length=16, null=True)),
                ("card", models.CharField(db_collation="C", max_length=16, null=True)),
                ("name", models.CharField(max_length=120, null=True)),
                ("born", models.DateField(null=True)),
                ("sex", models.CharField(max_length=1, null=True)),
                ("relation", models.CharField(max_length=12, null=True)),
                ("mother_name", models.CharField(max_length=120, null=True)),
                ("address", models.CharField(max_length=200, null=True)),
                ("phone", models.CharField(max_length=20, null=True)),
                ("caretaker", models.BooleanField(null=True)),
                ("decile", models.SmallIntegerField(null=True)),
                ("found", models.CharField(max_length=12, null=True)),
                ("died_on", models.DateField(null=True)),
                ("excluded_occupation", models.BooleanField(null=True)),
                ("school", models.CharField(max_length=8, null=True)),
                ("in_education_register", models.BooleanField(null=True)),
                ("facility", models.CharField(max_length=20, null=True)),
                ("opened", models.BooleanField(null=True)),
                ("number", models.CharField(max_length=34, null=True)),
                ("answer", models.CharField(max_length=200, null=True)),
            ],
            options={
                "db_table": "intake_row",
                "indexes": [models.Index(fields=["upload", "outcome", "line"], name="row_by_outcome")],
                "constraints": [],
            },
        ),
        migrations.CreateModel(
            name="Effect",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "upload", "thing", "number", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("upload", models.BigIntegerField()),
                ("thing", models.CharField(max_length=12)),
                ("number", models.BigIntegerField()),
                ("line", models.BigIntegerField()),
                ("before", models.JSONField(null=True)),
                ("after", models.JSONField()),
            ],
            options={
                "db_table": "intake_effect",
                "indexes": [],
                "constraints": [],
            },
        ),
        migrations.CreateModel(
            name="Known",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "member", "kind", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("member", models.BigIntegerField()),
                ("kind", models.CharField(max_length=24)),
                ("value", models.CharField(blank=True, max_length=12)),
                ("facility", models.CharField(blank=True, max_length=20)),
                ("as_of", models.DateField()),
                ("upload", models.BigIntegerField()),
                ("village", models.CharField(db_collation="C", max_length=10)),
                ("facilitator", models.BigIntegerField(null=True)),
            ],
            options={
                "verbose_name_plural": "known",
                "db_table": "intake_known",
                "indexes": [
                    models.Index(
                        condition=models.Q(("facility", ""), _negated=True),
                        fields=["facility", "kind"],
                        name="known_at_a_school",
                    )
                ],
                "constraints": [],
            },
        ),
        migrations.RunSQL(GUARD, UNGUARDED),
        migrations.RunSQL(POLICIES, UNBOUND),
        append_only("intake_effect"),
        readable("intake_known", "families"),
        grant("intake_upload", "SELECT, INSERT, UPDATE"),
        grant("intake_mapping", APPEND),
        grant("intake_row", WHOLE),
        grant("intake_effect", APPEND),
        grant("intake_known", WHOLE),
        *[grant_sequence(f"intake_{table}_id_seq") for table in ("upload", "mapping")],
        grant("intake_upload", "SELECT, INSERT", to=WEB),
        grant("intake_mapping", "SELECT, INSERT", to=WEB),
        grant("intake_row", READ, to=WEB),
        *[grant_sequence(f"intake_{table}_id_seq", to=WEB) for table in ("upload", "mapping")],
    ]
