"""Quotas, candidate lists and deliberations: what people say is only ever added to, lists are the machine's."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models

from harapan.tables.operations import APPEND, ME, WEB, WHOLE, append_only, grant, grant_sequence, readable

# What areas get together is never more than the area above has; whoever splits one waits for whoever splits it too.
FITS = """
CREATE FUNCTION intake_quota_fits() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    wrong text;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended('harapan quota ' || NEW.cohort || left(NEW.area, 4), 0));
    WITH told AS (
        SELECT DISTINCT ON (area) area, families FROM intake_quota
        WHERE cohort = NEW.cohort AND area BETWEEN left(NEW.area, 4) AND left(NEW.area, 4) || '999999'
          AND area <> NEW.area
        ORDER BY area, id DESC
    ), stand AS (
        SELECT area, families FROM told UNION ALL SELECT NEW.area, NEW.families
    ), villages AS (
        SELECT left(area, 6) AS district, sum(families) AS families FROM stand WHERE length(area) = 10 GROUP BY 1
    ), districts AS (
        SELECT area, families FROM stand WHERE length(area) = 6
    )
    SELECT CASE
        WHEN NOT EXISTS (SELECT FROM stand WHERE length(area) = 4) THEN 'the regency has no quota'
        WHEN EXISTS (SELECT FROM districts JOIN villages ON district = area WHERE villages.families > districts.families)
            THEN 'the villages of a district get more than the district has'
        WHEN (SELECT coalesce(sum(coalesce(districts.families, villages.families)), 0)
              FROM districts FULL JOIN villages ON district = area)
            > (SELECT families FROM stand WHERE length(area) = 4)
            THEN 'the districts get more than the regency has'
        END INTO wrong;
    IF wrong IS NOT NULL THEN
        RAISE EXCEPTION '%', wrong USING ERRCODE = 'check_violation', CONSTRAINT = 'quota_fits_the_area_above';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER intake_quota_is_checked BEFORE INSERT ON intake_quota
    FOR EACH ROW EXECUTE FUNCTION intake_quota_fits();

CREATE FUNCTION intake_decision_is_of_the_proposal() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM intake_proposal AS proposal
        WHERE proposal.id = NEW.proposal_id AND proposal.by = NEW.proposed_by AND proposal.village = NEW.village
    ) THEN
        RAISE EXCEPTION 'the decision names another maker or village than the proposal'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'proposal_decision_names_its_maker';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER intake_proposal_decision_is_checked BEFORE INSERT ON intake_proposal_decision
    FOR EACH ROW EXECUTE FUNCTION intake_decision_is_of_the_proposal();
