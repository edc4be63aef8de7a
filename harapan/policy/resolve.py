"""Reads the whole law on one day: from a policy's histories to one frozen Edition."""

import dataclasses
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from harapan.policy import amounts
from harapan.policy.calendar import Stage
from harapan.policy.edition import (
    Component,
    Consequences,
    Duty,
    Edition,
    Exclusion,
    FamilyGrant,
    Graduation,
    Limits,
    NationalWaiver,
    Payments,
    Sourced,
    Title,
)
from harapan.policy.errors import PolicyError, Problem
from harapan.policy.histories import Entry, Rule
from harapan.policy.vocabulary import as_condition

if TYPE_CHECKING:
    from harapan.policy.policy import Policy


def resolve(policy: "Policy", stage: Stage, *, with_low_confidence: bool) -> Edition:
    """The edition of a stage. Optional rules of low confidence are left out unless asked for."""
    law = Law(policy, stage, with_low_confidence)
    return Edition(
        programme=policy.programme,
        stage=stage,
        calendar=policy.months_of(stage),
        form=law.must("grants.form", "form"),
        components=tuple(_components(law)),
        member_conditions=tuple(_conditions(law, "eligibility.member.")),
        limits=Limits(
            members=law.may("limits.members", "most"),
            children=law.may("limits.children", "most"),
            strategy=law.must("limits.strategy", "order"),
        ),
        flat_grant=_stage_grant(law, "flat_grant"),
        special_grant=_stage_grant(law, "special_grant"),
        base_grant=_base_grant(law),
        duties=tuple(_duties(law)),
        waivers=tuple(_waivers(law)),
        consequences=_consequences(law),
        exclusions=tuple(
            Exclusion(condition.rule.rsplit(".", 1)[1], condition)
            for condition in _conditions(law, "eligibility.exclusion.")
        ),
        reasons=policy.reasons,
        payments=_payments(law),
        graduation=_graduation(law),
        earlier_cycles=tuple(cycle for cycle, other in policy.stages.items() if other.first_day < stage.first_day),
    )


def unconfirmed(edition: Edition) -> tuple[str, ...]:
    """The rules of low confidence an edition rests on."""
    return tuple(sorted({value.rule for value in sourced_values(edition) if value.confidence == "low"}))


def sourced_values(thing: object) -> Iterator[Sourced[Any]]:
    """Every value of the law anywhere inside an edition."""
    if isinstance(thing, Sourced):
        yield thing
    elif isinstance(thing, tuple):
        for part in thing:
            yield from sourced_values(part)
    elif dataclasses.is_dataclass(thing):
        for field in dataclasses.fields(thing):
            yield from sourced_values(getattr(thing, field.name))


@dataclasses.dataclass(frozen=True)
class Law:
    """A policy seen from one day."""

    policy: "Policy"
    stage: Stage
    with_low_confidence: bool

    def rule(self, name: str) -> tuple[Rule, Entry] | None:
        """A rule and its value in force, unless it is optional and of low confidence nobody asked for."""
        rule = self.policy.rules.get(name)
        entry = rule.entry_on(self.stage.first_day) if rule else None
        if rule is None or entry is None:
            return None
        if rule.keys.get("optional") and entry.confidence == "low" and not self.with_low_confidence:
            return None
        return rule, entry

    def may(self, name: str, parameter: str) -> Sourced[Any] | None:
        """One parameter of a rule, or None when the rule is not in force."""
        return rule.on(self.stage.first_day, parameter) if (rule := self.policy.rules.get(name)) else None

    def must(self, name: str, parameter: str) -> Sourced[Any]:
        """One parameter of a rule that every stage needs."""
        value = self.may(name, parameter)
        if value is None:
            raise PolicyError([self.gap(name)])
        return value

    def below(self, prefix: str) -> Iterator[str]:
        """Names of rules in force under a prefix, in the order of the files."""
        return (name for name in self.policy.rules if name.startswith(prefix) and self.rule(name))

    def gap(self, name: str) -> Problem:
        """The complaint that nothing holds on the day of this stage."""
        rule = self.policy.rules.get(name)
        file = rule.file if rule else f"{name.split('.', 1)[0]}.toml"
        day = self.stage.first_day
        return Problem(file, rule.line if rule else 0, f"the rule {name} says nothing about {day} ({self.stage.cycle})")

    def by_variant(self, entry: Entry) -> Mapping[str, int]:
        """An annual amount for each variant of the programme."""
        others = entry.values.get("by_variant", {})
        return {variant: others.get(variant, entry.values["amount"]) for variant in self.policy.programme.variants}

    def months(self) -> tuple[int, ...]:
        """Months paid by each stage of this stage's calendar."""
        return self.policy.months_of(self.stage).value


