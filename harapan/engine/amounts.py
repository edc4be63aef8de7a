"""What each counted member and each family is owed this stage: looked up in the edition's tables, never computed here.

A `tariff` is a small integer on each family: which variant's amounts apply and how many months are unpaid.
Together with a component's position it is the key of one row of the price list.
"""

import narwhals as nw
import polars as pl

from harapan.policy.edition import Component, Edition, FamilyGrant, StageAmount

MOST_MONTHS = 16
"""No stage is longer: a tariff is variant x 16 + unpaid months."""
MOST_TARIFFS = 256

MONEY = {"annual": pl.Int64, "amount": pl.Int64}
LAW = {"name": pl.String, "rule": pl.String, "source": pl.String}


def tariff(edition: Edition) -> nw.Expr:
    """The family's column of the price list, from `variant` and `unpaid`."""
    variants = edition.programme.variants
    base: nw.Expr = nw.lit(0, dtype=nw.Int32)
    for number in range(1, len(variants)):
        here = nw.lit(number * MOST_MONTHS, dtype=nw.Int32)
        base = nw.when(nw.col("variant") == variants[number]).then(here).otherwise(base)
    return base + nw.col("unpaid").cast(nw.Int32)


def price() -> nw.Expr:
    """A member's row of the price list, from `component` and the family's `tariff`."""
    return nw.col("component").cast(nw.Int32) * MOST_TARIFFS + nw.col("tariff")


def price_list(edition: Edition) -> pl.DataFrame:
    """What a member of each component brings: price, annual, amount, name, rule, source."""
    rows = [
        {"price": number * MOST_TARIFFS + _tariff(row, edition), **_money(row), **_law(component)}
        for number, component in enumerate(edition.components)
        for row in component.amounts
    ]
    return _with_enums(pl.DataFrame(rows, schema={"price": pl.Int32, **MONEY, **LAW}))


def grant_list(grant: FamilyGrant, edition: Edition) -> pl.DataFrame:
    """What a grant brings a family: tariff, annual, amount, name, rule, source. No rows when this stage pays none."""
    rows = [{"tariff": _tariff(row, edition), **_money(row), **_law(grant)} for row in grant.amounts]
    return _with_enums(pl.DataFrame(rows, schema={"tariff": pl.Int32, **MONEY, **LAW}))


def _tariff(row: StageAmount, edition: Edition) -> int:
    return edition.programme.variants.index(row.variant) * MOST_MONTHS + row.unpaid_months


def _money(row: StageAmount) -> dict[str, int]:
    return {"annual": row.annual, "amount": row.amount}


def _law(of: Component | FamilyGrant) -> dict[str, str]:
    law = of.annual
    return {"name": of.name, "rule": f"{of.name}@{law.since}", "source": law.codes}


def _with_enums(table: pl.DataFrame) -> pl.DataFrame:
    """Words as numbers with names: where the engine knows how, a line carries a byte instead of a text."""
    return table.with_columns(pl.col(name).cast(pl.Enum(table[name].unique().sort())) for name in LAW)
