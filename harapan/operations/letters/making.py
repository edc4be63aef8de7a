"""The worker's part: gather what a letter says, and have it made; take up again what a dead worker left."""

from collections.abc import Callable
from datetime import timedelta

import structlog
from django.db import connection, transaction
from django.utils import timezone

from harapan.letters import actions
from harapan.letters.drafts import Draft
from harapan.letters.models import Letter
from harapan.lib.refusals import Refusal
from harapan.operations import care
from harapan.operations.letters import (
    accounts,
    claim,
    confirmation,
    decree,
    deliberation,
    minutes,
    monthly,
    notices,
    recap,
    slips,
)
from harapan.operations.letters.asking import BY_DESKS, Wish, check
from harapan.staff.models import Staff
from harapan.tables.locks import Busy, only_one

log = structlog.get_logger()

GATHERERS: dict[str, Callable[[Letter, Staff], Draft]] = {
    Letter.Kind.MINUTES: minutes.gather,
    Letter.Kind.RECAP: recap.gather,
    Letter.Kind.DECREE: decree.gather,
    Letter.Kind.SLIPS: slips.gather,
    Letter.Kind.CONFIRMATION: confirmation.gather,
    Letter.Kind.ACCOUNTS: accounts.gather,
    Letter.Kind.DELIBERATION: deliberation.gather,
    Letter.Kind.NOTICES: notices.gather,
    Letter.Kind.MONTHLY: monthly.gather,
    Letter.Kind.CLAIM: claim.gather,
}


def carry_out(letter: Letter) -> Letter:
    """Make one letter that was asked for. A refusal ends it with its sentences; a fault of ours is raised too."""
    try:
        with only_one(f"letter {letter.pk}"):
            letter.refresh_from_db()
            if letter.is_made or letter.state == Letter.State.REFUSED:
                return letter
            return _made(letter)
    except Busy:
        return letter


def _made(letter: Letter) -> Letter:
    actions.note(letter, state=Letter.State.MAKING, phase="Mengumpulkan data")
    try:
        by = Staff.objects.get(pk=letter.asked_by, active=True)
        if letter.kind not in BY_DESKS:
            check(Wish(letter.kind, letter.period, letter.area, letter.subject.get("group")), by)
        return actions.make(letter, GATHERERS[letter.kind](letter, by), by=by)
    except Refusal as refusal:
        letter.refresh_from_db()
        if letter.number is None:
            actions.refuse(letter, refusal)
        else:
            actions.fail(letter, refusal)
        return letter
    except Exception:
        log.exception("letter failed", letter=letter.pk, kind=letter.kind)
        actions.fail(letter)
        raise


def take_up_again() -> int:
    """Put letters back into the queue that nobody alive works on. Returns how many."""
    open_ = Letter.objects.filter(
        state__in=[Letter.State.WAITING, Letter.State.MAKING],
        asked_at__lt=timezone.now() - timedelta(seconds=care.JUST_NOW),
    )
    return sum(_taken_up_again(letter) for letter in open_)


@transaction.atomic
def _taken_up_again(letter: Letter) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(hashtextextended(%s, 0))", [f"harapan letter {letter.pk}"])
        nobody_works_on_it = bool(cursor.fetchone()[0])
    return nobody_works_on_it and care.queued_again("make_letter", letter=letter.pk)
