"""Cases, words about them, proposed waivers, and early warnings."""

import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Alert",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=24)),
                ("family", models.BigIntegerField()),
                ("member", models.BigIntegerField(null=True)),
                ("village", models.CharField(db_collation="C", max_length=10)),
                ("facilitator", models.BigIntegerField(null=True)),
                ("day", models.DateField()),
                ("seen", models.CharField(blank=True, max_length=80)),
                ("looked_on", models.DateField()),
            ],
            options={
                "db_table": "sanctions_alert",
                "indexes": [
                    models.Index(fields=["village", "kind", "day", "id"], name="alert_village"),
                    models.Index(fields=["facilitator", "day", "id"], name="alert_facilitator"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("family", "kind", "member"), name="alert_stands_once", nulls_distinct=False
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Case",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("cycle", models.CharField(max_length=20)),
                ("run", models.BigIntegerField()),
                ("family", models.BigIntegerField()),
                ("village", models.CharField(db_collation="C", max_length=10)),
                ("facilitator", models.BigIntegerField(null=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[("sanction", "Usul sanksi"), ("payment", "Pembayaran berkurang")], max_length=8
                    ),
                ),
                ("proposed", models.CharField(blank=True, max_length=16)),
                ("reason", models.CharField(blank=True, max_length=40)),
                ("before", models.BigIntegerField(db_default=0, default=0)),
                ("now", models.BigIntegerField(db_default=0, default=0)),
                ("owed", models.BigIntegerField(db_default=0, default=0)),
                ("quarters_missed", models.SmallIntegerField(db_default=0, default=0)),
                ("missed", models.JSONField(db_default=[], default=list)),
                ("objection_days", models.SmallIntegerField()),
                ("proposed_by", models.BigIntegerField()),
                ("proposed_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("proposed", "Diusulkan"),
                            ("notified", "Diberitahukan"),
                            ("objected", "Ada keberatan"),
                            ("heard", "Sudah didengar"),
                            ("decided", "Diputuskan"),
                            ("applied", "Diterapkan"),
                            ("reversed", "Dipulihkan"),
                        ],
                        db_default="proposed",
                        default="proposed",
                        max_length=8,
                    ),
                ),
                ("notified_by", models.BigIntegerField(null=True)),
                ("notified_on", models.DateField(null=True)),
                ("until", models.DateField(null=True)),
                ("late_waits", models.BooleanField(db_default=False, default=False)),
                (
                    "verdict",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("uphold", "Sanksi ditetapkan"),
                            ("reduce", "Sanksi dikurangi"),
                            ("waive", "Sanksi ditiadakan"),
                            ("grant", "Kekurangan dibayar"),
                            ("dismiss", "Pembayaran sudah benar"),
                        ],
                        db_default="",
                        default="",
                        max_length=8,
                    ),
                ),
                ("decided_by", models.BigIntegerField(null=True)),
                (
                    "members",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.BigIntegerField(), db_default=[], default=list, size=None
                    ),
                ),
                ("whole", models.BooleanField(db_default=False, default=False)),
                ("granted", models.BigIntegerField(db_default=0, default=0)),
                ("from_cycle", models.CharField(blank=True, db_default="", default="", max_length=20)),
            ],
            options={
                "db_table": "sanctions_case",
                "indexes": [
                    models.Index(fields=["family", "-id"], name="case_family"),
                    models.Index(fields=["cycle", "kind", "village", "id"], name="case_cycle"),
                    models.Index(fields=["village", "kind", "state", "id"], name="case_village"),
                    models.Index(fields=["facilitator", "kind", "state", "id"], name="case_facilitator"),
                    models.Index(
                        condition=models.Q(("state__in", ["objected", "heard"])),
                        fields=["village", "until"],
                        name="case_objected",
                    ),
                    models.Index(condition=models.Q(("late_waits", True)), fields=["village", "id"], name="case_late"),
                    models.Index(
                        condition=models.Q(("state", "decided")), fields=["village", "id"], name="case_to_apply"
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("cycle", "family", "kind"), name="case_is_made_once"),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["sanction", "payment"])), name="case_kind_is_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("decided_by__isnull", True),
                            models.Q(
                                models.Q(("decided_by", models.F("proposed_by")), _negated=True),
                                models.Q(
                                    ("notified_by__isnull", True),
                                    models.Q(("decided_by", models.F("notified_by")), _negated=True),
                                    _connector="OR",
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="sanction_has_four_eyes",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["decided", "applied", "reversed"]), _negated=True),
                            ("decided_by__isnull", False),
                            _connector="OR",
                        ),
                        name="sanction_is_decided_by_somebody",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state", "proposed"),
                            models.Q(("notified_on__isnull", False), ("until__isnull", False)),
                            _connector="OR",
                        ),
                        name="family_is_notified_first",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("granted", 0), ("kind", "sanction"), ("verdict__in", ["", "uphold", "reduce", "waive"])
                            ),
                            models.Q(
                                ("kind", "payment"),
                                ("members", []),
                                ("verdict__in", ["", "grant", "dismiss"]),
                                ("whole", False),
                            ),
                            _connector="OR",
                        ),
                        name="verdict_fits_the_case",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("verdict", "grant"), _negated=True), ("granted__gt", 0), _connector="OR"
                        ),
                        name="back_pay_is_some_money",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="WaiverRequest",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("area", models.CharField(blank=True, db_collation="C", max_length=10)),
                ("duty", models.CharField(blank=True, max_length=20)),
                ("first_month", models.DateField()),
                ("last_month", models.DateField()),
                ("document", models.CharField(max_length=160)),
                ("because", models.CharField(max_length=400)),
                ("by", models.BigIntegerField()),
                ("at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
            options={
                "db_table": "sanctions_waiver_request",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("first_month__lte", models.F("last_month"))),
                        name="waiver_asked_for_ends_after_it_begins",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("document", ""), _negated=True), models.Q(("because", ""), _negated=True)
                        ),
                        name="waiver_is_asked_for_with_reason",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="WaiverRuling",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("verdict", models.CharField(choices=[("approve", "Disetujui"), ("refuse", "Ditolak")], max_length=7)),
                ("because", models.CharField(blank=True, max_length=400)),
                ("proposed_by", models.BigIntegerField()),
                ("by", models.BigIntegerField()),
                ("at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                (
                    "request",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="ruling", to="sanctions.waiverrequest"
                    ),
                ),
            ],
            options={
                "db_table": "sanctions_waiver_ruling",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("by", models.F("proposed_by")), _negated=True),
                        name="waiver_asked_for_has_four_eyes",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("verdict", "approve"), models.Q(("because", ""), _negated=True), _connector="OR"
                        ),
                        name="waiver_is_refused_with_reason",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Word",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "what",
                    models.CharField(
                        choices=[
                            ("notify", "Diberitahukan"),
                            ("object", "Keberatan"),
                            ("admit", "Keberatan terlambat diterima"),
                            ("turnaway", "Keberatan terlambat tidak diterima"),
                            ("hear", "Didengar"),
                            ("decide", "Diputuskan"),
                            ("apply", "Diterapkan"),
                        ],
                        max_length=8,
                    ),
                ),
                ("on", models.DateField()),
                ("text", models.TextField(blank=True)),
                ("details", models.JSONField(db_default={}, default=dict)),
                ("late", models.BooleanField(db_default=False, default=False)),
                ("by", models.BigIntegerField()),
                ("by_label", models.CharField(max_length=160)),
                ("at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="words", to="sanctions.case"
                    ),
                ),
            ],
            options={
                "db_table": "sanctions_word",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("what__in", ["notify", "apply"]), models.Q(("text", ""), _negated=True), _connector="OR"
                        ),
                        name="what_is_said_has_words",
                    )
                ],
            },
        ),
    ]
