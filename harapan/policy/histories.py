"""A rule and its history: values that follow each other in time, each with source and confidence."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from harapan.policy.edition import Sourced, Title
from harapan.policy.errors import Problem
from harapan.policy.reading import Document, Path_
from harapan.policy.vocabulary import CONFIDENCE, Check, day, frozen, one_of, text, title

ALWAYS: Mapping[str, Check] = {"source": text, "confidence": one_of(*CONFIDENCE)}


@dataclass(frozen=True)
class Shape:
    """What a rule of a subject may say: keys beside its history, and parameters of each dated value."""

    must: Mapping[str, Check] = field(default_factory=dict)
    may: Mapping[str, Check] = field(default_factory=dict)
    keys: Mapping[str, Check] = field(default_factory=dict)
    either: bool = False
    """At least one of `may` is needed."""
    fact: Check | None = None
    """The dated value is itself a condition, checked by this."""
    is_open: bool = False
    """Documented history: any parameters."""


@dataclass(frozen=True)
class Entry:
    """One value of a rule, from a day on (and, if it says so, until a day)."""

    since: date
    until: date | None
    source: str
    confidence: str
    values: Mapping[str, Any]
    line: int

    def covers(self, on: date) -> bool:
        return self.since <= on and (self.until is None or on <= self.until)


@dataclass(frozen=True)
class Rule:
    """A named value of the law with its whole history, earliest first."""

    name: str
    """As `components.primary.amount`."""
    file: str
    line: int
    title: Title
    unit: Title | None
    keys: Mapping[str, Any]
    history: tuple[Entry, ...]

    def entry_on(self, on: date) -> Entry | None:
        """The value in force on a day, or None: not yet, or no longer."""
        return next((entry for entry in reversed(self.history) if entry.covers(on)), None)

    def on(self, day: date, name: str) -> Sourced[Any] | None:
        """One parameter of the value in force on a day, with where it comes from."""
        entry = self.entry_on(day)
        if entry is None or name not in entry.values:
            return None
        return self.sourced(entry, frozen(entry.values[name]))

    def sourced(self, entry: Entry, value: Any) -> Sourced[Any]:
        """Any value beside an entry's date, source and confidence."""
        return Sourced(value, self.name, entry.since, entry.source, entry.confidence)


def read_rule(document: Document, path: Path_, table: Mapping[str, Any], shape: Shape) -> Rule | list[Problem]:
    """A table with a `since` history as a rule, or everything that is wrong with it."""
    problems = [*_complaints_about_keys(document, path, table, shape)]
    entries: list[Entry] = []
    for since, values in table["since"].items() if isinstance(table["since"], dict) else ():
        entry = _read_entry(document, (*path, "since", since), since, values, shape)
        if isinstance(entry, Entry):
            entries.append(entry)
        else:
            problems += entry
    entries.sort(key=lambda entry: entry.since)
    problems += _complaints_about_dates(document, entries)
    if problems:
        return problems
    name = ".".join((document.file.removesuffix(".toml"), *path))
    named = Title(**table["title"])
    return Rule(name, document.file, document.line_of(path), named, _unit(table), _rest(table), tuple(entries))


def _unit(table: Mapping[str, Any]) -> Title | None:
    unit = table.get("unit")
    return Title(unit, unit) if isinstance(unit, str) else Title(**unit) if unit else None


def _rest(table: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in table.items() if key not in ("since", "title", "unit")}


def _complaints_about_keys(
    document: Document, path: Path_, table: Mapping[str, Any], shape: Shape
) -> Iterator[Problem]:
    known = {"title": title, **shape.keys}
    for key, value in _rest(table).items():
        if key not in known:
            yield document.problem((*path, key), f"the rule {'.'.join(path)} knows no {key!r}")
        elif complaint := known[key](value):
            yield document.problem((*path, key), complaint)
    if complaint := title(table.get("title")):
        yield document.problem((*path, "title"), f"the rule {'.'.join(path)}: {complaint}")
    if "unit" in table and text(table["unit"]) and title(table["unit"]):
        yield document.problem(
            (*path, "unit"), f"the rule {'.'.join(path)}: a unit is a text or {{ id = ..., en = ... }}"
        )
    if not isinstance(table["since"], dict) or not table["since"]:
        yield document.problem((*path, "since"), f"the rule {'.'.join(path)} has no dated value")


def _read_entry(document: Document, path: Path_, since: str, values: Any, shape: Shape) -> Entry | list[Problem]:
    name = ".".join(path[:-2])
    try:
        from_day = date.fromisoformat(since)
    except ValueError:
        return [document.problem(path, f"the rule {name}: {since!r} is not a date such as 2019-01-01")]
    if not isinstance(values, dict):
        return [document.problem(path, f"the rule {name} on {since} is not a table of values")]
    problems = [document.problem(path, f"the rule {name} on {since} {fault}") for fault in _faults(values, shape)]
    if problems:
        return problems
    own = {key: value for key, value in values.items() if key not in (*ALWAYS, "until")}
    return Entry(from_day, values.get("until"), values["source"], values["confidence"], own, document.line_of(path))


def _faults(values: Mapping[str, Any], shape: Shape) -> Iterator[str]:
    for key in ALWAYS:
        if key not in values:
            yield f"has no {key}"
    own = {key: value for key, value in values.items() if key not in (*ALWAYS, "until")}
    known = {**ALWAYS, "until": day, **shape.must, **shape.may}
    if shape.fact:
        known = {**ALWAYS, "until": day}
        if complaint := shape.fact(own):
            yield f"is wrong: {complaint}"
    elif shape.is_open:
        known = {**dict.fromkeys(own, lambda _: None), **known}
    else:
        yield from (f"does not know {key!r}" for key in own if key not in known)
        yield from (f"has no {key}" for key in shape.must if key not in values)
        if shape.either and not own:
            yield f"needs one of {', '.join(shape.may)}"
    for key, check in known.items():
        if key in values and (complaint := check(values[key])):
            yield f"is wrong in {key}: {complaint}"


def _complaints_about_dates(document: Document, entries: list[Entry]) -> Iterator[Problem]:
    for entry in entries:
        if entry.until is not None and entry.until < entry.since:
            yield Problem(document.file, entry.line, f"the value of {entry.since} ends before it begins")
    for before, after in pairwise(entries):
        if before.until is None:
            continue
        if before.until >= after.since:
            sentence = f"the value of {before.since} runs until {before.until} and overlaps that of {after.since}"
            yield Problem(document.file, before.line, sentence)
        elif before.until < after.since - timedelta(days=1):
            sentence = f"there is a gap: nothing holds between {before.until} and {after.since}"
            yield Problem(document.file, after.line, sentence)
