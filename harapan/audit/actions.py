"""Write events down, seal them into a chain, and check the chain."""

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


def verify() -> int:
    """Recompute every seal from its events. Returns how many events the chain covers; raises `Broken`."""
    previous, after, covered = GENESIS, 0, 0
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL TimeZone TO 'UTC'")
        for link in Seal.objects.order_by("upto").iterator():
            cursor.execute(
                f"""SELECT count(*), encode(sha256(convert_to(
                        %s || string_agg(digest, '' ORDER BY transaction, id), 'UTF8')), 'hex')
                    FROM ({SEALED} WHERE transaction >= %s AND transaction < %s) AS event""",
                [previous, after, link.upto],
            )
            count, digest = cursor.fetchone()
            if link.previous != previous or count != link.events or digest != link.digest:
                raise Broken(
                    f"rantai catatan putus antara transaksi {after} dan {link.upto}",
                    f"the chain breaks between transactions {after} and {link.upto}",
                )
            previous, after, covered = link.digest, link.upto, covered + count
    return covered
