"""What is due of some people, and what was seen of it, month by month as the engine says: for pages, before any run."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import narwhals as nw
import polars as pl
from django.db.models import F, Q, QuerySet, Value

from harapan.commitments.models import Observation, Revision, Waiver
from harapan.engine.due import DUE, PEOPLE, PLAIN, due
from harapan.engine.duties import MERIT_IN_WORDS, merit, waived_everywhere, waived_in_area
from harapan.engine.engines import Polars
from harapan.policy.edition import Edition, Title
from harapan.policy.policy import Policy
from harapan.policy.protocols import edition_in, steps_on
from harapan.registry.models import Member

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


# -- what is due -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Due:
    """One duty of one member that is due in a month: how many visits, from which day to which, and for what."""

    member: int
    duty: str
    month: date
    visits: int
    first: date
    last: date
    what: tuple[Title, ...]
    """The steps of the protocol, those done beside a visit included."""
    because: tuple[str, ...]
    """Where they are written, as `duties.vitamin_a.schedule.months`."""


def due_of(people: Iterable[Mapping[str, Any]], months: Sequence[date], policy: Policy) -> list[Due]:
    """What is due of some people in some months, by month, last day and member.

    People are columns of `engine.due.PEOPLE` as far as they are known: `member` and `born` at least. A school learns
    no more of a pupil, and a health unit no more than its services go by; what is unknown counts as nothing special.
    """
    engine, rows = Polars(), [{**PLAIN, "family": 0, **one} for one in people]
    if not rows:
        return []
    frame = engine.lift(pl.DataFrame(rows, schema=PEOPLE.schema))
    found = [
        due(frame, edition_in(policy, month), {month: steps_on(policy, month)}, lift=engine.lift, keep=engine.keep)
        for month in months
    ]
    asked = pl.concat([one.collect().to_native() for one in found]).sort(DUE.key)
    titles = {rule.name: rule.title for rule in policy.rules.values()}
    together = asked.group_by("member", "duty", "month").agg(
        pl.col("visits").cast(pl.Int64).sum(),
        pl.col("window_first").min().alias("first"),
        pl.col("window_last").max().alias("last"),
        pl.col("because").sort(),
    )
    return [
        Due(**{**row, "because": tuple(row["because"]), "what": tuple(titles[rule] for rule in row["because"])})
        for row in together.filter(pl.col("visits") > 0).sort("month", "last", "member", "duty").to_dicts()
    ]


def people_of(members: QuerySet[Member], on: date) -> list[dict[str, Any]]:
    """Members as `due_of` asks for them, who live and count on a day; of families in the programme."""
    facts = [name for name in PLAIN if name not in ("confirmed_on", "caretaker")]
    here = members.filter(Q(died_on=None) | Q(died_on__gte=on), same_as=None)
    told = here.values(
        *facts, "family", member=F("pk"), confirmed_on=F("family__confirmed_on"), holder=F("family__caretaker")
    )
    return [row | {"caretaker": row.pop("holder") == row["member"]} for row in told]
