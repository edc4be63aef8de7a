"""How one family's amount came about: every member, every rupiah, with rule, date and source.

The family goes through the very `compute` of the run, alone; only the words are added here. So an explanation
cannot say anything else than the run.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import narwhals as nw
import polars as pl

from harapan.engine import words
from harapan.engine.components import counts_at_all, fits
from harapan.engine.compute import compute
from harapan.engine.contract import ARREARS, FAMILIES, MEMBERS, OBSERVATIONS, WITHHOLDINGS
from harapan.engine.corrections import corrected
from harapan.engine.duties import MERIT_IN_WORDS
from harapan.engine.engines import Polars
from harapan.engine.facts import holds
from harapan.engine.frames import Frames, Waiver
from harapan.engine.settled import still_owed
from harapan.engine.snapshot import open_snapshot, small_tables
from harapan.lib.dates import years_between
from harapan.policy.edition import Component, Condition, Edition, Reason, Sourced, Title


class NotInSnapshot(Exception):
    """The snapshot has no such family."""


@dataclass(frozen=True)
class DutyMonth:
    """One month of one duty of a member, as it was judged."""

    duty: str
    title: Title
    month: date
    outcome: str
    """met, missed, excused or not_reported."""
    words: Title
    open: int
    unexcused: int
    excused: int


@dataclass(frozen=True)
class Line:
    """One line of the payment with its law."""

    title: Title
    annual: int
    amount: int
    paid: int
    reason: Reason | None
    law: Sourced[Any] | None
    """None for lines that rest on a decision; `decision` names it."""
    decision: str | None


@dataclass(frozen=True)
class MemberExplained:
    """One member: what is known, which component, counted or why not, duties, money."""

    member: int
    age: int
    facts: tuple[Title, ...]
    component: Component | None
    """The component that brings (or, over a cap, would have brought) money."""
    counted: bool
    reason: Reason | None
    """Why not counted."""
    why: Title
    """The same in one sentence, with what failed."""
    limit: Sourced[int] | None
    """The cap that left a fitting member out."""
    line: Line | None
    duties: tuple[DutyMonth, ...]


@dataclass(frozen=True)
class Explanation:
    """A family's amount in one stage."""

    edition: Edition
    family: int
    participation: str
    variant: str
    gross: int
    deduction: int
    net: int
    reason: Reason | None
    """Why nothing is paid."""
    unpaid_months: tuple[date, ...]
    """The months this payment is for."""
    verdict: str | None
    warned: bool
    proposed: str | None
    quarters_missed_before: int
    quarters_missed_after: int
    review: tuple[Title, ...]
    """Unknown facts that were let pass."""
    members: tuple[MemberExplained, ...]
    lines: tuple[Line, ...]
    """Of the family as such: grants, arrears, withholdings."""


def explain_from_snapshot(
    snapshot: Path,
    edition: Edition,
    family: int,
    *,
    corrections: pl.DataFrame | None = None,
    settled: pl.DataFrame | None = None,
    regency: str = "",
) -> Explanation:
    """Explain a family as it stood in a snapshot, or as a run saw it: corrected, and without what was `settled`.

    Who knows the family's `regency` at the freeze saves the search for it. Raises NotInSnapshot or BadSnapshot.
    """
    source = open_snapshot(snapshot, edition)
    small = small_tables(source, edition)
    for part in source.parts_of(regency) if regency else source.parts_in_family_order():
        if part.first <= family <= part.last:
            families = _rows_of(source.verified(part.families), family)
            if families.height:
                members = _rows_of(source.verified(part.members), family)
                if corrections is not None:
                    ours = corrections.filter(pl.col("family") == family)
                    families, members = corrected(families, ours, FAMILIES), corrected(members, ours, MEMBERS)
                return explain(
                    families,
                    members,
                    _rows_of(source.verified(part.observations), family),
                    edition,
                    waivers=small.waivers_in([part.regency]),
                    withholdings=small.withholdings.filter(pl.col("family") == family),
                    arrears=still_owed(small.arrears.filter(pl.col("family") == family), settled),
                )
    raise NotInSnapshot(f"the snapshot of {edition.cycle} has no family {family}")


