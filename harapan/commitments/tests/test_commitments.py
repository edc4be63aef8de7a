"""Duties: what was seen of them, and waivers that two people sign."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from harapan.audit.models import Event
from harapan.commitments.actions import CannotWaive, record_waiver
from harapan.commitments.models import Observation, Revision, Waiver
from harapan.testing.make import make_family, make_observations, member_named

pytestmark = pytest.mark.django_db
APRIL, JUNE = date(2025, 4, 1), date(2025, 6, 1)
FLOOD = ("640812", "", APRIL, JUNE, "SK Banjir 360/2025")


@pytest.fixture
def budi():
    return member_named(make_family(), "Budi")


def test_a_waiver_is_given_by_two_people_and_once(dewi, eko):
    first = record_waiver(*FLOOD, by=dewi, approved_by=eko)
    again = record_waiver(*FLOOD, by=dewi, approved_by=eko)

    assert first == again
    assert (first.proposed_by, first.approved_by) == (dewi.pk, eko.pk)
    assert Event.objects.filter(verb="waiver.given").count() == 1


def test_nobody_approves_their_own_waiver(dewi):
    with pytest.raises(CannotWaive) as refusal:
        record_waiver(*FLOOD, by=dewi, approved_by=dewi)

    assert "a second person must approve" in refusal.value.sentence_en
    assert "orang kedua" in refusal.value.sentence_id
    assert not Waiver.objects.exists()


def test_a_waiver_does_not_end_before_it_begins(dewi, eko):
    with pytest.raises(CannotWaive, match="before the first"):
        record_waiver("640812", "", JUNE, APRIL, "SK", by=dewi, approved_by=eko)


@pytest.mark.parametrize(
    ("constraint", "facts"),
    [
        ("waiver_has_four_eyes", {"approved_by": 1}),
        ("waiver_ends_after_it_begins", {"last_month": date(2025, 3, 1)}),
        ("waiver_is_given_once", {}),
    ],
)
def test_the_database_says_so_too(constraint, facts):
    given = {"area": "640812", "duty": "", "first_month": APRIL, "last_month": JUNE, "document": "SK"}
    Waiver.objects.create(**given, proposed_by=1, approved_by=2)

    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Waiver.objects.create(**{**given, "proposed_by": 1, "approved_by": 2, **facts})


@pytest.mark.parametrize(
    ("constraint", "month", "facts"),
    [
        ("observation_is_absent_at_most_when_open", APRIL, {"unexcused": 12, "excused": 9}),
        ("observation_is_absent_at_most_when_open", APRIL, {"unexcused": -1}),
        ("observation_month_is_a_first", date(2025, 4, 2), {}),
    ],
)
def test_an_observation_that_cannot_be(budi, constraint, month, facts):
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        make_observations(budi, "school_attendance", [month], **facts)


def test_a_duty_is_seen_once_a_month(budi):
    make_observations(budi, "school_attendance", [APRIL])

    with pytest.raises(IntegrityError), transaction.atomic():
        make_observations(budi, "school_attendance", [APRIL], unexcused=3)

    assert Observation.objects.get().unexcused == 0


def test_a_revision_is_absent_at_most_when_open(budi, dewi):
    seen = {"month": APRIL, "member": budi.pk, "family": budi.family_id, "village": budi.village}

    with pytest.raises(IntegrityError, match="revision_is_absent_at_most_when_open"), transaction.atomic():
        Revision.objects.create(
            duty="school_attendance",
            open=20,
            unexcused=21,
            excused=0,
            available=True,
            reported=True,
            by=dewi.pk,
            **seen,
        )
