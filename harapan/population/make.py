"""Make people: a preset or a size, a seed, and out come batches, one regency each, in the order of area codes."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Final

import numpy as np
import polars as pl

from harapan.population import identity, programme, schooling, stories
from harapan.population.batch import ACCOUNTS, FAMILIES, GROUPS, STAFF, Batch, empty, shaped
from harapan.population.days import age, dates, number_of
from harapan.population.dice import Dice, Ids, Whole, Yes
from harapan.population.dirt import Dirt
from harapan.population.homes import Homes, homes, who_counts
from harapan.population.households import GRANDFATHER, GRANDMOTHER, Kin, households, sizes
from harapan.population.names import culture_of, names
from harapan.population.persons import NIK_MARKS, members_of
from harapan.population.presets import Preset, load
from harapan.population.settlement import Settlement, settle

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
