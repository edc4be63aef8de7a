"""What schools, health units and sessions saw of each member: one row for each duty and month that fell due.

Most children come; a tail stays away; some units say nothing; where there is no service nobody could come. Duties
with a window have one row in the month it closes. Sessions are monthly for each family whose group met: groups in the
field meet about every other month, which is why meetings "should be held more intensively" (domain facts 12.3).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, NamedTuple, Protocol

import numpy as np
import polars as pl

from harapan.lib.dates import months_after
from harapan.population.batch import DUTIES, IN_PROGRAMME, OBSERVATIONS, STORY, empty, shaped
from harapan.population.days import age, number_of, parts
from harapan.population.dice import Dice, Ids, Whole, Yes
from harapan.population.health import AFTER_BIRTH
from harapan.population.presets import Preset
from harapan.population.schooling import PUPILS

VACCINES: Final = (2, 3, 4, 5, 10, 19)
"""Completed months of age in which the window of a basic immunisation or booster closes (domain facts 4.1)."""
ANTENATAL: Final = ((-190, 1), (-92, 1), (0, 2))
"""Days from the birth on which a trimester ends, and the checks due in it (policy/pkh/duties.toml, antenatal)."""
GROWTH_MONTHS_AT_FIVE: Final = (2, 8)
VITAMIN_MONTHS: Final = (2, 8)
YEARLY_CHECK_FROM: Final = 60
NEVER: Final = 1_000_000
SILENT_UNIT: Final = 0.008
DILIGENCE: Final = (0.865, 0.12, 0.015)
"""Pupils who hardly ever miss a day, who miss one now and then, and who are mostly somewhere else."""


class People(Protocol):
    """Families and members in the shape of batch.FAMILIES and batch.MEMBERS; a batch is one, the registry another."""

    @property
    def families(self) -> pl.DataFrame: ...
    @property
    def members(self) -> pl.DataFrame: ...


@dataclass(frozen=True)
class Roll:
    """Members one could observe, as columns: at home, of families in the programme that are not told."""

    member: Ids
    family: Ids
    village: pl.Series
    code: Whole  # of the village
    born: Whole
    school: pl.Series
    unknown_to_register: Yes
    severe: Yes
    due: Whole  # day of birth, expected or past; -1 = none
    remote: Yes
    group: Whole  # 0 = none
    caretaker: Yes
    died: Whole  # day of death, a very late one for the living


class Seen(NamedTuple):
    """Rows of one duty and month: places in the roll, and what was seen."""

    at: Whole
    duty: str
    month: date
    open: Whole
    unexcused: Whole
    excused: Whole
    available: Yes
    reported: Yes


def observations(people: People, months: Sequence[date], seed: int, preset: Preset | None = None) -> pl.DataFrame:
    """Everything observed in these months (first days), as batch.OBSERVATIONS, sorted by member, month, duty.

    The same people and month always give the same rows, whoever else is in the frames. The preset brings its silent
    schools and disasters. Told families are not here: stories.observations has theirs.
    """
    dice = Dice(seed)
    roll = roll_of(people)
    frames = []
    for month in months:
        rows = list(month_of_duties(roll, month, dice))
        frames.append(
            laid_out(roll, rows if preset is None else [disturbed(seen, roll, preset, dice) for seen in rows])
        )
    if not frames:
        return empty(OBSERVATIONS)
    return shaped(pl.concat(frames).sort("member", "month", "duty"), OBSERVATIONS)


def roll_of(people: People) -> Roll:
    """The members who could be observed."""
    families = people.families.filter(
        pl.col("participation").is_in(IN_PROGRAMME), ~pl.col("flags").str.contains(STORY, literal=True)
    ).select(
        pl.col("id").alias("family"),
        (pl.col("variant") != "regular").alias("remote"),
        pl.col("group").fill_null(0).alias("group"),
        "caretaker",
    )
    here = people.members.filter("at_home").join(families, on="family", how="inner", maintain_order="left")
    due = here["due_on"].cast(pl.Int32).fill_null(-1).cast(pl.Int64).to_numpy()
    return Roll(
        member=here["id"].to_numpy(),
        family=here["family"].to_numpy(),
        village=here["village"],
        code=here["village"].cast(pl.Int64).to_numpy(),
        born=here["born"].cast(pl.Int32).cast(pl.Int64).to_numpy(),
        school=here["school"],
        unknown_to_register=(here["in_education_register"] == False).fill_null(False).to_numpy(),  # noqa: E712
        severe=(here["disability"] == "severe").to_numpy(),
        due=due,
        remote=here["remote"].to_numpy(),
        group=here["group"].to_numpy(),
        caretaker=(here["id"] == here["caretaker"]).fill_null(False).to_numpy(),
        died=here["died_on"].cast(pl.Int32).fill_null(NEVER).cast(pl.Int64).to_numpy(),
    )


def month_of_duties(roll: Roll, month: date, dice: Dice) -> Iterable[Seen]:
    """All duties that fall due in a month."""
    ages = age(roll.born, month)
    alive = (roll.born < number_of(months_after(month, 1))) & (roll.died >= number_of(month))
    pupil = alive & roll.school.is_in(PUPILS).to_numpy()
    small = alive & (ages < 6) & ~pupil
    grown = (month.year * 12 + month.month) - months_of(roll.born)  # in months, counted from the month of birth
    yearly = alive & (dice.between(1, 12, roll.member, "month of the yearly check") == month.month)
    birth = alive & (roll.due > 0) & month_matches(roll.due, month)
    checks = antenatal_checks(roll, alive, month)
    after_birth = alive & (roll.due > 0) & month_matches(roll.due + AFTER_BIRTH, month)
    growth = small & ((ages < 5) | (month.month in GROWTH_MONTHS_AT_FIVE))
    vitamin = small & (grown >= 6) & (grown < 60) & (month.month in VITAMIN_MONTHS)

    yield school_days(roll, pupil, month, dice)
    yield visits(roll, growth, "child_growth", month, dice, missed=0.06, excused=0.03)
    yield visits(roll, alive & np.isin(grown, VACCINES), "immunisation", month, dice, missed=0.07, excused=0.02)
    yield visits(roll, vitamin, "vitamin_a", month, dice, missed=0.04, excused=0.01)
    yield visits(roll, checks > 0, "antenatal", month, dice, missed=0.05, excused=0.0, due=checks)
    yield visits(roll, birth, "delivery", month, dice, missed=0.08, excused=0.01)
    yield visits(roll, after_birth, "postnatal", month, dice, missed=0.08, excused=0.0, due=4)
    yield visits(roll, (ages >= YEARLY_CHECK_FROM) & yearly, "elderly_check", month, dice, missed=0.12, excused=0.05)
    yield visits(roll, roll.severe & yearly, "disability_check", month, dice, missed=0.10, excused=0.08)
    yield sessions(roll, alive, month, dice)


def antenatal_checks(roll: Roll, alive: Yes, month: date) -> Whole:
    """How many checks of a pregnancy have their window end in a month."""
    checks = np.zeros(len(roll.due), dtype=np.int64)
    expecting = np.flatnonzero(alive & (roll.due > 0))
    for day, due in ANTENATAL:
        checks[expecting] += due * month_matches(roll.due[expecting] + day, month)
    return checks


def months_of(born: Whole) -> Whole:
    """The month of birth, counted in months."""
    year, month, _ = parts(born)
    return year * 12 + month


def month_matches(days: Whole, month: date) -> Yes:
    """Which days lie in the month."""
    return (days >= number_of(month)) & (days < number_of(months_after(month, 1)))


def school_days(roll: Roll, pupil: Yes, month: date, dice: Dice) -> Seen:
    """Attendance: effective days of the school, days absent without leave, days sick or permitted."""
    at = np.flatnonzero(pupil)
    member = roll.member[at]
    school = schools(roll.code[at], roll.school.gather(at))
    label = month.isoformat()
    open_days = 18 + dice.below(8, school, f"effective days {label}")
    habit = dice.one_of(DILIGENCE, member, "diligence")
    lot = dice.below(100, member, f"absent {label}")
    rarely = np.where(lot < 91, 0, np.where(lot < 98, 1, 2))
    unexcused = np.select([habit == 0, habit == 1], [rarely, lot // 28], 3 + lot // 11)
    sick = dice.below(100, member, f"sick {label}")
    excused = np.where(sick < 82, 0, np.where(sick < 95, 1 + sick % 2, 3 + sick % 4))
    quarter = f"silent {month.year}-{(month.month - 1) // 3}"
    silent = dice.happens(SILENT_UNIT, school, quarter)
    unlisted = roll.unknown_to_register[at] & dice.happens(0.25, member, "not on the form")
    available = ~(roll.remote[at] & dice.happens(0.01, school, f"no teacher {label}"))
    return Seen(
        at, "school_attendance", month, open_days, unexcused, np.minimum(excused, open_days - unexcused), available,
        ~(silent | unlisted),
    )  # fmt: skip


def schools(code: Whole, school: pl.Series) -> Ids:
    """The school a pupil goes to: a primary school in each village, a secondary one of each kind in each district."""
    level = school.replace_strict(
        {kind: place + 1 for place, kind in enumerate(PUPILS)}, return_dtype=pl.Int64
    ).to_numpy()
    return np.where(level == 1, code, code // 10_000) * 8 + level


def visits(
    roll: Roll, who: Yes, duty: str, month: date, dice: Dice, *, missed: float, excused: float, due: int | Whole = 1
) -> Seen:
    """Visits due (as many for all, or each their own), missed and excused; a few families miss most, and in remote
    villages the service often fails.
    """
    at = np.flatnonzero(who)
    due = np.broadcast_to(due, len(who))[at]
    member, family = roll.member[at], roll.family[at]
    label = f"{duty} {month.isoformat()}"
    careless = dice.happens(0.025, family, "careless family")
    misses = dice.happens(np.where(careless, 0.7, missed), member, f"missed {label}")
    how_many = 1 + dice.below(due, member, f"how many {label}")
    sick = ~misses & dice.happens(excused, member, f"excused {label}")
    unit = roll.code[at] * 8
    there = ~dice.happens(np.where(roll.remote[at], 0.12, 0.003), unit, f"no service {month.isoformat()}")
    silent = dice.happens(SILENT_UNIT, unit, f"silent {month.year}-{(month.month - 1) // 3}")
    return Seen(
        at,
        duty,
        month,
        due,
        np.where(misses, how_many, 0),
        np.where(sick, 1, 0),
        there,
        ~silent,
    )


def sessions(roll: Roll, alive: Yes, month: date, dice: Dice) -> Seen:
    """The family session (P2K2), seen of the caretaker, in groups that met this month."""
    label = month.isoformat()
    met = dice.happens(np.where(roll.remote, 0.30, 0.46), roll.group, f"session held {label}")
    at = np.flatnonzero(roll.caretaker & alive & met & (roll.group > 0))
    came = dice.one_of((0.87, 0.08, 0.05), roll.member[at], f"session {label}")
    one = np.ones(len(at), dtype=np.int64)
    yes = np.ones(len(at), dtype=bool)
    return Seen(at, "family_session", month, one, (came == 1) * one, (came == 2) * one, yes, yes)


def disturbed(seen: Seen, roll: Roll, preset: Preset, dice: Dice) -> Seen:
    """What disasters and silent schools do to a month's rows."""
    village = roll.village.gather(seen.at)
    unexcused, reported = seen.unexcused, seen.reported
    for disaster in preset.disruptions:
        if disaster.first_month <= seen.month <= disaster.last_month:
            label = f"{disaster.name} {seen.duty} {seen.month}"
            hit = village.str.starts_with(disaster.area).to_numpy()
            hit = hit & dice.happens(disaster.share, roll.member[seen.at], label)
            lost = np.maximum(seen.open // 2, 1)
            unexcused = np.where(hit, np.minimum(unexcused + lost, seen.open), unexcused)
    for silence in preset.silences:
        if silence.duty == seen.duty and silence.first_month <= seen.month <= silence.last_month:
            pupils = roll.school.gather(seen.at) == silence.school
            reported = reported & ~(pupils & village.str.starts_with(silence.area)).to_numpy()
    excused = np.minimum(seen.excused, seen.open - unexcused)
    return seen._replace(unexcused=unexcused, excused=excused, reported=reported)


def laid_out(roll: Roll, rows: Sequence[Seen]) -> pl.DataFrame:
    """The rows of a month as a frame."""
    at = np.concatenate([seen.at for seen in rows])
    duty = np.concatenate([np.full(len(seen.at), DUTIES.index(seen.duty)) for seen in rows])
    columns = {
        name: np.concatenate([getattr(seen, name) for seen in rows])
        for name in ("open", "unexcused", "excused", "available", "reported")
    }
    return pl.DataFrame(
        {
            "family": roll.family[at],
            "member": roll.member[at],
            "village": roll.village.gather(at),
            "duty": pl.Series(DUTIES).gather(duty),
            "month": pl.select(pl.repeat(rows[0].month, len(at), dtype=pl.Date)).to_series(),
            **columns,
        }
    )
