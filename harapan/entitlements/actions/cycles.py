"""Open a cycle under the law of its first day, and hold every later step to that law."""

import json
from datetime import date

from django.db import transaction
from django.utils import timezone

from harapan.audit.actions import Actor, record
from harapan.entitlements.models import Cycle
from harapan.lib.refusals import Refusal
from harapan.policy.edition import Edition
from harapan.registry import actions as registry
from harapan.registry.models import Family, Participation


class CannotOpen(Refusal):
    """The cycle cannot be opened."""


@transaction.atomic(durable=True)
def open_cycle(edition: Edition, *, by: Actor, on: date | None = None) -> Cycle:
    """Open a slot of the calendar under the law of its first day. Ready families become active. Opening it again
    changes nothing; an unclosed earlier cycle is no obstacle.
    """
    cycle, is_new = Cycle.objects.get_or_create(
        name=edition.cycle,
        defaults={
            "opened_by": by.pk,
            "edition_digest": edition.digest,
            "edition": json.loads(edition.to_json()),
        },
    )
    if not is_new:
        _refuse_other_law(cycle, edition)
        return cycle
    started = registry.move_participation(
        Family.objects.filter(participation=Participation.READY).values("id"),
        source=Participation.READY,
        target=Participation.ACTIVE,
        cause="cycle_opened",
        on=on or timezone.localdate(),
        by=by,
        document=edition.cycle,
    )
    record("cycle.opened", cycle, by=by, edition=edition.digest, families_started=started)
    return cycle


def opened(edition: Edition) -> Cycle:
    """The cycle of this edition, opened under this very law."""
    cycle = Cycle.objects.filter(name=edition.cycle).first()
    if cycle is None:
        raise CannotOpen(
            f"{edition.cycle} belum dibuka: jalankan `harapan cycle open {edition.cycle}` dahulu",
            f"{edition.cycle} is not open yet: `harapan cycle open {edition.cycle}` comes first",
        )
    _refuse_other_law(cycle, edition)
    return cycle


def _refuse_other_law(cycle: Cycle, edition: Edition) -> None:
    """The law was resolved when the cycle was opened; whoever changed the policy files since must say so."""
    if cycle.edition_digest != edition.digest:
        raise CannotOpen(
            f"aturan untuk {cycle} berubah sejak siklus dibuka: kembalikan berkas kebijakan yang dipakai waktu itu",
            f"the law for {cycle} has changed since it was opened: put back the policy files of that day",
        )