def _components(law: Law) -> Iterator[Component]:
    for name, thing in law.policy.components.items():
        amount = law.rule(f"components.{name}.amount")
        if amount is None or not thing.get("switched_on", True):
            continue
        rule, entry = amount
        fits = law.must(f"components.{name}.fits", "all_of")
        raw = law.policy.rules[fits.rule].entry_on(law.stage.first_day)
        conditions = tuple(as_condition(one) for one in raw.values["all_of"])  # type: ignore[union-attr]
        yield Component(
            name=name,
            title=Title(**thing["title"]),
            is_child=thing["child"],
            fits=dataclasses.replace(fits, value=conditions),
            annual=rule.sourced(entry, entry.values["amount"]),
            amounts=tuple(amounts.table(law.by_variant(entry), law.months(), law.stage.number)),
            cap=law.may(f"limits.cap.{name}", "most"),
        )


def _conditions(law: Law, prefix: str) -> Iterator[Sourced[Any]]:
    for name in law.below(prefix):
        rule, entry = law.rule(name)  # type: ignore[misc]
        yield rule.sourced(entry, as_condition(entry.values))


def _stage_grant(law: Law, name: str) -> FamilyGrant | None:
    found = law.rule(f"grants.{name}")
    if found is None or law.must("grants.form", "form").value != "flat":
        return None
    rule, entry = found
    by_stage = entry.values.get("by_stage")
    full = by_stage[law.stage.number - 1] if by_stage else None
    return FamilyGrant(
        name,
        rule.title,
        rule.sourced(entry, entry.values["amount"]),
        tuple(amounts.table(law.by_variant(entry), law.months(), law.stage.number, full)),
        tuple(rule.keys.get("components", ())),
    )


def _base_grant(law: Law) -> FamilyGrant | None:
    found = law.rule("grants.base_grant")
    if found is None or not any(law.by_variant(found[1]).values()):
        return None
    rule, entry = found
    here = entry.values["paid_in_stage"] == law.stage.number
    paid = amounts.once(law.by_variant(entry), len(law.stage.months)) if here else ()
    return FamilyGrant("base_grant", rule.title, rule.sourced(entry, entry.values["amount"]), tuple(paid))


def _duties(law: Law) -> Iterator[Duty]:
    common = law.may("consequences.months_to_miss", "months")
    for kind, thing in law.policy.duties.items():
        yield Duty(
            kind=kind,
            title=Title(**thing["title"]),
            test=thing["test"],
            has_window=thing["window"],
            only_warns=thing.get("only_warns", False),
            components=tuple(thing["components"]),
            attendance_percent=law.may(f"duties.{kind}.attendance", "percent"),
            months_to_miss=law.may(f"duties.{kind}.months_to_miss", "months") or common,
            required=law.may(f"duties.{kind}.required", "visits"),
        )


def _waivers(law: Law) -> Iterator[NationalWaiver]:
    first, last = law.stage.judged_months[0], law.stage.judged_months[-1]
    for name, rule in law.policy.rules.items():
        for entry in rule.history if name.startswith("duties.waiver.") else ():
            until = (entry.until or law.stage.last_day).replace(day=1)
            if entry.since <= last and until >= first:
                document = rule.sourced(entry, rule.title.en)
                yield NationalWaiver(tuple(rule.keys["duties"]), entry.since.replace(day=1), until, document)


def _consequences(law: Law) -> Consequences:
    steps = [
        (quarters, name.rsplit(".", 1)[1])
        for name in law.below("consequences.proposal.")
        if (quarters := law.may(name, "quarters"))
    ]
    proposals = None
    if steps:
        first = steps[0][0]
        proposals = dataclasses.replace(first, value=tuple(sorted((count.value, what) for count, what in steps)))
    return Consequences(proposals, law.may("consequences.objection", "days"))


def _payments(law: Law) -> Payments:
    return Payments(
        days_until_returned=law.must("payments.days_until_returned", "days"),
        report_unused_days=law.must("payments.report_unused", "days"),
        transfers_per_file=law.must("payments.transfers_per_file", "most"),
        purpose_code=law.must("payments.purpose_code", "code"),
        stages_without_transaction=law.must("payments.no_transaction", "stages"),
    )


def _graduation(law: Law) -> Graduation:
    review = law.policy.rules.get("graduation.review")
    return Graduation(
        stages_without_component=law.may("graduation.no_component", "stages"),
        review_years=law.may("graduation.review", "years"),
        review_exempt=tuple(review.keys.get("exempt", ())) if review else (),
        target_per_facilitator=law.may("graduation.target", "families"),
    )
