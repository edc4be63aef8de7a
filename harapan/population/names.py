"""Names people could have, by the culture of their region: given names, family names, titles, old spellings.

The lists are our own, of names common among many bearers; put together by dice they name nobody in particular.
"""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

import numpy as np
import polars as pl

from harapan.population.dice import Dice, Ids, Whole, Yes


@dataclass(frozen=True)
class Culture:
    """How one people names its children. Shares are of all who bear such names."""

    men: str
    women: str
    second_men: str
    second_women: str
    houses: str = ""
    """Names a family shares (marga, fam); with any, a house name stands where a second name would."""
    single: float = 0.25
    """Share who have one name only."""
    men_prefixes: Sequence[str] = ("",)
    women_prefixes: Sequence[str] = ("",)


CULTURES: Final = {
    name: Culture(**told)
    for name, told in tomllib.loads((Path(__file__).parent / "names.toml").read_text(encoding="utf-8")).items()
}
PILGRIMS: Final = ("aceh", "bugis", "java", "malay", "sasak", "sunda")
"""Cultures whose old people may carry the title of a pilgrim to Mecca (Haji, Hajah)."""

WHO_LIVES_WHERE: Final[dict[str, dict[str, int]]] = {
    "11": {"aceh": 85, "java": 9, "batak": 3, "malay": 3},
    "12": {"batak": 55, "java": 30, "malay": 12, "minang": 3},
    "13": {"minang": 88, "batak": 6, "java": 6},
    "14": {"malay": 40, "java": 30, "minang": 14, "batak": 16},
    "15": {"malay": 55, "java": 33, "minang": 7, "batak": 5},
    "16": {"malay": 65, "java": 33, "sunda": 2},
    "17": {"malay": 65, "java": 27, "minang": 5, "batak": 3},
    "18": {"java": 64, "malay": 24, "sunda": 11, "bali": 1},
    "19": {"malay": 82, "java": 18},
    "21": {"malay": 45, "java": 30, "batak": 14, "minang": 11},
    "31": {"java": 40, "malay": 35, "sunda": 18, "batak": 7},
    "32": {"sunda": 80, "java": 18, "malay": 2},
    "33": {"java": 98, "sunda": 2},
    "34": {"java": 99, "sunda": 1},
    "35": {"java": 98, "malay": 2},
    "36": {"sunda": 68, "java": 25, "malay": 7},
    "51": {"bali": 90, "java": 8, "sasak": 2},
    "52": {"sasak": 72, "malay": 22, "bali": 4, "bugis": 2},
    "53": {"ntt": 92, "malay": 5, "bugis": 3},
    "61": {"dayak": 40, "malay": 40, "java": 18, "bugis": 2},
    "62": {"dayak": 44, "malay": 28, "java": 26, "bugis": 2},
    "63": {"malay": 78, "java": 17, "bugis": 3, "dayak": 2},
    "64": {"malay": 28, "java": 30, "bugis": 22, "dayak": 18, "ntt": 2},
    "65": {"dayak": 36, "bugis": 28, "java": 18, "malay": 15, "ntt": 3},
    "71": {"east": 92, "bugis": 6, "java": 2},
    "72": {"bugis": 68, "east": 20, "java": 8, "bali": 4},
    "73": {"bugis": 97, "java": 3},
    "74": {"bugis": 88, "java": 7, "bali": 5},
    "75": {"bugis": 75, "east": 22, "java": 3},
    "76": {"bugis": 93, "java": 5, "bali": 2},
    "81": {"east": 74, "bugis": 24, "java": 2},
    "82": {"east": 48, "bugis": 48, "java": 4},
    "91": {"papua": 72, "java": 12, "bugis": 12, "east": 4},
    "92": {"papua": 68, "java": 12, "bugis": 12, "east": 8},
    "93": {"papua": 64, "java": 24, "bugis": 8, "ntt": 4},
    "94": {"papua": 84, "bugis": 7, "java": 7, "east": 2},
    "95": {"papua": 96, "bugis": 2, "java": 2},
    "96": {"papua": 58, "bugis": 16, "java": 16, "east": 10},
}
"""Parts of a hundred, a plausible mix and no census: which names to expect in a province."""

OLD, TITLED = 1, 2
FORMS: Final = 3
"""Each given name stands three times in its pool: as it is, in the spelling before 1972, with a pilgrim's title."""


