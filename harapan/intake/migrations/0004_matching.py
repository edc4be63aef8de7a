"""Pairs that may be one person: what was found, what people said, what was joined; words change a pair at once."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models

from harapan.tables.operations import APPEND, ME, READ, WEB, append_only, grant, grant_sequence, readable

TABLES = ("linkage_model", "search", "pair", "pair_word", "merge")


def here(column: str) -> str:
    """The family on this side of the pair lies in the reader's areas."""
    return (
        f"CASE WHEN {column} BETWEEN (SELECT harapan_lo()) AND (SELECT harapan_hi()) THEN true"
        f" ELSE harapan_further({column}) END"
    )


BOTH = f"{here('village')} AND {here('other_village')}"
DECIDERS = """(SELECT harapan_position()) IN
    ('national', 'province_coordinator', 'regency_coordinator', 'data_administrator', 'dinsos')"""
POLICIES = f"""
ALTER TABLE intake_pair ENABLE ROW LEVEL SECURITY;
ALTER TABLE intake_pair_word ENABLE ROW LEVEL SECURITY;
ALTER TABLE intake_merge ENABLE ROW LEVEL SECURITY;
ALTER TABLE intake_search ENABLE ROW LEVEL SECURITY;
CREATE POLICY intake_pair_is_seen ON intake_pair FOR SELECT TO {WEB} USING ({BOTH});
CREATE POLICY intake_pair_word_is_seen ON intake_pair_word FOR SELECT TO {WEB} USING ({BOTH});
CREATE POLICY intake_merge_is_seen ON intake_merge FOR SELECT TO {WEB} USING ({BOTH});
CREATE POLICY intake_search_is_seen ON intake_search FOR SELECT TO {WEB} USING (by = {ME} OR letters_covered(area));
CREATE POLICY intake_pair_word_is_said ON intake_pair_word FOR INSERT TO {WEB} WITH CHECK (
    by = {ME} AND NOT by_machine AND {DECIDERS} AND {BOTH}
);
"""
UNBOUND = f"""
DROP POLICY intake_pair_word_is_said ON intake_pair_word;
DROP POLICY intake_search_is_seen ON intake_search;
DROP POLICY intake_merge_is_seen ON intake_merge;
DROP POLICY intake_pair_word_is_seen ON intake_pair_word;
DROP POLICY intake_pair_is_seen ON intake_pair;
ALTER TABLE intake_search DISABLE ROW LEVEL SECURITY;
ALTER TABLE intake_merge DISABLE ROW LEVEL SECURITY;
ALTER TABLE intake_pair_word DISABLE ROW LEVEL SECURITY;
ALTER TABLE intake_pair DISABLE ROW LEVEL SECURITY;
REVOKE ALL ON intake_pair, intake_pair_word, intake_merge, intake_search FROM {WEB};
"""

