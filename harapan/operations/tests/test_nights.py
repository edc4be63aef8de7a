"""What a night does by itself."""

from datetime import date

from harapan.commitments.models import MonthClosing, Observation
from harapan.operations.nightly import close_months
from harapan.testing.make import make_family, make_observations, member_named, pupil
from harapan.testing.stages import scene


def test_months_are_closed_once_in_the_night_after_their_deadline(own_database):
    make_family("Siti Aminah", pupil("Budi"))

    early = close_months(date(2025, 4, 10))
    night = close_months(date(2025, 7, 11))
    again = close_months(date(2025, 7, 12))

    assert early == [date(2024, 10, 1), date(2024, 11, 1), date(2024, 12, 1)], "the quarter before is over long since"
    assert night == [date(2025, month, 1) for month in range(1, 7)], "the night of April never came"
    assert again == []
    assert MonthClosing.objects.filter(by=None, area="").count() == 9
    assert Observation.objects.filter(reported=False, duty="school_attendance", month__in=night).count() == 6


def test_a_stage_writes_silence_down_before_it_is_frozen_and_judges_by_it(own_database, dewi, eko):
    family = make_family("Siti Aminah", pupil("Budi"))
    given = scene(dewi, eko, cycle="2025-1")
    *told, silent = given.edition.stage.judged_months
    make_observations(member_named(family, "Budi"), "school_attendance", told)

    given.through("compute")

    assert given.owed(family).verdict == "not_reported", "two months of three say nothing about the third"
    assert list(Observation.objects.filter(reported=False).values_list("month", flat=True)) == [silent]
    assert MonthClosing.objects.filter(by=dewi.pk, area="").count() == 3
    assert not {*told, silent} & {*close_months(given.desk.today)}, "the night finds it done"
