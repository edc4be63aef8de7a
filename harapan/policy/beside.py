"""Files that stand beside the law in a programme's folder: what families learn, how visits go, what staff report.

They move no money and are no part of an edition; each value still carries its source and confidence.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from harapan.policy.edition import Title
from harapan.policy.errors import PolicyError, Problem


@dataclass(frozen=True)
class Lesson:
    """One session of a module: `parenting-1`."""

    code: str
    number: int
    title: Title


@dataclass(frozen=True)
class Module:
    """A module of the family sessions; `core` ones are due for every group."""

    name: str
    core: bool
    title: Title
    lessons: tuple[Lesson, ...]
    source: str
    confidence: str


@dataclass(frozen=True)
class Curriculum:
    """What families learn together, in order, and why somebody may be excused."""

    modules: tuple[Module, ...]
    excuses: Mapping[str, Title]

    @property
    def lessons(self) -> dict[str, Lesson]:
        """Every session by its code, core modules first."""
        return {lesson.code: lesson for module in self.modules for lesson in module.lessons}

    @property
    def core(self) -> tuple[Lesson, ...]:
        """The sessions due for every group, as the books number them."""
        return tuple(lesson for module in self.modules if module.core for lesson in module.lessons)

    def module_of(self, code: str) -> Module:
        """The module of a session."""
        return next(module for module in self.modules if module.name == code.rpartition("-")[0])


@dataclass(frozen=True)
class Holder:
    """Who may hold a card or know a PIN; `right` if nothing is wrong with that."""

    title: Title
    right: bool


@dataclass(frozen=True)
class HomeVisits:
    """What is asked at a home visit, and how many visits are called back."""

    purposes: Mapping[str, Title]
    found: Mapping[str, Title]
    holders: Mapping[str, Holder]
    percent: int
    least: int


@dataclass(frozen=True)
class WorkResult:
    """One of the results a facilitator reports monthly, and what they write to it themselves."""

    name: str
    number: int
    title: Title
    ask: Title


def curriculum(folder: Path) -> Curriculum:
    """Modules and sessions. Raises `PolicyError`."""
    told = _read(folder, "sessions")
    modules = tuple(_module(name, table) for name, table in told.get("module", {}).items())
    return Curriculum(modules, _titles(told.get("excuse", {})))


def home_visits(folder: Path) -> HomeVisits:
    """Purposes, answers and the sample. Raises `PolicyError`."""
    told = _read(folder, "home_visits")
    holders = {name: Holder(Title(**one["title"]), one["right"]) for name, one in told["holder"]["with"].items()}
    sample = told["sample"]
    return HomeVisits(_titles(told["purpose"]), _titles(told["found"]), holders, sample["percent"], sample["least"])


def work_results(folder: Path) -> tuple[WorkResult, ...]:
    """What a facilitator reports, by number. Raises `PolicyError`."""
    told = _read(folder, "work_results").get("result", {})
    found = [WorkResult(name, one["number"], Title(**one["title"]), Title(**one["ask"])) for name, one in told.items()]
    return tuple(sorted(found, key=lambda result: result.number))


def _module(name: str, table: Mapping[str, Any]) -> Module:
    if not table.get("source") or not table.get("confidence"):
        raise PolicyError([Problem("sessions.toml", 0, f"the module {name} has no source or confidence")])
    lessons = tuple(Lesson(f"{name}-{place}", place, Title(**one)) for place, one in enumerate(table["sessions"], 1))
    return Module(name, table["core"], Title(**table["title"]), lessons, table["source"], table["confidence"])


def _titles(tables: Mapping[str, Any]) -> dict[str, Title]:
    return {name: Title(**one["title"]) for name, one in tables.items()}


def _read(folder: Path, name: str) -> dict[str, Any]:
    """A programme without the file has none of it."""
    path = folder / f"{name}.toml"
    return tomllib.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
