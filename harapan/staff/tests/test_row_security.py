"""Behind every query stands the database: it shows nobody what is not theirs, whatever the query forgot."""

import pytest
from django.db import connection

from harapan.registry.models import Family, Member
from harapan.staff.access import working_as
from harapan.staff.models import Staff
from harapan.testing.make import BUKUAN, make_family, pupil
from harapan.testing.pages import as_web

ELSEWHERE = "6403012001"


@pytest.fixture
def two_families(own_database):
    """One in Bukuan, one in another regency."""
    return make_family(pupil(), village=BUKUAN), make_family(pupil(), village=ELSEWHERE)


def seen_by(staff: Staff | None) -> set[int]:
    with as_web(), working_as(staff):
        return set(Family.objects.values_list("pk", flat=True))


def test_nobody_signed_in_sees_nothing(two_families):
    assert seen_by(None) == set()


def test_a_coordinator_sees_the_families_of_her_area_only(two_families, citra):
    _, theirs = two_families
    assert seen_by(citra) == {theirs.pk}


def test_a_facilitator_sees_the_families_assigned_to_her_wherever_they_live(two_families):
    ours, _ = two_families
    sari = Staff.objects.create(username="sari", name="Sari", position="facilitator", area="640101")
    Family.objects.filter(pk=ours.pk).update(facilitator=sari.pk)

    assert seen_by(sari) == {ours.pk}


def test_who_stands_in_for_a_neighbour_sees_both_areas(two_families, citra):
    citra.further_areas = [BUKUAN[:4]]
    assert seen_by(citra) == {family.pk for family in two_families}


def test_who_left_sees_nothing(two_families, citra):
    citra.active = False
    assert seen_by(citra) == set()


def test_the_scope_is_taken_back_when_the_work_is_done(two_families, dewi):
    with as_web():
        with working_as(dewi):
            assert Member.objects.count() == 4
        assert Member.objects.count() == 0


def test_a_new_connection_is_told_who_is_signed_in(two_families, dewi):
    with as_web(), working_as(dewi):
        connection.close()
        assert Family.objects.count() == 2


def test_a_bank_officer_sees_no_family(two_families):
    budi = Staff.objects.create(username="budi", name="Budi", position="bank_officer")
    assert seen_by(budi) == set()
