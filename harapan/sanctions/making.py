"""Make the cases of an approved stage, set by set: sanctions the engine proposed, and payments less than before."""

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any, Final

from django.db import connection, transaction
from django.utils import timezone

from harapan.audit.actions import Actor, record
from harapan.engine.snapshot import BadSnapshot
from harapan.entitlements.law import law
from harapan.entitlements.models import Batch, Cycle
from harapan.entitlements.queries import batches_of, main_run
from harapan.lib.refusals import Refusal
from harapan.policy.edition import Edition
from harapan.sanctions.load import stage_who_missed
from harapan.sanctions.models import Making

ONE_AT_A_TIME: Final = "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))"
SANCTIONS = """
    INSERT INTO sanctions_case (cycle, run, family, village, facilitator, kind, proposed, reason, now, owed,
                                quarters_missed, missed, objection_days, proposed_by, proposed_at)
    SELECT owed.cycle, owed.run, owed.family, home.village, home.facilitator, 'sanction', owed.proposed, '', owed.net,
           owed.gross, owed.quarters_missed, who.missed, %(days)s, %(by)s, %(at)s
    FROM entitlements_entitlement AS owed
    JOIN registry_family AS home ON home.id = owed.family
    JOIN sanctions_missed_now AS who ON who.family = owed.family
    WHERE owed.cycle = %(cycle)s AND owed.run = %(run)s AND owed.batch = ANY(%(batches)s) AND owed.proposed <> ''
    ON CONFLICT ON CONSTRAINT case_is_made_once DO NOTHING
"""

# A stage that pays more months than the one before is no gain, and one that pays fewer no loss: what is compared is
# rupiah by month, by multiplying crosswise, since money is never divided. Arrears of earlier stages are no part of it:
# neither those a stage paid, nor those it would have paid, had the family had no reason to be paid nothing.
LESS = """
    INSERT INTO sanctions_case (cycle, run, family, village, facilitator, kind, proposed, reason, before, now, owed,
                                quarters_missed, objection_days, proposed_by, proposed_at, state, notified_by,
                                notified_on, until)
    WITH settled AS (
        SELECT family, settled_in AS cycle, sum(amount)::bigint AS rupiah FROM registry_arrears
        WHERE settled_in IN (%(cycle)s, %(before)s) GROUP BY family, settled_in
    ), unpaid AS (
        SELECT late.family, sum(late.amount)::bigint AS rupiah FROM registry_arrears AS late
        WHERE late.settled_in = '' AND late.cycle <> %(cycle)s
            AND late.at <= (SELECT taken_at FROM snapshots_snapshot WHERE cycle = %(cycle)s)
            AND NOT EXISTS (
                SELECT FROM registry_withholding AS held
                WHERE held.family = late.family AND held.decision = late.decision AND held.lifted_in = ''
                    AND (held.member IS NULL OR late.member IS NULL OR held.member = late.member)
            )
        GROUP BY late.family
    ), earlier AS (
        SELECT family, sum(net)::bigint AS net, max(months) AS months, max(counted) AS counted
        FROM entitlements_entitlement WHERE cycle = %(before)s AND run = ANY(%(runs_before)s) AND net > 0
        GROUP BY family
    ), compared AS (
        SELECT earlier.family, owed.family IS NULL AS gone, greatest(owed.months, 0) AS months,
               coalesce(owed.reason, '') AS law, coalesce(owed.net, 0) AS net, coalesce(owed.deduction, 0) AS deduction,
               greatest(
                   coalesce(owed.gross, 0) - coalesce(paid_now.rupiah, 0)
                       - CASE WHEN owed.reason IN ('', 'withheld') THEN 0 ELSE coalesce(unpaid.rupiah, 0) END, 0
               ) AS gross,
               greatest(coalesce(owed.net, 0) - coalesce(paid_now.rupiah, 0), 0) AS now,
               greatest(earlier.net - coalesce(paid_then.rupiah, 0), 0) AS before,
               greatest(earlier.months, 1) AS months_before, coalesce(owed.counted, 0) AS counted,
               earlier.counted AS counted_before, coalesce(owed.quarters_missed, 0) AS quarters_missed
        FROM earlier
        LEFT JOIN entitlements_entitlement AS owed
            ON owed.cycle = %(cycle)s AND owed.run = %(run)s AND owed.family = earlier.family
        LEFT JOIN settled AS paid_now ON paid_now.family = earlier.family AND paid_now.cycle = %(cycle)s
        LEFT JOIN unpaid ON unpaid.family = earlier.family
        LEFT JOIN settled AS paid_then ON paid_then.family = earlier.family AND paid_then.cycle = %(before)s
        WHERE owed.family IS NULL AND %(whole)s OR owed.batch = ANY(%(batches)s)
    )
    SELECT %(cycle)s, %(run)s, compared.family, home.village, home.facilitator, 'payment', '',
           CASE WHEN net = 0 AND law <> '' THEN law
                WHEN deduction > 0 THEN 'withheld_part' WHEN gone THEN 'not_computed'
                WHEN counted < counted_before THEN 'fewer_counted' ELSE 'other_amount' END,
           before, now, gross, quarters_missed, %(days)s, %(by)s, %(at)s, 'notified', %(by)s, %(on)s,
           %(on)s::date + %(days)s
    FROM compared JOIN registry_family AS home ON home.id = compared.family
    WHERE before > 0 AND (net = 0 OR now * months_before < before * months)
    ON CONFLICT ON CONSTRAINT case_is_made_once DO NOTHING
"""


