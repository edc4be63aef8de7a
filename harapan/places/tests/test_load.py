"""The gazetteer in the database: every area of the country, and what it is called on a day."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from harapan.places.load import load_places, load_places_if_none
from harapan.places.models import Area
from harapan.places.queries import areas_on, name_of

TODAY = date(2026, 1, 1)


def test_the_country_loads_whole_and_only_once(own_database):
    loaded = load_places()

    today = areas_on(TODAY)
    counts = {level: today.filter(level=level).count() for level in Area.Level.values}
    assert counts == {"province": 38, "regency": 514, "district": 7_285, "village": 83_762}
    assert load_places_if_none() == 0
    assert Area.objects.count() == loaded
    assert name_of("6402062006", TODAY).endswith("Kalimantan Timur")
    assert name_of("9999999999", TODAY) == "9999999999"


@pytest.mark.parametrize(
    ("constraint", "facts"),
    [
        ("area_has_one_version_a_day", {"code": "64", "level": "province"}),
        ("area_ends_after_it_begins", {"valid_from": date(2022, 7, 1), "valid_to": date(2022, 7, 1)}),
        ("area_below_the_province_has_a_parent", {"level": "regency"}),
        ("area_below_the_province_has_a_parent", {"parent": "6"}),
    ],
)
def test_an_area_that_cannot_be(db, constraint, facts):
    Area.objects.create(code="64", level="province", name="Kalimantan Timur")

    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Area.objects.create(**{"code": "65", "level": "province", "name": "Kalimantan Utara", **facts})


def test_a_province_that_was_divided_is_called_as_on_the_day(db):
    division = date(2012, 11, 16)
    Area.objects.create(code="64", level="province", name="Kalimantan Timur (lama)", valid_to=division)
    Area.objects.create(code="64", level="province", name="Kalimantan Timur", valid_from=division)

    assert name_of("64", date(2012, 11, 15)) == "Kalimantan Timur (lama)"
    assert name_of("64", division) == "Kalimantan Timur"
