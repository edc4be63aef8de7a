"""People who stand in a register twice, with the truth about who they are: what a search for doubles is measured on.

Whole families are listed again from another list, single people are taken up again where they moved to; each second
record is damaged in the ways of lists and hasty typing. The shares are ours: no source says how often, audits only say
that it happens (domain facts 11.1: 41,985 with the same NIK and name, 86,465 doubled NIK).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import polars as pl

from harapan.population.batch import Batch, Schema
from harapan.population.dice import Dice, Ids, Whole
from harapan.population.names import old_spelling

RECORDS: Final[Schema] = {
    "id": pl.Int64,
    "family": pl.Int64,
    "village": pl.String,
    "name": pl.String,
    "nik": pl.String,
    "card": pl.String,
    "born": pl.Date,
    "sex": pl.String,
    "mother": pl.String,
}
LINKS: Final[Schema] = {"left": pl.Int64, "right": pl.Int64}
LETTERS: Final = pl.Series(list("abdegiklmnoprstuwy"))
TITLES: Final = pl.Series(["H. ", "Hj. ", "Drs. ", "Ir. "])


@dataclass(frozen=True)
class Doubling:
    """How much is doubled: shares of families that are listed again, and of people who are taken up elsewhere."""

    families: float = 0.04
    people: float = 0.01


@dataclass(frozen=True)
class Doubled:
    """Records of people, some of them twice, and which two are one."""

    records: pl.DataFrame
    links: pl.DataFrame
    """left, right: the first record and the second."""


def doubled(batches: Iterable[Batch], seed: int, doubling: Doubling | None = None) -> Doubled:
    """The people of these batches and their doubles. The same batches and seed give the same records and links."""
    doubling, dice = doubling or Doubling(), Dice(seed)
    records = pl.concat([_records(batch) for batch in batches])
    families = records["family"].unique(maintain_order=True).to_numpy()
    again = families[dice.happens(doubling.families, families, "family listed again")]
    alone = records.filter(~pl.col("family").is_in(again.tolist()))
    moved = alone.filter(pl.Series(dice.happens(doubling.people, alone["id"].to_numpy(), "person taken up again")))
    listed = records.filter(pl.col("family").is_in(again.tolist()))
    first = int(records["id"].max() or 0) + 1  # type: ignore[arg-type]
    doubles = pl.concat(
        [_listed_again(listed, records, dice), _taken_up_elsewhere(moved, records, dice)]
    ).with_row_index("at")
    doubles = doubles.with_columns(id=pl.col("at").cast(pl.Int64) + first).drop("at")
    links = doubles.select(left="was", right="id")
    return Doubled(
        pl.concat([records, _damaged(doubles, dice).select(*RECORDS)]),
        links.select(pl.col(name).cast(kind) for name, kind in LINKS.items()),
    )


def _records(batch: Batch) -> pl.DataFrame:
    cards = batch.families.select(family="id", card="card")
    people = batch.members.join(cards, on="family", how="left", maintain_order="left")
    return people.rename({"mother_name": "mother"}).select(*RECORDS)


def _listed_again(listed: pl.DataFrame, records: pl.DataFrame, dice: Dice) -> pl.DataFrame:
    """Whole families under a new number: in the same village, a neighbouring one of the list, or anywhere."""
    families = listed["family"].to_numpy()
    where = dice.one_of((0.75, 0.15, 0.10), families, "where a family is listed again")
    villages = records["village"].unique().sort()
    code = np.searchsorted(villages.to_numpy().astype(str), listed["village"].to_numpy().astype(str))
    near = np.minimum(code + dice.between(1, 3, families, "neighbouring village"), len(villages) - 1)
    far = dice.below(len(villages), families, "village elsewhere")
    card = dice.one_of((0.60, 0.25, 0.15), families, "card of a family listed again")
    other = pl.Series(np.char.add(listed["village"].str.head(6).to_numpy().astype(str), _digits(dice, families)))
    return listed.with_columns(
        was="id",
        village=villages.gather(np.select([where == 0, where == 1], [code, near], far)),
        card=pl.select(
            pl.when(pl.Series(card == 0)).then(listed["card"]).when(pl.Series(card == 1)).then(other)
        ).to_series(),
        family=pl.col("family") + int(records["family"].max() or 0),  # type: ignore[arg-type]
    )


def _digits(dice: Dice, ids: Ids) -> np.ndarray:
    return np.char.zfill(dice.below(1_000_000_000, ids, "new card").astype(str), 10)


def _taken_up_elsewhere(moved: pl.DataFrame, records: pl.DataFrame, dice: Dice) -> pl.DataFrame:
    """Single people in a family that was there already."""
    host = records[dice.below(records.height, moved["id"].to_numpy(), "new family")]
    return moved.with_columns(was="id", family=host["family"], village=host["village"], card=host["card"])


def _damaged(doubles: pl.DataFrame, dice: Dice) -> pl.DataFrame:
    ids = doubles["id"].to_numpy()
    unknown = dice.happens(0.15, ids, "mother left out")
    mother = _misspelt(doubles["mother"], ids, dice, "mother", (0.70, *MISSPELT[1:]))
    flipped = dice.happens(0.004, ids, "sex mistaken")
    return doubles.with_columns(
        name=_misspelt(doubles["name"], ids, dice, "name", MISSPELT),
        mother=pl.select(pl.when(pl.Series(unknown)).then(pl.lit("")).otherwise(mother)).to_series(),
        born=_misdated(doubles["born"], ids, dice),
        nik=_mistyped(doubles, ids, dice),
        sex=pl.when(pl.Series(flipped)).then(pl.col("sex").replace({"F": "M", "M": "F"})).otherwise("sex"),
    )


MISSPELT: Final = (0.42, 0.10, 0.12, 0.08, 0.06, 0.06, 0.07, 0.04, 0.03, 0.02)
"""As it was; old spelling; a letter wrong, left out, changed places, doubled; last word left out; words turned; title;
given name shortened."""


def _misspelt(names: pl.Series, ids: Ids, dice: Dice, subject: str, weights: Sequence[float]) -> pl.Series:
    """Names as somebody else would write them."""
    how = dice.one_of(weights, ids, f"{subject} misspelt")
    length = names.str.len_chars().cast(pl.Int64).to_numpy()
    at = 1 + dice.below(np.maximum(length - 2, 1), ids, f"{subject} where misspelt")
    letter = LETTERS.gather(dice.below(len(LETTERS), ids, f"{subject} wrong letter"))
    title = TITLES.gather(dice.below(len(TITLES), ids, f"{subject} title"))
    old = names.unique()
    spelt = dict(zip(old, [old_spelling(name) for name in old], strict=True))
    name, place = pl.col("name"), pl.col("at")
    before, here, after = name.str.slice(0, place), name.str.slice(place, 1), name.str.slice(place + 1)
    words = name.str.split(" ")
    several = words.list.len() > 1
    ways = (
        name.replace(spelt),
        pl.concat_str(before, "letter", after),
        pl.concat_str(before, after),
        pl.concat_str(before, after.str.head(1), here, after.str.slice(1)),
        pl.concat_str(before, here, here, after),
        pl.when(several).then(words.list.head(words.list.len() - 1).list.join(" ")).otherwise(name),
        words.list.reverse().list.join(" "),
        pl.concat_str("title", name),
        name.str.replace(r"^Muhamm?ad ", "M. ").str.replace(r"^Siti ", "St. ").str.replace(r"^Abdul ", "Abd. "),
    )
    told = name
    for number, way in enumerate(ways, start=1):
        told = pl.when(pl.col("how") == number).then(way).otherwise(told)
    frame = pl.DataFrame({"name": names, "how": how, "at": at, "letter": letter, "title": title})
    return frame.select(pl.when(name == "").then(name).otherwise(told).str.strip_chars()).to_series()


def _misdated(born: pl.Series, ids: Ids, dice: Dice) -> pl.Series:
    """Birth dates as lists have them: day and month turned, only the year known, a day or a year beside."""
    how = dice.one_of((0.86, 0.04, 0.05, 0.03, 0.02), ids, "misdated")
    step = dice.one_of((1, 1, 1, 1), ids, "misdated by")
    frame = pl.DataFrame({"born": born, "how": how, "step": pl.Series([-2, -1, 1, 2]).gather(step)})
    day = pl.col("born")
    turned = pl.when(day.dt.day() <= 12).then(pl.date(day.dt.year(), day.dt.day(), day.dt.month().clip(1, 28)))
    return frame.select(
        pl.when(pl.col("how") == 1)
        .then(turned.otherwise(day))
        .when(pl.col("how") == 2)
        .then(pl.date(day.dt.year(), 1, 1))
        .when(pl.col("how") == 3)
        .then(day + pl.duration(days="step"))
        .when(pl.col("how") == 4)
        .then(pl.date(day.dt.year() + pl.col("step").sign(), day.dt.month(), day.dt.day().clip(1, 28)))
        .otherwise(day)
    ).to_series()


def _mistyped(doubles: pl.DataFrame, ids: Ids, dice: Dice) -> pl.Series:
    """NIKs typed again: the same, none, a digit of the serial wrong, or a number given out elsewhere."""
    how: Whole = dice.one_of((0.55, 0.27, 0.12, 0.06), ids, "NIK typed again")
    digit = pl.Series(dice.between(1, 9, ids, "wrong digit")).cast(pl.String)
    serial = pl.Series(np.char.zfill(dice.between(1, 9999, ids, "other serial").astype(str), 4))
    nik = pl.col("nik")
    frame = doubles.select("nik", "village").with_columns(how=pl.Series(how), digit=digit, serial=serial)
    return frame.select(
        pl.when(pl.col("how") == 1)
        .then(None)
        .when(pl.col("how") == 2)
        .then(pl.concat_str(nik.str.head(15), "digit"))
        .when(pl.col("how") == 3)
        .then(pl.concat_str(pl.col("village").str.head(6), nik.str.slice(6, 6), "serial"))
        .otherwise(nik)
    ).to_series()