"""
UNFIT = """
DROP TRIGGER intake_proposal_decision_is_checked ON intake_proposal_decision;
DROP FUNCTION intake_decision_is_of_the_proposal();
DROP TRIGGER intake_quota_is_checked ON intake_quota;
DROP FUNCTION intake_quota_fits();
"""

POSITION = "(SELECT harapan_position())"
WORDS = f"""
CREATE POLICY intake_quota_is_set ON intake_quota FOR INSERT TO {WEB} WITH CHECK (
    by = {ME} AND CASE WHEN length(area) = 4 THEN {POSITION} = 'national'
        ELSE {POSITION} IN ('national', 'province_coordinator', 'regency_coordinator', 'dinsos')
             AND letters_covered(left(area, 4)) END
);
CREATE POLICY intake_deliberation_is_recorded ON intake_deliberation FOR INSERT TO {WEB} WITH CHECK (
    by = {ME} AND {POSITION} IN ('village_operator', 'dinsos', 'national') AND letters_covered(village)
);
CREATE POLICY intake_proposal_is_recorded ON intake_proposal FOR INSERT TO {WEB} WITH CHECK (
    by = {ME} AND {POSITION} IN ('village_operator', 'dinsos', 'national') AND letters_covered(village)
);
CREATE POLICY intake_proposal_is_decided ON intake_proposal_decision FOR INSERT TO {WEB} WITH CHECK (
    by = {ME} AND {POSITION} IN ('dinsos', 'regency_coordinator', 'province_coordinator', 'national')
    AND letters_covered(village)
);
"""
UNSAID = """
DROP POLICY intake_proposal_is_decided ON intake_proposal_decision;
DROP POLICY intake_proposal_is_recorded ON intake_proposal;
DROP POLICY intake_deliberation_is_recorded ON intake_deliberation;
DROP POLICY intake_quota_is_set ON intake_quota;
"""
SAID = ("quota", "deliberation", "proposal", "proposal_decision")
LISTS = ("candidate_list", "considered", "list_sum")


class Migration(migrations.Migration):
    dependencies = [("intake", "0001_imports"), ("letters", "0002_register"), ("tables", "0002_scope")]
    operations = [
        migrations.CreateModel(
            name="Quota",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("cohort", models.CharField(max_length=8)),
                ("area", models.CharField(db_collation="C", max_length=10)),
                ("families", models.IntegerField()),
                ("document", models.CharField(blank=True, max_length=160)),
                ("by", models.BigIntegerField()),
                ("at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
            options={
                "db_table": "intake_quota",
                "indexes": [models.Index(fields=["cohort", "area", "-id"], name="quota_of_area")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("cohort__regex", "^20[0-9]{2}-[1-9][0-9]?$")), name="quota_is_of_a_cohort"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("area__regex", "^[1-9][0-9]{3}([0-9]{2}([0-9]{4})?)?$")),
                        name="quota_is_of_a_regency_or_below",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("families__range", (0, 10000000))), name="quota_is_a_count"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CandidateList",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("cohort", models.CharField(max_length=8)),
                ("area", models.CharField(db_collation="C", max_length=4)),
                ("stage", models.CharField(max_length=20)),
                ("proposal", models.BigIntegerField(null=True)),
                ("most_decile", models.SmallIntegerField(null=True)),
                ("decile_source", models.CharField(blank=True, max_length=300)),
                ("decile_confidence", models.CharField(blank=True, max_length=8)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "Rancangan"),
                            ("made", "Ditetapkan"),
                            ("undone", "Dibatalkan"),
                            ("discarded", "Diganti"),
                        ],
                        default="draft",
                        max_length=10,
                    ),
                ),
                ("quota", models.IntegerField()),
                ("looked_at", models.BigIntegerField(default=0)),
                ("chosen", models.BigIntegerField(default=0)),
                ("reasons", models.JSONField(default=dict)),
                ("deciles", models.JSONField(default=dict)),
                ("digest", models.CharField(blank=True, max_length=64)),
                ("document", models.CharField(blank=True, max_length=160)),
                ("drawn_up_by", models.BigIntegerField()),
                ("drawn_up_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("made_by", models.BigIntegerField(null=True)),
                ("made_at", models.DateTimeField(null=True)),
                ("undone_by", models.BigIntegerField(null=True)),
                ("undone_at", models.DateTimeField(null=True)),
                ("undone_because", models.CharField(blank=True, max_length=200)),
            ],
            options={
                "db_table": "intake_candidate_list",
                "indexes": [models.Index(fields=["area", "-id"], name="candidate_list_area")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("proposal__isnull", True), ("state", "draft")),
                        fields=("cohort", "area"),
                        name="area_has_one_draft_list_a_cohort",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["made", "undone"]), _negated=True),
                            models.Q(
                                ("made_at__isnull", False),
                                ("made_by__isnull", False),
                                models.Q(("document", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="made_list_has_its_document",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ["draft", "made"])),
                        fields=("proposal",),
                        name="proposal_is_on_one_list_at_a_time",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Considered",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "list",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="rows",
                        to="intake.candidatelist",
                    ),
                ),
                ("family", models.BigIntegerField()),
                ("village", models.CharField(db_collation="C", max_length=10)),
                ("facilitator", models.BigIntegerField(null=True)),
                ("decile", models.SmallIntegerField(null=True)),
                ("fitting", models.SmallIntegerField()),
                ("place", models.IntegerField(null=True)),
                ("reason", models.CharField(blank=True, max_length=40)),
            ],
            options={
                "db_table": "intake_considered",
                "indexes": [
                    models.Index(fields=["list", "reason", "place", "family"], name="considered_in_order"),
                    models.Index(fields=["family"], name="considered_family"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("list", "family"), name="family_is_considered_once_a_list")
                ],
            },
        ),
        migrations.CreateModel(
            name="ListSum",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "list",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sums",
                        to="intake.candidatelist",
                    ),
                ),
                ("village", models.CharField(db_collation="C", max_length=10)),
                ("looked_at", models.IntegerField()),
                ("chosen", models.IntegerField()),
                ("reasons", models.JSONField(default=dict)),
            ],
            options={
                "db_table": "intake_list_sum",
                "constraints": [
                    models.UniqueConstraint(fields=("list", "village"), name="village_is_summed_once_a_list")
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="Deliberation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[("musdes", "Musyawarah desa"), ("muskel", "Musyawarah kelurahan")], max_length=6
                    ),
                ),
                ("village", models.CharField(db_collation="C", max_length=10)),
                ("held_on", models.DateField()),
                ("place", models.CharField(max_length=160)),
                ("leader", models.CharField(max_length=120)),
                ("participants", models.JSONField(default=list)),
                ("result", models.CharField(blank=True, max_length=4000)),
                ("by", models.BigIntegerField()),
                ("at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
            options={
                "db_table": "intake_deliberation",
                "indexes": [models.Index(fields=["village", "-id"], name="deliberation_village")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("place", ""), _negated=True), models.Q(("leader", ""), _negated=True)
                        ),
                        name="deliberation_has_place_and_leader",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Proposal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "deliberation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="proposals", to="intake.deliberation"
                    ),
                ),
                ("village", models.CharField(db_collation="C", max_length=10)),
                ("facilitator", models.BigIntegerField(null=True)),
                (
                    "what",
                    models.CharField(
                        choices=[("add", "Diusulkan menjadi calon"), ("remove", "Dinyatakan sudah mampu")], max_length=6
                    ),
                ),
                ("family", models.BigIntegerField(null=True)),
                ("head", models.CharField(blank=True, max_length=120)),
                ("address", models.CharField(blank=True, max_length=200)),
                ("because", models.CharField(max_length=400)),
                ("by", models.BigIntegerField()),
            ],
            options={
                "db_table": "intake_proposal",
                "indexes": [
                    models.Index(fields=["village", "-id"], name="proposal_village"),
                    models.Index(fields=["family"], name="proposal_family"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("family__isnull", False),
                            models.Q(
                                ("what", "add"),
                                models.Q(("head", ""), _negated=True),
                                models.Q(("address", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="proposal_names_a_family",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("because", ""), _negated=True), name="proposal_says_why_it_is_made"
                    ),
                    models.UniqueConstraint(
                        fields=("deliberation", "family"), name="family_is_proposed_once_a_meeting"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ProposalDecision",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "proposal",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="decision", to="intake.proposal"
                    ),
                ),
                ("village", models.CharField(db_collation="C", max_length=10)),
                ("facilitator", models.BigIntegerField(null=True)),
                ("agreed", models.BooleanField()),
                ("because", models.CharField(blank=True, max_length=400)),
                ("proposed_by", models.BigIntegerField()),
                ("by", models.BigIntegerField()),
                ("at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
            options={
                "db_table": "intake_proposal_decision",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("by", models.F("proposed_by")), _negated=True),
                        name="proposal_has_four_eyes",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("agreed", True), models.Q(("because", ""), _negated=True), _connector="OR"),
                        name="proposal_is_declined_with_reason",
                    ),
                ],
                "indexes": [],
            },
        ),
        *[append_only(f"intake_{table}") for table in SAID],
        *[grant(f"intake_{table}", APPEND) for table in SAID],
        *[grant(f"intake_{table}", WHOLE) for table in LISTS],
        *[grant_sequence(f"intake_{table}_id_seq") for table in (*SAID, *LISTS)],
        readable("intake_quota", "staff"),
        readable("intake_candidate_list", "staff"),
        readable("intake_considered", "families"),
        readable("intake_list_sum", "areas"),
        readable("intake_deliberation", "areas"),
        readable("intake_proposal", "families"),
        readable("intake_proposal_decision", "families"),
        migrations.RunSQL(FITS, UNFIT),
        migrations.RunSQL(WORDS, UNSAID),
        *[grant(f"intake_{table}", APPEND, to=WEB) for table in SAID],
        *[grant_sequence(f"intake_{table}_id_seq", to=WEB) for table in SAID],
    ]
