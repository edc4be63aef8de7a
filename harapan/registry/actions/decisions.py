"""Decisions that other rooms send down: where a cycle left its families, what is withheld, what is owed."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Final

from django.db import connection, transaction
from django.db.models import QuerySet, Value

from harapan.audit.actions import Actor, record
from harapan.registry.models import Arrears, Family, StandingGeneration, Withholding
from harapan.tables.partitions import filling


@transaction.atomic
def take_over_standings(generation: str, standings: QuerySet, *, position: int, complete: bool) -> int:
    """Write down where an approved batch leaves its families: family, paid_through, quarters_missed of `standings`.

    `generation` names the slice, `position` its cycle's place in the calendar. `complete` says that after this every
    family frozen for the cycle has its row, so that older ones can be forgotten. Returns how many families.
    """
    slice_, _ = StandingGeneration.objects.get_or_create(cycle=generation, defaults={"position": position})
    columns = ("generation", "family", "paid_through", "quarters_missed")
    sql, params = standings.annotate(generation=Value(generation)).values_list(*columns).query.sql_with_params()
    with filling("registry_standing", generation) as table, connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO {table} (cycle, family, paid_through, quarters_missed) {sql}", params)
        count = cursor.rowcount
    if complete and not slice_.complete:
        slice_.complete = True
        slice_.save(update_fields=["complete"])
    return count


@transaction.atomic
def lift_withholdings(cycle: str, lifted: QuerySet[Withholding], *, because: str) -> int:
    """These withholdings hold no longer from `cycle` on."""
    return lifted.filter(lifted_in="").update(lifted_in=cycle, lifted_because=because)


@transaction.atomic
def owe_withheld(rows: list[Arrears]) -> int:
    """What a run withheld is owed from now on, and paid when its withholding lifts. Noting it twice changes nothing."""
    return len(Arrears.objects.bulk_create(rows, ignore_conflicts=True, batch_size=5000))


@dataclass(frozen=True)
class Due:
    """One arrear as a run pays it: whose money, of which stage, by which decision, and how much of it in rupiah."""

    family: int
    member: int | None
    cycle: str
    component: str
    amount: int
    decision: str


# Rows are locked in one order, since several stages may be computed and approved beside each other.
OF_A_RUN: Final = """
    WITH mine AS (
        SELECT owed.id FROM registry_arrears AS owed
        JOIN unnest(%(family)s::bigint[], %(member)s::bigint[], %(cycle)s::text[], %(component)s::text[],
                    %(amount)s::bigint[], %(decision)s::text[])
            AS due(family, member, cycle, component, amount, decision)
            USING (family, cycle, component, amount, decision)
        WHERE owed.member IS NOT DISTINCT FROM due.member AND owed.settled_in = ''
            AND (owed.run IS NULL OR owed.run = %(run)s)
        ORDER BY owed.id FOR UPDATE OF owed
    )
    UPDATE registry_arrears SET run = %(run)s, settled_in = %(settled_in)s WHERE id IN (SELECT id FROM mine)
"""


@transaction.atomic
def take_arrears(run: int, dues: Sequence[Due]) -> int:
    """This run pays these arrears, and no other run does. Returns how many it could take: all, or others were first."""
    return _mark(run, dues, settled_in="")


@transaction.atomic
def let_go_of_arrears(run: int) -> int:
    """A run that was refused pays nothing: what it would have paid is free for another."""
    return Arrears.objects.filter(run=run, settled_in="").update(run=None)


@transaction.atomic
def settle_arrears(run: int, cycle: str, dues: Sequence[Due]) -> int:
    """This run paid these arrears in `cycle`. Returns how many were still owed, to the rupiah, and no other run's."""
    return _mark(run, dues, settled_in=cycle)


def _mark(run: int, dues: Sequence[Due], *, settled_in: str) -> int:
    if not dues:
        return 0
    lists = {field.name: [getattr(one, field.name) for one in dues] for field in fields(Due)}
    with connection.cursor() as cursor:
        cursor.execute(OF_A_RUN, {**lists, "run": run, "settled_in": settled_in})
        return int(cursor.rowcount)


@transaction.atomic
def withhold(family: Family, *, member: int | None, from_cycle: str, decision: str, by: Actor) -> Withholding:
    """Hold back one member's lines, or with `member` None and reasons the whole family's, from a cycle on."""
    withholding, made = Withholding.objects.get_or_create(
        family=family.pk,
        member=member,
        from_cycle=from_cycle,
        lifted_in="",
        defaults={
            "village": family.village,
            "facilitator": family.facilitator,
            "decision": decision,
            "by": by.pk,
        },
    )
    if made:
        record("withholding.decided", withholding, by=by, from_cycle=from_cycle)
    return withholding


@transaction.atomic
def reverse_withholding(withholding: Withholding, *, in_cycle: str, because: str, by: Actor) -> Withholding:
    """An objection was right: the withholding holds no longer. What it kept back is owed already and is paid next."""
    lift_withholdings(in_cycle, Withholding.objects.filter(pk=withholding.pk), because=because)
    record("withholding.reversed", withholding, by=by, in_cycle=in_cycle)
    withholding.refresh_from_db()
    return withholding


@transaction.atomic
def grant_arrears(
    family: Family, *, member: int | None, cycle: str, component: str, amount: int, decision: str, by: Actor
) -> Arrears:
    """Owe a family money of an earlier stage, by a decision; the next run pays it. Granting it again is harmless."""
    arrears, made = Arrears.objects.get_or_create(
        family=family.pk,
        member=member,
        cycle=cycle,
        component=component,
        decision=decision,
        defaults={"village": family.village, "facilitator": family.facilitator, "amount": amount, "by": by.pk},
    )
    if made:
        record("arrears.granted", arrears, by=by, cycle=cycle, component=component, amount=amount)
    return arrears
