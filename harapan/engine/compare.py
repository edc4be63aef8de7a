"""Two runs side by side: who changed, by how much, and why. Every rupiah of the difference has exactly one cause."""

from dataclasses import dataclass
from pathlib import Path

import polars as pl

KEY = ("family", "member", "component")
NO_MEMBER = -1
OF_THE_FAMILY = ("arrears", "withheld", "flat_grant", "special_grant", "base_grant")


@dataclass(frozen=True)
class Comparison:
    """What differs between run A and run B."""

    causes: pl.DataFrame
    """cause, families, before, now, change (rupiah); one row a cause, the largest change first."""
    families: pl.DataFrame
    """family, before, now, change, causes; the largest change first."""

    @property
    def change(self) -> int:
        """Net of B less net of A."""
        return int(self.causes["change"].sum())


def compare(a: Path, b: Path, *, most: int = 100) -> Comparison:
    """Compare two runs by their folders. `families` holds at most `most` rows."""
    changed = _changed_lines(a, b)
    causes = (
        changed.group_by("cause")
        .agg(
            pl.col("family").n_unique().alias("families"), *(pl.col(name).sum() for name in ("before", "now", "change"))
        )
        .sort(pl.col("change").abs(), "cause", descending=[True, False])
        .collect(engine="streaming")
    )
    families = (
        changed.group_by("family")
        .agg(
            *(pl.col(name).sum() for name in ("before", "now", "change")),
            pl.col("cause").unique().sort().alias("causes"),
        )
        .filter(pl.col("change") != 0)
        .sort(pl.col("change").abs(), "family", descending=[True, False])
        .head(most)
        .collect(engine="streaming")
    )
    return Comparison(causes, families)


def _changed_lines(a: Path, b: Path) -> pl.LazyFrame:
    """Every line that pays differently: family, member, component, before, now, change, cause."""
    both = _lines(a, "before").join(_lines(b, "now"), on=KEY, how="full", coalesce=True)
    standing = _reasons(a, "reason_before").join(_reasons(b, "reason_now"), on="family", how="full", coalesce=True)
    return (
        both.with_columns(pl.col("before", "now").fill_null(0))
        .filter(pl.col("before") != pl.col("now"))
        .join(standing, on="family", how="left")
        .with_columns(change=pl.col("now") - pl.col("before"), cause=_cause())
    )


def _lines(run: Path, paid: str) -> pl.LazyFrame:
    """What each line pays. A member pays for one component; several lines of a kind are one."""
    return (
        pl.scan_parquet(run / "lines" / "**" / "*.parquet", hive_partitioning=False)
        .with_columns(pl.col("member").fill_null(NO_MEMBER))
        .group_by(KEY)
        .agg(
            pl.col("paid").sum().alias(paid),
            pl.col("amount").sum().alias(f"amount_{paid}"),
            pl.col("reason").max().alias(f"line_{paid}"),
        )
    )


def _reasons(run: Path, name: str) -> pl.LazyFrame:
    """Each family's reason for not being paid; an empty text when it is paid, null when it is not in the run."""
    return pl.scan_parquet(run / "entitlements" / "**" / "*.parquet", hive_partitioning=False).select(
        "family", pl.col("reason").fill_null("").alias(name)
    )


def _cause() -> pl.Expr:
    """The first that is true, from the family as a whole down to the single line."""
    before, now = pl.col("reason_before"), pl.col("reason_now")
    component = pl.col("component")
    return (
        pl.when(before.is_null())
        .then(pl.lit("family: new"))
        .when(now.is_null())
        .then(pl.lit("family: gone"))
        .when(before.eq("") & now.ne(""))
        .then(pl.format("unpaid now: {}", now))
        .when(before.ne("") & now.eq(""))
        .then(pl.format("paid again, was: {}", before))
        .when(component.is_in(OF_THE_FAMILY))
        .then(component)
        .when(pl.col("amount_before").is_null())
        .then(pl.format("{}: new", component))
        .when(pl.col("amount_now").is_null())
        .then(pl.format("{}: ended", component))
        .when(pl.col("amount_before") != pl.col("amount_now"))
        .then(pl.format("{}: another amount", component))
        .otherwise(pl.format("{}: {}", component, pl.coalesce("line_now", "line_before", pl.lit("counted"))))
    )
