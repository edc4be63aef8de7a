"""What can be said about one member: each fact of the policy's closed list as a column, always yes or no.

Columns of `members` in, one boolean column out. Facts of outside registers may be unknown (null);
`flag_not_denied` lets the unknown pass, `flag_set` does not.
"""

from collections.abc import Callable, Mapping
from datetime import date
from functools import reduce
from operator import and_, or_

import narwhals as nw

from harapan.policy.edition import Condition


def age_between(fact: Condition, on: date) -> nw.Expr:
    """Aged from `least` to `most` completed years on a day; either end may be open."""
    bounds = dict(fact.parameters)
    born = nw.col("born")
    old_enough = born <= years_before(on, bounds.get("least", 0))
    if "most" not in bounds:
        return old_enough
    return old_enough & (born > years_before(on, bounds["most"] + 1))


def enrolled_in(fact: Condition, _: date) -> nw.Expr:
    return _one_of("school", fact["schools"])


def not_enrolled_in(fact: Condition, _: date) -> nw.Expr:
    return ~_one_of("school", fact["schools"])


def pregnant(_: Condition, __: date) -> nw.Expr:
    return nw.col("pregnancy") > 0


def pregnancy_at_most(fact: Condition, _: date) -> nw.Expr:
    """Pregnant, and no more than so many times: the first and second only, say."""
    return (nw.col("pregnancy") > 0) & (nw.col("pregnancy") <= fact["most"])


def disabled(_: Condition, __: date) -> nw.Expr:
    return nw.col("disability") != ""


def disability_is(fact: Condition, _: date) -> nw.Expr:
    return _one_of("disability", fact["grades"])


def sex_is(fact: Condition, _: date) -> nw.Expr:
    return nw.col("sex") == fact["sex"]


def relation_in(fact: Condition, _: date) -> nw.Expr:
    return _one_of("relation", fact["relations"])


def flag_set(fact: Condition, _: date) -> nw.Expr:
    """Known to be so."""
    return nw.coalesce(nw.col(fact["flag"]), nw.lit(False))


def flag_not_denied(fact: Condition, _: date) -> nw.Expr:
    """Not known to be otherwise: unknown pays."""
    return nw.coalesce(nw.col(fact["flag"]), nw.lit(True))


FACTS: Mapping[str, Callable[[Condition, date], nw.Expr]] = {
    fact.__name__: fact
    for fact in (
        age_between,
        enrolled_in,
        not_enrolled_in,
        pregnant,
        pregnancy_at_most,
        disabled,
        disability_is,
        sex_is,
        relation_in,
        flag_set,
        flag_not_denied,
    )
}


def holds(condition: Condition, on: date) -> nw.Expr:
    """A condition as a column: one fact, or any of several ways."""
    if condition.alternatives:
        return reduce(or_, (all_hold(way, on) for way in condition.alternatives))
    return FACTS[condition.fact](condition, on)


def all_hold(conditions: tuple[Condition, ...], on: date) -> nw.Expr:
    """All conditions together."""
    return reduce(and_, (holds(condition, on) for condition in conditions))


def flags_left_open(conditions: tuple[Condition, ...]) -> tuple[str, ...]:
    """The flags that may be unknown and still pay: those a review must look at."""
    return tuple(condition["flag"] for condition in conditions if condition.fact == "flag_not_denied")


def _one_of(column: str, words: tuple[str, ...]) -> nw.Expr:
    """Equality several times is faster than membership for the few words a law names."""
    return reduce(or_, (nw.col(column) == word for word in words)) if words else nw.lit(False)


def years_before(on: date, years: int) -> date:
    """The latest birth date that has completed so many years on the first day of a month."""
    return on.replace(year=on.year - years)
