"""Who has reported: by class and school, from the list and the ledger; what was not told of is what is missing."""

from datetime import date

import pytest

from harapan.commitments.covering import sum_coverage
from harapan.commitments.models import Attachment, Coverage
from harapan.commitments.reporting import Seen, report
from harapan.console.schools.pages import told_of
from harapan.places.models import Facility
from harapan.testing.make import BUKUAN, LOA_IPUH, make_family, make_observations, member_named, pupil

pytestmark = pytest.mark.django_db
MAY = date(2025, 5, 1)


def at_school(member, code, *, class_name="4", since=date(2024, 7, 15), until=None):
    Attachment.objects.create(
        member=member.pk,
        family=member.family_id,
        village=member.village,
        facilitator=member.facilitator,
        facility=code,
        service="school",
        grade=4,
        class_name=class_name,
        since=since,
        until=until,
        because="test",
    )


@pytest.fixture
def schools():
    for code, village in (("30401234", LOA_IPUH), ("30409999", BUKUAN)):
        Facility.objects.create(code=code, kind="school", level="sd", register="dapodik", name="SDN", village=village)


def test_a_school_has_reported_when_everybody_on_its_list_was_told_of(schools):
    budi, ani, cici, dodi = (
        member_named(make_family(f"Ibu {name}", pupil(name)), name) for name in ("Budi", "Ani", "Cici", "Dodi")
    )
    for child, group in ((budi, "4A"), (ani, "4A"), (cici, "4B")):
        at_school(child, "30401234", class_name=group)
    at_school(dodi, "30409999", until=date(2025, 5, 20))  # moved before the month was over
    make_observations(budi, "school_attendance", [MAY])
    make_observations(ani, "school_attendance", [MAY], unexcused=20)
    make_observations(cici, "school_attendance", [MAY], reported=False)

    assert sum_coverage(MAY) == 1
    assert sum_coverage(MAY, area="6472") == 0  # other areas stay as they are

    one = Coverage.objects.get()
    assert (one.facility, one.village, one.classes, one.classes_told) == ("30401234", LOA_IPUH, 2, 1)
    assert (one.members, one.told, one.is_whole, one.is_silent) == (3, 2, False, False)

    make_observations(cici, "family_session", [MAY])
    sum_coverage(MAY, facilities=["30401234"])
    assert Coverage.objects.get().told == 2  # a family session says nothing about school


def test_a_word_that_was_withdrawn_is_missing_again(schools, dewi):
    budi = member_named(make_family("Ibu Budi", pupil("Budi")), "Budi")
    at_school(budi, "30401234")

    def told(*, reported: bool) -> int:
        word = Seen(MAY, budi.pk, "school_attendance", budi.family_id, LOA_IPUH, open=20, reported=reported)
        report([word], "laporan", by=dewi)
        sum_coverage(MAY)
        assert told_of([budi.pk], MAY) == ({budi.pk} if reported else set())
        return Coverage.objects.get().told

    assert [told(reported=True), told(reported=False), told(reported=True)] == [1, 0, 1]
