"""Which made families live where, and how far each has come: the settlement plan, a row a family."""

from typing import NamedTuple

import numpy as np
import polars as pl

from harapan.population.dice import Ids, Whole, Yes
from harapan.population.settlement import STATES, Settlement


class Homes(NamedTuple):
    """The made families of a regency, one entry each, in the order of ids."""

    ids: Ids
    village: pl.Series
    code: Whole  # of the village
    group: Whole
    natural: Yes  # already out because components ended
    independent: Yes  # already out because better off
    remote: Yes  # in a village hard to reach


def homes(plan: Settlement, regency: str) -> Homes:
    """Which families live where: in each village first those in the programme, then those already out."""
    here = plan.villages.filter(pl.col("regency") == regency)
    inside = (here["families"] - here["told"]).to_numpy()
    natural, independent = (here[state].to_numpy() for state in STATES[1:])
    count = inside + natural + independent
    row = np.repeat(np.arange(here.height), count)
    place = np.arange(len(row)) - (np.cumsum(count) - count)[row]
    size = settlement_groups(here)
    return Homes(
        ids=here["first"].to_numpy()[row] + place,
        village=here["village"].gather(row),
        code=here["village"].cast(pl.Int64).to_numpy()[row],
        group=np.where(place < inside[row], here["first_group"].to_numpy()[row] + place % size[row], 0),
        natural=(place >= inside[row]) & (place < (inside + natural)[row]),
        independent=place >= (inside + natural)[row],
        remote=here["remote"].to_numpy()[row],
    )


def settlement_groups(here: pl.DataFrame) -> Whole:
    """How many groups each village has, at least one to divide by."""
    return np.maximum(here["groups"].to_numpy(), 1)


def who_counts(plan: Settlement, regency: str) -> tuple[Ids, Yes]:
    """Ids of the made families of a regency, and which of them have grown out."""
    here = homes(plan, regency)
    return here.ids, here.natural
