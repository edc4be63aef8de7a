"""First meetings, their outcomes, decrees and account openings: pages say words, and only the worker moves families."""

import django.db.models.deletion
import django.db.models.expressions
import django.db.models.functions.datetime
from django.db import migrations, models

from harapan.tables.operations import APPEND, ME, READ, WEB, append_only, grant, grant_sequence, readable

POSITION = "(SELECT harapan_position())"
VISITORS = f"{POSITION} IN ('facilitator', 'data_administrator')"
RULERS = f"{POSITION} IN ('national', 'province_coordinator', 'regency_coordinator')"
BANKERS = f"{POSITION} IN ('national', 'finance', 'treasury', 'bank_officer', 'auditor')"


def of(table: str, parent: str, key: str) -> str:
    """The row belongs to a row of `parent` that whoever asks may see, and lies where that one does."""
    return f"""EXISTS (
        SELECT FROM {parent} AS own WHERE own.id = {table}.{key} AND own.village = {table}.village
        AND own.facilitator IS NOT DISTINCT FROM {table}.facilitator
    )"""


def still_open(table: str) -> str:
    """Nothing was sent of this visit that a coordinator has not given back."""
    return f"""NOT EXISTS (
        SELECT FROM intake_report AS sent WHERE sent.visit_id = {table}.visit_id AND sent.state <> 'returned'
    )"""


CANDIDATE = """EXISTS (
    SELECT FROM registry_family AS asked WHERE asked.id = intake_visit.family AND asked.participation = 'candidate'
)"""
WORDS = f"""
CREATE POLICY intake_visit_is_begun ON intake_visit FOR INSERT TO {WEB} WITH CHECK (
    begun_by = {ME} AND {VISITORS} AND {of("intake_visit", "registry_family", "family")} AND {CANDIDATE}
);
CREATE POLICY intake_answer_is_given ON intake_answer FOR INSERT TO {WEB} WITH CHECK (
    by = {ME} AND {VISITORS} AND {of("intake_answer", "intake_visit", "visit_id")} AND {still_open("intake_answer")}
);
CREATE POLICY intake_photo_is_kept ON intake_photo FOR INSERT TO {WEB} WITH CHECK (
    by = {ME} AND {VISITORS} AND {of("intake_photo", "intake_visit", "visit_id")} AND {still_open("intake_photo")}
);
CREATE POLICY intake_report_is_sent ON intake_report FOR INSERT TO {WEB} WITH CHECK (
    by = {ME} AND {VISITORS} AND state = 'waiting' AND {of("intake_report", "intake_visit", "visit_id")}
    AND EXISTS (SELECT FROM intake_visit AS own WHERE own.id = intake_report.visit_id AND own.family = intake_report.family)
);
CREATE POLICY intake_ruling_is_given ON intake_ruling FOR INSERT TO {WEB} WITH CHECK (
    by = {ME} AND {RULERS} AND {of("intake_ruling", "intake_report", "report_id")}
);
CREATE POLICY intake_card_is_told ON intake_card FOR INSERT TO {WEB} WITH CHECK (
    by = {ME} AND {VISITORS} AND {of("intake_card", "registry_family", "family")}
    AND EXISTS (SELECT FROM registry_account AS own WHERE own.id = intake_card.account AND own.family_id = intake_card.family)
);
"""
UNSAID = """
DROP POLICY intake_card_is_told ON intake_card;
DROP POLICY intake_ruling_is_given ON intake_ruling;
DROP POLICY intake_report_is_sent ON intake_report;
DROP POLICY intake_photo_is_kept ON intake_photo;
DROP POLICY intake_answer_is_given ON intake_answer;
DROP POLICY intake_visit_is_begun ON intake_visit;
"""

