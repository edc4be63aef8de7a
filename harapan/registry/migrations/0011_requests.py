"""Requests to change a family, the words about them, their papers; claims of overpayment; numbers elsewhere."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models

from harapan.tables.operations import (
    APPEND,
    IN_AREA,
    ME,
    WEB,
    append_only,
    grant,
    grant_sequence,
    readable,
)

STATES = [
    ("draft", "Draf"),
    ("submitted", "Diajukan"),
    ("returned", "Dikembalikan"),
    ("approved", "Disetujui"),
    ("handed_over", "Menunggu wilayah baru"),
    ("accepted", "Diterima wilayah baru"),
    ("applied", "Diterapkan"),
    ("refused", "Ditolak"),
    ("withdrawn", "Ditarik"),
]
ASKED = [
    ("family", "Keluarga"),
    ("facilitator", "Pendamping"),
    ("village", "Desa/kelurahan"),
    ("dinsos", "Dinas sosial"),
]
WHAT = [
    ("amended", "Diperbaiki"),
    ("submitted", "Diajukan"),
    ("withdrawn", "Ditarik"),
    ("returned", "Dikembalikan"),
    ("refused", "Ditolak"),
    ("approved", "Disetujui"),
    ("undone", "Persetujuan dibatalkan"),
    ("handed_over", "Diserahkan ke wilayah baru"),
    ("accepted", "Diterima wilayah baru"),
    ("declined", "Ditolak wilayah baru"),
    ("applied", "Diterapkan"),
    ("stuck", "Tidak dapat diterapkan"),
]
OF = [
    ("npsn", "NPSN sekolah"),
    ("nisn", "NISN siswa"),
    ("health_unit", "Kode faskes"),
    ("kis", "KIS/JKN (PBI)"),
    ("kip", "KIP"),
    ("bpnt", "Sembako/BPNT"),
    ("electricity", "ID pelanggan listrik"),
    ("lpg", "LPG 3 kg"),
]

# What may follow what. Words of checkers are never said about a request of one's own; words of the maker only about it.
MOVES = """
    ('amended', 'draft', 'draft', 'maker'), ('amended', 'returned', 'returned', 'maker'),
    ('submitted', 'draft', 'submitted', 'maker'), ('submitted', 'returned', 'submitted', 'maker'),
    ('withdrawn', 'draft', 'withdrawn', 'maker'), ('withdrawn', 'submitted', 'withdrawn', 'maker'),
    ('withdrawn', 'returned', 'withdrawn', 'maker'),
    ('returned', 'submitted', 'returned', 'checker'), ('refused', 'submitted', 'refused', 'checker'),
    ('approved', 'submitted', 'approved', 'checker'), ('undone', 'approved', 'submitted', 'decider'),
    ('handed_over', 'approved', 'handed_over', 'machine'),
    ('accepted', 'handed_over', 'accepted', 'checker'), ('declined', 'handed_over', 'returned', 'checker'),
    ('applied', 'approved', 'applied', 'machine'), ('applied', 'accepted', 'applied', 'machine'),
    ('stuck', 'approved', 'returned', 'machine'), ('stuck', 'accepted', 'returned', 'machine')
"""
KEPT = f"""
CREATE FUNCTION registry_request_moves() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    request registry_change_request;
    target text;
    speaker text;
BEGIN
    SELECT * INTO request FROM registry_change_request WHERE id = NEW.request_id FOR UPDATE;
    SELECT moves.target, moves.speaker INTO target, speaker
    FROM (VALUES {MOVES}) AS moves (what, source, target, speaker)
    WHERE moves.what = NEW.what AND moves.source = request.state;
    IF target IS NULL THEN
        RAISE EXCEPTION 'a request that is % cannot be %', request.state, NEW.what
            USING ERRCODE = 'check_violation', CONSTRAINT = 'request_moves_along';
    END IF;
    IF speaker = 'maker' AND NEW."by" IS DISTINCT FROM request.made_by
       OR speaker = 'checker' AND (NEW."by" IS NULL OR NEW."by" = request.made_by)
       OR speaker = 'decider' AND NEW."by" IS DISTINCT FROM request.decided_by THEN
        RAISE EXCEPTION 'whoever asks never decides, and nobody speaks for another'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'request_has_two_people';
    END IF;
    UPDATE registry_change_request
    SET state = target, state_at = NEW.at, values = coalesce(NEW.values, values), seen = coalesce(NEW.seen, seen),
        difference = CASE WHEN NEW.what IN ('amended', 'submitted') THEN NEW.difference ELSE difference END,
        counts_from = coalesce(nullif(NEW.counts_from, ''), counts_from),
        decided_by = CASE speaker WHEN 'checker' THEN NEW."by" WHEN 'decider' THEN NULL
                     ELSE CASE WHEN target = 'submitted' THEN NULL ELSE decided_by END END,
        decided_by_label = CASE speaker WHEN 'checker' THEN NEW.by_label WHEN 'decider' THEN ''
                           ELSE CASE WHEN target = 'submitted' THEN '' ELSE decided_by_label END END
    WHERE id = request.id;
    RETURN NEW;
