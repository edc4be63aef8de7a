"""An area is chosen by its name: offered while typing, told from its namesakes, kept as a code."""

from datetime import date

import pytest
from django.http import QueryDict

from harapan.console.areas import queries
from harapan.console.areas.fields import AreaFilter
from harapan.console.changes.forms import Filters
from harapan.places.load import load_places_if_none

DAY = date(2026, 11, 22)


@pytest.fixture
def cast(places, cast):
    return cast


@pytest.fixture
def places(db):
    load_places_if_none()


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("Tenggarong", "640206"),
        ("kecamatan tenggarong", "640206"),
        ("Loa Kulu, Kutai Kartanegara", "640202"),
        ("Tenggarong, Kutai Kartanegara (64.02.06)", "640206"),
        ("64.02.06", "640206"),
        ("640206", "640206"),
    ],
)
def test_a_name_or_a_code_becomes_the_code(cast, typed, code):
    form = AreaFilter({"area": typed}, staff=cast["ratna"])

    assert form.chosen == code, form.errors


def test_namesakes_are_offered_to_choose_from_and_others_areas_are_not_known(cast):
    several = AreaFilter({"desa": "Kutai Kartanegara"}, staff=cast["agus"], name="desa")
    assert several.chosen == "6402"
    unclear = AreaFilter({"desa": "Bukit"}, staff=cast["agus"], name="desa", level="village")
    assert unclear.chosen == ""
    assert "choose one" in str(unclear.errors) or "pilih salah satu" in str(unclear.errors)
    assert str(unclear.field).count("<option") > 1  # without JavaScript they can be chosen as well

    elsewhere = AreaFilter({"area": "64.03"}, staff=cast["ratna"])
    assert elsewhere.chosen == ""
    assert elsewhere.errors


def test_what_lies_near_is_offered_first(cast):
    found = queries.areas_called("Bukit", queries.areas_for(None, DAY, "village"), near="640206")

    assert found[0].code.startswith("640206")
    assert queries.areas_called("Bukit", queries.areas_for(None, DAY)).exists()  # for whoever works for the country
    assert found.reverse()[0].code[:2] != "64"


def test_a_filter_shows_the_name_of_the_code_in_its_address(cast):
    form = Filters(QueryDict("wilayah=640206"), staff=cast["ratna"])

    assert form.wish["wilayah"] == "640206"
    assert 'value="Tenggarong, Kab. Kutai Kartanegara (64.02.06)"' in str(form["wilayah"])
    assert "hx-get=" in str(form["wilayah"])
    assert "Tenggarong, Kab. Kutai Kartanegara (64.02.06)" in queries.nearest("6402", DAY)
