"""Dice that remember."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from harapan.population.dice import Dice
from harapan.population.settlement import shares

ids = st.lists(st.integers(0, 2**40), min_size=1, max_size=50).map(lambda each: np.array(each, dtype=np.int64))


@given(seed=st.integers(0, 2**31), ids=ids, limit=st.integers(1, 10**6))
def test_a_roll_stays_below_its_limit(seed, ids, limit):
    rolls = Dice(seed).below(limit, ids, "anything")

    assert ((rolls >= 0) & (rolls < limit)).all()


@given(seed=st.integers(0, 2**31), ids=ids)
def test_a_roll_does_not_depend_on_who_else_rolls(seed, ids):
    dice = Dice(seed)

    together = dice.bits(ids, "anything")
    alone = np.concatenate([dice.bits(ids[at : at + 1], "anything") for at in range(len(ids))])
    assert (together == alone).all()


def test_rolls_are_the_same_on_every_machine():
    assert Dice(1).bits(np.array([1, 2, 3]), "shape").tolist() == [
        6_915_250_395_242_498_332,
        8_202_068_435_282_635_073,
        4_777_351_783_619_284_804,
    ]


def test_seeds_and_subjects_have_rolls_of_their_own():
    many = np.arange(1000)

    assert not (Dice(1).bits(many, "a") == Dice(2).bits(many, "a")).any()
    assert not (Dice(1).bits(many, "a") == Dice(1).bits(many, "b")).any()


def test_shares_come_true():
    many = np.arange(200_000)

    assert abs(Dice(3).happens(0.3, many, "x").mean() - 0.3) < 0.005
    counts = np.bincount(Dice(3).one_of((1, 2, 7), many, "y")) / len(many)
    assert np.abs(counts - (0.1, 0.2, 0.7)).max() < 0.005


@given(
    total=st.integers(0, 10**7),
    weights=st.lists(st.integers(1, 10**9), min_size=1, max_size=60),
    least=st.integers(0, 1),
)
def test_shares_sum_exactly_and_nobody_falls_short(total, weights, least):
    total += least * len(weights)

    given_out = shares(total, weights, least=least)

    assert given_out.sum() == total
    assert (given_out >= least).all()
    exact = [(total - least * len(weights)) * weight / sum(weights) + least for weight in weights]
    assert np.abs(given_out - exact).max() <= 1
