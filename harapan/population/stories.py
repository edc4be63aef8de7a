"""The twelve told families of the demo: who they are, what happens to them, what each stage should bring them.

Their ids are the first of the country: families 1 to 12, members 1 to 49 (44 is born on the way). Their words are in
stories.toml. Nothing is rolled for them; each carries the flag `story`.
"""

import tomllib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Final

import numpy as np
import polars as pl

from harapan.lib.dates import years_between
from harapan.population import identity
from harapan.population.batch import ACCOUNTS, FAMILIES, GROUPS, MEMBERS, OBSERVATIONS, STAFF, STORY, Batch, empty
from harapan.population.schooling import PUPILS
from harapan.population.settlement import Settlement

KINDS: Final = (
    "account_closed",
    "account_corrected",
    "arrears_granted",
    "birth",
    "caretaker_died",
    "confirmed",
    "decile_changed",
    "member_at_home_again",
    "member_left_with_split",
    "member_marked_away",
    "moved_to_village",
    "proposed_again",
    "pupil_known_again",
    "pupil_missing_from_register",
    "ready",
    "removed",
    "successor_appointed",
    "validated",
    "withheld",
    "withholding_reversed",
)
EFFECTIVE_DAYS: Final = 21
SERIAL: Final = 9900
"""Serials of told people's numbers begin here, where the dice never come."""


@dataclass(frozen=True)
class Event:
    """Something that happens to a told family on a day. `facts` holds what the kind needs:

    successor_appointed: bank, number, opened_on. account_closed: nothing; the bank knows, the registry does not, so
    the next payment comes back. account_corrected: bank, number. moved_to_village: village, address.
    member_left_with_split: members, card. arrears_granted: cycle, component, amount. withheld: from_cycle.
    withholding_reversed: from_cycle, component, amount. decile_changed: decile.
    birth: mother, name, born, sex, relation. The others need nothing but the day, the family and the member.
    """

    on: date
    family: int
    kind: str
    document: str
    member: int | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Seen:
    """Months of a duty in which a told member did not simply come."""

    member: int
    duty: str
    months: Sequence[date]
    unexcused: int = 0
    excused: int = 0
    available: bool = True
    reported: bool = True


@dataclass(frozen=True)
class Story:
    """One family and its fate."""

    family: int
    name: str
    """The caretaker's."""
    title: Mapping[str, str]
    text: Mapping[str, str]
    village: str
    address: str
    caretaker: int
    members: Sequence[Mapping[str, Any]]
    events: Sequence[Event]
    expects: Mapping[str, int | str]
    """By stage: net rupiah of the run, or the reason why there is none."""
    says: Mapping[str, Mapping[str, str]]
    """By stage, where the amount alone does not tell it: in Indonesian and English."""
    seen: Sequence[Seen]
    variant: str = "regular"
    channel: str = "bank"
    participation: str = "active"
    flags: str = ""
    decile: int | None = None


@cache
def stories() -> tuple[Story, ...]:
    """The twelve, in the order of their ids."""
    told = tomllib.loads((Path(__file__).parent / "stories.toml").read_text(encoding="utf-8"))["story"]
    return tuple(map(read, told))


def read(told: dict[str, Any]) -> Story:
    """A story as written in the file."""
    events = tuple(event(told["family"], dict(row)) for row in told.pop("event", ()))
    seen = tuple(Seen(**row) for row in told.pop("seen", ()))
    says = told.pop("says", {})
    name = next(member["name"] for member in told["members"] if member["id"] == told["caretaker"])
    return Story(name=name, events=events, seen=seen, says=says, **told)


def event(family: int, row: dict[str, Any]) -> Event:
    """An event as written in the file."""
    known = {name: row.pop(name, None) for name in ("on", "kind", "document", "member")}
    return Event(family=family, facts=row, **known)


def events(after: date, until: date) -> tuple[Event, ...]:
    """What happens to told families after one day and until another, in the order of days."""
    all_events = [event for story in stories() for event in story.events]
    return tuple(sorted((e for e in all_events if after < e.on <= until), key=lambda e: (e.on, e.family)))


def last_member() -> int:
    """The highest id of a told member, those yet to be born among them."""
    born_later = [e.member or 0 for story in stories() for e in story.events if e.kind == "birth"]
    return max([member["id"] for story in stories() for member in story.members] + born_later)


def villages() -> dict[str, int]:
    """How many told families live in each village at the start."""
    return dict(Counter(story.village for story in stories()))


def batch(origin: str, plan: Settlement) -> Batch:
    """The told families as a batch of their own. Staff and groups are those of their villages, in later batches."""
    day = plan.preset.day
    return Batch(
        area=plan.preset.area,
        day=day,
        origin=origin,
        families=families(plan),
        members=members(),
        accounts=accounts(),
        groups=empty(GROUPS),
        staff=empty(STAFF),
    )


def number(district: str, day: date, woman: bool, serial: int) -> str:
    """A number of sixteen digits in the form of a NIK or card."""
    return f"{district}{day.day + 40 * woman:02d}{day:%m%y}{SERIAL + serial}"


