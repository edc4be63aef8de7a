"""Claims of overpayment move by words: agreed, received, written off by two; and groups are found by their village."""

import django.db.models.deletion
import django.db.models.expressions
import django.db.models.functions.datetime
from django.db import migrations, models

from harapan.tables.operations import APPEND, ME, WEB, append_only, grant, grant_sequence

CAUSES = [("death", "Kematian terlambat dicatat"), ("double", "Data ganda dibayar dua kali")]
STATES = [
    ("open", "Belum lunas"),
    ("proposed", "Diusulkan dihapuskan"),
    ("settled", "Selesai"),
    ("withdrawn", "Dicabut"),
]
WHAT = [
    ("agreed", "Angsuran disepakati"),
    ("received", "Uang diterima kembali"),
    ("corrected", "Penerimaan dikoreksi"),
    ("proposed", "Penghapusan diusulkan"),
    ("taken_back", "Usulan penghapusan ditarik"),
    ("refused", "Penghapusan ditolak"),
    ("written_off", "Dihapuskan"),
    ("withdrawn", "Tagihan dicabut"),
]

# What may be said of a claim in which state; `left` is what is open before the word.
KEPT = """
CREATE FUNCTION registry_overpayment_moves() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    claim registry_overpayment;
    open_sum bigint;
BEGIN
    SELECT * INTO claim FROM registry_overpayment WHERE id = NEW.overpayment_id FOR UPDATE;
    open_sum := claim.amount - claim.received - claim.written_off;
    IF NOT (CASE NEW.what
        WHEN 'agreed' THEN claim.state = 'open'
        WHEN 'received' THEN claim.state IN ('open', 'proposed')
        WHEN 'corrected' THEN claim.state IN ('open', 'proposed', 'settled')
        WHEN 'proposed' THEN claim.state = 'open'
        WHEN 'withdrawn' THEN claim.state IN ('open', 'proposed') AND claim.received = 0
        ELSE claim.state = 'proposed' END) THEN
        RAISE EXCEPTION 'a claim that is % cannot be %', claim.state, NEW.what
            USING ERRCODE = 'check_violation', CONSTRAINT = 'overpayment_moves_along';
    END IF;
    IF NEW.what = 'taken_back' AND NEW."by" IS DISTINCT FROM claim.proposed_by
       OR NEW.what IN ('refused', 'written_off') AND NEW."by" = claim.proposed_by THEN
        RAISE EXCEPTION 'whoever proposes a write-off never decides about it'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'overpayment_write_off_has_four_eyes';
    END IF;
    IF NEW.what IN ('agreed', 'received') AND NEW.amount > open_sum
       OR NEW.what = 'corrected' AND NEW.amount > claim.received THEN
        RAISE EXCEPTION 'more than is open'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'overpayment_comes_back_once';
    END IF;
    IF NEW.what = 'written_off' THEN
        NEW.amount := open_sum;
    END IF;
    UPDATE registry_overpayment SET
        received = received + CASE NEW.what WHEN 'received' THEN NEW.amount WHEN 'corrected' THEN -NEW.amount ELSE 0 END,
        written_off = written_off + CASE NEW.what WHEN 'written_off' THEN NEW.amount ELSE 0 END,
        proposed_by = CASE WHEN NEW.what = 'proposed' THEN NEW."by" WHEN NEW.what IN ('refused', 'taken_back') THEN NULL
                      ELSE proposed_by END,
        decided_by = CASE NEW.what WHEN 'written_off' THEN NEW."by" ELSE decided_by END,
        settled_because = CASE
            WHEN NEW.what IN ('written_off', 'withdrawn') THEN left(coalesce(nullif(NEW.document, ''), NEW.because), 120)
            WHEN NEW.what = 'received' AND NEW.amount = open_sum THEN NEW.document
            WHEN NEW.what = 'corrected' THEN '' ELSE settled_because END,
        state = CASE
            WHEN NEW.what IN ('withdrawn', 'proposed') THEN NEW.what
            WHEN NEW.what = 'written_off' OR NEW.what = 'received' AND NEW.amount = open_sum THEN 'settled'
            WHEN NEW.what IN ('refused', 'taken_back') OR NEW.what = 'corrected' AND claim.state = 'settled' THEN 'open'
            ELSE claim.state END
    WHERE id = claim.id;
    RETURN NEW;
END $$;
REVOKE ALL ON FUNCTION registry_overpayment_moves() FROM PUBLIC;
CREATE TRIGGER registry_overpayment_word_moves BEFORE INSERT ON registry_overpayment_word
    FOR EACH ROW EXECUTE FUNCTION registry_overpayment_moves();
"""
UNKEPT = """
DROP TRIGGER registry_overpayment_word_moves ON registry_overpayment_word;
DROP FUNCTION registry_overpayment_moves();
"""

