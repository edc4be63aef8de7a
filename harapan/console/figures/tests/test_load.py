"""The page about facilitators: who has how many families, named only where it is one's own area."""

import pytest

from harapan.coordination.summing import sum_what_moved
from harapan.entitlements.actions import open_cycle
from harapan.entitlements.law import law
from harapan.places.load import load_places
from harapan.staff.models import Staff
from harapan.testing.make import BUKUAN, make_family, make_neighbours

pytestmark = pytest.mark.usefixtures("own_database")


@pytest.fixture
def hamid(dewi):
    """Looks after six families of Loa Ipuh; one family of Bukuan has nobody."""
    hamid = Staff.objects.create(
        username="hamid", name="Hamid Pendamping", position=Staff.Position.FACILITATOR, area="640206"
    )
    make_neighbours(6, facilitator=hamid.pk)
    make_family("Ina", village=BUKUAN)
    open_cycle(law().edition("2025-1"), by=dewi)
    load_places()
    sum_what_moved()
    return hamid


def test_ratna_sees_who_has_how_many_in_her_regency(hamid, visitor, cast):
    page = visitor(cast["ratna"]).get("/angka/beban/", {"area": "6402"}).body.decode()

    assert "Hamid Pendamping" in page
    assert "below the norm" in page


def test_citra_next_door_learns_no_name(hamid, visitor, cast):
    page = visitor(cast["citra"]).get("/angka/beban/", {"area": "6402"}).body.decode()

    assert "Hamid Pendamping" not in page
    assert f"Facilitator {hamid.pk}" in page


def test_families_without_a_facilitator_are_a_list_to_work_on(hamid, visitor, cast):
    hers = visitor(cast["agus"]).get("/angka/beban/", {"area": "64"}).body.decode()
    strangers = visitor(cast["citra"]).get("/angka/beban/", {"area": "64"}).body.decode()

    assert f'href="/keluarga/?area={BUKUAN}"' in hers
    assert "1 family has no facilitator" in hers
    assert f"area={BUKUAN}" not in strangers  # fewer than five, and not her area


def test_the_whole_load_can_be_taken_away(hamid, visitor, dewi):
    body = visitor(dewi).get("/angka/beban.csv", {"area": ""}).body.decode("utf-8-sig")

    assert f"{hamid.pk},Hamid Pendamping,6,1" in body.replace("\r", "")
