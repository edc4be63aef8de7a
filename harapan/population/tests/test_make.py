"""People one could believe in: in the contract's shape, the same each time, and consistent with themselves."""

from datetime import date

import numpy as np
import polars as pl
import pytest

from harapan import gazetteer
from harapan.lib.identifiers import CARD_FORM, NIK_FORM, VILLAGE_FORM, nik_agrees
from harapan.population import presets
from harapan.population.batch import ACCOUNTS, FAMILIES, GROUPS, MEMBERS, PARTICIPATION, STAFF
from harapan.population.dirt import CLEAN, Dirt
from harapan.population.make import make
from harapan.population.tests.conftest import DAY, World, digests

SMALL = presets.country(3000, DAY)


def years(column: str = "born") -> pl.Expr:
    """Completed years on the day."""
    birthday_to_come = pl.col(column).dt.strftime("%m%d") > DAY.strftime("%m%d")
    return DAY.year - pl.col(column).dt.year() - birthday_to_come.cast(pl.Int32)


def test_frames_have_exactly_the_registrys_columns(world):
    for name, schema in (("families", FAMILIES), ("members", MEMBERS), ("accounts", ACCOUNTS)):
        assert dict(getattr(world, name).schema) == dict(schema)
    assert dict(world.groups.schema) == dict(GROUPS)
    assert dict(world.staff.schema) == dict(STAFF)


def test_one_seed_makes_the_same_people_again():
    once, again = ([digests(batch) for batch in make(SMALL, seed=7)] for _ in range(2))

    assert once == again


def test_a_regency_made_alone_holds_the_same_people_as_in_the_whole():
    whole = {batch.area: digests(batch) for batch in make(SMALL, seed=7)}

    for area in reversed(whole):
        (alone,) = make(SMALL, seed=7, areas=area)
        assert digests(alone) == whole[area]


def test_a_district_is_the_part_of_its_regency():
    whole = World(list(make(SMALL, seed=7)))
    district = whole.families["village"][0][:6]
    (part,) = make(SMALL, seed=7, areas=district)

    assert part.families.equals(whole.families.filter(pl.col("village").str.starts_with(district)))
    assert part.members["family"].is_in(part.families["id"].implode()).all()


def test_another_seed_makes_other_people():
    names = [World(list(make(SMALL, seed=seed))).members["name"].head(500).to_list() for seed in (1, 2)]

    assert names[0] != names[1]


def test_every_batch_says_that_its_people_are_synthetic(world):
    assert {batch.origin for batch in world.batches} == {"synthetic:size-6000 seed 1"}


def test_there_are_as_many_families_as_asked_for(world):
    assert world.families.height == 6000
    assert 3.2 < world.members.height / 6000 < 3.8


@pytest.mark.parametrize("frame", ["families", "members", "groups"])
def test_ids_are_dense_and_ascend_with_the_villages(world, frame):
    rows = getattr(world, frame)

    assert rows["id"].to_list() == list(range(1, rows.height + 1))
    assert rows["village"].is_sorted()


def test_everybody_lives_in_a_village_of_that_day(world):
    villages = gazetteer.on(DAY).filter(pl.col("level") == "village")["code"]

    assert world.families["village"].str.contains(VILLAGE_FORM).all()
    assert world.families["village"].is_in(villages.implode()).all()
    lived = world.members.join(world.families.select(family="id", home="village"), on="family")
    assert (lived["village"] == lived["home"]).all()


def test_a_family_has_one_head_who_comes_first_and_a_grown_caretaker(world):
    first = world.members.group_by("family", maintain_order=True).agg(
        pl.first("relation"), (pl.col("relation") == "head").sum().alias("heads")
    )
    caretakers = world.families.join(world.members, left_on="caretaker", right_on="id")

    assert (first["relation"] == "head").all()
    assert (first["heads"] == 1).all()
    assert caretakers.height == 6000
    assert (caretakers["id"] == caretakers["family"]).all()
    assert caretakers.select(years() >= 17).to_series().all()
    assert (caretakers["sex"] == "F").mean() > 0.93
    assert caretakers["at_home"].all()


