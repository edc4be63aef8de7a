"""Doubles are found with their evidence, strangers and brothers are not, and a model is learnt the same way twice."""

from datetime import date

import polars as pl
import pytest

from harapan.linkage.costs import Costs, shipped
from harapan.linkage.finding import find
from harapan.linkage.model import learn, load, prior
from harapan.linkage.records import RECORDS
from harapan.population import presets
from harapan.population.doubles import doubled
from harapan.population.make import make

NIK = "6402064902900001"


def record(number: int, name: str, born: date, family: int, **facts):
    return {
        "id": number,
        "family": family,
        "village": "6402062006",
        "name": name,
        "nik": None,
        "card": None,
        "born": born,
        "sex": "F",
        "mother": "Maimunah",
        **facts,
    }


def found(*records, **options):
    told = find(pl.DataFrame(list(records), schema=dict(RECORDS)), load(), **{"least": 0, "threads": 1, **options})
    return {(pair["one"], pair["other"]): pair for pair in told.to_dicts()}


@pytest.fixture(scope="module")
def people():
    """About 3,000 records with their doubles."""
    return doubled(make(presets.country(800), seed=5), 5)


def test_somebody_listed_twice_is_found_with_the_evidence_for_and_against():
    pair = found(
        record(1, "Hj. Siti Noerhajati", date(1990, 2, 9), 1, nik=NIK),
        record(2, "St. Nurhayati", date(1990, 9, 2), 2, nik=NIK, village="6402062007"),
        record(3, "Rusmini", date(1975, 5, 5), 3),
    )[1, 2]
    levels = {piece["column"]: (piece["level"], piece["weight"]) for piece in pair["evidence"]}
    assert [levels[name][0] for name in ("name", "born", "nik", "area")] == ["same", "turned", "same", "district"]
    assert levels["prior"][1] < 0 < levels["name"][1] < levels["nik"][1]
    assert pair["weight"] == pytest.approx(sum(weight for _, weight in levels.values()), abs=0.01)
    assert pair["rule"] == "nik"


def test_brothers_and_twins_are_not_one_person():
    assert not found(
        record(1, "Hasan", date(2015, 3, 3), 1, sex="M", card="6402061203150001"),
        record(2, "Husin", date(2015, 3, 3), 1, sex="M", card="6402061203150001"),
        record(3, "Rahmat", date(2012, 3, 3), 1, sex="M", card="6402061203150001"),
    )


def test_twins_in_a_family_that_is_listed_twice_are_each_found_with_themselves_only():
    twins = [
        record(number, name, date(2015, 3, 3), family, mother="Sri Wahyuni", sex="M")
        for number, (name, family) in enumerate(
            [("Hasan Basri", 1), ("Husin Basri", 1), ("Hasan Basri", 2), ("Husin Basri", 2)], start=1
        )
    ]
    pairs = set(found(*twins))
    assert {(1, 3), (2, 4)} <= pairs
    assert not {(1, 4), (2, 3)} & pairs


def test_one_number_of_two_people_is_shown_however_little_speaks_for_it():
    pair = found(
        record(1, "Rusmini", date(1960, 1, 2), 1, nik=NIK),
        record(2, "Dedi Hidayat", date(2011, 7, 30), 2, nik=NIK, sex="M", mother="Elis", village="3204062006"),
    )[1, 2]
    assert pair["rule"] == "nik"
    assert pair["weight"] < 0


def test_only_pairs_with_somebody_who_was_asked_about():
    twice = [record(number, "Sri Rejeki", date(1980, 4, 4), number) for number in (1, 2, 3)]
    assert set(found(*twice, among=[3])) == {(1, 3), (2, 3)}
    assert not found(*twice, among=[])


def test_most_doubles_of_made_up_people_are_found_and_most_found_are_doubles(people):
    pairs = find(people.records, load(), least=shipped().shown_from).filter(pl.col("weight") >= 0)
    links = people.links.rename({"left": "one", "right": "other"})
    right = pairs.join(links, on=["one", "other"], how="semi").height
    assert right / pairs.height > 0.96
    assert right / links.height > 0.95


def test_the_same_people_and_seed_have_the_same_doubles(people):
    again = doubled(make(presets.country(800), seed=5), 5)
    assert again.records.equals(people.records)
    assert again.links.equals(people.links)
    assert people.records["id"].is_unique().all()
    assert people.links["right"].is_in(people.records["id"].to_list()).all()
    assert not doubled(make(presets.country(800), seed=5), 6).links.equals(people.links)


def test_the_same_records_teach_the_same_model():
    taught = doubled(make(presets.country(5000), seed=3), 3).records
    one, other = (learn(taught, version="test", seed=1, pairs_seen=100_000) for _ in range(2))
    assert one.digest == other.digest
    assert 0.02 < one.doubled_share < 0.1


def test_too_few_records_teach_nothing():
    with pytest.raises(ValueError, match=r"too few records|Deterministic"):
        learn(doubled(make(presets.country(60), seed=3), 3).records, version="test", pairs_seen=10_000)


def test_more_records_need_more_evidence():
    assert prior(0.05, 1_000_000) < prior(0.05, 10_000)
    assert prior(0.05, 10) == prior(0.05, 2_000)


def test_the_machine_joins_nobody_unless_somebody_says_what_it_may_risk():
    assert not shipped().machine_may_merge(50)
    risky = Costs(shown_from=0, wrong_merge=5_000_000, may_risk=500)
    assert risky.machine_may_merge(15)
    assert not risky.machine_may_merge(10)
