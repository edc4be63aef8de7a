"""Maps: the right shapes, links for the keyboard, honest labels, small files, and nothing small told to strangers."""

import re

import pytest

from harapan.coordination.models import StageSum
from harapan.gazetteer import areas
from harapan.gazetteer.boundaries import box, shapes
from harapan.testing.stages import CYCLE

BUDGET = 100_000
"""Bytes of a map."""


def drawing(response) -> str:
    return re.search(r'<svg class="map".*?</svg>', response.body.decode(), re.DOTALL)[0]


@pytest.mark.parametrize(("digits", "level"), [(2, "province"), (4, "regency"), (6, "district")])
def test_every_area_has_a_shape(digits, level):
    known = set(areas().filter(areas()["level"] == level)["code"])

    assert {shape.code for shape in shapes(digits)} == known
    assert {shape.code for shape in shapes(digits, coarse=0.04)} == known


def test_shapes_lie_where_the_country_does():
    west, south, east, north = box(shapes(4))

    assert 94 < west < 96
    assert -12 < south < -10
    assert 140 < east < 142
    assert 5 < north < 7


def test_a_rate_fills_shapes_and_a_number_is_a_circle(stage_in, visitor, dewi):
    stage_in("close")
    page = {"area": "64", "tahap": CYCLE}

    rate = drawing(visitor(dewi).get("/angka/peta/", {**page, "ukuran": "berhasil"}))
    amount = drawing(visitor(dewi).get("/angka/peta/", {**page, "ukuran": "keluarga"}))

    assert 'class="q' in rate
    assert "<circle" not in rate
    assert amount.count("<circle") >= 2
    assert 'class="outline"' in amount


def test_every_area_is_a_link_with_words_of_its_own(stage_in, visitor, dewi):
    stage_in("close")

    found = drawing(visitor(dewi).get("/angka/peta/", {"area": "64", "tahap": CYCLE, "ukuran": "berhasil"}))

    assert len(re.findall(r'<a href="[^"]+"><path', found)) == 10
    assert "<title>Kota Samarinda: 100,0 %</title>" in found
    assert "no data yet" in found  # the other eight
    assert 'fill="url(#tanpa-data)"' in found


def test_the_map_says_what_its_borders_are(stage_in, visitor, dewi):
    stage_in("close")
    page = {"area": "64", "tahap": CYCLE}

    assert (
        "Batas perkiraan dari titik desa, bukan batas resmi"
        in visitor(dewi, "id").get("/angka/peta/", page).body.decode()
    )


def test_a_map_is_small(stage_in, visitor, dewi):
    stage_in("close")

    for query in ({"area": ""}, {"area": "", "tingkat": "kabupaten"}, {"area": "64"}, {"area": "6402"}):
        for measure in ("berhasil", "keluarga"):
            response = visitor(dewi).get("/angka/peta/", {**query, "tahap": CYCLE, "ukuran": measure})
            assert len(drawing(response)) < BUDGET, (query, measure)


def test_a_region_without_data_is_hatched_and_not_an_error(stage_in, visitor, dewi):
    stage_in("close")

    for area in ("53", "5314", "531401"):
        response = visitor(dewi).get("/angka/peta/", {"area": area, "tahap": CYCLE, "ukuran": "berhasil"})
        assert response.status_code == 200
        assert 'class="q' not in drawing(response)


def test_villages_are_circles_at_their_points(stage_in, visitor, dewi):
    stage_in("close")

    found = drawing(visitor(dewi).get("/angka/peta/", {"area": "640206", "tahap": CYCLE, "ukuran": "keluarga"}))

    assert "<circle" in found
    assert "Loa Ipuh" in found


def test_the_legend_filters_the_table(stage_in, visitor, dewi):
    stage_in("close")
    page = {"area": "64", "tahap": CYCLE, "ukuran": "berhasil"}

    best = visitor(dewi).get("/angka/peta/", {**page, "kelas": "5"}).body.decode()

    table = best[best.index("<table") :]
    assert "Samarinda" in table
    assert "Kutai Kartanegara" not in table
    assert 'opacity=".25"' in best


def test_small_numbers_are_hidden_from_strangers_and_not_from_their_own(stage_in, visitor, cast):
    """Seven families in Loa Ipuh and nine in Bukuan: made three and one, Citra next door learns of neither."""
    stage_in("close")
    StageSum.objects.filter(area__startswith="6402", cycle=CYCLE).update(families=3)
    StageSum.objects.filter(area__startswith="6472", cycle=CYCLE).update(families=9)
    page = {"area": "64", "tahap": CYCLE, "ukuran": "keluarga"}

    for path in ("peta/", "peringkat/"):
        assert "hidden: fewer than 5 families" in visitor(cast["citra"]).get(f"/angka/{path}", page).body.decode()
        assert "hidden: fewer" not in visitor(cast["agus"]).get(f"/angka/{path}", page).body.decode()
    hers = visitor(cast["citra"]).get("/angka/unduh.csv", page).body.decode()
    assert re.search(r"^6402,[^,]*,2025-1,\d+,< 5", hers, re.MULTILINE)
    circles = drawing(visitor(cast["citra"]).get("/angka/peta/", page))
    assert "Kabupaten Kutai Kartanegara: 3" not in circles
    assert "Kota Samarinda: 9" not in circles  # the only other one: the total less it would tell
    assert "Kabupaten Kutai Kartanegara: 3" in drawing(visitor(cast["agus"]).get("/angka/peta/", page))


def test_a_map_to_take_away_needs_no_stylesheet(stage_in, visitor, dewi):
    stage_in("close")

    response = visitor(dewi).get("/angka/peta.svg", {"area": "64", "tahap": CYCLE, "ukuran": "berhasil"})

    assert response["Content-Type"] == "image/svg+xml"
    assert b"<style>" in response.body
    assert b"href" not in response.body


def test_sums_to_take_away_equal_the_sums(stage_in, visitor, dewi):
    stage_in("close")

    body = visitor(dewi).get("/angka/unduh.csv", {"area": "64", "tahap": CYCLE}).body.decode("utf-8-sig")
    book = visitor(dewi).get("/angka/unduh.xlsx", {"area": "64", "tahap": CYCLE})

    samarinda = next(line for line in body.splitlines() if line.startswith("6472,"))
    row = StageSum.objects.get(cycle=CYCLE, area="6472")
    assert samarinda.split(",")[4:6] == [str(row.families), str(row.owed)]
    assert book.body[:2] == b"PK"