SEEN = "EXISTS (SELECT FROM registry_overpayment AS seen WHERE seen.id = overpayment_id)"
POSITION = "(SELECT harapan_position())"
POLICIES = f"""
ALTER TABLE registry_overpayment_word ENABLE ROW LEVEL SECURITY;
CREATE POLICY registry_overpayment_word_is_seen ON registry_overpayment_word FOR SELECT TO {WEB} USING ({SEEN});
CREATE POLICY registry_overpayment_word_is_said ON registry_overpayment_word FOR INSERT TO {WEB} WITH CHECK (
    by = {ME} AND {SEEN} AND CASE
        WHEN what IN ('agreed', 'proposed', 'taken_back')
            THEN {POSITION} IN ('national', 'province_coordinator', 'regency_coordinator', 'dinsos')
        WHEN what IN ('received', 'corrected') THEN {POSITION} IN ('national', 'finance', 'treasury')
        WHEN what IN ('refused', 'written_off') THEN {POSITION} IN ('national', 'finance')
        ELSE false END
);
"""
UNBOUND = """
DROP POLICY registry_overpayment_word_is_said ON registry_overpayment_word;
DROP POLICY registry_overpayment_word_is_seen ON registry_overpayment_word;
ALTER TABLE registry_overpayment_word DISABLE ROW LEVEL SECURITY;
"""


class Migration(migrations.Migration):
    dependencies = [("registry", "0011_requests")]
    operations = [
        migrations.CreateModel(
            name="OverpaymentWord",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("what", models.CharField(choices=WHAT, max_length=11)),
                ("amount", models.BigIntegerField(default=0)),
                ("on", models.DateField(null=True)),
                ("document", models.CharField(blank=True, max_length=120)),
                ("because", models.CharField(blank=True, max_length=600)),
                ("by", models.BigIntegerField()),
                ("by_label", models.CharField(max_length=160)),
                ("at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                (
                    "overpayment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="words", to="registry.overpayment"
                    ),
                ),
            ],
            options={
                "db_table": "registry_overpayment_word",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("what__in", ["agreed", "received", "corrected"]), _negated=True),
                            models.Q(("amount__gt", 0), ("on__isnull", False)),
                            _connector="OR",
                        ),
                        name="overpayment_word_says_how_much",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("what__in", ["received", "written_off"]), _negated=True),
                            models.Q(("document", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="overpayment_word_rests_on_a_paper",
                    ),
                ],
            },
        ),
        migrations.AddField(
            "overpayment", "cause", models.CharField(choices=CAUSES, db_default="death", default="death", max_length=8)
        ),
        migrations.AddField(
            "overpayment", "state", models.CharField(choices=STATES, db_default="open", default="open", max_length=9)
        ),
        migrations.AddField("overpayment", "received", models.BigIntegerField(db_default=0, default=0)),
        migrations.AddField("overpayment", "written_off", models.BigIntegerField(db_default=0, default=0)),
        migrations.AddField("overpayment", "proposed_by", models.BigIntegerField(null=True)),
        migrations.AddField("overpayment", "decided_by", models.BigIntegerField(null=True)),
        migrations.AddIndex("overpayment", models.Index(fields=["state", "village", "id"], name="overpayment_state")),
        migrations.AddConstraint(
            "overpayment",
            models.CheckConstraint(
                condition=models.Q(
                    (
                        "amount__gte",
                        django.db.models.expressions.CombinedExpression(
                            models.F("received"), "+", models.F("written_off")
                        ),
                    ),
                    ("received__gte", 0),
                    ("written_off__gte", 0),
                ),
                name="overpayment_comes_back_once",
            ),
        ),
        migrations.AddConstraint(
            "overpayment",
            models.CheckConstraint(
                condition=models.Q(
                    ("decided_by__isnull", True),
                    models.Q(("decided_by", models.F("proposed_by")), _negated=True),
                    _connector="OR",
                ),
                name="overpayment_write_off_has_four_eyes",
            ),
        ),
        migrations.AddIndex("group", models.Index(fields=["village", "id"], name="group_village")),
        migrations.RunSQL(KEPT, UNKEPT),
        append_only("registry_overpayment_word"),
        grant("registry_overpayment_word", APPEND),
        grant_sequence("registry_overpayment_word_id_seq"),
        migrations.RunSQL(POLICIES, UNBOUND),
        grant("registry_overpayment_word", "SELECT, INSERT", to=WEB),
        grant_sequence("registry_overpayment_word_id_seq", to=WEB),
    ]
