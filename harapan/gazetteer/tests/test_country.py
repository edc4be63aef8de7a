"""The gazetteer counts what the ministry's table counts, and says what it does not know."""

from datetime import date

import polars as pl
import pytest

from harapan import gazetteer


def named(code: str) -> dict:
    return gazetteer.areas().filter(pl.col("code") == code).row(0, named=True)


def count(areas: pl.DataFrame, level: str, prefix: str = "") -> int:
    return areas.filter(pl.col("level") == level, pl.col("code").str.starts_with(prefix)).height


def test_the_country_has_as_many_areas_as_the_ministry_counted():
    areas = gazetteer.areas()

    levels = ("province", "regency", "district", "village")
    assert [count(areas, level) for level in levels] == [38, 514, 7285, 83762]
    kinds = dict(areas["kind"].value_counts().rows())
    assert (kinds["desa"], kinds["kelurahan"], kinds["desa adat"]) == (75252, 8496, 14)
    assert (kinds["kabupaten"], kinds["kota"]) == (416, 98)


def test_the_columns_are_the_contract():
    assert dict(gazetteer.areas().schema) == dict(gazetteer.COLUMNS)


def test_every_code_is_there_once_below_its_parent():
    areas = gazetteer.areas()

    assert areas["code"].is_unique().all()
    assert areas["code"].is_sorted()
    orphans = areas.filter(pl.col("parent") != "").join(areas, left_on="parent", right_on="code", how="anti")
    assert orphans.is_empty()


def test_places_of_the_founding_articles_are_found():
    areas = gazetteer.areas()

    assert named("6202")["name"] == "Kabupaten Kotawaringin Timur"
    assert count(areas, "regency", "64") == 10
    assert (count(areas, "district", "6402"), count(areas, "village", "6402")) == (20, 237)
    assert (count(areas, "regency", "53"), count(areas, "district", "53"), count(areas, "village", "53")) == (
        22,
        315,
        3442,
    )


@pytest.mark.parametrize(
    ("day", "districts"), [(date(2017, 5, 30), 10), (date(2020, 10, 19), 10), (date(2020, 10, 20), 11)]
)
def test_rote_ndao_had_ten_districts_until_loaholu_opened(day, districts):
    assert count(gazetteer.on(day), "district", "5314") == districts


@pytest.mark.parametrize(("day", "provinces"), [(date(2022, 1, 1), 34), (date(2022, 8, 1), 37), (date(2023, 1, 1), 38)])
def test_provinces_of_papua_begin_when_their_laws_do(day, provinces):
    assert count(gazetteer.on(day), "province") == provinces


def test_known_faults_are_corrected_or_left_open():
    assert named("7407")["longitude"] == pytest.approx(123.5389, abs=1e-4)
    for code in ("1110", "1210", "1220", "1410", "9110", "9120", "9206", "9211"):
        assert named(code)["area_km2"] is None
    assert all(reason for reason in gazetteer.faults()["reason"])


def test_a_missing_coordinate_is_null_and_the_others_lie_in_the_country():
    villages = gazetteer.areas().filter(pl.col("level") == "village")

    assert villages["latitude"].null_count() == villages["longitude"].null_count() == 384
    assert villages["latitude"].drop_nulls().is_between(-11.1, 6.1).all()
    assert villages["longitude"].drop_nulls().is_between(94.9, 141.1).all()


def test_people_live_in_provinces_and_regencies_alike():
    areas = gazetteer.areas()

    assert areas.filter(pl.col("level").is_in(["province", "regency"]))["population"].min() > 20_000
    by_province = areas.filter(pl.col("level") == "regency").group_by("parent").agg(pl.sum("population"))
    both = by_province.join(areas.select("code", total="population"), left_on="parent", right_on="code")
    assert (both["population"] == both["total"]).all()
