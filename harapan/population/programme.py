"""Where families stand in the programme: variant, channel, bank, state, dates. Family columns, no people."""

from collections.abc import Sequence
from datetime import date
from typing import Final

import numpy as np
import polars as pl

from harapan.lib.dates import months_after
from harapan.population.days import number_of
from harapan.population.dice import Dice, Ids, Whole, Yes
from harapan.population.presets import Preset

COHORTS: Final = (
    (date(2008, 7, 1), 2),
    (date(2013, 7, 1), 8),
    (date(2015, 7, 1), 8),
    (date(2016, 9, 1), 22),
    (date(2018, 1, 15), 34),
    (date(2018, 10, 1), 6),
    (date(2020, 4, 1), 12),
    (date(2021, 7, 1), 8),
    (date(2023, 1, 10), 8),
    (date(2024, 7, 1), 8),
    (date(2025, 7, 1), 8),
)
"""Days on which large groups were confirmed, and how large they were: a plausible history of the growth in 1.3."""
READY: Final = 0.008
SUSPENDED: Final = 0.0025
GRADUATION_CANDIDATE: Final = 0.006
NOTICED: Final = 0.6
"""Of families without any component, the share that the programme has already noted as such."""
DECILES: Final = (0.34, 0.31, 0.20, 0.125, 0.015, 0.010)
MAIN_BANK: Final = 0.97


def variants(dice: Dice, families: Ids, remote: Yes) -> pl.Series:
    """regular, akses, or adaptive: remote indigenous communities and victims of disasters."""
    adaptive = dice.happens(np.where(remote, 0.03, 0.001), families, "adaptive")
    return pl.Series(np.where(adaptive, 2, np.where(remote, 1, 0))).replace_strict(
        {0: "regular", 1: "akses", 2: "adaptive"}, return_dtype=pl.String
    )


def banks(dice: Dice, families: Ids, regency: str, preset: Preset, remote: Yes) -> pl.Series:
    """The bank of each family: one bank holds most of a regency, the post reaches where banks do not."""
    there = [bank for bank in preset.banks if bank != "BSI"]
    weights = [55, 20, 17, 8][: len(there)]
    place = np.array([int(regency)])
    main = there[int(dice.one_of(weights, place, "main bank")[0])]
    if regency.startswith("11") and "BSI" in preset.banks:
        main = "BSI"
    other = dice.one_of(weights, families, "other bank")
    choice = np.where(dice.happens(MAIN_BANK, families, "main bank"), len(there), other)
    post = dice.happens(np.minimum(preset.post_share * np.where(remote, 4.0, 0.9), 0.95), families, "post")
    names = [*there, main, "POS"]
    return pl.Series(names).gather(np.where(post, len(there) + 1, choice))


def states(
    dice: Dice, families: Ids, natural: Yes, independent: Yes, without_component: Yes
) -> tuple[pl.Series, Yes, Yes]:
    """Participation of each family; and who is new (ready, never paid), who is suspended."""
    bands = (READY, SUSPENDED, GRADUATION_CANDIDATE, 1 - READY - SUSPENDED - GRADUATION_CANDIDATE)
    lot = dice.one_of(bands, families, "state")
    inside = ~(natural | independent)
    noticed = without_component & dice.happens(NOTICED, families, "noticed") & (lot > 0)
    names = ("graduated_natural", "graduated_independent", "no_component", "ready", "suspended")
    conditions = [natural, independent, noticed, lot == 0, lot == 1]
    which = np.select([*conditions, lot == 2], list(range(6)), 6)
    known = [*names, "graduation_candidate", "active"]
    return pl.Series(known).gather(which), inside & (which == 3), inside & (which == 4)


def confirmations(dice: Dice, families: Ids, day: date, new: Yes) -> Whole:
    """The day each family was confirmed: with one of the large groups, or just before the day if new."""
    past = [(cohort, weight) for cohort, weight in COHORTS if cohort < months_after(day.replace(day=1), -4)]
    first = np.array([number_of(cohort) for cohort, _ in past])
    cohort = first[dice.one_of([weight for _, weight in past], families, "cohort")]
    return np.where(
        new, number_of(day) - 45 - dice.below(40, families, "new"), cohort + dice.below(40, families, "decree")
    )


def months_paid(dice: Dice, families: Ids, last: date, out: Yes) -> Whole:
    """The last month paid, as a day: those who are out got their last money one to eight quarters earlier."""
    earlier = np.where(out, 1 + dice.below(8, families, "quarters out"), 0)
    months = np.array([number_of(months_after(last, -3 * quarters)) for quarters in range(9)])
    return months[earlier]


def quarters_missed(dice: Dice, families: Ids, suspended: Yes) -> Whole:
    """Quarters missed in a row before the first stage; a suspended family has missed two."""
    missed = dice.one_of((0.975, 0.022, 0.003), families, "quarters missed")
    return np.where(suspended, 2, np.where(missed == 2, 1, missed))


def deciles(dice: Dice, families: Ids, ranked_share: float) -> pl.Series:
    """Decile of the registry, 1 the poorest; null where no rank is known."""
    rank = pl.Series(1 + dice.one_of(DECILES, families, "decile"))
    ranked = pl.Series(dice.happens(ranked_share, families, "ranked"))
    return pl.select(pl.when(ranked).then(rank)).to_series()


def feasible(dice: Dice, families: Ids) -> pl.Series:
    """Whether local government calls the family still feasible (layak): mostly unknown, seldom no."""
    return answers(dice, families, "feasible", yes=0.45, no=0.003)


def answers(dice: Dice, ids: Ids, subject: str, *, yes: float, no: float) -> pl.Series:
    """A yes, a no, or nothing known."""
    which = dice.one_of((yes, no, 1 - yes - no), ids, subject)
    return pl.Series(which).replace_strict({0: True, 1: False, 2: None}, return_dtype=pl.Boolean)


def facilitator_of(posts: pl.DataFrame, districts: pl.Series, in_programme: Sequence[int] | Whole) -> Whole:
    """The facilitator of each family, families in the order of villages; 0 where a regency has none.

    `in_programme` is 1 for families that count towards a post, 0 for those already out, who stay with the post of
    their neighbours.
    """
    counts = np.asarray(in_programme, dtype=np.int64)
    own = posts.filter(pl.col("area").str.len_chars() == 6)
    unit = pl.Series(np.where(districts.is_in(own["area"].unique().implode()).to_numpy(), districts.to_numpy(), ""))
    chosen = np.zeros(len(counts), dtype=np.int64)
    for name in unit.unique():
        here = (unit == name).to_numpy()
        there = own.filter(pl.col("area") == name) if name else posts.filter(pl.col("area").str.len_chars() < 6)
        if there.is_empty():
            continue
        place = np.maximum(np.cumsum(counts[here]) - 1, 0)
        post = np.searchsorted(there["until"].to_numpy(), place, side="right").clip(max=there.height - 1)
        chosen[here] = there["id"].to_numpy()[post]
    return chosen