END $$;
REVOKE ALL ON FUNCTION registry_request_moves() FROM PUBLIC;
CREATE TRIGGER registry_request_event_moves BEFORE INSERT ON registry_request_event
    FOR EACH ROW EXECUTE FUNCTION registry_request_moves();
"""
UNKEPT = """
DROP TRIGGER registry_request_event_moves ON registry_request_event;
DROP FUNCTION registry_request_moves();
"""

MAKERS = "('facilitator', 'village_operator', 'data_administrator', 'dinsos', 'national')"
CHECKERS = "('regency_coordinator', 'province_coordinator', 'dinsos', 'national')"
OPEN = "EXISTS (SELECT FROM registry_change_request AS seen WHERE seen.id = request_id)"
MINE = f"EXISTS (SELECT FROM registry_change_request AS seen WHERE seen.id = request_id AND seen.made_by = {ME})"
ARRIVES = f"""
    to_village <> '' AND {IN_AREA.replace("village", "to_village")} OR to_village <> '' AND harapan_further(to_village)
"""
LIVES_THERE = """EXISTS (
    SELECT FROM registry_family AS seen WHERE seen.id = family AND seen.village = registry_change_request.village
        AND seen.facilitator IS NOT DISTINCT FROM registry_change_request.facilitator
)"""
POLICIES = f"""
ALTER TABLE registry_change_request ENABLE ROW LEVEL SECURITY;
ALTER TABLE registry_request_event ENABLE ROW LEVEL SECURITY;
ALTER TABLE registry_evidence ENABLE ROW LEVEL SECURITY;
CREATE POLICY registry_change_request_is_seen ON registry_change_request FOR SELECT TO {WEB} USING (
    CASE WHEN {IN_AREA} THEN true
         ELSE facilitator = {ME} OR made_by = {ME} OR harapan_further(village) OR {ARRIVES}
              OR EXISTS (SELECT FROM registry_family AS seen WHERE seen.id = family) END
);
CREATE POLICY registry_change_request_is_made ON registry_change_request FOR INSERT TO {WEB} WITH CHECK (
    made_by = {ME} AND state = 'draft' AND decided_by IS NULL AND (SELECT harapan_position()) IN {MAKERS}
    AND {LIVES_THERE}
);
CREATE POLICY registry_request_event_is_seen ON registry_request_event FOR SELECT TO {WEB} USING ({OPEN});
CREATE POLICY registry_request_event_is_said ON registry_request_event FOR INSERT TO {WEB} WITH CHECK (
    by = {ME} AND {OPEN} AND CASE
        WHEN what IN ('amended', 'submitted', 'withdrawn') THEN (SELECT harapan_position()) IN {MAKERS}
        WHEN what IN ('returned', 'refused', 'approved', 'undone', 'accepted', 'declined')
            THEN (SELECT harapan_position()) IN {CHECKERS}
        ELSE false END
);
CREATE POLICY registry_evidence_is_seen ON registry_evidence FOR SELECT TO {WEB} USING ({OPEN});
CREATE POLICY registry_evidence_is_added ON registry_evidence FOR INSERT TO {WEB} WITH CHECK (by = {ME} AND {MINE});
"""
UNBOUND = """
DROP POLICY registry_evidence_is_added ON registry_evidence;
DROP POLICY registry_evidence_is_seen ON registry_evidence;
DROP POLICY registry_request_event_is_said ON registry_request_event;
DROP POLICY registry_request_event_is_seen ON registry_request_event;
DROP POLICY registry_change_request_is_made ON registry_change_request;
DROP POLICY registry_change_request_is_seen ON registry_change_request;
ALTER TABLE registry_evidence DISABLE ROW LEVEL SECURITY;
ALTER TABLE registry_request_event DISABLE ROW LEVEL SECURITY;
ALTER TABLE registry_change_request DISABLE ROW LEVEL SECURITY;
"""
WORDS = ("change_request", "request_event", "evidence")


class Migration(migrations.Migration):
    dependencies = [("registry", "0010_same_person")]
    operations = [
        migrations.CreateModel(
            name="ChangeRequest",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("family", models.BigIntegerField()),
                ("member", models.BigIntegerField(null=True)),
                ("village", models.CharField(db_collation="C", max_length=10)),
                ("facilitator", models.BigIntegerField(null=True)),
                ("to_village", models.CharField(blank=True, db_collation="C", max_length=10)),
                ("kind", models.CharField(max_length=24)),
                ("low_risk", models.BooleanField(default=False)),
                ("values", models.JSONField(default=dict)),
                ("seen", models.JSONField(default=dict)),
                ("on", models.DateField()),
                ("asked_by", models.CharField(choices=ASKED, max_length=12)),
                ("because", models.CharField(blank=True, max_length=600)),
                ("counts_from", models.CharField(blank=True, max_length=20)),
                ("difference", models.BigIntegerField(null=True)),
                ("made_by", models.BigIntegerField()),
                ("made_by_label", models.CharField(max_length=160)),
                ("made_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("state", models.CharField(choices=STATES, db_default="draft", default="draft", max_length=12)),
                ("state_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("decided_by", models.BigIntegerField(null=True)),
                ("decided_by_label", models.CharField(blank=True, db_default="", max_length=160)),
            ],
            options={
                "db_table": "registry_change_request",
                "indexes": [
                    models.Index(fields=["family", "-id"], name="request_of_family"),
                    models.Index(fields=["village", "-id"], name="request_village"),
                    models.Index(fields=["facilitator", "-id"], name="request_facilitator"),
                    models.Index(fields=["made_by", "-id"], name="request_of_maker"),
                    models.Index(
                        condition=models.Q(("state", "handed_over")),
                        fields=["to_village", "state_at"],
                        name="request_handed_over",
                    ),
                    models.Index(
                        condition=models.Q(
                            ("state__in", ["submitted", "returned", "approved", "handed_over", "accepted"])
                        ),
                        fields=["state", "village", "state_at", "id"],
                        name="request_waits",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("decided_by__isnull", True),
                            models.Q(("decided_by", models.F("made_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="request_has_four_eyes",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Evidence",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("paper", models.CharField(max_length=40)),
                ("number", models.CharField(blank=True, max_length=80)),
                ("issued_on", models.DateField(null=True)),
                ("sha256", models.CharField(blank=True, max_length=64)),
                ("name", models.CharField(blank=True, max_length=120)),
                ("size", models.IntegerField(default=0)),
                ("by", models.BigIntegerField()),
                ("at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                (
                    "request",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="evidence",
                        to="registry.changerequest",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "evidence",
                "db_table": "registry_evidence",
            },
        ),
        migrations.CreateModel(
            name="OtherNumber",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("family", models.BigIntegerField()),
                ("member", models.BigIntegerField(null=True)),
                ("of", models.CharField(choices=OF, max_length=12)),
                ("number", models.CharField(blank=True, max_length=40)),
                ("by", models.BigIntegerField()),
                ("source", models.CharField(blank=True, max_length=40)),
                ("at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
            options={
                "db_table": "registry_other_number",
                "indexes": [models.Index(fields=["family", "id"], name="other_number_of_family")],
            },
        ),
        migrations.CreateModel(
            name="Overpayment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("family", models.BigIntegerField()),
                ("member", models.BigIntegerField(null=True)),
                ("village", models.CharField(db_collation="C", max_length=10)),
                ("facilitator", models.BigIntegerField(null=True)),
                ("cycle", models.CharField(max_length=20)),
                ("amount", models.BigIntegerField()),
                ("decision", models.CharField(max_length=120)),
                ("by", models.BigIntegerField(null=True)),
                ("at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("settled_because", models.CharField(blank=True, max_length=120)),
            ],
            options={
                "db_table": "registry_overpayment",
                "indexes": [models.Index(fields=["family"], name="overpayment_family")],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("amount__gt", 0)), name="overpayment_is_some_money"),
                    models.UniqueConstraint(
                        fields=("family", "member", "cycle", "decision"),
                        name="overpayment_is_claimed_once",
                        nulls_distinct=False,
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="RequestEvent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("what", models.CharField(choices=WHAT, max_length=12)),
                ("because", models.CharField(blank=True, max_length=600)),
                ("values", models.JSONField(null=True)),
                ("seen", models.JSONField(null=True)),
                ("difference", models.BigIntegerField(null=True)),
                ("counts_from", models.CharField(blank=True, max_length=20)),
                ("by", models.BigIntegerField(null=True)),
                ("by_label", models.CharField(max_length=160)),
                ("at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                (
                    "request",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="events", to="registry.changerequest"
                    ),
                ),
            ],
            options={
                "db_table": "registry_request_event",
            },
        ),
        migrations.RunSQL(KEPT, UNKEPT),
        append_only("registry_request_event"),
        append_only("registry_evidence"),
        append_only("registry_other_number"),
        *[grant(f"registry_{table}", APPEND) for table in (*WORDS, "other_number")],
        grant("registry_overpayment", "SELECT, INSERT, UPDATE"),
        *[grant_sequence(f"registry_{table}_id_seq") for table in (*WORDS, "other_number", "overpayment")],
        migrations.RunSQL(POLICIES, UNBOUND),
        *[grant(f"registry_{table}", "SELECT, INSERT", to=WEB) for table in WORDS],
        *[grant_sequence(f"registry_{table}_id_seq", to=WEB) for table in WORDS],
        readable("registry_other_number", "kin"),
        readable("registry_overpayment", "families"),
    ]
