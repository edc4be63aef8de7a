"""Who is counted when a family has more than the law pays for.

Most families have not: there every fitting member counts at the best paid component they fit. Only the
crowded are ranked: more fitting members than are paid for, more children, or a component above its cap.
"""

from functools import reduce
from operator import or_

import narwhals as nw

from harapan.engine.components import Walk, fits_column, no_component, open_flags, position, unknown_column
from harapan.policy.edition import Edition

BY_AGE = ("born", "member")
"""Earlier-born first, then the smaller id."""


def households(candidates: nw.LazyFrame, edition: Edition) -> nw.LazyFrame:
    """Families in which somebody fits: family, fitting (how many), crowded, unknown_... (facts let pass)."""
    limits, component = edition.limits, nw.col("component")
    capped = {number: each.cap.value for number, each in enumerate(edition.components) if each.cap}
    unknown = [unknown_column(flag) for flag in open_flags(edition)]
    counts = {f"at_{number}": _number(component == number) for number in capped}
    counts |= {flag: _number(nw.col(flag)) for flag in unknown}
    counts |= {"children": _number(component.is_in(children(edition)))} if limits.children else {}

    crowded = [nw.col(f"at_{number}") > cap for number, cap in capped.items()]
    crowded += [nw.col("fitting") > limits.members.value] if limits.members else []
    crowded += [nw.col("children") > limits.children.value] if limits.children else []
    return (
        candidates.select("family", **counts)
        .group_by("family")
        .agg(nw.len().cast(nw.Int64).alias("fitting"), *(nw.col(name).sum().cast(nw.Int64) for name in counts))
        .with_columns(crowded=reduce(or_, crowded) if crowded else nw.lit(False))
        .select("family", "fitting", "crowded", *(nw.col(flag) > 0 for flag in unknown))
    )


def chosen(candidates: nw.LazyFrame, walk: Walk, edition: Edition) -> nw.LazyFrame:
    """Every candidate with what selection says: family, member, component, counted, reason (null when counted).

    Candidates bring their household's `crowded`, and `tariff` and `unpaid_because`, which go on with them.
    """
    columns = ("family", "member", "component", "counted", "reason", *OF_FAMILY)
    rest = candidates.filter(~nw.col("crowded")).with_columns(
        counted=nw.lit(True), reason=nw.lit(None, dtype=nw.String)
    )
    if not _has_limits(edition):
        return rest.select(*columns)
    crowd = taken(placed(candidates.filter(nw.col("crowded")), walk, edition), walk, edition)
    return nw.concat([rest.select(*columns), crowd.select(*columns)])


OF_FAMILY = ("tariff", "unpaid_because")
"""What members carry of their family."""


def placed(candidates: nw.LazyFrame, walk: Walk, edition: Edition) -> nw.LazyFrame:
    """Each component from the best paid down takes, by age, up to its cap, of those who fit and are not placed yet.

    Adds is_placed; component becomes the one that took them, or else stays the best they fit.
    """
    rows = candidates.with_columns(best=nw.col("component"), component=no_component())
    for number in walk.order:
        rows = _take(rows, number, edition)
    return rows.with_columns(
        component=nw.coalesce(nw.col("component"), nw.col("best")), is_placed=~nw.col("component").is_null()
    )


def taken(rows: nw.LazyFrame, walk: Walk, edition: Edition) -> nw.LazyFrame:
    """Of the placed, as many as a family is paid for, in the order of the law; a child too many is skipped.

    Adds counted, and the reason why a member is not.
    """
    limits, order = edition.limits, ("turn", *BY_AGE)
    rows = rows.with_columns(turn=turn(walk, edition))
    child = nw.col("is_placed") & nw.col("component").is_in(children(edition))
    rows = _nth(rows, child, order, "child")
    skipped = nw.col("child") > limits.children.value if limits.children else nw.lit(False)
    rows = rows.with_columns(skipped=skipped)
    rows = _nth(rows, nw.col("is_placed") & ~nw.col("skipped"), order, "nth")
    too_many = nw.col("nth") > limits.members.value if limits.members else nw.lit(False)
    reason = (
        nw.when(~nw.col("is_placed"))
        .then(nw.lit("component_cap"))
        .when(nw.col("skipped"))
        .then(nw.lit("children_cap"))
        .when(too_many)
        .then(nw.lit("family_cap"))
        .otherwise(nw.lit(None, dtype=nw.String))
    )
    return rows.with_columns(reason=reason).with_columns(counted=nw.col("reason").is_null())


def turn(walk: Walk, edition: Edition) -> nw.Expr:
    """When a component's members are taken: by annual amount, or in the fixed order of the policy's file."""
    if edition.limits.strategy.value == "fixed_order":
        return nw.col("component")
    expression = no_component()
    for rank, number in enumerate(walk.order):
        expression = nw.when(nw.col("component") == number).then(position(rank)).otherwise(expression)
    return expression


def children(edition: Edition) -> list[int]:
    """The positions of the child components."""
    return [number for number, component in enumerate(edition.components) if component.is_child]


def _take(rows: nw.LazyFrame, number: int, edition: Edition) -> nw.LazyFrame:
    """One component takes its members; `component` is filled for them."""
    waiting = nw.col(fits_column(number)) & nw.col("component").is_null()
    cap = edition.components[number].cap
    takes = waiting
    if cap:
        rows = _nth(rows, waiting, BY_AGE, "in_line")
        takes = (nw.col("in_line") > 0) & (nw.col("in_line") <= cap.value)
    return rows.with_columns(component=nw.when(takes).then(position(number)).otherwise(nw.col("component")))


def _nth(rows: nw.LazyFrame, these: nw.Expr, order: tuple[str, ...], name: str) -> nw.LazyFrame:
    """Numbers some rows of each family 1, 2, 3 ... in an order; the others get 0."""
    rows = rows.with_columns(_number(these).alias(name))
    running = nw.col(name).cum_sum().over("family", order_by=order)
    return rows.with_columns((nw.col(name) * running).cast(nw.Int64).alias(name))


def _has_limits(edition: Edition) -> bool:
    return bool(edition.limits.members or edition.limits.children or any(each.cap for each in edition.components))


def _number(condition: nw.Expr) -> nw.Expr:
    return condition.cast(nw.Int16)
