"""Pregnancies and disabilities, as many as one finds among poor families."""

from datetime import date
from typing import Final

import numpy as np

from harapan.population.days import number_of, years
from harapan.population.dice import Dice, Ids, Whole, Yes
from harapan.population.households import CHILD, GRANDFATHER, GRANDMOTHER, MOTHER, Kin

DISABILITIES: Final = ("", "mild", "severe")
TERM: Final = 280
AFTER_BIRTH: Final = 42
FERTILE: Final = ((16, 30, 0.075), (30, 38, 0.035), (38, 45, 0.010))
"""From which age, below which age, and which share of women with a husband or partner is pregnant on any day."""


def fertility(ages: Whole) -> np.ndarray:
    """The share of women of these ages (in days) who are pregnant on any day."""
    bands = [(ages >= years(low)) & (ages < years(high)) for low, high, _ in FERTILE]
    return np.select(bands, [share for _, _, share in FERTILE], 0.0)


def pregnancies(dice: Dice, people: Ids, kin: Kin, day: date) -> tuple[Whole, Whole]:
    """Which pregnancy each member has (0 = none), and the day of birth, expected or past (-1 = none)."""
    today = number_of(day)
    ages = today - kin.born
    mother = kin.role == MOTHER
    youngest = kin.youngest[kin.row]
    expecting = mother & (youngest > 330) & dice.happens(fertility(ages), people, "pregnant")
    delivered = mother & (youngest < AFTER_BIRTH)
    which = np.where(expecting, kin.children[kin.row] + 1, np.where(delivered, kin.children[kin.row], 0))
    expected = today + 1 + dice.below(TERM - 14, people, "due")
    return which, np.where(expecting, expected, np.where(delivered, today - youngest, -1))


def disabilities(dice: Dice, people: Ids, role: Whole) -> Whole:
    """None, mild or severe (index of DISABILITIES); likelier among the old."""
    elder = (role == GRANDFATHER) | (role == GRANDMOTHER)
    child = role == CHILD
    severe = dice.happens(np.where(elder, 0.022, np.where(child, 0.006, 0.004)), people, "severe disability")
    mild = dice.happens(np.where(elder, 0.06, 0.012), people, "mild disability")
    return np.where(severe, 2, np.where(mild, 1, 0))


def is_severe(disability: Whole) -> Yes:
    """Cannot do daily activities, depends on others for life."""
    return np.asarray(disability == 2)
