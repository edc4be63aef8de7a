"""A programme's law with its whole history: `load` a folder, ask for its cycles, and resolve one into an Edition."""

import functools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from harapan.policy import subjects
from harapan.policy.calendar import Clock, Stage, Year, stages_of
from harapan.policy.edition import Edition, Institution, Programme, Reason, Sourced, Title
from harapan.policy.errors import LowConfidence, Problem, UnknownCycle
from harapan.policy.histories import Entry, Rule
from harapan.policy.reading import Document, read
from harapan.policy.resolve import resolve, unconfirmed


@dataclass(frozen=True, eq=False)
class Policy:
    """The law of one programme. Nothing here knows today's date: every question names its cycle or day."""

    folder: Path
    programme: Programme
    rules: Mapping[str, Rule]
    """By name, as `components.primary.amount`, in the order of the files."""
    components: Mapping[str, Mapping[str, Any]]
    duties: Mapping[str, Mapping[str, Any]]
    reasons: tuple[Reason, ...]
    last_year: int

    def cycles(self, year: int | None = None) -> tuple[str, ...]:
        """Every cycle (of a year) in time order."""
        return tuple(name for name, stage in self.stages.items() if year in (None, stage.year))

    def stage(self, cycle: str) -> Stage:
        """The calendar's page for a cycle; UnknownCycle names those near it."""
        if cycle not in self.stages:
            raise UnknownCycle(cycle, self._cycles_near(cycle))
        return self.stages[cycle]

    def previous(self, cycle: str, channel: str | None = None) -> str | None:
        """The stage before, on the same calendar; before a calendar's first stage, the last one of the year before.

        Where the year before had a calendar for each channel, that of `channel`, or else of the first channel.
        """
        stage = self.stage(cycle)
        before = [
            other for other in self.stages.values() if other.calendar == stage.calendar and other.number < stage.number
        ]
        if not before:
            last_year = [other for other in self.stages.values() if other.year == stage.year - 1]
            wanted = stage.channel or channel or next((other.channel for other in last_year), None)
            before = [other for other in last_year if other.channel in (None, wanted)]
        return before[-1].cycle if before else None

    @functools.lru_cache(maxsize=256)  # noqa: B019  policies are few and live as long as the process
    def edition(self, cycle: str, *, accept_low_confidence: bool = False) -> Edition:
        """The law on the first day of a cycle, or PolicyError, or LowConfidence when it rests on unconfirmed values."""
        edition = resolve(self, self.stage(cycle), with_low_confidence=accept_low_confidence)
        if not accept_low_confidence and (rules := unconfirmed(edition)):
            raise LowConfidence(cycle, rules)
        return edition

    @functools.cached_property
    def stages(self) -> Mapping[str, Stage]:
        """Every stage by cycle name, in time order."""
        stages = [stage for year in self.years for stage in stages_of(year, self._clock(year.year))]
        stages.sort(key=lambda stage: stage.first_day)
        return {stage.cycle: stage for stage in stages}

    @functools.cached_property
    def years(self) -> tuple[Year, ...]:
        """Every calendar of every year, in the order of channels."""
        rule = self.rules["calendar.stages"]
        return tuple(
            year
            for number in range(rule.history[0].since.year, self.last_year + 1)
            for year in _calendars(number, rule.entry_on(date(number, 1, 1)))
        )

    def months_of(self, stage: Stage) -> Sourced[tuple[int, ...]]:
        """How many months each stage of this stage's calendar pays, with the source."""
        rule = self.rules["calendar.stages"]
        entry = rule.entry_on(date(stage.year, 1, 1))
        year = next(year for year in self.years if year.name == stage.calendar)
        return rule.sourced(entry, year.months)  # type: ignore[arg-type]

    def _clock(self, year: int) -> Clock:
        first = date(year, 1, 1)
        deadline, school = self.rules.get("calendar.reporting_deadline"), self.rules.get("calendar.school_year")
        deadline_entry = deadline.entry_on(first) if deadline else None
        school_entry = school.entry_on(first) if school else None
        return Clock(
            deadline_entry.values["day"] if deadline_entry else None,
            school_entry.values["month"] if school_entry else None,
            _month_day(school_entry.values["facts_of"]) if school_entry else None,
            _month_day(school_entry.values["stand_in_until"]) if school_entry else None,
        )

    def _cycles_near(self, cycle: str) -> tuple[str, ...]:
        years = sorted({stage.year for stage in self.stages.values()})
        asked = int(cycle[:4]) if cycle[:4].isdigit() else years[-1]
        return self.cycles(min(years, key=lambda year: abs(year - asked)))


