"""Which component a member fits: the first that suits, walking from the best paid down.

In frames a component is its position in `edition.components`, a small integer; names come back with the price list.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import reduce
from operator import or_

import narwhals as nw

from harapan.engine.facts import all_hold, flags_left_open, holds
from harapan.policy.edition import Component, Edition


@dataclass(frozen=True)
class Walk:
    """The order in which families of these variants meet the components, best paid first, as their positions."""

    variants: tuple[str, ...]
    order: tuple[int, ...]


def walks(edition: Edition) -> Iterator[Walk]:
    """One walk for all variants, unless their amounts order the components differently. Ties keep the law's order."""
    by_order: dict[tuple[int, ...], list[str]] = {}
    for variant in edition.programme.variants:
        annual = [component.annual_of(variant) for component in edition.components]
        order = sorted(range(len(annual)), key=lambda position: -annual[position])
        by_order.setdefault(tuple(order), []).append(variant)
    return (Walk(tuple(variants), order) for order, variants in by_order.items())


def counts_at_all(edition: Edition) -> nw.Expr:
    """Born by the stage's first day, and everything every counted member must be."""
    on = edition.stage.first_day
    conditions = (holds(condition.value, on) for condition in edition.member_conditions)
    return nw.all_horizontal(nw.col("born") <= on, *conditions, ignore_nulls=False)


def fits(component: Component, edition: Edition) -> nw.Expr:
    """The member fits this component (beside what every counted member must be)."""
    return all_hold(component.fits.value, edition.stage.first_day)


def candidates(members: nw.LazyFrame, walk: Walk, edition: Edition) -> nw.LazyFrame:
    """Members who fit a component.

    family, member, born, fits_0 ... fits_n (every component they fit), component (the best paid of them),
    unknown_... (facts let pass).
    """
    flags = {fits_column(number): fits(each, edition) for number, each in enumerate(edition.components)}
    return (
        members.filter(counts_at_all(edition))
        .with_columns(**flags)
        .with_columns(component=_best(walk))
        .filter(~nw.col("component").is_null())
        .select("family", "member", "born", *flags, "component", **_unknown(edition))
    )


def fits_column(number: int) -> str:
    """The column that says a member fits a component."""
    return f"fits_{number}"


def families_with(members: nw.LazyFrame, names: tuple[str, ...], edition: Edition) -> nw.LazyFrame:
    """Families in which somebody fits one of these components: family."""
    fitting = [fits(edition.component(name), edition) for name in names]
    return members.filter(counts_at_all(edition) & reduce(or_, fitting)).select("family").unique()


def open_flags(edition: Edition) -> tuple[str, ...]:
    """Member facts that may be unknown and still pay in this edition, sorted."""
    some = (flag for component in edition.components for flag in flags_left_open(component.fits.value))
    return tuple(sorted({*_asked_of_everyone(edition), *some}))


def unknown_column(flag: str) -> str:
    """The column that says a flag was unknown and let pass."""
    return f"unknown_{flag}"


def position(number: int) -> nw.Expr:
    """A component's position as a literal column."""
    return nw.lit(number, dtype=nw.Int16)


def no_component() -> nw.Expr:
    return nw.lit(None, dtype=nw.Int16)


def _best(walk: Walk) -> nw.Expr:
    expression = no_component()
    for number in reversed(walk.order):
        expression = nw.when(nw.col(fits_column(number))).then(position(number)).otherwise(expression)
    return expression


def _unknown(edition: Edition) -> dict[str, nw.Expr]:
    everyone = _asked_of_everyone(edition)
    columns = {}
    for flag in open_flags(edition):
        asking = [
            number
            for number, component in enumerate(edition.components)
            if flag in everyone or flag in flags_left_open(component.fits.value)
        ]
        columns[unknown_column(flag)] = nw.col(flag).is_null() & nw.col("component").is_in(asking)
    return columns


def _asked_of_everyone(edition: Edition) -> tuple[str, ...]:
    return flags_left_open(tuple(condition.value for condition in edition.member_conditions))
