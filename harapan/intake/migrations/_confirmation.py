"""The tables of decrees, account openings and cards: the second half of 0003."""

import django.db.models.deletion
import django.db.models.expressions
import django.db.models.functions.datetime
from django.db import migrations, models

TABLES = [
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
                    condition=models.Q(("quota__isnull", True), ("families__lte", models.F("quota")), _connector="OR"),
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
            "constraints": [models.UniqueConstraint(fields=("decree", "family"), name="decree_names_a_family_once")],
        },
    ),
]