def test_mothers_are_a_generation_older_than_their_children(world):
    mothers = world.members.filter(pl.col("sex") == "F", years() >= 17).select(
        "family", "village", mother_name="name", mother_born="born"
    )
    children = world.members.filter(pl.col("relation") == "child").join(mothers, on=["family", "mother_name"])
    gap = (children["born"] - children["mother_born"]).dt.total_days() / 365.25

    assert children.height > 5000
    assert 16.9 < gap.min() < 18
    assert gap.max() < 50


def test_hardly_anybody_shares_a_name_in_a_family(world):
    assert world.members.select(pl.struct("family", "name").is_duplicated().mean()).item() < 0.0005


def test_siblings_are_at_least_a_year_apart(world):
    children = world.members.filter(pl.col("relation") == "child", years() < 15).sort("family", "born")
    apart = children.select(pl.col("born").diff().over("family").dt.total_days().drop_nulls())

    assert apart.to_series().min() > 365


def test_pupils_have_the_age_of_their_school(world):
    ages = world.members.with_columns(age=years()).filter(pl.col("school") != "").group_by("school")
    bounds = {row["school"]: (row["low"], row["high"]) for row in
              ages.agg(low=pl.min("age"), high=pl.max("age")).iter_rows(named=True)}  # fmt: skip

    assert bounds["paud"][0] >= 3
    assert bounds["paud"][1] <= 8
    assert bounds["sd"][0] >= 6
    assert bounds["sd"][1] <= 14
    assert bounds["smp"][0] >= 12
    assert bounds["smp"][1] <= 17
    assert bounds["sma"][0] >= 15
    assert bounds["sma"][1] <= 21


def test_most_children_of_school_age_are_in_school_and_some_are_not(world):
    share = world.members.filter(years().is_between(8, 11))["school"].ne("").mean()

    assert 0.97 < share < 1


def test_only_pupils_have_an_answer_from_the_education_register(world):
    pupils = world.members["school"].is_in(["sd", "smp", "sma"])

    assert world.members.filter(~pupils)["in_education_register"].is_null().all()
    assert world.members.filter(pupils)["in_education_register"].mean() > 0.97
    assert world.members.filter(pupils)["in_education_register"].null_count() > 0


def test_the_pregnant_are_women_of_age_with_a_day_to_come_or_just_past(world):
    pregnant = world.members.filter(pl.col("pregnancy") > 0)

    assert pregnant.height > 50
    assert (pregnant["sex"] == "F").all()
    assert pregnant.select(years().is_between(15, 49)).to_series().all()
    assert pregnant["due_on"].is_between(date(2021, 11, 20), date(2022, 9, 30)).all()
    assert world.members.filter(pl.col("pregnancy") == 0)["due_on"].is_null().all()


def test_nobody_is_born_after_the_day_or_older_than_people_get(world):
    ages = world.members.select(years()).to_series()

    assert ages.min() >= 0
    assert ages.max() <= 99
    assert world.members["died_on"].is_null().all()


def test_there_are_lone_elders_and_three_generations(world):
    sizes = world.members.group_by("family").agg(pl.len(), pl.col("relation").is_in(["parent", "grandchild"]).any())

    assert 0.02 < (sizes["len"] == 1).mean() < 0.07
    assert 0.12 < sizes["relation"].mean() < 0.35
    assert (world.families["flags"].str.contains("lone_elder")).mean() == (sizes["len"] == 1).mean()


