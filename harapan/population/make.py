"""Make people: a preset or a size, a seed, and out come batches, one regency each, in the order of area codes."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Final, NamedTuple

import numpy as np
import polars as pl

from harapan.population import health, identity, programme, schooling, stories
from harapan.population.batch import ACCOUNTS, FAMILIES, GROUPS, MEMBERS, STAFF, Batch, empty, shaped
from harapan.population.days import age, dates, number_of, years
from harapan.population.dice import Dice, Ids, Whole, Yes
from harapan.population.dirt import ODD_NAMES, Dirt
from harapan.population.households import CHILD, FATHER, GRANDFATHER, GRANDMOTHER, RELATIONS, Kin, households, sizes
from harapan.population.names import culture_of, names
from harapan.population.presets import Preset, load
from harapan.population.settlement import STATES, Settlement, settle

GROUP_NAMES: Final = [
    "Melati",
    "Mawar",
    "Kenanga",
    "Anggrek",
    "Cempaka",
    "Flamboyan",
    "Teratai",
    "Dahlia",
    "Kamboja",
    "Bougenville",
    "Sakura",
    "Tulip",
    "Seroja",
    "Kasturi",
]


def make(
    preset: Preset | str,
    *,
    seed: int = 1,
    areas: str = "",
    dirt: Dirt | None = None,
) -> Iterator[Batch]:
    """The people of a preset (see presets.load and presets.country), one batch for each regency.

    `areas` is a code prefix: only its part is made, and it is the same people as in the whole. The told families
    come first, in a batch of their own. Memory holds one regency at a time.
    """
    preset = load(preset) if isinstance(preset, str) else preset
    told = stories.villages() if preset.told else {}
    plan = settle(preset, seed, told)
    dice = Dice(seed)
    next_member = 1
    if preset.told:
        cast = stories.batch(preset.origin(seed), plan)
        next_member = 1 + stories.last_member()
        if preset.area.startswith(areas):
            yield cast
    for regency in plan.regencies:
        if regency.startswith(areas) or areas.startswith(regency):
            batch = people_of(regency, plan, dice, next_member, dirt or Dirt(), preset.origin(seed))
            next_member += batch.members.height
            yield within(batch, areas)
        else:
            next_member += int(sizes(dice, *who_counts(plan, regency)).sum())


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


def people_of(regency: str, plan: Settlement, dice: Dice, first_member: int, dirt: Dirt, origin: str) -> Batch:
    """Everybody of one regency."""
    preset = plan.preset
    home = homes(plan, regency)
    kin = households(dice, home.ids, first_member, home.natural, preset.day)
    people = first_member + np.arange(len(kin.row))
    members, marks = members_of(home, kin, people, dice, dirt, preset.day)
    families = families_of(home, kin, people, members, marks, plan, dice, dirt)
    return Batch(
        area=regency,
        day=preset.day,
        origin=origin,
        families=families,
        members=members,
        accounts=accounts_of(families, regency, dice, preset.day),
        groups=groups_of(plan, regency),
        staff=staff_of(plan, regency, dice),
    )


def within(batch: Batch, areas: str) -> Batch:
    """The part of a batch below a code prefix longer than a regency's."""
    if len(areas) <= 4:
        return batch
    here = pl.col("village").str.starts_with(areas)
    return replace(
        batch,
        families=batch.families.filter(here),
        members=batch.members.filter(here),
        accounts=batch.accounts.filter(here),
        groups=batch.groups.filter(here),
    )


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


NIK_MARKS: Final = ("nik_missing", "nik_malformed", "nik_doubled")


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


