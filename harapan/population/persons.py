"""The members of made families: names, numbers, schools, health and phones, as a register would have them."""

from datetime import date
from typing import Final

import numpy as np
import polars as pl

from harapan.population import health, identity, programme, schooling
from harapan.population.batch import MEMBERS, shaped
from harapan.population.days import dates, number_of, years
from harapan.population.dice import Dice, Ids, Whole, Yes
from harapan.population.dirt import ODD_NAMES, Dirt
from harapan.population.homes import Homes
from harapan.population.households import CHILD, FATHER, RELATIONS, Kin
from harapan.population.names import culture_of, names

NIK_MARKS: Final = ("nik_missing", "nik_malformed", "nik_doubled")
"""How a NIK can be damaged."""


def members_of(home: Homes, kin: Kin, people: Ids, dice: Dice, dirt: Dirt, day: date) -> tuple[pl.DataFrame, Whole]:
    """The members' table, and for each member the marks of damage to its NIK (0 none, else 1 + index of NIK_MARKS)."""
    families = home.ids[kin.row]
    province = home.village[0][:2] if len(home.village) else "11"
    culture = culture_of(dice, families, province)
    elder = kin.born < number_of(date(1962, 1, 1))
    name = own_names(dice, people, families, culture, kin.woman, elder)
    odd = dice.happens(dirt.odd_name, people, "odd name")
    name = name.scatter(np.flatnonzero(odd), pl.Series(ODD_NAMES).gather(dice.below(10, people[odd], "which odd")))

    disability = health.disabilities(dice, people, kin.role)
    severe = health.is_severe(disability)
    school = schooling.school_on(dice, people, kin.born, severe, day)
    known, missing = schooling.in_register(dice, people, school)
    pregnancy, due = health.pregnancies(dice, people, kin, day)
    adult = number_of(day) - kin.born > years(17)
    is_caretaker = np.zeros(len(people), dtype=bool)
    is_caretaker[kin.caretaker] = True
    nik, marks = damaged_niks(home, kin, people, dice, dirt, day)
    frame = pl.DataFrame(
        {
            "id": people,
            "family": families,
            "village": home.village.gather(kin.row),
            "name": name,
            "nik": nik,
            "born": dates(kin.born),
            "sex": pl.Series(["M", "F"]).gather(kin.woman.astype(np.int64)),
            "relation": pl.Series(RELATIONS).gather(kin.relation),
            "mother_name": mothers(kin, name, people, families, culture, dice),
            "pregnancy": pregnancy,
            "due_on": pl.Series(dates(np.maximum(due, 0))).set(pl.Series(due < 0), None),
            "school": pl.Series(schooling.SCHOOLS).gather(school),
            "in_education_register": pl.Series(known).set(pl.Series(~known & ~missing), None),
            "disability": pl.Series(health.DISABILITIES).gather(disability),
            "rights_victim": dice.happens(np.where(elder, 0.0005, 0.0), people, "victim of rights violations"),
            "registered": dice.happens(0.985, people, "registered"),
            "at_home": ~away(kin, people, dice, adult),
            "excluded_occupation": occupations(dice, people, adult),
            "died_on": pl.Series([None], dtype=pl.Date).new_from_index(0, len(people)),
            "phone": phone_texts(people, adult, is_caretaker, dice, dirt),
        }
    )
    return shaped(frame, MEMBERS), marks


def own_names(dice: Dice, people: Ids, families: Ids, culture: Whole, woman: Yes, elder: Yes) -> pl.Series:
    """Names, no two alike in a family; whoever would bear a brother's or a mother's gets another."""
    name = names(dice, people, families, culture, woman, elder, "own")
    both = pl.DataFrame({"family": families, "name": name})
    alike = both.select(~pl.struct("family", "name").is_first_distinct()).to_series().to_numpy()
    other = names(dice, people[alike], families[alike], culture[alike], woman[alike], elder[alike], "other")
    return name.scatter(np.flatnonzero(alike), other)


