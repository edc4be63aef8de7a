"""What the law says about a month at school: least attendance."""

from datetime import date
from functools import lru_cache
from typing import Final

from harapan.console.reporting.months import judged_by
from harapan.entitlements.law import law

DUTY: Final = "school_attendance"


@lru_cache(maxsize=64)
def line_of(month: date) -> int:
    """The least share of effective days, in per cent; of a month beyond the calendar, as it stands last."""
    stage = judged_by(month)
    cycle = stage.cycle if stage else law().cycles()[-1]
    percent = law().edition(cycle, accept_low_confidence=True).duty(DUTY).attendance_percent
    return percent.value if percent else 0
