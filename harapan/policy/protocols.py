"""Protocols: what is due when for each duty. They tell people what to do; editions judge what was seen of it.

A protocol is dated like all law, and holds for the windows that close in a month. It is no part of an edition: a
schedule that is written out more fully changes no amount, so it must not change the digest of the law of a stage.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from harapan.policy.edition import Edition, Sourced, Title
from harapan.policy.errors import Problem
from harapan.policy.histories import Entry, Rule
from harapan.policy.policy import Policy

AGES = {"from_age", "below_age"}
WAYS = {"every": AGES, "in_months": {"window", *AGES}, "at_month": {"within"}, "from_day": {"to_day"}}
"""The four ways to say when, each with what it may take beside."""
NEEDED = {"at_month": "within", "from_day": "to_day"}


@dataclass(frozen=True)
class Step:
    """One thing that is due: how many visits, and in which window. Exactly one of the four ways is set."""

    duty: str
    name: str
    title: Title
    components: tuple[str, ...]
    """Whose duty it is; nobody's component is the caretaker's."""
    visits: Sourced[int]
    """0: done at a visit that is due anyhow."""
    only_warns: bool
    monthly: bool
    in_months: tuple[int, ...]
    window: int
    """Months that end with a month of `in_months`."""
    at_month: int | None
    within: int
    from_day: int | None
    to_day: int
    from_age: int
    below_age: int | None

    @property
    def rule(self) -> str:
        """Where it is written, as `duties.vitamin_a.schedule.months`."""
        return self.visits.rule


def steps_on(policy: Policy, month: date) -> tuple[Step, ...]:
    """What the law asks of windows that close in a month, in the order of the file. Steps of low confidence are shown,
    and asked of nobody.
    """
    return tuple(_steps(policy, month))


def protocols(policy: Policy, months: Iterable[date]) -> dict[date, tuple[Step, ...]]:
    """The steps of each month."""
    return {month: steps_on(policy, month) for month in months}


def edition_in(policy: Policy, month: date) -> Edition:
    """The edition in force on the first day of a month: it says who fits a component. Of two calendars either will do;
    before the first stage, that one's. What is due moves no money, so unconfirmed values may stand in it.
    """
    begun = [cycle for cycle, stage in policy.stages.items() if stage.first_day <= month]
    return policy.edition(begun[-1] if begun else next(iter(policy.stages)), accept_low_confidence=True)


def oldest_report(policy: Policy, on: date) -> int | None:
    """How many months after its month a report is still taken; None where the law says nothing."""
    rule = policy.rules.get("calendar.oldest_report")
    months = rule.on(on, "months") if rule else None
    return months.value if months else None


def service_of(policy: Policy, duty: str) -> str:
    """Who sees whether a duty is met: `school`, `health`, `session`, or '' where the law does not say."""
    return str(policy.duties[duty].get("service", "")) if duty in policy.duties else ""


def problems_of_protocols(policy: Policy) -> Iterator[Problem]:
    """Steps that do not say when in exactly one way, and visits that do not add up to those required."""
    for rule in policy.rules.values():
        if _is_step(rule):
            for entry in rule.history:
                yield from (Problem(rule.file, entry.line, f"{rule.name} {fault}") for fault in _faults(entry))
    for duty in policy.duties:
        yield from _sums(policy, duty)


def _sums(policy: Policy, duty: str) -> Iterator[Problem]:
    """Where a duty says how many visits it asks for in all, and has steps, both say the same."""
    required = policy.rules.get(f"duties.{duty}.required")
    steps = [rule for rule in policy.rules.values() if _is_step(rule) and rule.name.split(".")[1] == duty]
    for entry in required.history if required and steps else ():
        asked = sum(step.values["visits"] for rule in steps if (step := rule.entry_on(entry.since)))
        if required and asked != entry.values["visits"]:
            sentence = (
                f"the schedule of {duty} adds up to {asked} visits on {entry.since}, not to {entry.values['visits']}"
            )
            yield Problem(required.file, entry.line, sentence)


def _faults(entry: Entry) -> Iterator[str]:
    values = set(entry.values)
    ways = [way for way in WAYS if way in values]
    if len(ways) != 1:
        yield f"says when in {len(ways)} ways; it is one of {', '.join(WAYS)}"
        return
    way = ways[0]
    if unknown := sorted(values - WAYS[way] - {way, "visits"}):
        yield f"does not take {', '.join(unknown)} beside {way}"
    if way in NEEDED and NEEDED[way] not in values:
        yield f"needs {NEEDED[way]} beside {way}"
    elif way == "from_day" and entry.values["to_day"] < entry.values["from_day"]:
        yield "ends before it begins"
    if 0 in (entry.values.get("window"), entry.values.get("within")):
        yield "has a window of no months"
    if "below_age" in values and entry.values["below_age"] <= entry.values.get("from_age", 0):
        yield "is for nobody: below_age is not above from_age"


def _steps(policy: Policy, month: date) -> Iterator[Step]:
    for rule in policy.rules.values():
        entry = rule.entry_on(month) if _is_step(rule) else None
        if entry is None or entry.confidence == "low":
            continue
        _, duty, _, name = rule.name.split(".")
        told, thing = entry.values, policy.duties[duty]
        yield Step(
            duty=duty,
            name=name,
            title=rule.title,
            components=tuple(thing["components"]),
            visits=rule.sourced(entry, told["visits"]),
            only_warns=thing.get("only_warns", False),
            monthly="every" in told,
            in_months=tuple(told.get("in_months", ())),
            window=told.get("window", 1),
            at_month=told.get("at_month"),
            within=told.get("within", 1),
            from_day=told.get("from_day"),
            to_day=told.get("to_day", 0),
            from_age=told.get("from_age", 0),
            below_age=told.get("below_age"),
        )


def _is_step(rule: Rule) -> bool:
    return rule.name.startswith("duties.") and ".schedule." in rule.name
