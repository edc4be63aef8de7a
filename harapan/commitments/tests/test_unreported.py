"""At the end of a month, what was due and nobody reported is written down as such, and nothing else."""

from datetime import date

import pytest

from harapan.commitments.load_unreported import close_month
from harapan.commitments.models import Observation
from harapan.commitments.preview import duties_seen
from harapan.commitments.reporting import CannotReport, Seen, report
from harapan.entitlements.law import law
from harapan.testing.make import LOA_IPUH, elder, make_family, make_observations, member_named, pupil, toddler

FEBRUARY, TODAY = date(2025, 2, 1), date(2025, 4, 2)


def test_silence_is_written_down_once_counts_against_nobody_and_is_corrected_by_a_late_report(own_database, dewi):
    family = make_family("Siti Aminah", pupil("Budi"), toddler("Adi", born=date(2023, 1, 10)), elder())
    make_family("Belum", pupil("Caca"), participation="candidate", confirmed_on=None)
    budi, adi = member_named(family, "Budi"), member_named(family, "Adi")
    make_observations(adi, "child_growth", [FEBRUARY], open_=1)

    closed = close_month(FEBRUARY, law(), today=TODAY, by=dewi)
    again = close_month(FEBRUARY, law(), area="6402", today=TODAY, by=dewi)

    assert [(one.due, one.written) for one in (closed, again)] == [(3, 2), (3, 0)]
    silent = Observation.objects.filter(reported=False).values_list("member", "duty", "open", "village")
    assert set(silent) == {(budi.pk, "school_attendance", 1, LOA_IPUH), (adi.pk, "vitamin_a", 1, LOA_IPUH)}
    seen = Seen(FEBRUARY, budi.pk, "school_attendance", family.pk, LOA_IPUH, open=20, unexcused=9)
    assert report([seen], "terlambat", by=dewi).revised == 1
    (told,) = duties_seen([budi.pk], LOA_IPUH, [FEBRUARY], law().edition("2025-1"))
    assert told.outcome == "missed"


def test_a_month_that_is_not_over_is_not_closed(own_database, dewi):
    with pytest.raises(CannotReport, match="not over yet"):
        close_month(date(2025, 4, 1), law(), today=TODAY, by=dewi)
