"""The gate every reader passes: one's own area, or one's own families."""

import pytest

from harapan.registry.models import Family, Group, Member
from harapan.staff.models import Staff
from harapan.testing.make import BUKUAN, LOA_IPUH, make_family

pytestmark = pytest.mark.django_db


@pytest.fixture
def facilitator():
    return Staff.objects.create(username="lina", name="Lina Marlina", position="facilitator", area="640206")


@pytest.fixture
def families(facilitator):
    return {
        "hers": make_family("Aminah", village=LOA_IPUH, facilitator=facilitator.pk),
        "a colleague's": make_family("Budiarti", village=LOA_IPUH, facilitator=facilitator.pk + 1),
        "far away": make_family("Cahyani", village=BUKUAN),
    }


def seen_by(staff):
    return set(Family.objects.visible_to(staff).values_list("pk", flat=True))


def test_the_country_is_seen_from_the_country(families, dewi):
    assert seen_by(dewi) == {family.pk for family in families.values()}


def test_a_coordinator_sees_the_families_of_their_area_and_no_other(families, citra, cast):
    assert seen_by(cast["ratna"]) == {families["hers"].pk, families["a colleague's"].pk}
    assert seen_by(citra) == set()


def test_a_facilitator_sees_their_own_families_only(families, facilitator):
    assert seen_by(facilitator) == {families["hers"].pk}
    assert set(Member.objects.visible_to(facilitator).values_list("family", flat=True)) == {families["hers"].pk}


def test_who_has_left_sees_nothing(families, cast):
    Group.objects.create(village=LOA_IPUH, name="Melati")
    agus = cast["agus"]

    agus.active = False

    assert seen_by(agus) == set()
    assert not Group.objects.visible_to(agus).exists()
