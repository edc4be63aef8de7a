"""What was seen of a family's duties, each month as the engine judges it: for pages, before and without any run."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import narwhals as nw
import polars as pl
from django.db.models import F, Q, Value

from harapan.commitments.models import Observation, Revision, Waiver
from harapan.engine.duties import MERIT_IN_WORDS, merit, waived_everywhere, waived_in_area
from harapan.policy.edition import Edition, Title

OUTCOMES: dict[str, Title] = {
    "met": Title("terpenuhi", "met"),
    "missed": Title("tidak terpenuhi", "missed"),
    "excused": Title("dimaklumi", "excused"),
    "not_available": Title("layanan tidak tersedia", "no service available"),
    "not_reported": Title("tidak dilaporkan", "not reported"),
    "nothing_due": Title("tidak ada kewajiban", "nothing was due"),
}
TONES = {"met": "ok", "missed": "bad", "not_reported": "warn"}

COLUMNS = ("month", "member", "duty", "open", "unexcused", "excused", "available", "reported")


@dataclass(frozen=True)
class DutySeen:
    """One month of one duty of one member: the newest word on it, and what it comes to."""

    month: date
    member: int
    duty: str
    open: int
    unexcused: int
    excused: int
    outcome: str
    """A key of OUTCOMES."""
    revised: str
    """Why the word was changed later; empty for a first word."""

    @property
    def done(self) -> int:
        """Days present, or visits made."""
        return self.open - self.unexcused - self.excused


def duties_seen(members: Sequence[int], village: str, months: Sequence[date], edition: Edition) -> list[DutySeen]:
    """Each duty of some members in some months, newest month first. `village` is where they live: waivers go by it."""
    rows = _newest_words(members, months)
    if not rows:
        return []
    frame = pl.DataFrame([{name: row[name] for name in COLUMNS} for row in rows]).with_columns(village=pl.lit(village))
    merits = _merits(frame, village, edition)
    seen = [_seen(row, MERIT_IN_WORDS[merit]) for row, merit in zip(rows, merits, strict=True)]
    return sorted(seen, key=lambda one: (-one.month.toordinal(), one.member, one.duty))


def _newest_words(members: Sequence[int], months: Sequence[date]) -> list[dict[str, Any]]:
    """First words and later ones in one question; where both are there the later one counts."""
    asked = Q(month__in=months, member__in=members)
    first = Observation.objects.filter(asked).annotate(because=Value(""), turn=Value(0))
    later = Revision.objects.filter(asked).annotate(turn=F("pk"))
    columns = (*COLUMNS, "because", "turn")
    words = first.values(*columns).union(later.values(*columns), all=True)
    newest = {(row["month"], row["member"], row["duty"]): row for row in sorted(words, key=lambda row: row["turn"])}
    return list(newest.values())


def _merits(frame: pl.DataFrame, village: str, edition: Edition) -> list[int]:
    waivers = [
        {**row, "duty": row["duty"] or None}
        for row in Waiver.objects.values("area", "duty", "first_month", "last_month", "document")
        if village.startswith(row["area"])
    ]
    ways = [way for way in (waived_everywhere(edition), waived_in_area(waivers)) if way is not None]  # type: ignore[arg-type]
    waived = nw.any_horizontal(*ways, ignore_nulls=False) if ways else None
    judged = nw.from_native(frame).select(merit=merit(edition, waived))
    return judged.get_column("merit").to_list()


def _seen(row: dict[str, Any], outcome: str) -> DutySeen:
    """The engine knows one `excused`; families ask which: no service, nothing to do, or a waiver."""
    if outcome == "excused" and not row["available"]:
        outcome = "not_available"
    elif outcome == "excused" and row["open"] <= 0:
        outcome = "nothing_due"
    facts = {name: row[name] for name in ("month", "member", "duty", "open", "unexcused", "excused")}
    return DutySeen(**facts, outcome=outcome, revised=row["because"])
