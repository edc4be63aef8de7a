"""A family's way through the programme, one legal step at a time, each with its cause, author, day and document."""

from datetime import date

from django.db import connection, transaction
from django.db.models import QuerySet

from harapan.audit.actions import Actor, record
from harapan.lib.refusals import Refusal
from harapan.registry.models import Family, Participation

P = Participation
PAID_OR_WAITING = (P.ACTIVE, P.SUSPENDED, P.NO_COMPONENT, P.GRADUATION_CANDIDATE)
EXITS = (P.GRADUATED_NATURAL, P.GRADUATED_INDEPENDENT, P.REMOVED, P.ADMINISTRATIVE_EXIT)

LEGAL: dict[str, tuple[str, ...]] = {
    P.LISTED: (P.CANDIDATE,),
    P.CANDIDATE: (P.VALIDATED, P.NOT_ELIGIBLE, P.ADMINISTRATIVE_EXIT),
    P.NOT_ELIGIBLE: (P.CANDIDATE,),
    P.VALIDATED: (P.CONFIRMED, P.NOT_ELIGIBLE, P.ADMINISTRATIVE_EXIT),
    P.CONFIRMED: (P.ACCOUNT_PENDING, P.READY, P.ADMINISTRATIVE_EXIT),
    P.ACCOUNT_PENDING: (P.READY, P.ACCOUNT_FAILED, P.ADMINISTRATIVE_EXIT),
    P.ACCOUNT_FAILED: (P.ACCOUNT_PENDING, P.READY, P.ADMINISTRATIVE_EXIT),
    P.READY: (P.ACTIVE, P.REMOVED, P.ADMINISTRATIVE_EXIT),
    **{state: tuple(other for other in (*PAID_OR_WAITING, *EXITS) if other != state) for state in PAID_OR_WAITING},
    # Out is not for ever since 2025: a new proposal, with the old history kept (domain facts 15, no. 24).
    **dict.fromkeys(EXITS, (P.CANDIDATE,)),
}
"""Where a family may go from each state (domain facts 2.3)."""


class IllegalMove(Refusal):
    """No path leads from the one state to the other."""


@transaction.atomic
def advance(family: Family, target: str, *, cause: str, on: date, by: Actor, document: str = "") -> Family:
    """Move one family a legal step. Being there already changes nothing. Raises `IllegalMove`."""
    family = Family.objects.select_for_update().get(pk=family.pk)
    if family.participation == target:
        return family
    if target not in LEGAL[family.participation]:
        raise IllegalMove(
            f"keluarga ini {P(family.participation).label}: tidak dapat langsung menjadi {P(target).label}",
            f"the family is {family.participation}: it cannot become {target} from there",
        )
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
