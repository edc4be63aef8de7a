"""A family's way through the programme, one legal step at a time, each with its cause, author, day and document."""

from datetime import date

from django.db import connection, transaction
from django.db.models import QuerySet

from harapan.audit.actions import Actor, record
from harapan.lib.refusals import Refusal
from harapan.registry.models import Family
from harapan.registry.transitions import LEGAL, transition_for
from harapan.registry.words import CAUSES, PARTICIPATION, word


class IllegalMove(Refusal):
    """No path leads from the one state to the other, or not for this cause, or not without its paper."""


def _refuse_illegal(source: str, target: str, cause: str, document: str) -> None:
    """Say which state, cause or paper stands in the way."""
    was, to, why = word(PARTICIPATION, source), word(PARTICIPATION, target), word(CAUSES, cause)
    if target not in LEGAL[source]:
        raise IllegalMove(
            f"keluarga ini {was.id}: tidak dapat langsung menjadi {to.id}",
            f"the family is {was.en}: it cannot become {to.en} from there",
        )
    step = transition_for(source, target, cause)
    if step is None:
        raise IllegalMove(
            f"“{why.id}” bukan alasan untuk menjadi {to.id} dari {was.id}",
            f"“{why.en}” is no cause to become {to.en} from {was.en}",
        )
    if step.paper and not document.strip():
        raise IllegalMove(
            f"untuk menjadi {to.id} diperlukan {step.paper.id}",
            f"to become {to.en}, {step.paper.en} is needed",
        )


@transaction.atomic
def advance(family: Family, target: str, *, cause: str, on: date, by: Actor, document: str = "") -> Family:
    """Move one family a step of `transitions.py`. Being there already changes nothing. Raises `IllegalMove`."""
    family = Family.objects.select_for_update().get(pk=family.pk)
    if family.participation == target:
        return family
    move_participation(
        Family.objects.filter(pk=family.pk).values("pk"),
        source=family.participation,
        target=target,
        cause=cause,
        on=on,
        by=by,
        document=document,
    )
    record("participation.moved", family, by=by, source=family.participation, target=target, cause=cause)
    family.participation = target
    return family


@transaction.atomic
def move_participation(
    families: QuerySet, *, source: str, target: str, cause: str, on: date, by: Actor, document: str = ""
) -> int:
    """Move every family of `families` (a query of family ids) that stands in `source` on to `target`, in one go.

    Each move leaves its row: cause, author, day, document. Returns how many moved; raises `IllegalMove` when nobody
    may take this step, whoever stands there.
    """
    _refuse_illegal(source, target, cause, document)
    sql, params = families.query.sql_with_params()
    # `|| ''`: found by their number alone. Families that have just come are in no statistics yet, and by the index of
    # states the database would look through all of them again for each.
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            WITH moved AS (
                UPDATE registry_family AS family SET participation = %s
                FROM ({sql}) AS due (id) WHERE family.id = due.id AND participation || '' = %s
                RETURNING family.id, village, facilitator
            )
            INSERT INTO registry_participation_move
                (family, village, facilitator, source, target, cause, document, "on", by, by_label)
            SELECT id, village, facilitator, %s, %s, %s, %s, %s, %s, %s FROM moved
            """,
            [target, *params, source, source, target, cause, document, on, by.pk, str(by)],
        )
        return cursor.rowcount
