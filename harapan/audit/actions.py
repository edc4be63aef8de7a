"""Write events down, seal them into a chain, and check the chain."""

from collections.abc import Iterable, Iterator
from typing import Any, Protocol

from django.db import connection, models, transaction

from harapan.audit.models import Event, Seal
from harapan.lib.refusals import Refusal

GENESIS = "0" * 64
"""What the first seal names as the seal before it."""


class Actor(Protocol):
    """Whoever acts: this room needs a number and a name, and knows no staff."""

    pk: Any

    def __str__(self) -> str: ...


def record(verb: str, thing: models.Model, *, by: Actor, **facts: Any) -> Event:
    """Somebody did something to something. Facts are ids, field names and figures; never personal values."""
    return Event.objects.create(
        actor=by.pk,
        actor_label=str(by),
        verb=verb,
        object_type=thing._meta.model_name or "",
        object_id=str(thing.pk),
        facts=facts,
    )


def record_all(verb: str, things: Iterable[models.Model], *, by: Actor, **facts: Any) -> None:
    """The same happened to each of these; one event for each."""
    Event.objects.bulk_create(
        Event(
            actor=by.pk,
            actor_label=str(by),
            verb=verb,
            object_type=thing._meta.model_name or "",
            object_id=str(thing.pk),
            facts=facts,
        )
        for thing in things
    )


SEALED = """
    SELECT id, transaction, encode(sha256(convert_to(
        concat_ws('|', id, at, actor, actor_label, verb, object_type, object_id, facts), 'UTF8')), 'hex') AS digest
    FROM audit_event
"""

SEAL = f"""
    INSERT INTO audit_seal (upto, events, digest, previous)
    SELECT %(upto)s, count(*),
           encode(sha256(convert_to(%(previous)s || string_agg(digest, '' ORDER BY transaction, id), 'UTF8')), 'hex'),
           %(previous)s
    FROM ({SEALED} WHERE transaction >= %(after)s AND transaction < %(upto)s) AS event
    HAVING count(*) > 0
    RETURNING digest
"""


@transaction.atomic
def seal() -> str:
    """Chain every event whose transaction is over onto the last seal. Returns the head of the chain.

    The order is that of transactions, not of event numbers: below the oldest running transaction nothing
    can appear any more, so no slow action holds others up and none is missed.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('harapan audit seal', 0))")
        cursor.execute("SET LOCAL TimeZone TO 'UTC'")
        last = Seal.objects.order_by("-upto").first()
        previous, after = (last.digest, last.upto) if last else (GENESIS, 0)
        cursor.execute("SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint")
        cursor.execute(SEAL, {"previous": previous, "after": after, "upto": cursor.fetchone()[0]})
        sealed = cursor.fetchone()
    return sealed[0] if sealed else previous


class Broken(Refusal):
    """The chain does not hold: an event or a seal is not what it was."""


LINKS = f"""
    WITH links AS (
        SELECT upto, events, digest, previous, sum(events) OVER (ORDER BY upto) - events AS before,
               lag(upto, 1, %(after)s::bigint) OVER (ORDER BY upto) AS after,
               lag(digest, 1, %(head)s::varchar) OVER (ORDER BY upto) AS head
        FROM (SELECT * FROM audit_seal WHERE upto > %(after)s ORDER BY upto LIMIT %(most)s) AS next
    )
    SELECT upto, events, links.digest, after,
           links.head = links.previous AND found.count = links.events AND found.digest = links.digest AS holds
    FROM links, LATERAL (
        SELECT count(*), encode(sha256(convert_to(
                   links.previous || coalesce(string_agg(event.digest, '' ORDER BY transaction, id), ''),
                   'UTF8')), 'hex') AS digest
        FROM ({SEALED} WHERE transaction >= links.after AND transaction < links.upto) AS event
    ) AS found
    WHERE before < %(most)s
    ORDER BY upto
"""


def check_chain(most: int = 100_000) -> Iterator[int]:
    """Recompute every seal from its events, about `most` at a time. Yields how many events the chain covers so far;
    raises `Broken` where it does not hold.
    """
    head, after, covered = GENESIS, 0, 0
    while links := _recomputed(head, after, most):
        for upto, events, digest, since, holds in links:
            if not holds:
                raise Broken(
                    f"rantai catatan putus antara transaksi {since} dan {upto}",
                    f"the chain breaks between transactions {since} and {upto}",
                )
            head, after, covered = digest, upto, covered + events
        yield covered


def verify() -> int:
    """Recompute the whole chain. Returns how many events it covers; raises `Broken`."""
    return max(check_chain(), default=0)


def _recomputed(head: str, after: int, most: int) -> list[tuple[int, int, str, int, bool]]:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL TimeZone TO 'UTC'")
        cursor.execute(LINKS, {"head": head, "after": after, "most": most})
        return cursor.fetchall()