# A word takes effect at once, whoever is quicker; what joins two paid families takes two people, the second national.
DECIDED = """
CREATE FUNCTION intake_hear_about_pair() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    found intake_pair;
BEGIN
    SELECT * INTO found FROM intake_pair WHERE id = NEW.pair_id FOR UPDATE;
    NEW.village := found.village;
    NEW.other_village := found.other_village;
    IF NEW.verdict = 'undo' AND found.state NOT IN ('same', 'different', 'merged', 'referred')
       OR NEW.verdict <> 'undo' AND found.state NOT IN ('open', 'referred') THEN
        RAISE EXCEPTION 'pair % is %', found.id, found.state
            USING ERRCODE = 'check_violation', CONSTRAINT = 'pair_is_decided_once';
    END IF;
    IF NEW.keep IS NOT NULL AND NEW.keep NOT IN (found.one, found.other) THEN
        RAISE EXCEPTION 'member % is not of pair %', NEW.keep, found.id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'pair_keeps_one_of_two';
    END IF;
    IF found.referred_by IS NOT NULL AND NOT (found.state = 'referred' AND NEW.verdict = 'undo')
       AND harapan_position() IS DISTINCT FROM 'national' THEN
        RAISE EXCEPTION 'pair % is for the national office', found.id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'paid_families_are_joined_nationally';
    END IF;
    UPDATE intake_pair SET
        state = CASE
            WHEN NEW.verdict <> 'undo' THEN NEW.verdict
            WHEN found.state = 'merged' THEN 'parting'
            WHEN found.state <> 'referred' AND found.referred_by IS NOT NULL THEN 'referred'
            ELSE 'open' END,
        keep = CASE WHEN NEW.verdict = 'same' THEN NEW.keep WHEN NEW.verdict = 'different' AND found.referred_by IS NULL THEN NULL ELSE keep END,
        whole = CASE WHEN NEW.verdict = 'same' THEN NEW.whole ELSE whole END,
        decided_by = CASE
            WHEN NEW.verdict <> 'undo' OR found.state = 'referred' THEN NEW."by"
            WHEN found.state = 'merged' THEN found.decided_by
            ELSE coalesce(found.referred_by, NEW."by") END,
        decided_at = now(),
        referred_by = CASE WHEN NEW.verdict = 'undo' AND found.state = 'referred' THEN NULL ELSE referred_by END,
        sentence_id = '', sentence_en = ''
    WHERE id = found.id;
    RETURN NEW;
END $$;
CREATE TRIGGER intake_pair_word_takes_effect BEFORE INSERT ON intake_pair_word
    FOR EACH ROW EXECUTE FUNCTION intake_hear_about_pair();
"""
UNDECIDED = """
DROP TRIGGER intake_pair_word_takes_effect ON intake_pair_word;
DROP FUNCTION intake_hear_about_pair;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("intake", "0003_visits"),
        ("registry", "0010_same_person"),
        ("letters", "0002_register"),
        ("tables", "0002_scope"),
    ]
    operations = [
        migrations.CreateModel(
            name="LinkageModel",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.CharField(max_length=40)),
                ("digest", models.CharField(max_length=64, unique=True)),
                ("body", models.JSONField()),
                ("first_used_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
            options={
                "db_table": "intake_linkage_model",
            },
        ),
        migrations.CreateModel(
            name="Pair",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("one", models.BigIntegerField()),
                ("other", models.BigIntegerField()),
                ("one_family", models.BigIntegerField()),
                ("other_family", models.BigIntegerField()),
                ("village", models.CharField(db_collation="C", max_length=10)),
                ("other_village", models.CharField(db_collation="C", max_length=10)),
                ("rule", models.CharField(blank=True, max_length=10)),
                ("weight", models.FloatField()),
                ("evidence", models.JSONField()),
                ("found_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "Menunggu keputusan"),
                            ("same", "Orang yang sama"),
                            ("different", "Orang berbeda"),
                            ("referred", "Menunggu pusat"),
                            ("merged", "Digabung"),
                            ("parting", "Sedang dipisah"),
                            ("gone", "Tidak mirip lagi"),
                        ],
                        default="open",
                        max_length=10,
                    ),
                ),
                ("keep", models.BigIntegerField(null=True)),
                ("whole", models.BooleanField(default=False)),
                ("decided_by", models.BigIntegerField(null=True)),
                ("decided_at", models.DateTimeField(null=True)),
                ("referred_by", models.BigIntegerField(null=True)),
                ("sentence_id", models.CharField(blank=True, max_length=400)),
                ("sentence_en", models.CharField(blank=True, max_length=400)),
                (
                    "model",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="intake.linkagemodel",
                    ),
                ),
            ],
            options={
                "db_table": "intake_pair",
            },
        ),
        migrations.CreateModel(
            name="Merge",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kept", models.BigIntegerField()),
                ("other", models.BigIntegerField()),
                ("kept_family", models.BigIntegerField()),
                ("other_family", models.BigIntegerField()),
                ("village", models.CharField(db_collation="C", max_length=10)),
                ("other_village", models.CharField(db_collation="C", max_length=10)),
                ("whole", models.BooleanField(default=False)),
                ("did", models.JSONField()),
                ("by", models.BigIntegerField()),
                ("by_label", models.CharField(max_length=160)),
                ("at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("undone_by", models.BigIntegerField(null=True)),
                ("undone_at", models.DateTimeField(null=True)),
                (
                    "pair",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="merges", to="intake.pair"
                    ),
                ),
            ],
            options={
                "db_table": "intake_merge",
            },
        ),
        migrations.CreateModel(
            name="PairWord",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "verdict",
                    models.CharField(
                        choices=[("same", "Orang yang sama"), ("different", "Orang berbeda"), ("undo", "Batalkan")],
                        max_length=10,
                    ),
                ),
                ("keep", models.BigIntegerField(null=True)),
                ("whole", models.BooleanField(default=False)),
                ("because", models.CharField(blank=True, max_length=400)),
                ("village", models.CharField(blank=True, db_collation="C", max_length=10)),
                ("other_village", models.CharField(blank=True, db_collation="C", max_length=10)),
                ("by", models.BigIntegerField()),
                ("by_label", models.CharField(max_length=160)),
                ("by_machine", models.BooleanField(default=False)),
                ("at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                (
                    "pair",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="words", to="intake.pair"
                    ),
                ),
            ],
            options={
                "db_table": "intake_pair_word",
            },
        ),
        migrations.CreateModel(
            name="Search",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("area", models.CharField(blank=True, db_collation="C", max_length=10)),
                ("upload", models.BigIntegerField(null=True)),
                ("records", models.BigIntegerField()),
                ("found", models.BigIntegerField()),
                ("new", models.BigIntegerField()),
                ("by", models.BigIntegerField()),
                ("at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                (
                    "model",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="intake.linkagemodel",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "searches",
                "db_table": "intake_search",
            },
        ),
        migrations.AddIndex(
            model_name="pair",
            index=models.Index(
                condition=models.Q(("state", "open")), fields=["-weight", "-id"], name="pair_most_certain"
            ),
        ),
        migrations.AddIndex(
            model_name="pair",
            index=models.Index(fields=["village", "state"], name="pair_village"),
        ),
        migrations.AddIndex(
            model_name="pair",
            index=models.Index(
                condition=models.Q(("state", "referred")), fields=["-weight", "-id"], name="pair_referred"
            ),
        ),
        migrations.AddIndex(
            model_name="pair",
            index=models.Index(fields=["one_family"], name="pair_of_one_family"),
        ),
        migrations.AddIndex(
            model_name="pair",
            index=models.Index(fields=["other_family"], name="pair_of_other_family"),
        ),
        migrations.AddConstraint(
            model_name="pair",
            constraint=models.UniqueConstraint(fields=("one", "other"), name="pair_is_found_once"),
        ),
        migrations.AddConstraint(
            model_name="pair",
            constraint=models.CheckConstraint(
                condition=models.Q(("one__lt", models.F("other"))), name="pair_has_an_order"
            ),
        ),
        migrations.AddConstraint(
            model_name="pair",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state__in", ["same", "merged", "referred"]), _negated=True),
                    models.Q(("decided_by__isnull", False), ("keep__isnull", False)),
                    _connector="OR",
                ),
                name="pair_says_who_stays",
            ),
        ),
        migrations.AddConstraint(
            model_name="pair",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("referred_by__isnull", True),
                    models.Q(("state__in", ["same", "merged"]), _negated=True),
                    models.Q(("decided_by", models.F("referred_by")), _negated=True),
                    _connector="OR",
                ),
                name="merge_of_paid_families_has_four_eyes",
            ),
        ),
        migrations.AddIndex(
            model_name="merge",
            index=models.Index(fields=["kept_family"], name="merge_kept_family"),
        ),
        migrations.AddIndex(
            model_name="merge",
            index=models.Index(fields=["other_family"], name="merge_other_family"),
        ),
        migrations.AddConstraint(
            model_name="merge",
            constraint=models.UniqueConstraint(
                condition=models.Q(("undone_at__isnull", True)), fields=("other",), name="person_is_merged_once"
            ),
        ),
        migrations.AddIndex(
            model_name="pairword",
            index=models.Index(fields=["by", "-id"], name="pair_word_of_somebody"),
        ),
        migrations.AddConstraint(
            model_name="pairword",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("verdict", "same"), _negated=True), ("keep__isnull", False), _connector="OR"
                ),
                name="pair_word_says_who_stays",
            ),
        ),
        migrations.AddIndex(
            model_name="search",
            index=models.Index(fields=["area", "-id"], name="search_of_area"),
        ),
        append_only("intake_linkage_model"),
        append_only("intake_pair_word"),
        grant("intake_linkage_model", APPEND),
        grant("intake_pair_word", APPEND),
        grant("intake_search", APPEND),
        *[grant(f"intake_{table}", "SELECT, INSERT, UPDATE") for table in ("pair", "merge")],
        *[grant_sequence(f"intake_{table}_id_seq") for table in TABLES],
        readable("intake_linkage_model", "staff"),
        migrations.RunSQL(POLICIES, UNBOUND),
        *[grant(f"intake_{table}", READ, to=WEB) for table in ("pair", "merge", "search")],
        grant("intake_pair_word", APPEND, to=WEB),
        grant_sequence("intake_pair_word_id_seq", to=WEB),
        migrations.RunSQL(DECIDED, UNDECIDED),
    ]