def families_of(
    home: Homes,
    kin: Kin,
    people: Ids,
    members: pl.DataFrame,
    marks: Whole,
    plan: Settlement,
    dice: Dice,
    dirt: Dirt,
) -> pl.DataFrame:
    """The families' table."""
    preset, ids = plan.preset, home.ids
    regency = home.village[0][:4]
    out = home.natural | home.independent
    remote = home.remote
    bank = programme.banks(dice, ids, regency, preset, remote)
    state, new, suspended = programme.states(
        dice, ids, home.natural, home.independent, ~has_component(kin, members, preset)
    )
    confirmed = programme.confirmations(dice, ids, preset.day, new)
    paid = programme.months_paid(dice, ids, preset.paid_through, out)
    posts = plan.staff.filter(pl.col("home") == regency, pl.col("position") == "facilitator")
    facilitator = programme.facilitator_of(posts, home.village.str.head(6), (~out).astype(np.int64))
    no_card = dice.happens(dirt.card_missing, ids, "no card")
    card = pl.Series(identity.cards(home.code // 10_000, confirmed - dice.between(100, 4000, ids, "card issued")))
    town = home.village.str.slice(6, 1).eq("1").to_numpy()
    frame = pl.DataFrame(
        {
            "id": ids,
            "card": card.set(pl.Series(no_card), None).cast(pl.String),
            "village": home.village,
            "variant": programme.variants(dice, ids, remote),
            "channel": pl.select(pl.when(bank == "POS").then(pl.lit("post")).otherwise(pl.lit("bank"))).to_series(),
            "bank": bank,
            "decile": programme.deciles(dice, ids, preset.ranked_share),
            "participation": state,
            "confirmed_on": dates(confirmed),
            "paid_through": pl.Series(dates(paid)).set(pl.Series(new), None),
            "feasible": programme.feasible(dice, ids),
            "quarters_missed": programme.quarters_missed(dice, ids, suspended),
            "flags": flags(kin, marks, no_card),
            "caretaker": people[kin.caretaker],
            "facilitator": pl.Series(facilitator).set(pl.Series(facilitator == 0), None),
            "group": pl.Series(home.group).set(pl.Series(home.group == 0), None),
            "address": identity.addresses(dice, ids, town),
        }
    )
    return shaped(frame, FAMILIES)


def has_component(kin: Kin, members: pl.DataFrame, preset: Preset) -> Yes:
    """Somebody in the family roughly fits a component on the day; the engine decides, this only sets the stage."""
    ages = age(kin.born, preset.day)
    fits = (
        (ages < 6)
        | members["school"].is_in(schooling.PUPILS).to_numpy()
        | (members["pregnancy"] > 0).to_numpy()
        | (members["disability"] == "severe").to_numpy()
        | (ages >= preset.elderly_from)
    )
    return np.asarray(np.maximum.reduceat(fits, kin.start))


def flags(kin: Kin, marks: Whole, no_card: Yes) -> pl.Series:
    """What a data officer should look at, comma-joined in the order of the alphabet."""
    found = {f"{mark}": np.maximum.reduceat(marks == at + 1, kin.start) for at, mark in enumerate(NIK_MARKS)}
    size = np.diff(np.r_[kin.start, len(kin.row)])
    elder = np.isin(kin.role, (GRANDFATHER, GRANDMOTHER))[kin.start]
    found |= {"card_missing": no_card, "lone_elder": (size == 1) & elder}
    named = [pl.when(pl.col(flag)).then(pl.lit(flag)) for flag in sorted(found)]
    return pl.DataFrame(found).select(pl.concat_str(named, separator=",", ignore_nulls=True)).to_series()


HOLDS_ACCOUNT: Final = (
    "ready",
    "active",
    "suspended",
    "no_component",
    "graduation_candidate",
    "graduated_natural",
    "graduated_independent",
)


def accounts_of(families: pl.DataFrame, regency: str, dice: Dice, day: date) -> pl.DataFrame:
    """An account in the caretaker's name for each family paid through a bank. Its id is the family's."""
    held = families.filter(pl.col("channel") == "bank", pl.col("participation").is_in(HOLDS_ACCOUNT))
    ids = held["id"].to_numpy()
    opened = held["confirmed_on"].cast(pl.Int32).to_numpy() + dice.between(5, 40, ids, "account opened")
    return shaped(
        held.select(
            "id",
            "village",
            "bank",
            family="id",
            holder="caretaker",
            number=identity.account_numbers(ids, held["bank"], regency),
            opened_on=pl.Series(dates(np.minimum(opened, number_of(day) - 3).astype(np.int64))),
            state=pl.lit("open"),
        ),
        ACCOUNTS,
    )


def groups_of(plan: Settlement, regency: str) -> pl.DataFrame:
    """The groups of a regency's villages."""
    here = plan.villages.filter(pl.col("regency") == regency)
    count = here["groups"].to_numpy()
    row = np.repeat(np.arange(here.height), count)
    place = np.arange(len(row)) - (np.cumsum(count) - count)[row]
    series = pl.Series(GROUP_NAMES).gather(place % len(GROUP_NAMES))
    number = pl.Series(1 + place // len(GROUP_NAMES)).cast(pl.String)
    return pl.DataFrame(
        {
            "id": here["first_group"].to_numpy()[row] + place,
            "village": here["village"].gather(row),
            "name": pl.select(pl.concat_str(series, number, separator=" ")).to_series(),
        },
        schema=dict(GROUPS),
    )


def staff_of(plan: Settlement, regency: str, dice: Dice) -> pl.DataFrame:
    """Who works in a regency; the province's office comes with its first regency."""
    province = regency[:2]
    first = next(code for code in plan.regencies if code.startswith(province))
    posts = plan.staff.filter(pl.col("home").is_in([regency, province] if regency == first else [regency]))
    if posts.is_empty():
        return empty(STAFF)
    ids = posts["id"].cast(pl.Int64).to_numpy()
    woman = dice.happens(0.5, ids, "woman on the staff")
    culture = culture_of(dice, ids, province)
    name = names(dice, ids, ids, culture, woman, np.zeros(len(ids), dtype=bool), "staff")
    return shaped(posts.select("id", "position", "area", name=name), STAFF)