# A ruling takes effect at once, whoever is quicker; and it is never given by who sent the report, whatever a page says.
RULED = """
CREATE FUNCTION intake_rule() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    told intake_report;
BEGIN
    SELECT * INTO told FROM intake_report WHERE id = NEW.report_id FOR UPDATE;
    IF told.state <> 'waiting' THEN
        RAISE EXCEPTION 'report % is %', told.id, told.state
            USING ERRCODE = 'check_violation', CONSTRAINT = 'report_is_ruled_once';
    END IF;
    NEW.reported_by := told."by";
    UPDATE intake_report SET state = CASE NEW.verdict WHEN 'confirm' THEN 'confirmed' ELSE 'returned' END
    WHERE id = told.id;
    RETURN NEW;
END $$;
CREATE TRIGGER intake_ruling_takes_effect BEFORE INSERT ON intake_ruling
    FOR EACH ROW EXECUTE FUNCTION intake_rule();
"""

# Words about a family lie where it lives now and with whoever looks after it now; a decree's list stays as it was drawn.
FOLLOWERS = ("visit", "report", "account_line", "card")
OF_VISITS = ("answer", "photo")
FOLLOW = f"""
CREATE FUNCTION intake_follow() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    {
    "".join(
        f'''
    UPDATE intake_{table} SET village = NEW.village, facilitator = NEW.facilitator WHERE family = NEW.id;'''
        for table in FOLLOWERS
    )
}
    {
    "".join(
        f'''
    UPDATE intake_{table} SET village = NEW.village, facilitator = NEW.facilitator
    WHERE visit_id IN (SELECT id FROM intake_visit WHERE family = NEW.id);'''
        for table in OF_VISITS
    )
}
    UPDATE intake_ruling SET village = NEW.village, facilitator = NEW.facilitator
    WHERE report_id IN (SELECT id FROM intake_report WHERE family = NEW.id);
    RETURN NULL;
END $$;
CREATE TRIGGER intake_words_follow_the_family AFTER UPDATE OF village, facilitator ON registry_family
    FOR EACH ROW WHEN (OLD.village <> NEW.village OR OLD.facilitator IS DISTINCT FROM NEW.facilitator)
    EXECUTE FUNCTION intake_follow();
"""
UNFOLLOWED = """
DROP TRIGGER intake_words_follow_the_family ON registry_family;
DROP FUNCTION intake_follow();
DROP TRIGGER intake_ruling_takes_effect ON intake_ruling;
DROP FUNCTION intake_rule();
"""

LISTS = f"""
ALTER TABLE intake_account_list ENABLE ROW LEVEL SECURITY;
CREATE POLICY intake_account_list_is_seen ON intake_account_list FOR SELECT TO {WEB} USING ({BANKERS});
"""
UNLISTED = """
DROP POLICY intake_account_list_is_seen ON intake_account_list;
ALTER TABLE intake_account_list DISABLE ROW LEVEL SECURITY;
"""
SPOKEN = ("visit", "answer", "photo", "report", "ruling", "card")
KEPT = {
    "visit": APPEND,
    "answer": "SELECT, INSERT, DELETE",
    "photo": "SELECT, INSERT, DELETE",
    "report": "SELECT, INSERT, UPDATE",
    "ruling": APPEND,
    "card": APPEND,
    "decree": "SELECT, INSERT, UPDATE",
    "decree_line": APPEND,
    "account_list": "SELECT, INSERT, UPDATE",
    "account_line": "SELECT, INSERT, UPDATE",
}
"""What the worker may do; answers and photos can be destroyed when their time is over."""


