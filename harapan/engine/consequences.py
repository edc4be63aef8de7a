"""What missed quarters lead to: proposals for people to decide, and the decisions they made before.

A withholding takes the stage at its from_cycle. At every later stage it lifts itself, unless the quarter judged
is missed again: by the member it names, or by the family when it names nobody. What was withheld waits among the
arrears under the withholding's own decision, each member's by itself, and is paid in the run in which that decision
no longer applies to that member.
"""

import narwhals as nw

from harapan.engine.duties import Quarter
from harapan.policy.edition import Edition


def quarters_missed_after(edition: Edition) -> nw.Expr:
    """Quarters missed in a row after this stage. Only the stage that judges moves the count; only `met` resets it."""
    before = nw.col("quarters_missed").cast(nw.Int16)
    if not edition.stage.judges:
        return before
    return (
        nw.when(nw.col("verdict") == "missed")
        .then(before + 1)
        .when(nw.col("verdict") == "met")
        .then(nw.lit(0, dtype=nw.Int16))
        .otherwise(before)
        .cast(nw.Int16)
    )


def proposed(edition: Edition) -> nw.Expr:
    """What the machine proposes to a person: at exactly the decreed number of quarters missed in a row."""
    nothing: nw.Expr = nw.lit(None, dtype=nw.String)
    steps = edition.consequences.proposals
    if steps is None or not edition.stage.judges:
        return nothing
    words = nothing
    for quarters, what in steps.value:
        words = nw.when(nw.col("quarters_after") == quarters).then(nw.lit(what)).otherwise(words)
    return nw.when(nw.col("verdict") == "missed").then(words).otherwise(nothing)


def in_force(withholdings: nw.LazyFrame, quarter: Quarter | None, edition: Edition) -> nw.LazyFrame:
    """Withholdings that apply in this stage: family, member (null: all), decision."""
    columns = ("family", "member", "decision")
    begins = withholdings.filter(nw.col("from_cycle") == edition.cycle).select(*columns)
    if quarter is None:
        return begins
    earlier = withholdings.filter(nw.col("from_cycle").is_in(edition.earlier_cycles)).select(*columns)
    by_member = earlier.filter(~nw.col("member").is_null()).join(
        quarter.missed.select("member").unique(), on="member", how="semi"
    )
    by_family = earlier.filter(nw.col("member").is_null()).join(
        quarter.missed.select("family").unique(), on="family", how="semi"
    )
    return nw.concat([begins, by_member, by_family]).unique()


def withheld_by(lines: nw.LazyFrame, withholdings: nw.LazyFrame) -> nw.LazyFrame:
    """The lines with `decision`, which withholds them, or null, and `held`, the member it names. The family's comes
    before a member's.
    """
    decision = nw.col("decision").min()
    whole = withholdings.filter(nw.col("member").is_null()).group_by("family").agg(decision.alias("of_family"))
    own = withholdings.filter(~nw.col("member").is_null()).group_by("member").agg(decision.alias("of_member"))
    return (
        lines.join(whole, on="family", how="left")
        .join(own, on="member", how="left")
        .with_columns(
            decision=nw.when(nw.col("counted")).then(nw.coalesce(nw.col("of_family"), nw.col("of_member"))),
            held=nw.when(nw.col("of_family").is_null() & ~nw.col("of_member").is_null()).then(nw.col("member")),
        )
        .drop("of_family", "of_member")
    )


def marked(lines: nw.LazyFrame) -> nw.LazyFrame:
    """Withheld lines say so; the money is taken back by the family's negative line."""
    is_withheld = ~nw.col("decision").is_null()
    return lines.with_columns(reason=nw.when(is_withheld).then(nw.lit("withheld")).otherwise(nw.col("reason")))


def withheld_lines(lines: nw.LazyFrame) -> nw.LazyFrame:
    """One negative line for each family, decision and member it names: family, component, amount, rule, source, ..."""
    taken = (
        lines.filter(~nw.col("decision").is_null())
        .group_by("family", "decision", "held")
        .agg(nw.col("amount").sum().cast(nw.Int64), nw.col("unpaid_because").max())
    )
    return taken.select(
        "family",
        "unpaid_because",
        member=nw.lit(None, dtype=nw.Int64),
        component=nw.lit("withheld"),
        annual=nw.lit(0, dtype=nw.Int64),
        amount=(nw.lit(0, dtype=nw.Int64) - nw.col("amount")).cast(nw.Int64),
        counted=nw.lit(True),
        reason=nw.lit(None, dtype=nw.String),
        rule=_of_member(nw.lit("withholding"), nw.col("held")),
        source=nw.col("decision"),
    )


def arrears_lines(arrears: nw.LazyFrame, withholdings: nw.LazyFrame | None) -> nw.LazyFrame:
    """One line for each arrear; those whose own withholding still applies wait and are not counted.

    An arrear of a member waits for what names this member, or nobody; one of the family for whomever it names.
    """
    waits: nw.Expr = nw.lit(False)
    if withholdings is not None:
        arrears = arrears.join(_still(withholdings, "for_any"), on=["family", "decision"], how="left")
        whole = withholdings.filter(nw.col("member").is_null())
        arrears = arrears.join(_still(whole, "for_all"), on=["family", "decision"], how="left")
        own = withholdings.filter(~nw.col("member").is_null())
        arrears = arrears.join(_still(own, "for_one", "member"), on=["family", "decision", "member"], how="left")
        named = nw.coalesce(nw.col("for_one"), nw.col("for_all"), nw.lit(False))
        anybody = nw.coalesce(nw.col("for_any"), nw.lit(False))
        waits = nw.when(nw.col("member").is_null()).then(anybody).otherwise(named)
    return arrears.select(
        "family",
        "unpaid_because",
        member=nw.lit(None, dtype=nw.Int64),
        component=nw.lit("arrears"),
        annual=nw.lit(0, dtype=nw.Int64),
        amount=nw.col("amount").cast(nw.Int64),
        counted=~waits,
        reason=nw.when(waits).then(nw.lit("decision_stands")).otherwise(nw.lit(None, dtype=nw.String)),
        rule=_of_member(
            nw.concat_str(nw.lit("arrears"), nw.col("cycle"), nw.col("component"), separator="."), nw.col("member")
        ),
        source=nw.col("decision"),
    )


def member_in(rule: str) -> int | None:
    """The member whose money a line is about, by its rule: `withholding.12`, `arrears.2025-1.primary.12`."""
    kind, *told = rule.split(".")
    named = told[2:] if kind == "arrears" else told
    return int(named[0]) if named else None


def _still(withholdings: nw.LazyFrame, name: str, *more: str) -> nw.LazyFrame:
    """Families and decisions that withhold something, marked under a name."""
    return withholdings.select("family", "decision", *more).unique().with_columns(nw.lit(True).alias(name))


def _of_member(rule: nw.Expr, member: nw.Expr) -> nw.Expr:
    """The rule, and after a dot the member whose money it is, where it is not the family's."""
    return nw.when(member.is_null()).then(rule).otherwise(nw.concat_str(rule, member.cast(nw.String), separator="."))
