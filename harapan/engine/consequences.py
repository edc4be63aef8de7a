"""What missed quarters lead to: proposals for people to decide, and the decisions they made before.

A withholding takes the stage at its from_cycle. At every later stage it lifts itself, unless the quarter judged
is missed again: by the member it names, or by the family when it names nobody. What was withheld waits among the
arrears under the withholding's own decision, and is paid in the run in which that decision no longer applies.
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
    """The lines with `decision`: which one withholds them, or null. The family's comes before a member's."""
    decision = nw.col("decision").min()
    whole = withholdings.filter(nw.col("member").is_null()).group_by("family").agg(decision.alias("of_family"))
    own = withholdings.filter(~nw.col("member").is_null()).group_by("member").agg(decision.alias("of_member"))
    return (
        lines.join(whole, on="family", how="left")
        .join(own, on="member", how="left")
        .with_columns(decision=nw.when(nw.col("counted")).then(nw.coalesce(nw.col("of_family"), nw.col("of_member"))))
        .drop("of_family", "of_member")
    )


def marked(lines: nw.LazyFrame) -> nw.LazyFrame:
    """Withheld lines say so; the money is taken back by the family's negative line."""
    is_withheld = ~nw.col("decision").is_null()
    return lines.with_columns(reason=nw.when(is_withheld).then(nw.lit("withheld")).otherwise(nw.col("reason")))


def withheld_lines(lines: nw.LazyFrame) -> nw.LazyFrame:
    """One negative line for each family and decision: family, member, component, annual, amount, counted, ..."""
    taken = (
        lines.filter(~nw.col("decision").is_null())
        .group_by("family", "decision")
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
        rule=nw.lit("withholding"),
        source=nw.col("decision"),
    )


def arrears_lines(arrears: nw.LazyFrame, withholdings: nw.LazyFrame | None) -> nw.LazyFrame:
    """One line for each arrear; those whose own withholding still applies wait and are not counted."""
    waits: nw.Expr = nw.lit(False)
    if withholdings is not None:
        still = withholdings.select("family", "decision").unique().with_columns(stands=nw.lit(True))
        arrears = arrears.join(still, on=["family", "decision"], how="left")
        waits = nw.coalesce(nw.col("stands"), nw.lit(False))
    return arrears.select(
        "family",
        "unpaid_because",
        member=nw.lit(None, dtype=nw.Int64),
        component=nw.lit("arrears"),
        annual=nw.lit(0, dtype=nw.Int64),
        amount=nw.col("amount").cast(nw.Int64),
        counted=~waits,
        reason=nw.when(waits).then(nw.lit("decision_stands")).otherwise(nw.lit(None, dtype=nw.String)),
        rule=nw.concat_str(nw.lit("arrears"), nw.col("cycle"), nw.col("component"), separator="."),
        source=nw.col("decision"),
    )