def explain(
    families: pl.DataFrame,
    members: pl.DataFrame,
    observations: pl.DataFrame,
    edition: Edition,
    *,
    waivers: list[Waiver] | None = None,
    withholdings: pl.DataFrame | None = None,
    arrears: pl.DataFrame | None = None,
) -> Explanation:
    """Explain one family (one row of `families` and all its rows of the other tables, in contract columns)."""
    engine = Polars()
    frames = Frames(
        families=engine.lift(families.select(*FAMILIES.columns)),
        members=engine.lift(members.select(*MEMBERS.columns)),
        observations=engine.lift(observations.select(*OBSERVATIONS.columns)),
        lift=engine.lift,
        keep=engine.keep,
        only=engine.only,
        waivers=waivers or [],
        withholdings=WITHHOLDINGS.empty() if withholdings is None else withholdings,
        arrears=ARREARS.empty() if arrears is None else arrears,
    )
    result = compute(frames, edition)
    lines, entitlements = engine.collect(result)
    if entitlements.is_empty():
        raise NotInSnapshot(f"the stage {edition.cycle} does not pay this family's channel")
    got, family = entitlements.row(0, named=True), families.row(0, named=True)
    told = Told(
        edition,
        {row["member"]: row for row in _collected(result.chosen).to_dicts()},
        {row["member"]: row for row in lines.filter(pl.col("member").is_not_null()).to_dicts()},
        _outcomes(result.outcomes, observations),
        _answers(members, edition),
    )
    unpaid = edition.stage.months[len(edition.stage.months) - got["months"] :]
    return Explanation(
        edition=edition,
        family=family["family"],
        participation=family["participation"],
        variant=family["variant"],
        gross=got["gross"],
        deduction=got["deduction"],
        net=got["net"],
        reason=edition.reason(got["reason"]) if got["reason"] else None,
        unpaid_months=unpaid,
        verdict=got["verdict"],
        warned=got["warned"],
        proposed=got["proposed"],
        quarters_missed_before=family["quarters_missed"],
        quarters_missed_after=got["quarters_missed"],
        review=tuple(words.REVIEW[name] for name in got["review"].split(",") if name),
        members=tuple(told.member(row) for row in members.sort("born", "member").to_dicts()),
        lines=tuple(told.line(row) for row in lines.filter(pl.col("member").is_null()).to_dicts()),
    )


@dataclass(frozen=True)
class Told:
    """Everything about a family's members, ready to be put into words."""

    edition: Edition
    chosen: Mapping[int, Mapping[str, Any]]
    lines: Mapping[int, Mapping[str, Any]]
    outcomes: list[dict[str, Any]]
    answers: Mapping[int, Mapping[str, bool]]
    """By member: which conditions hold, by the names `_questions` gives them."""

    def member(self, row: Mapping[str, Any]) -> MemberExplained:
        """One member in words."""
        member, chosen = row["member"], self.chosen.get(row["member"])
        component = self.edition.components[chosen["component"]] if chosen else None
        counted = bool(chosen and chosen["counted"])
        reason, why = self._why(row, component, chosen["reason"] if chosen else None, counted=counted)
        return MemberExplained(
            member=member,
            age=years_between(row["born"], self.edition.stage.first_day),
            facts=tuple(_facts(row, self.edition)),
            component=component,
            counted=counted,
            reason=reason,
            why=why,
            limit=self._limit(reason, component),
            line=self.line(self.lines[member]) if member in self.lines else None,
            duties=tuple(self._duty(seen) for seen in self.outcomes if seen["member"] == member),
        )

    def line(self, row: Mapping[str, Any]) -> Line:
        """One line of the payment in words."""
        of_component = {component.name: component for component in self.edition.components}
        grants = (self.edition.flat_grant, self.edition.special_grant, self.edition.base_grant)
        of_grant = {grant.name: grant for grant in grants if grant}
        name = str(row["component"])
        law = of_component.get(name) or of_grant.get(name)
        title = law.title if law else FAMILY_LINES[name]
        if name == "arrears":
            _, cycle, component = str(row["rule"]).split(".")[:3]
            title = Title(f"{title.id} {cycle} ({component})", f"{title.en} {cycle} ({component})")
        return Line(
            title=title,
            annual=row["annual"],
            amount=row["amount"],
            paid=row["paid"],
            reason=self.edition.reason(str(row["reason"])) if row["reason"] else None,
            law=law.annual if law else None,
            decision=None if law else str(row["source"]),
        )

    def _why(
        self, row: Mapping[str, Any], component: Component | None, reason: str | None, *, counted: bool
    ) -> tuple[Reason | None, Title]:
        if counted and component:
            return None, Title(f"Dihitung sebagai {component.title.id}.", f"Counted as {component.title.en}.")
        if reason:
            return self.edition.reason(reason), self.edition.reason(reason).sentence
        return self._why_no_component(row)

    def _why_no_component(self, row: Mapping[str, Any]) -> tuple[Reason, Title]:
        answers = self.answers[row["member"]]
        if not answers["born"]:
            reason = self.edition.reason("born_later")
            return reason, reason.sentence
        suits = [c for c in self.edition.components if answers[f"fits {c.name}"]]
        if suits and answers["counts"]:
            return self.edition.reason("family_state"), Title(
                f"Memenuhi {suits[0].title.id}; tidak dihitung karena status keluarga.",
                f"Fits {suits[0].title.en}; not counted because of the family's state.",
            )
        for condition in self.edition.member_conditions if suits else ():
            if not answers[condition.rule]:
                reason = self.edition.reason(condition.rule.rsplit(".", 1)[1])
                return reason, reason.sentence
        if near := self._nearly(answers):
            failed = words.joined([words.requirement(one) for one in near], " / ", " / ")
            return self.edition.reason("condition"), Title(
                f"Tidak dihitung: syarat “{failed.id}” tidak dipenuhi.",
                f"Not counted: the condition “{failed.en}” is not met.",
            )
        reason = self.edition.reason("no_fit")
        return reason, reason.sentence

    def _nearly(self, answers: Mapping[str, bool]) -> list[Condition]:
        """The one condition that fails of the components a member otherwise fits; several when schools differ."""
        near: list[Condition] = []
        for component in self.edition.components:
            holding = [answers[f"{component.name} {number}"] for number in range(len(component.fits.value))]
            if holding.count(False) == 1 and True in holding:
                near.append(component.fits.value[holding.index(False)])
        return [one for one in near if one.fact == near[0].fact]

    def _limit(self, reason: Reason | None, component: Component | None) -> Sourced[int] | None:
        limits = self.edition.limits
        caps = {
            "component_cap": component.cap if component else None,
            "children_cap": limits.children,
            "family_cap": limits.members,
        }
        return caps.get(reason.name) if reason else None

    def _duty(self, seen: Mapping[str, Any]) -> DutyMonth:
        duty, outcome = self.edition.duty(seen["duty"]), MERIT_IN_WORDS[seen["merit"]]
        return DutyMonth(
            duty=duty.kind,
            title=duty.title,
            month=seen["month"],
            outcome=outcome,
            words=words.OUTCOMES[outcome],
            open=seen["open"],
            unexcused=seen["unexcused"],
            excused=seen["excused"],
        )


