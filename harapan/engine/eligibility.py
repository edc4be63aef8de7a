"""Whether a family is paid at all: its state, what excludes it, and which months are still to pay."""

from collections.abc import Callable, Mapping
from functools import reduce
from operator import add

import narwhals as nw

from harapan.policy.edition import Condition, Edition


def families_of_stage(families: nw.LazyFrame, edition: Edition) -> nw.LazyFrame:
    """The families this stage's calendar pays: all, or those of its channel."""
    if edition.stage.channel is None:
        return families
    return families.filter(nw.col("channel") == edition.stage.channel)


def is_computed(edition: Edition) -> nw.Expr:
    """In a state that is computed; any other state is its own reason."""
    return nw.col("participation").is_in(edition.programme.computed_states)


def unpaid_months(edition: Edition) -> nw.Expr:
    """How many months of the stage come after the last one paid; all of them when none was."""
    none_yet = nw.col("paid_through").is_null()
    ahead = (
        nw.when(none_yet | (nw.col("paid_through") < month)).then(nw.lit(1)).otherwise(nw.lit(0))
        for month in edition.stage.months
    )
    return reduce(add, ahead).cast(nw.Int16)


def works_in_excluded_occupation(members: nw.LazyFrame) -> nw.LazyFrame:
    """Families with a member at home who is known to hold an excluded occupation: family, excluded."""
    at_home = nw.coalesce(nw.col("at_home"), nw.lit(True))
    known = nw.coalesce(nw.col("excluded_occupation"), nw.lit(False))
    return members.filter(at_home & known).select("family").unique().with_columns(excluded=nw.lit(True))


def known_not_feasible(_: Condition) -> nw.Expr:
    return ~nw.coalesce(nw.col("feasible"), nw.lit(True))


def known_excluded_occupation(_: Condition) -> nw.Expr:
    return nw.coalesce(nw.col("excluded"), nw.lit(False))


def known_decile_above(fact: Condition) -> nw.Expr:
    return nw.coalesce(nw.col("decile") > fact["most"], nw.lit(False))


EXCLUDES: Mapping[str, Callable[[Condition], nw.Expr]] = {
    "feasible": known_not_feasible,
    "no_excluded_occupation": known_excluded_occupation,
    "decile_at_most": known_decile_above,
}
"""For each family fact of the policy: it is known not to hold. Unknown never excludes."""

UNKNOWN = {"feasible": "feasible", "decile_at_most": "decile"}
"""The column whose null means that a family fact is unknown."""


def reason_not_paid(edition: Edition) -> nw.Expr:
    """The first reason that holds, in the order of the law, or null.

    Needs: participation, feasible, decile, excluded, unpaid, fitting (null when nobody fits).
    """
    reason: nw.Expr = nw.lit(None, dtype=nw.String)
    reason = nw.when(nw.col("fitting").is_null()).then(nw.lit("no_component")).otherwise(reason)
    reason = nw.when(nw.col("unpaid") == 0).then(nw.lit("months_paid")).otherwise(reason)
    for exclusion in reversed(edition.exclusions):
        fact = exclusion.condition.value
        reason = nw.when(EXCLUDES[fact.fact](fact)).then(nw.lit(exclusion.reason)).otherwise(reason)
    return nw.when(is_computed(edition)).then(reason).otherwise(nw.col("participation"))


def review(edition: Edition, open_flags: tuple[str, ...]) -> nw.Expr:
    """Unknown facts that were let pass, comma-joined and sorted, as columns `unknown_...` and nulls tell them."""
    unknown = {flag: nw.coalesce(nw.col(f"unknown_{flag}"), nw.lit(False)) for flag in open_flags}
    for exclusion in edition.exclusions:
        if column := UNKNOWN.get(exclusion.condition.value.fact):
            unknown[column] = nw.col(column).is_null()
    if not unknown:
        return nw.lit("")
    words = (nw.when(unknown[name]).then(nw.lit(name)) for name in sorted(unknown))
    return nw.concat_str(*words, separator=",", ignore_nulls=True)
