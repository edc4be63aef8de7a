"""Names sound like the place they come from."""

import numpy as np
import polars as pl
import pytest

from harapan import gazetteer
from harapan.population.dice import Dice
from harapan.population.names import CULTURES, WHO_LIVES_WHERE, culture_of, names, old_spelling


@pytest.mark.parametrize(
    ("new", "old"), [("Sujono", "Soedjono"), ("Suyanto", "Soejanto"), ("Cecep", "Tjetjep"), ("Joko", "Djoko")]
)
def test_the_oldest_cards_have_the_old_spelling(new, old):
    assert old_spelling(new) == old


def test_every_province_has_names():
    provinces = gazetteer.areas().filter(pl.col("level") == "province")["code"].to_list()

    assert sorted(WHO_LIVES_WHERE) == provinces
    assert all(sum(parts.values()) == 100 and set(parts) <= set(CULTURES) for parts in WHO_LIVES_WHERE.values())


@pytest.mark.parametrize("province", sorted(WHO_LIVES_WHERE))
def test_names_are_never_empty_and_fit_the_register(province):
    ids = np.arange(400)
    culture = culture_of(Dice(1), ids, province)
    found = names(Dice(1), ids, ids // 4, culture, ids % 2 == 0, ids % 5 == 0, "own")

    assert found.null_count() == 0
    assert found.str.len_chars().is_between(2, 60).all()
    assert (found == found.str.strip_chars()).all()
    assert not found.str.contains("  ", literal=True).any()
    assert found.n_unique() > 150


def test_a_house_name_is_the_whole_familys():
    ids = np.arange(40)
    batak = np.full(40, list(CULTURES).index("batak"))
    found = names(Dice(1), ids, np.zeros(40, dtype=np.int64), batak, ids % 2 == 0, ids < 0, "own")

    assert found.filter(found.str.contains(" ")).str.split(" ").list.last().n_unique() == 1
