"""Checks a policy folder and lists every problem: first each file by itself, then how they fit together."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from harapan.policy.errors import PolicyError, Problem
from harapan.policy.histories import Rule
from harapan.policy.policy import Policy, read_policy
from harapan.policy.protocols import problems_of_protocols

ENGINE_REASONS = (
    "months_paid",
    "no_component",
    "withheld",
    "component_cap",
    "children_cap",
    "family_cap",
    "decision_stands",
    "born_later",
    "condition",
    "family_state",
    "no_fit",
)
"""Reasons the engine gives by itself; the policy must have words for them."""


def check(folder: Path) -> list[Problem]:
    """Every problem of the policy in a folder, by file and line. An empty list is a sound policy."""
    policy, problems = read_policy(Path(folder))
    if policy is not None and not problems:
        problems = [*problems_across(policy)]
    return sorted(problems)


def problems_across(policy: Policy) -> Iterator[Problem]:
    """What is wrong between the files of a policy; whether every cycle finds all it needs is asked last."""
    problems = [*_calendar_problems(policy), *_name_problems(policy), *_reason_problems(policy)]
    problems += problems_of_protocols(policy)
    problems = problems or [*_grant_problems(policy)]
    yield from problems or _gaps(policy)


def _calendar_problems(policy: Policy) -> Iterator[Problem]:
    rule = policy.rules["calendar.stages"]
    for entry in rule.history:
        if (entry.since.month, entry.since.day) != (1, 1):
            yield Problem(rule.file, entry.line, f"a calendar begins on 1 January, not on {entry.since}")
        calendars = [entry.values["months"]] if "months" in entry.values else []
        for channel, months in entry.values.get("by_channel", {}).items():
            calendars.append(months)
            if channel not in policy.programme.channels:
                yield Problem(rule.file, entry.line, f"the programme has no channel {channel!r}")
        for months in calendars:
            if sum(months) != 12 or 0 in months:
                yield Problem(rule.file, entry.line, f"the stages of a year pay 12 months together, not {sum(months)}")
    if policy.last_year < rule.history[-1].since.year:
        yield Problem(rule.file, rule.line, f"last_year {policy.last_year} lies before the last calendar")
    for year in range(rule.history[0].since.year, policy.last_year + 1):
        if rule.entry_on(date(year, 1, 1)) is None:
            yield Problem(rule.file, rule.line, f"there is a gap: {year} has no calendar")


def _name_problems(policy: Policy) -> Iterator[Problem]:
    for name, rule in policy.rules.items():
        subject, *path = name.split(".")
        if subject == "limits" and path[0] == "cap" and path[1] not in policy.components:
            yield _at(rule, f"the cap is for a component nobody knows: {path[1]}")
        for component in (*rule.keys.get("components", ()), *rule.keys.get("exempt", ())):
            if component not in policy.components:
                yield _at(rule, f"{name} names a component nobody knows: {component}")
        for kind in rule.keys.get("duties", ()):
            if kind not in policy.duties:
                yield _at(rule, f"{name} names a duty nobody knows: {kind}")
        for entry in rule.history:
            for variant in entry.values.get("by_variant", {}):
                if variant not in policy.programme.variants:
                    yield Problem(rule.file, entry.line, f"{name} names a variant nobody knows: {variant}")
    for kind, thing in policy.duties.items():
        for component in thing["components"]:
            if component not in policy.components:
                yield Problem("duties.toml", 0, f"the duty {kind} names a component nobody knows: {component}")
        if thing["test"] == "attendance" and f"duties.{kind}.attendance" not in policy.rules:
            yield Problem("duties.toml", 0, f"the duty {kind} is tested by attendance and has no [{kind}.attendance]")
    for name in policy.components:
        for part in ("fits", "amount"):
            if f"components.{name}.{part}" not in policy.rules:
                yield Problem("components.toml", 0, f"the component {name} has no [{name}.{part}]")
    for institution in policy.programme.institutions:
        if institution.channel not in policy.programme.channels:
            sentence = f"{institution.code} pays through a channel nobody knows: {institution.channel}"
            yield Problem("programme.toml", 0, sentence)


def _reason_problems(policy: Policy) -> Iterator[Problem]:
    known = {reason.name for reason in policy.reasons}
    exclusions = (name.rsplit(".", 1)[1] for name in policy.rules if name.startswith("eligibility."))
    for name in (*ENGINE_REASONS, *exclusions):
        if name not in known:
            yield Problem("reasons.toml", 0, f"there are no words for the reason {name}")


def _grant_problems(policy: Policy) -> Iterator[Problem]:
    for name in ("grants.flat_grant", "grants.special_grant"):
        rule = policy.rules.get(name)
        for entry in rule.history if rule else ():
            parts = entry.values.get("by_stage")
            if rule is None or parts is None:
                continue
            if sum(parts) != entry.values["amount"]:
                sentence = f"the stages of {name} add up to {sum(parts)}, not to {entry.values['amount']}"
                yield Problem(rule.file, entry.line, sentence)
            for year in policy.years:
                if entry.covers(date(year.year, 1, 1)) and len(parts) != len(year.months):
                    sentence = f"{name} has {len(parts)} stages, the calendar {year.name} has {len(year.months)}"
                    yield Problem(rule.file, entry.line, sentence)


def _gaps(policy: Policy) -> Iterator[Problem]:
    seen: set[tuple[str, int]] = set()
    for cycle in policy.cycles():
        try:
            policy.edition(cycle, accept_low_confidence=True)
        except PolicyError as error:
            for problem in error.problems:
                if (problem.file, problem.line) not in seen:
                    seen.add((problem.file, problem.line))
                    yield problem


def _at(rule: Rule, sentence: str) -> Problem:
    return Problem(rule.file, rule.line, sentence)
