"""Outcomes of a validation by name, the figures of 2018 beside them, and how long missing papers are waited for."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from harapan.intake.models import Outcome
from harapan.ui.words import Words

_TOLD: Final[dict[str, Any]] = tomllib.loads((Path(__file__).parent / "outcomes.toml").read_text(encoding="utf-8"))


@dataclass(frozen=True)
class Named:
    """What something is called, and what was published of it in 2018, if anything was."""

    words: Words
    published: int | None


@dataclass(frozen=True)
class Wait:
    """Why papers are missing, and after how many days somebody asks again."""

    words: Words
    days: int
    confidence: str


def _words(told: Mapping[str, str]) -> Words:
    return Words(told["id"], told["en"])


OUTCOMES: Final = {
    outcome: Named(_words(_TOLD["outcome"][outcome]["title"]), _TOLD["outcome"][outcome].get("published"))
    for outcome in Outcome.values
}
LINES: Final = {name: Named(_words(line["title"]), line["published"]) for name, line in _TOLD["line"].items()}
PAPERS: Final = {
    name: Wait(_words(told["title"]), told["days"], told["confidence"]) for name, told in _TOLD["papers"].items()
}
SOURCE: Final = str(_TOLD["source"]["text"])
CONFIDENCE: Final = str(_TOLD["source"]["confidence"])
YEAR: Final = int(_TOLD["source"]["year"])

REASONS: Final = tuple(outcome for outcome in Outcome.values if outcome != Outcome.ELIGIBLE)
"""The seven and refused: why a family is not eligible."""
NOT_STATED: Final = Words("Hasil tidak disebutkan", "Outcome not stated")


def published_not_stated() -> int:
    """Families of 2018 that were validated, but are neither eligible nor under any reason: the source's gap of 444."""
    told = sum(named.published or 0 for named in OUTCOMES.values())
    return (LINES["validated"].published or 0) - told