def families(plan: Settlement) -> pl.DataFrame:
    """The told families' rows."""
    villages = {row["village"]: row for row in plan.villages.filter(pl.col("told") > 0).iter_rows(named=True)}
    rows = [
        {
            "id": story.family,
            "card": number(story.village[:6], date(2016, 3, 1), False, story.family),
            "village": story.village,
            "variant": story.variant,
            "channel": story.channel,
            "bank": "POS" if story.channel == "post" else "BRI",
            "decile": story.decile,
            "participation": story.participation,
            "confirmed_on": date(2018, 10, 15),
            "paid_through": plan.preset.paid_through,
            "feasible": None,
            "quarters_missed": 0,
            "flags": ",".join(sorted(filter(None, (*story.flags.split(","), STORY)))),
            "caretaker": story.caretaker,
            "facilitator": facilitator(plan, story.village),
            "group": villages[story.village]["first_group"],
            "address": story.address,
        }
        for story in stories()
    ]
    return pl.DataFrame(rows, schema=dict(FAMILIES))


def facilitator(plan: Settlement, village: str) -> int | None:
    """The first facilitator of the village's district, or of those who travel the regency."""
    posts = plan.staff.filter(pl.col("home") == village[:4], pl.col("position") == "facilitator")
    near = posts.filter(pl.col("area") == village[:6])
    chosen = near if near.height else posts.filter(pl.col("area") == village[:4])
    return int(chosen["id"][0]) if chosen.height else None


def members() -> pl.DataFrame:
    """The told members' rows, the living and born."""
    rows = [member_row(story, member) for story in stories() for member in story.members]
    return pl.DataFrame(rows, schema=dict(MEMBERS))


def member_row(story: Story, member: Mapping[str, Any]) -> dict[str, Any]:
    """A told member as a row of the registry; what the story does not say is the plain case."""
    school = member.get("school", "")
    woman = member["sex"] == "F"
    child = member["relation"] == "child"
    return {
        "id": member["id"],
        "family": story.family,
        "village": story.village,
        "name": member["name"],
        "nik": number(story.village[:6], member["born"], woman, member["id"]),
        "born": member["born"],
        "sex": member["sex"],
        "relation": member["relation"],
        "mother_name": story.name if child else "",
        "pregnancy": member.get("pregnancy", 0),
        "due_on": member.get("due_on"),
        "school": school,
        "in_education_register": True if school in PUPILS else None,
        "disability": "",
        "rights_victim": False,
        "registered": True,
        "at_home": True,
        "excluded_occupation": False,
        "died_on": None,
        "phone": "",
    }


def accounts() -> pl.DataFrame:
    """The told families' accounts; their ids are the families'."""
    rows = [
        {
            "id": story.family,
            "family": story.family,
            "village": story.village,
            "holder": story.caretaker,
            "bank": "BRI",
            "number": identity.account_numbers(np.array([story.family]), pl.Series(["BRI"]), story.village[:4])[0],
            "opened_on": date(2018, 11, 20),
            "state": "open",
        }
        for story in stories()
        if story.channel == "bank"
    ]
    return pl.DataFrame(rows, schema=dict(ACCOUNTS))


def observations(months: Sequence[date]) -> pl.DataFrame:
    """What is seen of told families in these months, as batch.OBSERVATIONS: all came, except as the story says."""
    rows = [row for month in months for story in stories() for row in observed(story, month)]
    return pl.DataFrame(rows, schema=dict(OBSERVATIONS)).sort("member", "month", "duty")


def observed(story: Story, month: date) -> list[dict[str, Any]]:
    """One family in one month."""
    gone = [member for event in story.events for member in leaves(event) if event.on < month]
    newborn = [{**e.facts, "id": e.member} for e in story.events if e.kind == "birth" and e.on < month]
    here = [member for member in (*story.members, *newborn) if member["id"] not in gone]
    village = next(
        (e.facts["village"] for e in story.events if e.kind == "moved_to_village" and e.on < month), story.village
    )
    due = [(member["id"], duty, days) for member in here for duty, days in duties(story, member, month)]
    return [{"family": story.family, "village": village, "month": month} | seen(story, month, *each) for each in due]


def leaves(event: Event) -> list[int]:
    """Members an event takes out of the family."""
    if event.kind == "member_left_with_split":
        return list(event.facts["members"])
    return [event.member] if event.kind == "caretaker_died" and event.member else []


def duties(story: Story, member: Mapping[str, Any], month: date) -> list[tuple[str, int]]:
    """The duties of a member in a month, with days or visits due."""
    years = years_between(member["born"], month)
    found = []
    if member.get("school", "") in PUPILS:
        found.append(("school_attendance", EFFECTIVE_DAYS))
    elif years < 6:
        found.append(("child_growth", 1))
    if years >= 60 and month.month == 3:
        found.append(("elderly_check", 1))
    if member["id"] == story.caretaker:
        found.append(("family_session", 1))
    return found


def seen(story: Story, month: date, member: int, duty: str, days: int) -> dict[str, Any]:
    """How a duty went in a month."""
    said = [each for each in story.seen if (each.member, each.duty) == (member, duty) and month in each.months]
    came = said[0] if said else Seen(member, duty, ())
    return {
        "member": member,
        "duty": duty,
        "open": days,
        "unexcused": came.unexcused,
        "excused": came.excused,
        "available": came.available,
        "reported": came.reported,
    }
