"""What the answers of a visit come to: who lives there and what is known of them, the outcome, and what is missing."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from harapan.intake.models import Outcome
from harapan.intake.visits.outcomes import PAPERS
from harapan.lib.dates import years_between
from harapan.registry.models import Member

Answers = Mapping[str, Any]
"""The newest answer to each question, by its name."""

HERE, AWAY, DIED, UNKNOWN = "here", "away", "died", "unknown"
PROXY = "proxy"
NOBODY_MET = (Outcome.ADDRESS_NOT_FOUND, Outcome.MOVED, Outcome.REFUSED)
YOUNGEST_CARETAKER = 17
"""Who looks after the aid is so old (DESIGN 4)."""


@dataclass(frozen=True)
class Person:
    """Somebody the visit speaks of. `key` is the member's number as text, or `new1` for somebody not known before."""

    key: str
    name: str
    born: date
    sex: str
    relation: str
    nik: str
    where: str
    school: str = ""
    in_register: bool | None = None
    pregnancy: int = 0
    disability: str = ""
    rights_victim: bool = False
    registered: bool = True
    excluded_occupation: bool | None = None
    died_on: date | None = None

    @property
    def is_new(self) -> bool:
        """Nobody knew them before this visit."""
        return self.key.startswith("new")

    @property
    def lives_here(self) -> bool:
        """Counts as living with the family; whoever nobody asked about does not."""
        return self.where == HERE


@dataclass(frozen=True)
class Finding:
    """A visit understood. `outcome` is None while something still has to be asked."""

    persons: tuple[Person, ...]
    outcome: str | None
    unasked: tuple[str, ...]
    gaps: tuple[str, ...] = ()
    """What an eligible family's data still lack: keys of `GAPS`."""
    papers_until: date | None = None
    visited_on: date | None = None

    @property
    def complete(self) -> bool:
        """Eligible, with nothing lacking (memenuhi syarat)."""
        return self.outcome == Outcome.ELIGIBLE and not self.gaps


QUESTIONS = ("found", "standing", "household", "newcomers", "components", "papers", "caretaker", "commitment")
"""What is asked of everybody who is met, in this order; `photo` may be left out."""


def persons_of(members: Iterable[Member], answers: Answers) -> tuple[Person, ...]:
    """Everybody the visit speaks of, as the answers have them."""
    where: Mapping[str, Any] = answers.get("household", {})
    told: Mapping[str, Any] = answers.get("components", {})
    known = [_known(member, where) for member in members]
    new = [_new(number, row) for number, row in enumerate(answers.get("newcomers", {}).get("rows", []), start=1)]
    return tuple(_as_told(person, told.get(person.key)) for person in (*known, *new))


def finding(members: Iterable[Member], answers: Answers, counted: int | None, today: date) -> Finding:
    """What the answers come to. `counted` is how many members the law counts; None where nobody asked it."""
    persons = persons_of(members, answers)
    unasked = tuple(name for name in due(answers) if name not in answers)
    visited = answers.get("found", {}).get("on")
    outcome = None if unasked else _outcome(answers, counted)
    whole = Finding(persons, outcome, unasked, visited_on=date.fromisoformat(visited) if visited else None)
    if outcome != Outcome.ELIGIBLE:
        return whole
    return replace(whole, gaps=tuple(_gaps(persons, answers)), papers_until=_papers_until(answers, today))


def due(answers: Answers) -> tuple[str, ...]:
    """The questions these answers still lead to, in their order: whoever is not met is asked no more."""
    if answers.get("found", {}).get("result") in NOBODY_MET:
        return ("found",)
    if answers.get("standing", {}).get("result", "poor") != "poor":
        return QUESTIONS[:2]
    return QUESTIONS


def _outcome(answers: Answers, counted: int | None) -> str:
    met = answers["found"]["result"]
    if met in NOBODY_MET:
        return str(met)
    standing = answers["standing"]["result"]
    if standing != "poor":
        return str(standing)
    if not answers["commitment"]["signed"]:
        return Outcome.REFUSED
    return Outcome.ELIGIBLE if counted else Outcome.NO_COMPONENT


GAPS = ("no_card", "no_nik", "no_caretaker_nik", "not_known")


def _gaps(persons: tuple[Person, ...], answers: Answers) -> Iterable[str]:
    """What lacks; an eligible family with a gap is eligible, but its data are not complete."""
    here = [person for person in persons if person.lives_here]
    if answers["papers"]["card"] != "seen":
        yield "no_card"
    if any(not person.nik for person in here):
        yield "no_nik"
    if any(person.where == UNKNOWN for person in persons):
        yield "not_known"
    chosen = answers["caretaker"]["who"]
    caretaker_nik = (
        answers["caretaker"]["proxy"]["nik"]
        if chosen == PROXY
        else next((person.nik for person in here if person.key == chosen), "")
    )
    if not caretaker_nik:
        yield "no_caretaker_nik"


def _papers_until(answers: Answers, today: date) -> date | None:
    why = answers["papers"].get("missing")
    return today + timedelta(days=PAPERS[why].days) if why else None


def may_be_caretaker(person: Person, on: date) -> bool:
    """Lives with the family and is old enough."""
    return person.lives_here and years_between(person.born, on) >= YOUNGEST_CARETAKER


def may_have_proxy(persons: Iterable[Person], on: date) -> bool:
    """Nobody in the house is able: old or disabled people alone, or children alone."""
    able = (person for person in persons if may_be_caretaker(person, on))
    return all(years_between(person.born, on) >= OLD or person.disability for person in able)


OLD = 60
"""From this age on somebody alone may have a proxy (Permensos 1/2018 as quoted by L10; domain facts 3.3, 15 no. 20)."""


def _known(member: Member, where: Mapping[str, Any]) -> Person:
    told = where.get(str(member.pk), {})
    died = told.get("died_on")
    return Person(
        key=str(member.pk),
        name=member.name,
        born=member.born,
        sex=member.sex,
        relation=member.relation,
        nik=told.get("nik") or member.nik or "",
        where=told.get("where", HERE if member.at_home else AWAY),
        school=member.school,
        in_register=member.in_education_register,
        pregnancy=member.pregnancy,
        disability=member.disability,
        rights_victim=member.rights_victim,
        registered=member.registered,
        excluded_occupation=member.excluded_occupation,
        died_on=date.fromisoformat(died) if died else None,
    )


def _new(number: int, row: Mapping[str, Any]) -> Person:
    return Person(
        key=f"new{number}",
        name=row["name"],
        born=date.fromisoformat(row["born"]),
        sex=row["sex"],
        relation=row["relation"],
        nik=row.get("nik", ""),
        where=HERE,
    )


def _as_told(person: Person, told: Mapping[str, Any] | None) -> Person:
    """With the school, pregnancy and disability that were found."""
    if not told:
        return person
    register = person.in_register if told["school"] == person.school else None
    return replace(
        person,
        school=told["school"],
        in_register=register,
        pregnancy=int(told["pregnancy"] or 0),
        disability=told["disability"],
    )