def test_whatever_goes_into_the_register_can_be_stored(world):
    families, members = world.families, world.members

    assert families["card"].drop_nulls().str.contains(CARD_FORM).all()
    assert families["card"].drop_nulls().is_unique().all()
    niks = members["nik"].drop_nulls().to_frame().filter(~pl.col("nik").str.contains(NIK_FORM.replace("(?!0000)", "")))
    assert niks.is_empty()
    assert families["participation"].is_in(PARTICIPATION).all()
    assert ((families["channel"] == "post") == (families["bank"] == "POS")).all()
    assert families["decile"].drop_nulls().is_between(1, 10).all()
    assert members["pregnancy"].is_between(0, 20).all()
    assert members["name"].str.len_chars().is_between(1, 120).all()
    assert members["phone"].str.len_chars().max() <= 20
    assert families["address"].str.len_chars().max() <= 200
    assert members.select("name", "mother_name", "phone", "school").null_count().sum_horizontal().item() == 0


def test_flags_are_sorted_and_tell_of_damage(world):
    flags = world.families["flags"].str.split(",")

    assert all(row == sorted(row) for row in flags.to_list())
    missing = world.families["card"].is_null()
    assert (missing == world.families["flags"].str.contains("card_missing")).all()


def test_dirt_is_a_choice():
    clean = World(list(make(SMALL, seed=1, dirt=CLEAN)))
    dirty = World(list(make(SMALL, seed=1, dirt=Dirt().times(10))))

    born_long_ago = clean.members.filter(pl.col("born") < date(2021, 6, 1))
    assert born_long_ago["nik"].null_count() == 0
    assert born_long_ago["nik"].is_unique().all()
    agree = [nik_agrees(*row) for row in born_long_ago.select("nik", "born", "sex").head(2000).iter_rows()]
    assert all(agree)
    assert clean.families["card"].null_count() == 0
    assert 0.09 < dirty.members["nik"].null_count() / dirty.members.height < 0.16
    assert dirty.members["nik"].drop_nulls().is_duplicated().any()
    assert 0.08 < dirty.families["card"].null_count() / 3000 < 0.12


def test_each_account_is_its_caretakers_and_open(world):
    held = world.accounts.join(world.families, left_on="family", right_on="id", suffix="_family")

    assert (held["holder"] == held["caretaker"]).all()
    assert (held["bank"] == held["bank_family"]).all()
    assert (held["opened_on"] <= DAY).all()
    assert world.accounts.select("bank", "number").is_unique().all()
    assert held.height == (world.families["channel"] == "bank").sum()


def test_new_families_have_not_been_paid_and_active_ones_have(world):
    paid = dict(world.families.group_by("participation").agg(pl.col("paid_through").max()).rows())

    assert paid["ready"] is None
    assert paid["active"] == date(2021, 12, 1)


def test_groups_and_facilitators_are_of_the_familys_area(world):
    grouped = world.families.join(world.groups, left_on="group", right_on="id", suffix="_group")
    accompanied = world.families.join(world.staff, left_on="facilitator", right_on="id", how="left")

    assert (grouped["village"] == grouped["village_group"]).all()
    assert (accompanied["position"] == "facilitator").all()
    assert accompanied.select(pl.col("village").str.starts_with(pl.col("area"))).to_series().all()
    assert world.families.group_by("group").len()["len"].max() <= 26
    assert world.families.group_by("facilitator").len()["len"].max() < 500
    assert world.staff["id"].to_list() == list(range(1, world.staff.height + 1))


def test_a_large_country_is_spread_like_its_people():
    from harapan.population.settlement import settle

    plan = settle(presets.country(1_000_000, date(2026, 1, 1)), 1, {})
    by_regency = plan.villages.group_by("regency").agg(pl.sum("families"))
    people = gazetteer.areas().select(regency="code", people="population")
    both = by_regency.join(people, on="regency")

    assert both["families"].sum() == 1_000_000
    assert both.height == 514
    expected = both["people"].to_numpy() / both["people"].sum() * 1_000_000
    assert np.abs(both["families"].to_numpy() - expected).max() <= 1
