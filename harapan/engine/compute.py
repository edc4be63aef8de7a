"""The run of one part, as one page: families, members and observations in; lines and entitlements out."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import narwhals as nw
import polars as pl

from harapan.engine import amounts, components, consequences, duties, eligibility, selection
from harapan.engine.contract import ENTITLEMENTS, LINES, VERDICTS, Table
from harapan.engine.frames import Frames
from harapan.policy.edition import Edition, FamilyGrant


@dataclass(frozen=True)
class Result:
    """What came out, lazily; rows in no particular order."""

    lines: nw.LazyFrame
    """In contract columns and types."""
    entitlements: nw.LazyFrame
    """In contract columns and types."""
    chosen: nw.LazyFrame
    """Every fitting member of the computed families: family, member, component (its position), counted, reason."""
    outcomes: nw.LazyFrame | None
    """Every judged month of every duty: family, member, duty, month, merit. None when nothing is judged."""
    words: Mapping[str, tuple[str, ...]]
    """By column, the closed lists its words come from."""


def compute(frames: Frames, edition: Edition) -> Result:
    """Everything the law says about the families of a part in this stage."""
    families = eligibility.families_of_stage(frames.families, edition)
    candidates = [*_candidates(frames, families, edition)]
    households = nw.concat([frames.keep(selection.households(those, edition)) for _, those in candidates])
    standing = frames.keep(_standing(frames, families, households, edition))
    chosen = frames.keep(_chosen(candidates, standing, edition))
    outcomes = duties.outcomes(frames.observations, families, frames.waivers, edition)
    quarter = duties.quarter(frames, outcomes, chosen, edition) if outcomes is not None else None

    lines = frames.keep(_lines(frames, chosen, standing, quarter, edition))
    entitlements = _entitlements(standing, lines, quarter, edition)
    return Result(
        _in_contract(lines, LINES), _in_contract(entitlements, ENTITLEMENTS), chosen, outcomes, closed_lists(edition)
    )


def closed_lists(edition: Edition) -> dict[str, tuple[str, ...]]:
    """The words that reasons, verdicts and proposals may be."""
    proposals = edition.consequences.proposals
    return {
        "reason": tuple(reason.name for reason in edition.reasons),
        "verdict": VERDICTS,
        "proposed": tuple(what for _, what in proposals.value) if proposals else (),
    }


def _candidates(
    frames: Frames, families: nw.LazyFrame, edition: Edition
) -> Iterator[tuple[components.Walk, nw.LazyFrame]]:
    """Members who fit a component, walk by walk."""
    walks = [*components.walks(edition)]
    for walk in walks:
        members = frames.members
        if len(walks) > 1:
            of_walk = families.filter(nw.col("variant").is_in(walk.variants)).select("family")
            members = members.join(of_walk, on="family", how="semi")
        yield walk, frames.keep(components.candidates(members, walk, edition))


def _standing(frames: Frames, families: nw.LazyFrame, households: nw.LazyFrame, edition: Edition) -> nw.LazyFrame:
    """Each family of the stage with unpaid months, tariff, reason not to be paid, and what a review must look at."""
    return (
        families.join(households, on="family", how="left")
        .join(eligibility.works_in_excluded_occupation(frames.members), on="family", how="left")
        .with_columns(unpaid=eligibility.unpaid_months(edition), computed=eligibility.is_computed(edition))
        .select(
            "family",
            "unpaid",
            "computed",
            "crowded",
            "quarters_missed",
            fitting=nw.coalesce(nw.col("fitting"), nw.lit(0)),
            tariff=amounts.tariff(edition),
            unpaid_because=eligibility.reason_not_paid(edition),
            review=eligibility.review(edition, components.open_flags(edition)),
        )
    )


def _chosen(
    candidates: Sequence[tuple[components.Walk, nw.LazyFrame]], standing: nw.LazyFrame, edition: Edition
) -> nw.LazyFrame:
    """The fitting members of computed families, with what selection says of them."""
    computed = standing.filter(nw.col("computed")).select("family", "crowded", *selection.OF_FAMILY)
    return nw.concat([selection.chosen(those.join(computed, on="family"), walk, edition) for walk, those in candidates])


def _lines(
    frames: Frames, chosen: nw.LazyFrame, standing: nw.LazyFrame, quarter: duties.Quarter | None, edition: Edition
) -> nw.LazyFrame:
    """What each family is owed, what is withheld of it, what earlier stages still owe it, and what is paid."""
    computed = standing.filter(nw.col("computed"))
    lines = [_owed(frames, chosen, computed, edition)]
    in_force = None
    if frames.withholdings.height:
        in_force = frames.keep(consequences.in_force(frames.lift(frames.withholdings), quarter, edition))
        owed = consequences.withheld_by(lines[0], in_force)
        lines = [consequences.marked(owed), consequences.withheld_lines(owed)]
    if frames.arrears.height:
        arrears = frames.lift(frames.arrears).join(computed.select("family", "unpaid_because"), on="family")
        lines.append(consequences.arrears_lines(arrears, in_force))
    return _paid(_together(lines))


LINE_COLUMNS = (
    "family",
    "member",
    "component",
    "annual",
    "amount",
    "counted",
    "reason",
    "rule",
    "source",
    "unpaid_because",
)


def _owed(frames: Frames, chosen: nw.LazyFrame, computed: nw.LazyFrame, edition: Edition) -> nw.LazyFrame:
    """What the law of this stage owes: a line for each member with a component, or grants of the family as such."""
    if edition.form.value == "flat":
        with_somebody = computed.filter(nw.col("fitting") > 0)
        return _flat_grants(frames, with_somebody, edition)
    lines = _member_lines(frames, chosen, edition)
    if edition.base_grant is None or not edition.base_grant.amounts:
        return lines
    with_a_counted_member = computed.join(chosen.filter(nw.col("counted")).select("family"), on="family", how="semi")
    base = _grant_lines(frames, edition.base_grant, with_a_counted_member, edition)
    return _together([lines, base])


def _member_lines(frames: Frames, chosen: nw.LazyFrame, edition: Edition) -> nw.LazyFrame:
    prices = frames.lift(amounts.price_list(edition))
    return (
        chosen.with_columns(price=amounts.price())
        .drop("component")
        .join(prices, on="price")
        .rename({"name": "component"})
        .select(*LINE_COLUMNS)
    )


def _grant_lines(frames: Frames, grant: FamilyGrant, families: nw.LazyFrame, edition: Edition) -> nw.LazyFrame:
    return (
        families.select("family", "tariff", "unpaid_because")
        .join(frames.lift(amounts.grant_list(grant, edition)), on="tariff")
        .rename({"name": "component"})
        .with_columns(member=nw.lit(None, dtype=nw.Int64), counted=nw.lit(True), reason=nw.lit(None, dtype=nw.String))
        .select(*LINE_COLUMNS)
    )


def _flat_grants(frames: Frames, families: nw.LazyFrame, edition: Edition) -> nw.LazyFrame:
    """The flat grant, or for families with a member of its components the special one."""
    if edition.flat_grant is None:
        raise ValueError(f"{edition.cycle} pays families a flat grant and the policy has none")
    if edition.special_grant is None:
        return _grant_lines(frames, edition.flat_grant, families, edition)
    special = components.families_with(frames.members, edition.special_grant.components, edition)
    return _together(
        [
            _grant_lines(frames, edition.flat_grant, families.join(special, on="family", how="anti"), edition),
            _grant_lines(frames, edition.special_grant, families.join(special, on="family", how="semi"), edition),
        ]
    )


def _together(lines: Sequence[nw.LazyFrame]) -> nw.LazyFrame:
    """Lines of several kinds in one frame; their words become texts where they were numbers with names."""
    if len(lines) == 1:
        return lines[0].select(*LINE_COLUMNS)
    words = [nw.col(name).cast(nw.String) for name in ("component", "rule", "source")]
    return nw.concat([each.select(*LINE_COLUMNS).with_columns(*words) for each in lines])


def _paid(lines: nw.LazyFrame) -> nw.LazyFrame:
    """Nothing of a family with a reason not to be paid; else what is counted."""
    is_paid = nw.col("counted") & nw.col("unpaid_because").is_null()
    of_family = nw.when(nw.col("counted")).then(nw.coalesce(nw.col("unpaid_because"), nw.col("reason")))
    return lines.with_columns(
        paid=nw.when(is_paid).then(nw.col("amount")).otherwise(nw.lit(0, dtype=nw.Int64)),
        reason=of_family.otherwise(nw.col("reason")),
    )


def _entitlements(
    standing: nw.LazyFrame, lines: nw.LazyFrame, quarter: duties.Quarter | None, edition: Edition
) -> nw.LazyFrame:
    """One row for every family of the stage, paid or not."""
    rows = standing.join(_money(lines), on="family", how="left").with_columns(
        gross=_or_zero("gross"), net=_or_zero("net"), lined=_or_zero("lined")
    )
    if quarter is not None:
        rows = rows.join(quarter.merits, on="family", how="left").join(quarter.marks, on="family", how="left")
        rows = rows.with_columns(verdict=duties.verdict(), warned=duties.warned())
    else:
        rows = rows.with_columns(verdict=nw.lit("nothing_due"), warned=nw.lit(False))
    computed, paid = nw.col("computed"), nw.col("unpaid_because").is_null()
    counted = nw.col("fitting") if edition.form.value == "flat" else nw.col("lined")
    nothing, no_word = nw.lit(0, dtype=nw.Int64), nw.lit(None, dtype=nw.String)
    return (
        rows.with_columns(
            deduction=nw.when(paid).then(nw.col("gross") - nw.col("net")).otherwise(nothing),
            members_counted=nw.when(computed).then(counted).otherwise(nothing),
            verdict=nw.when(computed).then(nw.col("verdict")).otherwise(no_word),
            warned=computed & nw.col("warned"),
            review=nw.when(computed).then(nw.col("review")).otherwise(nw.lit("")),
        )
        .with_columns(
            quarters_after=consequences.quarters_missed_after(edition),
            reason=nw.when(paid & (nw.col("net") == 0) & (nw.col("deduction") > 0))
            .then(nw.lit("withheld"))
            .otherwise(nw.col("unpaid_because")),
        )
        .with_columns(proposed=consequences.proposed(edition))
        .drop("quarters_missed")
        .rename({"quarters_after": "quarters_missed", "unpaid": "months"})
    )


def _money(lines: nw.LazyFrame) -> nw.LazyFrame:
    """Sums of each family's lines: gross (owed), net (paid), lined (members counted)."""
    owed = nw.col("counted") & (nw.col("amount") > 0)
    return (
        lines.select(
            "family",
            gross=nw.when(owed).then(nw.col("amount")).otherwise(nw.lit(0, dtype=nw.Int64)),
            net=nw.col("paid"),
            lined=(nw.col("counted") & ~nw.col("member").is_null()).cast(nw.Int64),
        )
        .group_by("family")
        .agg(*(nw.col(name).sum().cast(nw.Int64) for name in ("gross", "net", "lined")))
    )


def _or_zero(name: str) -> nw.Expr:
    return nw.coalesce(nw.col(name), nw.lit(0, dtype=nw.Int64))


def _in_contract(rows: nw.LazyFrame, table: Table) -> nw.LazyFrame:
    """The table's columns in its order and, for numbers, in its types on every engine."""
    numbers = {pl.Int64: nw.Int64(), pl.Int16: nw.Int16()}
    return rows.select(
        *(
            nw.col(name).cast(numbers[dtype]) if dtype in numbers else nw.col(name)
            for name, dtype in table.columns.items()
        )
    )