class CannotMake(Refusal):
    """There is no approved computation to make cases of."""


@dataclass(frozen=True)
class Made:
    """How many cases were new."""

    sanctions: int
    payments: int


@transaction.atomic
def make_cases(cycle: str, *, by: Actor, on: date | None = None) -> Made:
    """Make the cases of a stage's approved waves. Again, only those of waves approved since are added; where there are
    none, nothing is looked at. `on` is the day families hear that they are paid less.
    """
    with connection.cursor() as cursor:
        cursor.execute(ONE_AT_A_TIME, [f"harapan cases {cycle}"])
    run = main_run(cycle)
    approved = [batch.pk for batch in batches_of(cycle).filter(run=run, approved_by__isnull=False)] if run else []
    if run is None or not approved:
        raise CannotMake(
            f"hitungan tahap {cycle} belum disetujui", f"the computation of stage {cycle} has not been approved"
        )
    if set(approved) <= made_already(cycle, run.pk):
        return Made(0, 0)
    edition = law().edition(cycle, accept_low_confidence=True)
    before = law().previous(cycle)
    runs_before = (
        sorted({batch.run_id for batch in batches_of(before).filter(approved_by__isnull=False)}) if before else []
    )
    asked: dict[str, Any] = {
        "cycle": cycle,
        "run": run.pk,
        "batches": approved,
        "days": objection_days(cycle, edition),
        "by": by.pk,
        "on": on or timezone.localdate(),
        "at": _moment(on),
        "before": before,
        "runs_before": runs_before,
        "whole": not batches_of(cycle).filter(run=run, approved_by__isnull=True).exists(),
    }
    _stage_who_missed(edition, run.pk)
    made = Made(_insert(SANCTIONS, asked), _insert_less(asked) if runs_before else 0)
    Making.objects.create(
        cycle=cycle, run=run.pk, batches=approved, sanctions=made.sanctions, payments=made.payments, by=by.pk
    )
    if made.sanctions or made.payments:
        record("sanctions.made", run, by=by, cycle=cycle, sanctions=made.sanctions, payments=made.payments)
    return made


def _moment(on: date | None) -> datetime:
    """Now; for a day that is not today, when it began."""
    if on is None or on == timezone.localdate():
        return timezone.now()
    return timezone.make_aware(datetime.combine(on, time.min))


def made_already(cycle: str, run: int) -> set[int]:
    """The waves of a run whose cases were made."""
    makings = Making.objects.filter(cycle=cycle, run=run).values_list("batches", flat=True)
    return {batch for batches in makings for batch in batches}


def is_made(cycle: str) -> bool:
    """Whether every approved wave of a stage has its cases."""
    run = main_run(cycle)
    approved = batches_of(cycle).filter(run=run, approved_by__isnull=False) if run else Batch.objects.none()
    return run is not None and set(approved.values_list("pk", flat=True)) <= made_already(cycle, run.pk)


def _stage_who_missed(edition: Edition, run: int) -> None:
    try:
        stage_who_missed(edition, run)
    except BadSnapshot as trouble:
        raise CannotMake(
            f"berkas salinan tahap {edition.cycle} tidak lagi seperti saat dibekukan",
            f"the files of the snapshot of {edition.cycle} are not what was frozen",
        ) from trouble


def objection_days(cycle: str, edition: Edition) -> int:
    """Days a family has to object, by the law the stage was opened under."""
    opened = Cycle.objects.filter(name=cycle).values_list("edition", flat=True).first()
    known = (opened or {}).get("consequences", {}).get("objection_days")
    if known:
        return int(known["value"])
    days = edition.consequences.objection_days
    if days is None:
        raise CannotMake(
            f"kebijakan tahap {cycle} tidak menyebut masa keberatan", f"the law of {cycle} knows no objection window"
        )
    return days.value


def _insert_less(asked: dict[str, Any]) -> int:
    """The planner takes the families of the stage before for a few hundred, and would look each up by itself."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_nestloop = off")
        count = _insert(LESS, asked)
        cursor.execute("SET LOCAL enable_nestloop = on")
    return count


def _insert(statement: str, asked: dict[str, Any]) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement, asked)
        return int(cursor.rowcount)
