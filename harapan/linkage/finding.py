"""Look for records that may be one person: exact numbers first, then everything that is like enough."""

import math
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Final

import polars as pl

from harapan.linkage.comparing import COMPARISONS
from harapan.linkage.model import Model, linking, prior
from harapan.linkage.records import prepared

if TYPE_CHECKING:
    from splink import Linker

PAIRS: Final = {
    "one": pl.Int64,  # the smaller id
    "other": pl.Int64,
    "rule": pl.String,  # nik: the same number; '' = likeness alone
    "weight": pl.Float64,  # bits: the sum of all evidence
    "evidence": pl.List(pl.Struct({"column": pl.String, "level": pl.String, "weight": pl.Float64})),
}
SAME_NIK: Final = "l.nik = r.nik"
USUAL: Final = 20_000
"""A value's frequency in a small set is mixed with the usual one as if so many more records had been seen."""
PRIOR: Final = "prior"
"""The first piece of evidence: how unlikely any two records are to be one person."""


def find(
    records: pl.DataFrame,
    model: Model,
    *,
    least: float,
    among: Iterable[int] | None = None,
    threads: int = 2,
    memory: str = "3GB",
    spill: str | None = None,
) -> pl.DataFrame:
    """Pairs of RECORDS with at least so much evidence, and all with the same NIK; most certain first.

    With `among`, one of the two is one of these ids. A person is one person in another family: of several likenesses
    between one record and one other family only the best stays, unless it is the NIK that is the same.
    """
    compared = prepared(records)
    told = model.settings_for(records.height)
    rules = [one["blocking_rule"] for one in told["blocking_rules_to_generate_predictions"]]
    if among is not None:
        compared = compared.with_columns(asked=pl.col("id").is_in(list(among)))
        rules = [f"{rule} and (l.asked or r.asked)" for rule in rules]
    exact = SAME_NIK if among is None else f"{SAME_NIK} and (l.asked or r.asked)"
    found = []
    # Twice, so that the same NIK is shown however little speaks for it, and nothing else below `least` is kept.
    for looked_at, threshold in ((rules, least), ([exact], None)):
        told["blocking_rules_to_generate_predictions"] = [{"blocking_rule": rule} for rule in looked_at]
        told["retain_matching_columns"] = True
        with linking(compared, told, threads=threads, memory=memory, spill=spill) as linker:
            _tell_frequencies(linker, compared, model)
            scored = linker.inference.predict(threshold_match_weight=threshold, warning_mode="never")
            arrow = scored.query_sql(f"SELECT {_columns()} FROM {{this}}").as_pyarrow_table()
            found.append(_told(pl.from_arrow(arrow), told, prior(model.doubled_share, records.height)))  # type: ignore[arg-type]
    return _best(pl.concat(found).unique(["one", "other"], maintain_order=True), compared).select(*PAIRS)


def _columns() -> str:
    kept = ["id_l", "id_r", "match_weight", "nik_l = nik_r AS same_nik"]
    for one in COMPARISONS:
        kept += [f"gamma_{one.name}", f"mw_{one.name}"]
        if any(level.by_rarity for level in one.levels):
            kept.append(f"mw_tf_adj_{one.name}")
    return ", ".join(kept)


def _tell_frequencies(linker: "Linker", compared: pl.DataFrame, model: Model) -> None:
    """Rare names weigh more. In a village every name is rare, so the usual frequency is mixed in."""
    for comparison in COMPARISONS:
        for level in comparison.levels:
            if not level.by_rarity:
                continue
            usual, column = model.by_chance(comparison.name, level.name), level.by_rarity
            known = compared.select(column).drop_nulls()
            share = (pl.len() + USUAL * usual) / (known.height + USUAL)
            table = known.group_by(column).agg(share.cast(pl.Float64).alias(f"tf_{column}")).sort(column)
            told = linker._db_api.register(table.to_arrow())
            linker.table_management.register_term_frequency_lookup(told, column)


def _told(scored: pl.DataFrame, told: dict[str, Any], chance: float) -> pl.DataFrame:
    """Scores in our words: each comparison's level and how much it weighs."""
    pieces = [_piece(pl.lit(PRIOR), pl.lit(""), pl.lit(math.log2(chance / (1 - chance))))]
    for one in told["comparisons"]:
        name = one["output_column_name"]
        labels = [level["label_for_charts"] for level in one["comparison_levels"]]
        numbers = {-1: labels[0]} | {len(labels) - 1 - at: label for at, label in enumerate(labels) if at}
        weight = pl.col(f"mw_{name}")
        if f"mw_tf_adj_{name}" in scored.columns:
            weight = weight + pl.col(f"mw_tf_adj_{name}")
        level = pl.col(f"gamma_{name}").replace_strict(numbers, return_dtype=pl.String)
        pieces.append(_piece(pl.lit(name), level, weight))
    return scored.select(
        one=pl.min_horizontal("id_l", "id_r").cast(pl.Int64),
        other=pl.max_horizontal("id_l", "id_r").cast(pl.Int64),
        rule=pl.when("same_nik").then(pl.lit("nik")).otherwise(pl.lit("")),
        weight=pl.col("match_weight").cast(pl.Float64).round(3),
        evidence=pl.concat_list(pieces),
    )


def _piece(column: pl.Expr, level: pl.Expr, weight: pl.Expr) -> pl.Expr:
    return pl.struct(column=column, level=level, weight=weight.cast(pl.Float64).round(3))


def _best(pairs: pl.DataFrame, compared: pl.DataFrame) -> pl.DataFrame:
    """Twins in a family that was listed twice are like each other four ways; two of them are true."""
    families = compared.select("id", "family")
    seen = pairs.join(families.rename({"id": "one", "family": "one_family"}), on="one").join(
        families.rename({"id": "other", "family": "other_family"}), on="other"
    )
    most = pl.col("weight") == pl.max_horizontal(
        pl.col("weight").max().over("one", "other_family"), pl.col("weight").max().over("other", "one_family")
    )
    return seen.filter(most | (pl.col("rule") == "nik")).sort("weight", "one", "other", descending=[True, False, False])
