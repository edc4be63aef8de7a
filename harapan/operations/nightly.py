"""What every night does by itself: look through the data, move lists, close months, sum, look ahead."""

from datetime import date, timedelta
from typing import Final

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from harapan.commitments.attachments import follow_registry
from harapan.commitments.health.measuring import sum_growth
from harapan.commitments.load_unreported import close_month, left_open
from harapan.entitlements.law import law
from harapan.intake.forgetting import forget_lists
from harapan.lib.dates import month_of, months_after
from harapan.meetings.summing import sum_month
from harapan.operations.errands.forgetting import forget_errands
from harapan.operations.errands.quality import inspect_now
from harapan.operations.errands.sanctions import look_now
from harapan.operations.given_back import lessen_by_what_was_given_back
from harapan.operations.recovering import claim_what_came_since
from harapan.payments.queries import stages_credited_since, stages_given_back_since
from harapan.policy.protocols import oldest_report
from harapan.registry.models import Inspection, Overpayment

NIGHTS: Final = timedelta(days=14)
"""So far back a night looks for money that came, went back, or was not owed after all; some nights may be missed."""
LATE_SHEETS: Final = 10
"""Until this day of a month the month before is summed again: sheets of its last sessions come in late."""


class _Night:
    """Nobody asked for it."""

    pk = None

    def __str__(self) -> str:
        return "nightly"


def inspect_the_country() -> Inspection:
    """Every check of the data over everybody."""
    return inspect_now(by=_Night())


def forget_old_lists() -> tuple[int, int]:
    """Rows of lists whose time is over, and what errands as old said; how many outside lists and candidate lists."""
    now = timezone.now()
    before = now - timedelta(days=settings.LISTS_KEPT_DAYS)
    forget_errands(before, by=_Night())
    return forget_lists(before, now=now, by=_Night())


def follow_the_registry(today: date | None = None) -> int:
    """Lists of schools and health units after what changes and registers have said. Returns how many rows moved."""
    return follow_registry(today=today or timezone.localdate(), by=_Night())


@transaction.atomic
def look_ahead_for_the_country() -> int:
    """Who is about to fall out, everywhere. Returns how many warnings there are."""
    return look_now(by=_Night())


def claim_what_was_not_owed() -> list[Overpayment]:
    """What banks credited of late to families joined or members noted dead after the freeze becomes a claim; and claims
    become less by what banks gave back. Returns the claims that were raised.
    """
    since = timezone.now() - NIGHTS
    found = claim_what_came_since(stages_credited_since(since), since=since, by=_Night())
    for cycle in stages_given_back_since(since):
        lessen_by_what_was_given_back(cycle)
    return found


def close_months(today: date | None = None) -> list[date]:
    """Write down what nobody reported of the quarters whose deadline has passed, each month once. Returns those closed
    now. A night that was missed is made up for, as far back as reports are taken at all.
    """
    today = today or timezone.localdate()
    oldest = oldest_report(law(), today)
    over = [
        stage
        for stage in law().stages.values()
        if stage.judges
        and stage.reporting_deadline < today
        and (oldest is None or months_after(stage.judged_months[-1], oldest) >= month_of(today))
    ]
    new = left_open(month for stage in over for month in stage.judged_months)
    for month in new:
        close_month(month, law(), today=today, by=_Night())
    return new


def sum_sessions(today: date | None = None) -> None:
    """Family sessions of this month by village, also where nobody has met yet."""
    today = today or timezone.localdate()
    month = today.replace(day=1)
    for one in [months_after(month, -1), month] if today.day <= LATE_SHEETS else [month]:
        with transaction.atomic():
            sum_month(one)


def sum_growth_of_late(today: date | None = None) -> None:
    """How children grow in this month and the one before, everywhere: families move, and lists come in late."""
    month = (today or timezone.localdate()).replace(day=1)
    for one in (months_after(month, -1), month):
        sum_growth(one)
