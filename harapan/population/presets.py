"""Presets: what was published about a programme at one time, and what we had to make up around it."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Final

FOLDER: Final = Path(__file__).parent / "presets"
PER_FACILITATOR: Final = 250
"""Families a facilitator accompanies where no number of staff was published (domain facts 1.5, high confidence)."""


@dataclass(frozen=True)
class Published:
    """One figure somebody printed. `area` is a code prefix, `what` one of families | districts | villages | staff |
    graduated_natural | graduated_independent."""

    what: str
    area: str
    value: int
    source: str
    confidence: str
    note: str = ""


@dataclass(frozen=True)
class Synthetic:
    """Something nobody published, made up so that the rest can be shown. Pages label it so."""

    what: str
    why: str


@dataclass(frozen=True)
class Waiver:
    """Duties an area need not meet for some months."""

    area: str
    duty: str  # '' = every duty
    first_month: date
    last_month: date
    document: str


@dataclass(frozen=True)
class Silence:
    """A school or health unit that reports nothing: `duty` of the pupils of `school` in `area`."""

    area: str
    duty: str
    school: str
    first_month: date
    last_month: date
    name: str


@dataclass(frozen=True)
class Disruption:
    """A disaster that keeps people in an area from meeting their duties: `share` of the days or visits are missed."""

    area: str
    first_month: date
    last_month: date
    share: float
    name: str


@dataclass(frozen=True)
class Preset:
    """A population to make: where, how many, as of when. What is not `published` is synthetic."""

    name: str
    title: Mapping[str, str]
    day: date
    """People are as old as they are on this day, the first of the first stage."""
    cycle: str
    paid_through: date
    """The last month active families were paid for when the story begins."""
    families: int
    """Families in the programme."""
    area: str = ""
    """Code prefix of the area they live in; empty is the country."""
    stages: Sequence[str] = ()
    staff: int | None = None
    out: Mapping[str, int] = field(default_factory=dict)
    """Families already out, by state."""
    fixed: Mapping[str, int] = field(default_factory=dict)
    """Families of a regency, where published."""
    weights: Mapping[str, int] = field(default_factory=dict)
    """Poor people per thousand by regency, a plausible guess: the split of the rest is by weight x population."""
    largest: str = ""
    """The regency published as having more families than any other."""
    districts: int | None = None
    villages: int | None = None
    whole: Sequence[str] = ()
    """Areas all of whose districts are covered."""
    elderly_from: int = 60
    banks: Sequence[str] = ("BRI", "BNI", "MANDIRI", "BTN")
    post_share: float = 0.0
    ranked_share: float = 0.0
    """Share of families with a known decile."""
    told: bool = False
    """The twelve families of stories.py are among them."""
    published: Sequence[Published] = ()
    synthetic: Sequence[Synthetic] = ()
    waivers: Sequence[Waiver] = ()
    silences: Sequence[Silence] = ()
    disruptions: Sequence[Disruption] = ()

    def origin(self, seed: int) -> str:
        """The label that goes with every row."""
        return f"synthetic:{self.name} seed {seed}"


TABLES: Final = {
    "published": Published,
    "synthetic": Synthetic,
    "waivers": Waiver,
    "silences": Silence,
    "disruptions": Disruption,
}


def names() -> list[str]:
    """The presets there are."""
    return sorted(path.stem for path in FOLDER.glob("*.toml"))


def load(name: str) -> Preset:
    """The preset of this name. Raises `KeyError` naming those there are."""
    path = FOLDER / f"{name}.toml"
    if not path.is_file():
        raise KeyError(f"no preset {name!r}; there are {', '.join(names())}")
    told: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
    for table, kind in TABLES.items():
        told[table] = tuple(kind(**row) for row in told.get(table, ()))
    return Preset(name=name, **told)


def country(size: int, day: date = date(2026, 1, 1), *, within: str = "") -> Preset:
    """`size` families anywhere in the country, or within one area, by population. All of it is synthetic."""
    quarter = (day.month - 1) // 3 + 1
    last_month = date(day.year - (day.month == 1), (day.month - 2) % 12 + 1, 1)
    return Preset(
        name=f"size-{size}" + (f"-in-{within}" if within else ""),
        title={"id": f"{size} keluarga rekaan", "en": f"{size} make-believe families"},
        day=day,
        cycle=f"{day.year}-{quarter}",
        paid_through=last_month,
        families=size,
        area=within,
        elderly_from=60,
        banks=("BRI", "BNI", "MANDIRI", "BTN", "BSI"),
        post_share=0.08,
        ranked_share=0.97,
        synthetic=(Synthetic("everything", "no published figure stands behind this population"),),
    )
