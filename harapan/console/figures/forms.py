"""What the address of a page of figures asks for, made into values; nonsense is refused, never guessed."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from django.http import QueryDict

from harapan.console.figures.measures import BY_KEY, Measure, of_component
from harapan.console.figures.queries import DIGITS, Stage
from harapan.staff.models import Staff
from harapan.ui.words import Words


class NoSuchFigure(Exception):
    """The address asks for an area, a stage or a measure that there is not."""


@dataclass(frozen=True)
class Asked:
    """What somebody wants to see."""

    area: str
    stage: Stage
    before: Stage | None
    level: int
    place: int | None
    """Only areas of this class of the legend."""
    per_capita: bool
    ascending: bool
    start: int
    """The first line of a long ranking."""
    by_spread: bool
    """Classes that hold about as many areas each, instead of the same in every stage."""


def asked(query: QueryDict, staff: Staff, known: Sequence[Stage]) -> Asked:
    """Read an address. Without an area it is one's own; without a stage the newest that families were paid in."""
    area = query.get("area", staff.area).strip()
    if not re.fullmatch(r"[0-9]*", area) or len(area) not in DIGITS:
        raise NoSuchFigure(area)
    stage = _stage(query.get("tahap", ""), known)
    place = known.index(stage)
    return Asked(
        area=area,
        stage=stage,
        before=known[place - 1] if place else None,
        level=_level(query.get("tingkat", ""), area),
        place=int(wanted) if (wanted := query.get("kelas", "")) in set("012345") and wanted else None,
        per_capita=query.get("per") == "1000",
        ascending=query.get("urut") == "naik",
        start=int(first) if re.fullmatch(r"[0-9]{1,5}", first := query.get("mulai", "")) else 0,
        by_spread=query.get("kelas_menurut") == "sebaran",
    )


def measure_of(query: QueryDict, components: Sequence[tuple[str, str, str]], default: str) -> Measure:
    """The measure an address names."""
    key = query.get("ukuran") or default
    found = {f"anggota.{name}": of_component(name, Words(id, en)) for name, id, en in components} | BY_KEY
    if key not in found:
        raise NoSuchFigure(key)
    return found[key]


def codes_of(query: QueryDict, *, most: int) -> list[str]:
    """The areas somebody ticked, each once."""
    codes = list(dict.fromkeys(query.getlist("dengan")))[:most]
    if any(not re.fullmatch(r"[0-9]{2,10}", code) or len(code) not in DIGITS for code in codes):
        raise NoSuchFigure(", ".join(codes))
    return codes


def _stage(cycle: str, known: Sequence[Stage]) -> Stage:
    if not cycle:
        paid = [stage for stage in known if stage.has_answers]
        return (paid or [stage for stage in known if stage.has_sums] or list(known))[-1]
    for stage in known:
        if stage.cycle == cycle:
            return stage
    raise NoSuchFigure(cycle)


def _level(wanted: str, area: str) -> int:
    """The areas just below, or all regencies of the country."""
    if wanted == "kabupaten" and not area:
        return 4
    return DIGITS[min(DIGITS.index(len(area)) + 1, len(DIGITS) - 1)]
