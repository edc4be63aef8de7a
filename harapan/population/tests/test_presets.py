"""What was published comes out of the people, by counting them."""

import polars as pl
import pytest

from harapan.population import presets
from harapan.population.batch import IN_PROGRAMME
from harapan.population.make import make
from harapan.population.tests.conftest import World


@pytest.fixture(scope="session")
def made(kaltim) -> dict[str, World]:
    others = {name: World(list(make(name, seed=1))) for name in presets.names() if name != "kaltim-2022"}
    return {"kaltim-2022": kaltim} | others


def counted(world: World, what: str, area: str) -> int:
    here = world.families.filter(pl.col("village").str.starts_with(area))
    inside = here.filter(pl.col("participation").is_in(IN_PROGRAMME))
    match what:
        case "families":
            return inside.height
        case "districts":
            return inside["village"].str.head(6).n_unique()
        case "villages":
            return inside["village"].n_unique()
        case "staff":
            return world.staff.filter(pl.col("area").str.starts_with(area)).height
        case _:
            return here.filter(pl.col("participation") == what).height


CLAIMS = [(name, claim) for name in presets.names() for claim in presets.load(name).published]


@pytest.mark.parametrize(("name", "claim"), CLAIMS, ids=[f"{n}-{c.what}-{c.area}" for n, c in CLAIMS])
def test_a_published_figure_is_what_one_counts(made, name, claim):
    assert counted(made[name], claim.what, claim.area) == claim.value


def test_the_published_figures_are_those_of_the_articles():
    figures = {(name, claim.what, claim.area): claim.value for name, claim in CLAIMS}

    assert figures == {
        ("kaltim-2022", "families", "64"): 65_387,
        ("kaltim-2022", "staff", "64"): 345,
        ("kaltim-2022", "graduated_natural", "64"): 2_494,
        ("kaltim-2022", "graduated_independent", "64"): 1_420,
        ("ntt-2017", "families", "53"): 227_393,
        ("ntt-2017", "districts", "53"): 301,
        ("ntt-2017", "villages", "53"): 3_291,
        ("ntt-2017", "families", "5314"): 6_845,
        ("ntt-2017", "districts", "5314"): 10,
        ("kalteng-2019", "families", "6202"): 12_136,
    }


def test_east_kalimantan_lives_in_all_ten_regencies(kaltim):
    inside = kaltim.families.filter(pl.col("participation").is_in(IN_PROGRAMME))

    assert inside["village"].str.head(4).n_unique() == 10
    assert round(inside.height / kaltim.staff.height, 1) == 189.5
    assert kaltim.staff["position"].n_unique() == 5


def test_nobody_lived_in_loaholu_in_2017(made):
    assert not made["ntt-2017"].families["village"].str.starts_with("531411").any()


def test_kotawaringin_timur_has_more_families_than_any_other(made):
    counts = made["kalteng-2019"].families.group_by(pl.col("village").str.head(4)).len().sort("len", descending=True)

    assert counts.row(0) == ("6202", 12_136)
    assert counts["len"][1] < 12_000
    assert counts.height == 14


def test_whoever_left_because_components_ended_has_none(kaltim):
    left = kaltim.families.filter(pl.col("participation") == "graduated_natural").select(family="id")
    members = kaltim.members.join(left, on="family")

    assert not members["school"].is_in(["sd", "smp", "sma"]).any()
    assert (members["born"].dt.year() < 2005).all()
    assert left.height == 2_494


@pytest.mark.parametrize("name", presets.names())
def test_a_preset_says_what_is_made_up(name):
    preset = presets.load(name)

    assert preset.synthetic
    assert all(claim.source and claim.confidence in ("high", "medium", "low") for claim in preset.published)
    assert preset.origin(3) == f"synthetic:{name} seed 3"


def test_an_unknown_preset_names_those_there_are():
    with pytest.raises(KeyError, match="kaltim-2022"):
        presets.load("atlantis")
