"""What a night does by itself."""

from datetime import date

from harapan.commitments.models import MonthClosing, Observation
from harapan.operations.nightly import close_months
from harapan.testing.make import make_family, pupil


def test_months_are_closed_once_in_the_night_after_their_deadline(own_database):
    make_family("Siti Aminah", pupil("Budi"))

    early = close_months(date(2025, 4, 10))
    night = close_months(date(2025, 4, 11))
    again = close_months(date(2025, 4, 12))

    assert early == [date(2024, 10, 1), date(2024, 11, 1), date(2024, 12, 1)], "the quarter before is over long since"
    assert night == [date(2025, 1, 1), date(2025, 2, 1), date(2025, 3, 1)]
    assert again == []
    assert MonthClosing.objects.filter(by=None, area="").count() == 6
    assert Observation.objects.filter(reported=False, duty="school_attendance", month__in=night).count() == 3
