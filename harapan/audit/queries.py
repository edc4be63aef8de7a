"""What the log looks like from outside: its head, and what is not chained yet."""

from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from harapan.audit.models import Event, Seal

COUNTED = 10_000
"""Unsealed events are counted up to here."""


@dataclass(frozen=True)
class Chain:
    """The chain of seals as it stands: its head and when that was made. `events` is about how many the log holds."""

    head: str
    sealed_at: datetime | None
    events: int
    unsealed: int


def chain() -> Chain:
    """How far the log is sealed. `unsealed` stops at `COUNTED` + 1: then nobody seals at all."""
    last = Seal.objects.order_by("-upto").first()
    waiting = Event.objects.filter(transaction__gte=last.upto if last else 0)[: COUNTED + 1]
    return Chain(
        head=last.digest if last else "",
        sealed_at=last.at if last else None,
        events=about_events(),
        unsealed=waiting.count(),
    )


def about_events() -> int:
    """About how many events there are: the planner's guess, since counting millions takes too long."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT greatest(reltuples, 0)::bigint FROM pg_class WHERE oid = 'audit_event'::regclass")
        return int(cursor.fetchone()[0])
