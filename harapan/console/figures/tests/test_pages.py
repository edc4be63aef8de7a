"""Pages of figures as Citra, Ratna and the others see them: numbers that add up, links that lead."""

import re

import pytest

from harapan.coordination.models import StageSum
from harapan.entitlements.actions import open_cycle
from harapan.entitlements.law import law
from harapan.entitlements.models import Entitlement
from harapan.lib.rupiah import rupiah
from harapan.places.load import load_places
from harapan.places.models import Area
from harapan.testing.stages import CYCLE, ORDERED, OWED

HERE = {"area": "64", "tahap": CYCLE}
PAGES = ("", "peta/", "peringkat/", "tren/", "beban/", "terbitan/", "banding/")


def words(response) -> str:
    """The text of a page, without markup."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.body.decode()))


@pytest.mark.usefixtures("own_database")
def test_before_the_first_stage_pages_say_so(visitor, dewi):
    for page in PAGES:
        response = visitor(dewi).get(f"/angka/{page}")
        assert response.status_code == 200
        assert "No stage has been opened yet" in words(response) or page == "terbitan/"


@pytest.mark.parametrize("language", ["id", "en"])
def test_every_page_opens_at_every_level(stage_in, visitor, cast, language):
    stage_in("close")
    hasan = visitor(cast["hasan"], language)

    opened = {
        (page, area): hasan.get(f"/angka/{page}", {"area": area, "tahap": CYCLE}).status_code
        for page in PAGES
        for area in ("", "64", "6402", "640206", "6402061002", "6402062006")
    }

    assert set(opened.values()) == {200}, opened


def test_a_stranger_is_asked_to_sign_in(stage_in, visitor):
    stage_in("close")

    for page in (*PAGES, "unduh.csv", "unduh.xlsx", "peta.svg", "tren.csv", "beban.csv", "terbitan.csv"):
        assert visitor().get(f"/angka/{page}").status_code == 302


def test_the_numbers_of_the_dashboard_are_those_of_the_rows(stage_in, visitor, dewi):
    stage_in("close")

    said = words(visitor(dewi).get("/angka/", HERE))

    owed = Entitlement.objects.filter(cycle=CYCLE, net__gt=0).count()
    assert f"Families owed {owed}" in said
    assert f"Rupiah credited {rupiah(ORDERED)}" in said
    assert f"Success rate {ORDERED / OWED * 100:.1f} %".replace(".", ",") in said
    assert "All done" in said


def test_the_alert_comes_first_and_names_the_worst_area(stage_in, visitor, dewi):
    stage_in("close")

    said = words(visitor(dewi).get("/angka/", HERE))

    alert = said.index("have not reached their families")
    assert alert < said.index("Main figures") if "Main figures" in said else alert < said.index("Families owed")
    assert "most in Kabupaten Kutai" in said


def test_a_stage_under_way_says_what_it_waits_for(stage_in, visitor, dewi):
    stage_in("compute")

    said = words(visitor(dewi).get("/angka/", HERE))

    assert "waits for review" in said
    assert "no data yet" in said  # nothing has been booked, so there is no success rate


def test_the_area_of_a_coordinator_is_where_they_begin(stage_in, visitor, cast):
    stage_in("close")

    assert "Kutai Kartanegara" in words(visitor(cast["ratna"]).get("/angka/"))
    assert "Kalimantan Timur" in words(visitor(cast["agus"]).get("/angka/"))


def test_numbers_lead_to_families_only_for_those_who_may_see_them(stage_in, visitor, cast):
    stage_in("close")
    page = {"area": "6402", "tahap": CYCLE}

    assert 'href="/keluarga/?area=6402"' in visitor(cast["ratna"]).get("/angka/", page).body.decode()
    assert 'href="/keluarga/?area=6402"' not in visitor(cast["citra"]).get("/angka/", page).body.decode()


NONSENSE = [
    {"area": "64020"},
    {"area": "99"},
    {"area": "64' OR 1=1"},
    {"tahap": "1999-9"},
    {"area": "64", "ukuran": "kebahagiaan"},
    {"area": "6" * 10_000},
]


def test_an_address_that_makes_no_sense_is_not_found(stage_in, visitor, dewi):
    stage_in("close")

    assert [visitor(dewi).get("/angka/peta/", query).status_code for query in NONSENSE] == [404] * len(NONSENSE)


def test_an_area_without_data_is_said_to_have_none(stage_in, visitor, dewi):
    stage_in("close")

    said = words(visitor(dewi).get("/angka/", {"area": "53", "tahap": CYCLE}))

    assert "There are no figures of this area" in said


def test_an_area_that_did_not_exist_then_says_when_it_began(stage_in, visitor, dewi):
    stage_in("close")
    # The stage of the tests is younger than Loaholu.
    Area.objects.filter(code="531411").update(valid_from="2030-01-01")

    said = words(visitor(dewi).get("/angka/", {"area": "531411", "tahap": CYCLE}))
    below = words(visitor(dewi).get("/angka/", {"area": "5314", "tahap": CYCLE}))

    assert "There was no such area in stage" in said
    assert "Loaholu began on 1 January 2030" in said
    assert "Loaholu" not in below


def test_sums_of_a_code_nobody_had_then_are_not_lost(stage_in, visitor, dewi):
    stage_in("close")
    Area.objects.filter(code__startswith="6472").delete()

    said = words(visitor(dewi).get("/angka/", HERE))

    assert "6472 (no such code then)" in said


def test_three_areas_stand_side_by_side(stage_in, visitor, dewi):
    stage_in("close")

    said = words(visitor(dewi).get("/angka/banding/", {**HERE, "dengan": ["6402", "6472", "5314", "6403"]}))

    assert all(name in said for name in ("Kutai Kartanegara", "Samarinda", "Rote Ndao"))
    assert "Berau" not in said  # a fourth is one too many
    assert "Tick two or three" in words(visitor(dewi).get("/angka/banding/", {**HERE, "dengan": "6402"}))


def test_fewer_than_five_units_are_listed_without_ranks(stage_in, visitor, dewi):
    stage_in("close")

    assert "Fewer than 5 units" in words(visitor(dewi).get("/angka/peringkat/", {**HERE, "ukuran": "keluarga"}))


def test_a_ranking_for_each_thousand_inhabitants(stage_in, visitor, dewi):
    stage_in("close")
    per_capita = {**HERE, "ukuran": "keluarga", "per": "1000"}

    regencies = words(visitor(dewi).get("/angka/peringkat/", per_capita))
    districts = words(visitor(dewi).get("/angka/peringkat/", {**per_capita, "area": "6402"}))

    families = StageSum.objects.get(cycle=CYCLE, area="6472").families
    each = families * 1000 / Area.objects.get(code="6472").population
    assert f"Samarinda {each:.1f}".replace(".", ",") in regencies
    assert "population not known" in districts  # nobody publishes the people of a kecamatan here


def test_the_trend_breaks_where_a_stage_has_no_data(stage_in, visitor, dewi):
    stage_in("close")
    open_cycle(law().edition("2025-2"), by=dewi)

    response = visitor(dewi).get("/angka/tren/", {"area": "64", "ukuran": "keluarga"})

    assert "no data" in words(response)
    assert "Broken at 2025-2" in response.body.decode()
    assert "main run" in words(response)


def test_what_changed_in_the_law_is_marked_on_the_trend(stage_in, visitor, dewi):
    stage_in("close")
    open_cycle(law().edition("2019-4"), by=dewi)

    said = words(visitor(dewi).get("/angka/tren/", {"area": "64", "ukuran": "keluarga"}))

    assert "Since 2025-1" in said
    assert "New area : Papua Selatan" not in said  # it is not in this province
    assert "Papua Selatan" in words(visitor(dewi).get("/angka/tren/", {"area": "", "ukuran": "keluarga"}))


@pytest.mark.usefixtures("own_database")
def test_published_figures_stand_beside_our_own(visitor, dewi):
    load_places()

    said = words(visitor(dewi).get("/angka/terbitan/"))

    assert "65.387" in said
    assert "meaning unclear" in said
    assert "Districts of Rote Ndao" in said
    assert "same" in said


def test_the_dashboard_takes_few_queries(stage_in, visitor, dewi, django_assert_max_num_queries):
    stage_in("close")
    citra = visitor(dewi)

    for page in PAGES:
        with django_assert_max_num_queries(20):  # with session, user and scope
            citra.get(f"/angka/{page}", HERE)


def test_families_that_get_nothing_are_a_list_by_reason(stage_in, visitor, cast):
    stage_in("close")
    page = {"area": "6402", "tahap": CYCLE}

    hers = visitor(cast["ratna"]).get("/angka/", page).body.decode()
    strangers = visitor(cast["citra"]).get("/angka/", page).body.decode()

    assert f'href="/keluarga/?area=6402&amp;belum={CYCLE}&amp;alasan=no_component"' in hers
    assert f'href="/tahap/{CYCLE}/"' in hers
    assert "alasan=no_component" not in strangers