class Migration(migrations.Migration):
    dependencies = [("intake", "0002_targeting"), ("tables", "0002_scope")]
    operations = [
        migrations.CreateModel(
            name="AccountList",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "bank",
                    models.CharField(
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
                ("area", models.CharField(blank=True, db_collation="C", max_length=10)),
                ("errand", models.BigIntegerField(unique=True)),
                ("families", models.IntegerField()),
                ("opened", models.IntegerField(default=0)),
                ("failed", models.IntegerField(default=0)),
                ("path", models.CharField(max_length=200)),
                ("sha256", models.CharField(max_length=64)),
                ("sheet_path", models.CharField(max_length=200)),
                ("sheet_sha256", models.CharField(max_length=64)),
                (
                    "state",
                    models.CharField(
                        choices=[("written", "Disusun"), ("released", "Dikirim"), ("answered", "Terjawab")],
                        default="written",
                        max_length=8,
                    ),
                ),
                ("drawn_up_by", models.BigIntegerField()),
                ("drawn_up_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("released_by", models.BigIntegerField(null=True)),
                ("released_at", models.DateTimeField(null=True)),
                ("answered_at", models.DateTimeField(null=True)),
            ],
            options={
                "db_table": "intake_account_list",
                "indexes": [models.Index(fields=["bank", "-id"], name="account_list_bank")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("released_by__isnull", True),
                            models.Q(("released_by", models.F("drawn_up_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="account_list_has_four_eyes",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state", "written"), ("released_by__isnull", False), _connector="OR"),
                        name="account_list_sent_was_released",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("bank", "POS"), _negated=True), name="post_opens_no_accounts"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("failed__gte", 0),
                            (
                                "families__gte",
                                django.db.models.expressions.CombinedExpression(
                                    models.F("opened"), "+", models.F("failed")
                                ),
                            ),
                            ("opened__gte", 0),
                        ),
                        name="account_list_answers_add_up",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Card",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("family", models.BigIntegerField()),
                ("account", models.BigIntegerField()),
                ("village", models.CharField(db_collation="C", max_length=10)),
                ("facilitator", models.BigIntegerField(null=True)),
                ("on", models.DateField()),
                ("handed_to", models.BigIntegerField(null=True)),
                (
                    "reason",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("already_able", "Sudah mampu"),
                            ("refused", "Menolak"),
                            ("died", "Meninggal"),
                            ("moved", "Pindah"),
                            ("underage", "Di bawah umur"),
                            ("not_found", "Tidak ditemukan"),
                        ],
                        max_length=12,
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=200)),
                ("by", models.BigIntegerField()),
                ("at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
            options={
                "db_table": "intake_card",
                "indexes": [models.Index(fields=["family", "-id"], name="card_family")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("handed_to__isnull", False), ("reason", "")),
                            models.Q(
                                ("handed_to__isnull", True),
                                ("reason__in", ["already_able", "refused", "died", "moved", "underage", "not_found"]),
                            ),
                            _connector="OR",
                        ),
                        name="card_is_handed_over_or_not",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Decree",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("area", models.CharField(blank=True, db_collation="C", max_length=10)),
                ("on", models.DateField()),
                ("families", models.IntegerField()),
                ("quota", models.IntegerField(null=True)),
                ("errand", models.BigIntegerField(unique=True)),
                ("letter", models.BigIntegerField(null=True)),
                ("number", models.CharField(blank=True, max_length=60)),
                (
                    "state",
                    models.CharField(
                        choices=[("drawn", "Disusun"), ("issued", "Ditetapkan")], default="drawn", max_length=6
                    ),
                ),
                ("by", models.BigIntegerField()),
                ("at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
            options={
                "db_table": "intake_decree",
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("families__gt", 0)), name="decree_names_somebody"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "issued"), _negated=True),
                            models.Q(("number", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="decree_issued_has_a_number",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("quota__isnull", True), ("families__lte", models.F("quota")), _connector="OR"
                        ),
                        name="decree_stays_within_quota",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="AccountLine",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("family", models.BigIntegerField()),
                ("village", models.CharField(db_collation="C", max_length=10)),
                ("facilitator", models.BigIntegerField(null=True)),
                ("holder", models.BigIntegerField()),
                ("name", models.CharField(max_length=140)),
                (
                    "state",
                    models.CharField(
                        choices=[("waiting", "Menunggu bank"), ("opened", "Terbuka"), ("failed", "Gagal")],
                        default="waiting",
                        max_length=7,
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=40)),
                ("said", models.CharField(blank=True, max_length=200)),
                ("answered_on", models.DateField(null=True)),
                (
                    "list",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="lines", to="intake.accountlist"
                    ),
                ),
            ],
            options={
                "db_table": "intake_account_line",
                "indexes": [
                    models.Index(fields=["list", "state"], name="account_line_list"),
                    models.Index(fields=["family", "-id"], name="account_line_family"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "waiting")),
                        fields=("family",),
                        name="family_waits_for_one_bank_at_a_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "failed"), _negated=True),
                            models.Q(("reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="account_failed_for_a_reason",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="DecreeLine",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("family", models.BigIntegerField()),
                ("village", models.CharField(db_collation="C", max_length=10)),
                ("facilitator", models.BigIntegerField(null=True)),
                (
                    "decree",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="lines", to="intake.decree"
                    ),
                ),
            ],
            options={
                "db_table": "intake_decree_line",
                "indexes": [models.Index(fields=["family"], name="decree_line_family")],
                "constraints": [
                    models.UniqueConstraint(fields=("decree", "family"), name="decree_names_a_family_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Visit",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("family", models.BigIntegerField()),
                ("candidacy", models.BigIntegerField(default=0)),
                ("village", models.CharField(db_collation="C", max_length=10)),
                ("facilitator", models.BigIntegerField(null=True)),
                ("begun_by", models.BigIntegerField()),
                ("begun_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
            options={
                "db_table": "intake_visit",
                "indexes": [models.Index(fields=["village", "id"], name="visit_village")],
                "constraints": [
                    models.UniqueConstraint(fields=("family", "candidacy"), name="candidate_is_visited_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Report",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("family", models.BigIntegerField()),
                ("village", models.CharField(db_collation="C", max_length=10)),
                ("facilitator", models.BigIntegerField(null=True)),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("eligible", "Eligible"),
                            ("address_not_found", "Alamat tidak ditemukan"),
                            ("moved", "Pindah alamat"),
                            ("duplicate", "Data ganda"),
                            ("prosperous", "Sudah sejahtera"),
                            ("no_component", "Tidak memiliki komponen"),
                            ("participant", "Peserta PKH"),
                            ("non_category", "Non kategori"),
                            ("refused", "Menolak"),
                        ],
                        max_length=20,
                    ),
                ),
                ("complete", models.BooleanField(default=False)),
                ("papers_until", models.DateField(null=True)),
                ("visited_on", models.DateField()),
                ("members", models.SmallIntegerField(default=0)),
                ("counted", models.SmallIntegerField(default=0)),
                ("found", models.JSONField(default=dict)),
                ("by", models.BigIntegerField()),
                ("at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Menunggu konfirmasi"),
                            ("returned", "Dikembalikan"),
                            ("confirmed", "Dikonfirmasi"),
                            ("applied", "Dicatat"),
                        ],
                        default="waiting",
                        max_length=10,
                    ),
                ),
                (
                    "visit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="reports", to="intake.visit"
                    ),
                ),
            ],
            options={"db_table": "intake_report"},
        ),
        migrations.CreateModel(
            name="Photo",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("village", models.CharField(db_collation="C", max_length=10)),
                ("facilitator", models.BigIntegerField(null=True)),
                ("media", models.CharField(max_length=10)),
                ("content", models.BinaryField()),
                ("sha256", models.CharField(max_length=64)),
                ("by", models.BigIntegerField()),
                ("at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                (
                    "visit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="photos", to="intake.visit"
                    ),
                ),
            ],
            options={"db_table": "intake_photo"},
        ),
        migrations.CreateModel(
            name="Answer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("village", models.CharField(db_collation="C", max_length=10)),
                ("facilitator", models.BigIntegerField(null=True)),
                ("question", models.CharField(max_length=20)),
                ("value", models.JSONField()),
                ("by", models.BigIntegerField()),
                ("at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                (
                    "visit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="answers", to="intake.visit"
                    ),
                ),
            ],
            options={"db_table": "intake_answer"},
        ),
        migrations.CreateModel(
            name="Ruling",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("village", models.CharField(db_collation="C", max_length=10)),
                ("facilitator", models.BigIntegerField(null=True)),
                (
                    "verdict",
                    models.CharField(choices=[("confirm", "Konfirmasi"), ("return", "Kembalikan")], max_length=7),
                ),
                ("because", models.CharField(blank=True, max_length=400)),
                ("reported_by", models.BigIntegerField()),
                ("by", models.BigIntegerField()),
                ("at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                (
                    "report",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="ruling", to="intake.report"
                    ),
                ),
            ],
            options={
                "db_table": "intake_ruling",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("by", models.F("reported_by")), _negated=True),
                        name="validation_has_four_eyes",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("verdict", "confirm"), models.Q(("because", ""), _negated=True), _connector="OR"
                        ),
                        name="report_is_returned_with_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("verdict__in", ["confirm", "return"])), name="ruling_verdict_is_known"
                    ),
                ],
            },
        ),
        migrations.AddIndex(
            model_name="report",
            index=models.Index(
                condition=models.Q(("state", "waiting")), fields=["village", "id"], name="report_waiting"
            ),
        ),
        migrations.AddIndex(
            model_name="report",
            index=models.Index(
                condition=models.Q(("state", "returned"), _negated=True),
                fields=["village", "outcome"],
                name="report_outcome",
            ),
        ),
        migrations.AddIndex(model_name="report", index=models.Index(fields=["family", "-id"], name="report_family")),
        migrations.AddIndex(
            model_name="report",
            index=models.Index(
                condition=models.Q(("papers_until__isnull", False), models.Q(("state", "returned"), _negated=True)),
                fields=["papers_until", "village"],
                name="report_papers",
            ),
        ),
        migrations.AddConstraint(
            model_name="report",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "outcome__in",
                        [
                            "eligible",
                            "address_not_found",
                            "moved",
                            "duplicate",
                            "prosperous",
                            "no_component",
                            "participant",
                            "non_category",
                            "refused",
                        ],
                    )
                ),
                name="validation_outcome_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="report",
            constraint=models.CheckConstraint(
                condition=models.Q(("complete", False), ("outcome", "eligible"), _connector="OR"),
                name="only_eligible_data_are_complete",
            ),
        ),
        migrations.AddConstraint(
            model_name="report",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "returned"), _negated=True),
                fields=("visit",),
                name="visit_has_one_report_at_a_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="photo",
            constraint=models.UniqueConstraint(fields=("visit", "sha256"), name="photo_is_kept_once"),
        ),
        migrations.AddConstraint(
            model_name="photo",
            constraint=models.CheckConstraint(
                condition=models.Q(("media__in", ["image/jpeg", "image/png"])), name="photo_is_a_picture"
            ),
        ),
        migrations.AddIndex(
            model_name="answer", index=models.Index(fields=["visit", "question", "-id"], name="answer_newest")
        ),
        *[readable(f"intake_{table}", "families") for table in (*SPOKEN, "decree_line", "account_line")],
        readable("intake_decree", "staff"),
        migrations.RunSQL(LISTS, UNLISTED),
        grant("intake_account_list", READ, to=WEB),
        migrations.RunSQL(WORDS, UNSAID),
        migrations.RunSQL(RULED + FOLLOW, UNFOLLOWED),
        append_only("intake_decree_line"),
        *[grant(f"intake_{table}", rights) for table, rights in KEPT.items()],
        *[grant_sequence(f"intake_{table}_id_seq") for table in KEPT],
        *[grant(f"intake_{table}", "INSERT", to=WEB) for table in SPOKEN],
        *[grant_sequence(f"intake_{table}_id_seq", to=WEB) for table in SPOKEN],
    ]
