"""How a family's amount in a stage came about, ready for its page: every line with its law, names beside numbers."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from harapan.console.families.queries import shown
from harapan.engine.explain import Explanation, Line, MemberExplained
from harapan.engine.words import OUTCOMES, PROPOSALS
from harapan.entitlements.explanation import CannotExplain, explanation_of
from harapan.entitlements.law import law
from harapan.entitlements.models import Entitlement, Run
from harapan.payments.trail import Step, trail_of
from harapan.policy.edition import Reason, Sourced, Title
from harapan.policy.errors import UnknownCycle
from harapan.policy.words import CONFIDENCE
from harapan.registry.models import Family, Member
from harapan.staff.models import Staff
from harapan.ui.words import Words


@dataclass(frozen=True)
class Law:
    """Where a value is written, since when, by which source, and how sure we are of it."""

    rule: str
    since: date
    source: str
    confidence: Words


@dataclass(frozen=True)
class Row:
    """One line of money."""

    words: Words
    amount: int
    paid: int
    annual: int
    because: Words | None
    siks: str
    law: Law | None
    decision: str


@dataclass(frozen=True)
class Duty:
    """One duty of a member, month by month."""

    words: Words
    months: list[tuple[date, Words, int, int]]


@dataclass(frozen=True)
class Person:
    """One member: what is known, whether they count and why, what they bring."""

    name: str
    age: int
    facts: list[Words]
    counted: bool
    why: Words
    siks: str
    limit: int | None
    limit_law: Law | None
    row: Row | None
    duties: list[Duty]


@dataclass(frozen=True)
class Computation:
    """The whole amount, or why there is none."""

    told: Explanation
    persons: list[Person]
    rows: list[Row]
    reason: Words | None
    siks: str
    verdict: Words | None
    proposed: Words | None
    review: list[Words]
    trail: list[tuple[Step, Words]]
    first_day: date
    """The day the ages are those of."""


def computation_of(family: Family, cycle: str, staff: Staff) -> Computation | None:
    """The family's amount in a stage as its run computed it. None when the stage did not compute this family.

    Raises `CannotExplain` for a stage there is not, or one whose files are gone.
    """
    try:
        edition = law().edition(cycle, accept_low_confidence=True)
    except UnknownCycle as trouble:
        raise CannotExplain(f"tidak ada tahap {cycle[:20]}", f"there is no stage {cycle[:20]}") from trouble
    runs = Run.objects.filter(cycle=cycle, refused_because="").values("pk")
    if not Entitlement.objects.visible_to(staff).filter(cycle=cycle, run__in=runs, family=family.pk).exists():
        return None
    told = explanation_of(family.pk, edition)
    if told is None:
        return None
    names = dict(Member.objects.visible_to(staff).filter(family=family).values_list("pk", "name"))
    return Computation(
        told,
        [_person(member, names) for member in told.members],
        [_row(line) for line in told.lines],
        shown(told.reason.sentence) if told.reason else None,
        _siks(told.reason),
        shown(OUTCOMES[told.verdict]) if told.verdict else None,
        shown(PROPOSALS[told.proposed]) if told.proposed else None,
        [shown(title) for title in told.review],
        [(step, shown(step.words)) for step in trail_of(family.pk, cycle, staff)],
        edition.stage.first_day,
    )


def _person(member: MemberExplained, names: dict[int, str]) -> Person:
    return Person(
        names.get(member.member, str(member.member)),
        member.age,
        [shown(fact) for fact in member.facts],
        member.counted,
        shown(member.why),
        _siks(member.reason),
        member.limit.value if member.limit else None,
        _law(member.limit),
        _row(member.line) if member.line else None,
        list(_duties(member)),
    )


def _duties(member: MemberExplained) -> Iterator[Duty]:
    for kind in dict.fromkeys(one.duty for one in member.duties):
        months = [one for one in member.duties if one.duty == kind]
        yield Duty(
            shown(months[0].title),
            [(one.month, shown(one.words), one.open - one.unexcused - one.excused, one.open) for one in months],
        )


def _row(line: Line) -> Row:
    return Row(
        shown(line.title),
        line.amount,
        line.paid,
        line.annual,
        shown(line.reason.sentence) if line.reason else None,
        _siks(line.reason),
        _law(line.law),
        line.decision or "",
    )


def _law(law_: Sourced[Any] | None) -> Law | None:
    if law_ is None:
        return None
    sure = CONFIDENCE.get(law_.confidence, Title(law_.confidence, law_.confidence))
    return Law(law_.rule, law_.since, law_.source, shown(sure))


def _siks(reason: Reason | None) -> str:
    return (reason.siks_label if reason else "") or ""