def read_policy(folder: Path) -> tuple[Policy | None, list[Problem]]:
    """The policy as far as each file by itself can be trusted, and what is wrong with the files one by one."""
    documents, problems = _documents(folder)
    if problems:
        return None, problems

    rules: dict[str, Rule] = {}
    for found in (found for document in documents.values() for found in subjects.rules_of(document)):
        if isinstance(found, Rule):
            rules[found.name] = found
        else:
            problems.append(found)

    things: dict[str, dict[str, Mapping[str, Any]]] = {subject: {} for subject in subjects.THINGS}
    for subject in subjects.THINGS:
        for thing in subjects.things_of(documents[subject]) if subject in documents else ():
            if isinstance(thing, Problem):
                problems.append(thing)
            else:
                things[subject][thing[0]] = thing[1]

    problems += subjects.programme_problems(documents["programme"])
    last_year = documents["calendar"].data.get("last_year")
    if not isinstance(last_year, int):
        problems.append(documents["calendar"].problem((), "calendar.toml has no last_year"))
    if "calendar.stages" not in rules:
        problems.append(documents["calendar"].problem((), "calendar.toml has no usable [stages]"))
    if problems:
        return None, problems
    programme = _programme(documents["programme"].data)
    reasons = tuple(_reason(name, table) for name, table in things["reasons"].items())
    return Policy(folder, programme, rules, things["components"], things["duties"], reasons, int(last_year or 0)), []


def _documents(folder: Path) -> tuple[dict[str, Document], list[Problem]]:
    if not folder.is_dir():
        return {}, [Problem(str(folder), 0, "there is no such policy folder")]
    known = (*subjects.REQUIRED, *subjects.OPTIONAL)
    present = {path.stem: path for path in sorted(folder.glob("*.toml"))}
    problems = [Problem(f"{name}.toml", 0, "this file is missing") for name in subjects.REQUIRED if name not in present]
    problems += [
        Problem(path.name, 0, f"no subject is called {name!r}; the subjects are {', '.join(known)}")
        for name, path in present.items()
        if name not in (*known, *subjects.BESIDE)
    ]
    documents: dict[str, Document] = {}
    for name in known:
        found = read(present[name]) if name in present else None
        if isinstance(found, Problem):
            problems.append(found)
        elif found is not None:
            documents[name] = found
    return documents, problems


def _calendars(number: int, entry: Entry | None) -> Iterator[Year]:
    if entry is None:
        return
    if "months" in entry.values:
        yield Year(number, None, tuple(entry.values["months"]))
    for channel, months in entry.values.get("by_channel", {}).items():
        yield Year(number, channel, tuple(months))


def _month_day(text: str) -> tuple[int, int]:
    month, day = text.split("-")
    return int(month), int(day)


def _programme(data: Mapping[str, Any]) -> Programme:
    return Programme(
        name=data["name"],
        title=Title(**data["title"]),
        country=data["country"],
        currency=data["currency"],
        minor_units=data["minor_units"],
        variants=tuple(data["variants"]),
        channels=tuple(data["channels"]),
        institutions=tuple(
            Institution(one["code"], one["channel"], Title(**one["title"])) for one in data["institution"]
        ),
        computed_states=tuple(data["computed_states"]),
    )


def _reason(name: str, table: Mapping[str, Any]) -> Reason:
    return Reason(name, table["of"], Title(**table["title"]), Title(**table["sentence"]), table.get("siks"))