def damaged_niks(home: Homes, kin: Kin, people: Ids, dice: Dice, dirt: Dirt, day: date) -> tuple[pl.Series, Whole]:
    """NIKs as a register has them: some missing or doubled, some of a birth date that is not the person's."""
    district = (home.code // 10_000)[kin.row]
    disagrees = dice.happens(dirt.nik_disagrees, people, "NIK disagrees")
    shift = np.where(disagrees, dice.between(-400, -1, people, "shifted birth date"), 0)
    numbers = identity.niks(dice, people, district, kin.born + shift, kin.woman)
    newborn = (number_of(day) - kin.born < 200) & dice.happens(0.4, people, "no NIK yet")
    shares = (dirt.nik_missing, dirt.nik_malformed, dirt.nik_doubled)
    marks = (dice.one_of((*shares, 1 - sum(shares)), people, "damage") + 1) % 4
    marks = np.where(newborn, 1, marks)
    other = dice.below(max(len(people), 1), people, "whose NIK")
    doubled = (marks == 3) & (marks[other] == 0) & (numbers[other] > 0) & (other != np.arange(len(people)))
    marks = np.where((marks == 3) & ~doubled, 0, marks)
    numbers = np.where(doubled, numbers[other], numbers)
    gone = (marks == 1) | (marks == 2) | (numbers < 0)
    return pl.Series(numbers).set(pl.Series(gone), None).cast(pl.String), marks


def mothers(kin: Kin, name: pl.Series, people: Ids, families: Ids, culture: Whole, dice: Dice) -> pl.Series:
    """The mother's name: of the mother in the family, or of one who is not in the data."""
    at = np.arange(len(people))
    absent = kin.mother < 0
    someone = np.ones(int(absent.sum()), dtype=bool)
    told = names(dice, people[absent], families[absent], culture[absent], someone, someone, "mother")
    both = pl.concat([name, told])
    return both.gather(np.where(absent, len(at) + np.cumsum(absent) - 1, kin.mother))


def away(kin: Kin, people: Ids, dice: Dice, adult: Yes) -> Yes:
    """Who lives elsewhere: fathers and grown children who went to work, a few children with relatives."""
    share = np.where(kin.role == FATHER, 0.07, np.where(kin.role == CHILD, np.where(adult, 0.10, 0.004), 0.002))
    somewhere = dice.happens(share, people, "away")
    somewhere[kin.caretaker] = False
    return somewhere


def occupations(dice: Dice, people: Ids, adult: Yes) -> pl.Series:
    """Whether an adult has an occupation that excludes (civil servant, soldier, police ...); of children: no."""
    answer = programme.answers(dice, people, "excluded occupation", yes=0.0012, no=0.75)
    return answer.set(pl.Series(~adult), False)


def phone_texts(people: Ids, adult: Yes, is_caretaker: Yes, dice: Dice, dirt: Dirt) -> pl.Series:
    """Phones as people write them, some odd, some of somebody else."""
    has = adult & dice.happens(np.where(is_caretaker, 0.72, 0.12), people, "has a phone")
    numbers = identity.phones(dice, people, has)
    shared = has & dice.happens(dirt.shared_phone, people, "shared phone")
    numbers = np.where(shared, np.roll(numbers, 7), numbers)
    style = dice.one_of((0.90, 0.06, 0.04), people, "how a phone is written")
    odd = has & dice.happens(dirt.odd_phone, people, "odd phone")
    text = pl.Series("text", numbers).cast(pl.String)
    return (
        pl.DataFrame({"text": text, "style": style, "odd": odd, "none": numbers == 0})
        .select(
            pl.when("none")
            .then(pl.lit(""))
            .when("odd")
            .then(pl.concat_str(pl.lit("08"), pl.col("text").str.slice(2, 5)))
            .when(pl.col("style") == 0)
            .then(pl.concat_str(pl.lit("0"), "text"))
            .when(pl.col("style") == 1)
            .then(pl.concat_str(pl.lit("+62"), "text"))
            .otherwise(
                pl.concat_str(
                    pl.lit("0"),
                    pl.col("text").str.slice(0, 3),
                    pl.lit("-"),
                    pl.col("text").str.slice(3, 4),
                    pl.lit("-"),
                    pl.col("text").str.slice(7),
                )
            )
        )
        .to_series()
    )