FAMILY_LINES = {
    "arrears": Title("Tunggakan", "Arrears of"),
    "withheld": Title("Ditangguhkan", "Withheld"),
}


def _rows_of(path: Path, family: int) -> pl.DataFrame:
    rows = pl.scan_parquet(path, hive_partitioning=False, glob=False).filter(pl.col("family") == family)
    return rows.collect()


def _collected(rows: nw.LazyFrame) -> pl.DataFrame:
    return pl.DataFrame(rows.collect().to_native())


def _outcomes(outcomes: nw.LazyFrame | None, observations: pl.DataFrame) -> list[dict[str, Any]]:
    if outcomes is None:
        return []
    numbers = observations.select("member", "duty", "month", "open", "unexcused", "excused")
    seen = _collected(outcomes).join(numbers, on=["member", "duty", "month"], how="left")
    return seen.sort("duty", "month").to_dicts()


def _answers(members: pl.DataFrame, edition: Edition) -> dict[int, dict[str, bool]]:
    """Every condition asked of every member, by the engine's own expressions."""
    rows = nw.from_native(members.lazy()).select("member", **dict(_questions(edition)))
    return {row.pop("member"): row for row in _collected(rows).to_dicts()}


def _questions(edition: Edition) -> Iterator[tuple[str, nw.Expr]]:
    on = edition.stage.first_day
    yield "counts", counts_at_all(edition)
    yield "born", nw.col("born") <= on
    for condition in edition.member_conditions:
        yield condition.rule, holds(condition.value, on)
    for component in edition.components:
        yield f"fits {component.name}", fits(component, edition)
        for number, one in enumerate(component.fits.value):
            yield f"{component.name} {number}", holds(one, on)


def _facts(row: Mapping[str, Any], edition: Edition) -> Iterator[Title]:
    """What is known of a member, as far as the law asks."""
    age = years_between(row["born"], edition.stage.first_day)
    yield Title(f"{max(age, 0)} tahun", f"aged {max(age, 0)}")
    if row["school"]:
        yield words.SCHOOLS[row["school"]]
    if row["pregnancy"]:
        yield Title(f"kehamilan ke-{row['pregnancy']}", f"pregnancy number {row['pregnancy']}")
    if row["disability"]:
        yield words.GRADES[row["disability"]]
    asked = {"at_home", "registered"} & {condition.value["flag"] for condition in edition.member_conditions}
    asked |= {"in_education_register"} if row["school"] in ("sd", "smp", "sma") else set()
    for flag in sorted(asked):
        yield words.yes_no_unknown(row[flag], words.FLAGS[flag])