def old_spelling(name: str) -> str:
    """The spelling before 1972, as the oldest cards still have it: oe for u, dj for j, tj for c, j for y."""
    for new, old in (
        ("y", "j\0"),
        ("Y", "J\0"),
        ("j\0", "\1"),
        ("J\0", "\2"),
        ("j", "dj"),
        ("J", "Dj"),
        ("\1", "j"),
        ("\2", "J"),
    ):
        name = name.replace(new, old)
    return name.replace("c", "tj").replace("C", "Tj").replace("u", "oe").replace("U", "Oe")


def prefixed(names: str, prefixes: Sequence[str]) -> list[str]:
    """Every name behind every prefix that is not its own beginning."""
    return [f"{prefix} {name}".strip() for name in names.split() for prefix in prefixes if prefix != name]


@dataclass(frozen=True)
class Pool:
    """The names of all cultures laid end to end; `starts` and `counts` say where each culture's lie."""

    names: pl.Series
    starts: Whole
    counts: Whole

    @classmethod
    def of(cls, lists: Sequence[Sequence[str | None]]) -> "Pool":
        counts = np.array([len(names) for names in lists], dtype=np.int64)
        laid = [name for names in lists for name in names]
        return cls(pl.Series(laid, dtype=pl.String), np.cumsum(counts) - counts, counts)

    def pick(self, culture: Whole, which: Whole) -> pl.Series:
        """The names at these places of these cultures."""
        return self.names.gather(self.starts[culture] + which)


def given(names: str, prefixes: Sequence[str], pilgrim: str) -> list[str]:
    """A culture's given names in the three forms, form by form."""
    plain = prefixed(names, prefixes)
    return plain + [old_spelling(name) for name in plain] + [f"{pilgrim} {name}" for name in plain]


@cache
def pools() -> tuple[Pool, Pool, Pool]:
    """Given names and second names (women's lists after men's, culture by culture), and house names."""
    cultures = CULTURES.values()
    firsts = [given(each.men, each.men_prefixes, "H.") for each in cultures]
    firsts += [given(each.women, each.women_prefixes, "Hj.") for each in cultures]
    seconds = [each.second_men.split() for each in cultures] + [each.second_women.split() for each in cultures]
    return Pool.of(firsts), Pool.of(seconds), Pool.of([each.houses.split() or [""] for each in cultures])


def culture_of(dice: Dice, families: Ids, province: str) -> Whole:
    """The culture of each family, as an index of CULTURES, by who lives in the province."""
    order = list(CULTURES)
    here = WHO_LIVES_WHERE[province]
    which = dice.one_of(list(here.values()), families, "culture")
    return np.array([order.index(name) for name in here], dtype=np.int64)[which]


def names(dice: Dice, people: Ids, families: Ids, culture: Whole, women: Yes, elders: Yes, subject: str) -> pl.Series:
    """A full name for each person. `subject` tells a person's own name from that of a mother who is not in the data."""
    firsts, seconds, houses = pools()
    side = culture + np.where(women, len(CULTURES), 0)
    islamic = np.isin(culture, [list(CULTURES).index(name) for name in PILGRIMS])
    form = np.where(elders & dice.happens(0.30, people, f"{subject} old spelling"), OLD, 0)
    form = np.where(elders & islamic & dice.happens(0.03, people, f"{subject} pilgrim"), TITLED, form)
    length = firsts.counts[side] // FORMS
    first = firsts.pick(side, form * length + dice.below(length, people, f"{subject} first"))

    single_share = np.array([each.single for each in CULTURES.values()])[culture]
    single = dice.happens(np.where(elders, np.sqrt(single_share), single_share), people, f"{subject} single")
    has_house = houses.counts[culture] > 1
    second = seconds.pick(side, dice.below(seconds.counts[side], people, f"{subject} second"))
    house = houses.pick(culture, dice.below(houses.counts[culture], families, "house"))
    return (
        pl.DataFrame({"first": first, "second": second, "house": house, "single": single, "has_house": has_house})
        .select(
            pl.when("single")
            .then("first")
            .when("has_house")
            .then(pl.concat_str("first", "house", separator=" "))
            .otherwise(pl.concat_str("first", "second", separator=" "))
        )
        .to_series()
    )
