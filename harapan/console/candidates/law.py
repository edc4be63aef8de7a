"""The law a visit asks about members: that of the next stage, since nobody is paid for a stage that has begun."""

from datetime import date

from harapan.entitlements.law import law
from harapan.policy.edition import Edition


def edition_after(day: date, channel: str) -> Edition:
    """The first stage that begins after a day, on the calendar of a channel; the last known one where there is none."""
    stages = [stage for stage in law().stages.values() if stage.channel in (None, channel)]
    later = next((stage for stage in stages if stage.first_day > day), stages[-1])
    return law().edition(later.cycle, accept_low_confidence=True)
