"""What changes in the registry, and who said so. Other rooms send their decisions down here."""

from datetime import date

from django.db import connection, transaction
from django.db.models import QuerySet

from harapan.audit.actions import Actor, record
from harapan.registry.models import Arrears, StandingGeneration, Withholding
from harapan.tables.partitions import make_partition

READY_TO_ACTIVE = ("ready", "active", "cycle_opened")


@transaction.atomic
def take_over_standings(cycle: str, standings: QuerySet, *, complete: bool) -> int:
    """Write down where an approved batch leaves its families: (cycle, family, paid_through, quarters_missed).

    `complete` says that after this every family frozen for the cycle has its row, so that older ones can be
    forgotten. Returns how many families.
    """
    make_partition("registry_standing", cycle)
    generation, _ = StandingGeneration.objects.get_or_create(cycle=cycle)
    sql, params = standings.values_list("cycle", "family", "paid_through", "quarters_missed").query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(
            f"""INSERT INTO registry_standing (cycle, family, paid_through, quarters_missed) {sql}
                ON CONFLICT DO NOTHING""",
            params,
        )
        count = cursor.rowcount
    if complete and not generation.complete:
        generation.complete = True
        generation.save(update_fields=["complete"])
    return count


@transaction.atomic
def move_participation(
    families: QuerySet, *, source: str, target: str, cause: str, on: date, by: Actor, document: str = ""
) -> int:
    """Move every family of `families` (a query of family ids) that stands in `source` on to `target`, in one go.

    Each move leaves its row: cause, author, day, document. Returns how many moved.
    """
    sql, params = families.query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            WITH moved AS (
                UPDATE registry_family SET participation = %s
                WHERE participation = %s AND id IN ({sql})
                RETURNING id, village, facilitator
            )
            INSERT INTO registry_participation_move
                (family, village, facilitator, source, target, cause, document, "on", by, by_label)
            SELECT id, village, facilitator, %s, %s, %s, %s, %s, %s, %s FROM moved
            """,
            [target, source, *params, source, target, cause, document, on, by.pk, str(by)],
        )
        return cursor.rowcount


@transaction.atomic
def lift_withholdings(cycle: str, lifted: QuerySet[Withholding], *, because: str) -> int:
    """These withholdings hold no longer from `cycle` on."""
    return lifted.filter(lifted_in="").update(lifted_in=cycle, lifted_because=because)


@transaction.atomic
def owe_withheld(rows: list[Arrears]) -> int:
    """What a run withheld is owed from now on, and paid when its withholding lifts. Noting it twice changes nothing."""
    return len(Arrears.objects.bulk_create(rows, ignore_conflicts=True, batch_size=5000))


@transaction.atomic
def settle_arrears(cycle: str, settled: QuerySet[Arrears]) -> int:
    """These arrears were paid in `cycle`."""
    return settled.filter(settled_in="").update(settled_in=cycle)


@transaction.atomic(durable=True)
def withhold(
    family: int, *, village: str, facilitator: int | None, member: int | None, from_cycle: str, decision: str, by: Actor
) -> Withholding:
    """Hold back one member's lines, or with `member` None and reasons the whole family's, from a cycle on."""
    withholding, made = Withholding.objects.get_or_create(
        family=family,
        member=member,
        from_cycle=from_cycle,
        lifted_in="",
        defaults={"village": village, "facilitator": facilitator, "decision": decision, "by": by.pk},
    )
    if made:
        record("withholding.decided", withholding, by=by, from_cycle=from_cycle, decision=decision)
    return withholding
