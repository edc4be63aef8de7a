"""Quotas: the country gives to regencies, regencies to villages, and nobody gives more than they have."""

import pytest
from django.db import IntegrityError

from harapan.intake.models import Quota
from harapan.intake.targeting.actions import CannotSet, set_quota, set_quotas
from harapan.intake.targeting.queries import room_in

pytestmark = pytest.mark.django_db
COHORT = "2026-1"


def stand(regency: str = "6402") -> dict[str, int]:
    return room_in(COHORT, regency).quotas


def test_dewi_gives_a_regency_its_quota_and_ratna_splits_it(dewi, cast):
    set_quota(COHORT, "6402", 100, document="SK 7/2026", by=dewi)
    set_quotas(COHORT, {"640206": 60, "640205": 40}, by=cast["ratna"])
    set_quota(COHORT, "6402062006", 25, by=cast["ratna"])

    room = room_in(COHORT, "6402")
    assert room.quotas == {"6402": 100, "640205": 40, "640206": 60, "6402062006": 25}
    assert (room.split(), room.below("640206"), room.left("6402062006")) == (100, 25, 25)


def test_what_areas_get_together_fits_the_area_above_or_is_refused_with_both_numbers(dewi, cast):
    set_quota(COHORT, "6402", 100, by=dewi)
    set_quota(COHORT, "640206", 60, by=cast["ratna"])

    for area, families, told in (("640205", 41, "1 more than"), ("6402062006", 61, "1 more than")):
        with pytest.raises(CannotSet, match=told):
            set_quota(COHORT, area, families, by=cast["ratna"])
    with pytest.raises(CannotSet, match="60 together, 10 more than its quota of 50"):
        set_quota(COHORT, "6402", 50, by=dewi)
    assert stand() == {"6402": 100, "640206": 60}


def test_a_quota_moves_from_one_district_to_the_next_in_one_go(dewi, cast):
    set_quota(COHORT, "6402", 100, by=dewi)
    set_quotas(COHORT, {"640205": 50, "640206": 50}, by=cast["ratna"])

    set_quotas(COHORT, {"640205": 80, "640206": 20}, by=cast["ratna"])
    set_quotas(COHORT, {"640205": 80, "640206": 20}, by=cast["ratna"])

    assert (stand()["640205"], stand()["640206"], Quota.objects.count()) == (80, 20, 5)


@pytest.mark.parametrize(
    ("who", "area", "told"),
    [
        ("ratna", "6402", "not for this social affairs office to set"),
        ("citra", "640206", "not for this regency coordinator to set"),
        ("hasan", "640206", "not for this auditor to set"),
        ("dewi", "64", "quotas are for regencies"),
        ("dewi", "6403", "whole number"),
    ],
)
def test_whoever_has_no_business_there_is_refused(who, area, told, cast):
    with pytest.raises(CannotSet, match=told):
        set_quota(COHORT, area, -1 if area == "6403" else 5, by=cast[who])


def test_a_district_gets_nothing_before_its_regency_has(cast):
    with pytest.raises(CannotSet, match="has no quota for cohort 2026-1 yet"):
        set_quota(COHORT, "640206", 5, by=cast["ratna"])


def test_the_database_itself_refuses_what_does_not_fit(dewi):
    Quota.objects.create(cohort=COHORT, area="6402", families=10, by=dewi.pk)

    with pytest.raises(IntegrityError, match="the districts get more than the regency has"):
        Quota.objects.create(cohort=COHORT, area="6402062006", families=11, by=dewi.pk)
