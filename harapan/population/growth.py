"""How made-up children grow: who was weighed when, and how far from the WHO's median, from dice of their own.

No survey of this programme's children is published, so nothing here claims to be one: each child has a height and a
weight it keeps near, below the median as surveys of poor children find, and some fall behind for a while.
"""

from collections.abc import Sequence
from datetime import date
from typing import Final

import numpy as np
import polars as pl

from harapan.population.batch import Schema, shaped
from harapan.population.days import number_of
from harapan.population.dice import Dice, Ids, Whole
from harapan.population.life import column

WEIGHED: Final[Schema] = {
    "member": pl.Int64,
    "measured_on": pl.Date,
    "height_z": pl.Int64,  # hundredths of an SD of height for age; null = only weighed
    "weight_z": pl.Int64,  # of weight for age
}
LAST_DAY: Final = 1800
"""Days of age up to which children come."""
SHORTER: Final = 105
LIGHTER: Final = 75
"""Hundredths of an SD by which these children are shorter and lighter than the median, in the middle of them."""
COMES: Final = 0.7
"""The share of children who are brought on any weighing day."""
MEASURED: Final = 0.6
"""The share of those whose height is taken, too."""
FALLS: Final = 0.05


def weighings(children: pl.DataFrame, days: Sequence[date], seed: int) -> pl.DataFrame:
    """What was seen of children (id, born) on some days, in the shape of WEIGHED. The same children, the same rolls."""
    dice = Dice(seed)
    frames = [_on(children, day, dice) for day in days]
    return shaped(pl.concat(frames).sort("member", "measured_on"), WEIGHED)


def _on(children: pl.DataFrame, day: date, dice: Dice) -> pl.DataFrame:
    label = day.isoformat()
    ids = column(children, "id")
    ages = number_of(day) - column(children, "born")
    here = (ages >= 0) & (ages <= LAST_DAY) & dice.happens(COMES, ids, f"weighed {label}")
    ids, ages = ids[here], ages[here]
    height = spread(dice, ids, "height", 105) - SHORTER * np.minimum(ages, 730) // 730
    falls = dice.happens(FALLS, ids, f"falls behind {label[:4]}") * 90
    weight = spread(dice, ids, "weight", 60) + height // 2 - (LIGHTER - SHORTER // 2) - falls
    noise = spread(dice, ids, f"scales {label}", 12)
    taken = dice.happens(MEASURED, ids, f"height {label}")
    return pl.DataFrame(
        {
            "member": ids,
            "measured_on": pl.Series([day] * len(ids), dtype=pl.Date),
            "height_z": pl.Series(height + noise // 2),
            "weight_z": pl.Series(weight + noise),
        }
    ).with_columns(height_z=pl.when(pl.Series(taken)).then("height_z"))


def spread(dice: Dice, ids: Ids, subject: str, width: int) -> Whole:
    """Rolls around zero with about `width` as their standard deviation, in whole numbers: the sum of six dice."""
    rolls = [dice.below(1_000, ids, f"{subject} {place}") for place in range(6)]
    return (np.sum(rolls, axis=0) - 6 * 1_000 // 2) * width // 707
