"""The listed families of a regency before the law: who may be a candidate, in which order, and where quotas end."""

import narwhals as nw
import polars as pl

from harapan.engine import components, eligibility, selection
from harapan.intake.models import CandidateList, Considered
from harapan.intake.targeting.queries import DISTRICT, REGENCY, VILLAGE, Room, decile_rule
from harapan.lib.digests import text_digest
from harapan.lib.identifiers import range_of
from harapan.policy.edition import Edition
from harapan.registry.fits import DAYS_AFTER_BIRTH
from harapan.registry.models import Participation
from harapan.tables.bulk import copy_in, fetch

Reason = Considered.Reason
TABLE = "intake_considered"
ORDER = ("decile", "more", "lot")
"""Poorer deciles first, then more members who count, then by lot: a number drawn from the cohort and the family."""


def ranked(cohort: str, room: Room, edition: Edition, *, only: int | None = None) -> pl.DataFrame:
    """Every listed family of a regency: family, village, facilitator, decile, fitting, place, reason ('' is chosen).

    `place` is the place in the ranking, null for those the law or their facts keep out of it. `only` is for a single
    family, wherever it stands. Reads what is committed, on a connection of its own.
    """
    families = fetch(_families(cohort, room.regency, only))
    fitting = _fitting(fetch(_members(room.regency, edition, only)), edition)
    rows = families.join(fitting, on="family", how="left").with_columns(pl.col("fitting", "excluded").fill_null(0))
    return _in_order(_with_reasons(rows, edition)).pipe(_within_quotas, room)


def standing_of(family: int, cohort: str, regency: str, edition: Edition) -> tuple[int, int | None, str]:
    """What the law says of one family, whatever quotas say: members who count, decile, and the reason against it."""
    rows = ranked(cohort, Room(cohort, regency, {}), edition, only=family)
    fitting, decile, reason = rows.select("fitting", "decile", "reason").row(0)
    return int(fitting), decile, str(reason)


def store(lists: CandidateList, rows: pl.DataFrame) -> None:
    """The rows of a list, and its sums by village."""
    columns = ["list_id", "family", "village", "facilitator", "decile", "fitting", "place", "reason"]
    copy_in(TABLE, rows.with_columns(list_id=pl.lit(lists.pk)).select(columns))


def sums(rows: pl.DataFrame) -> list[tuple[str, int, int, dict[str, int]]]:
    """By village: how many were looked at, how many chosen, and how many not for each reason."""
    found: dict[str, dict[str, int]] = {}
    counted = rows.group_by("village", "reason").agg(count=pl.len()).sort("village", "reason")
    for village, reason, count in counted.iter_rows():
        found.setdefault(village, {})[reason] = count
    return [(village, sum(by.values()), by.pop("", 0), by) for village, by in found.items()]


def by_decile(rows: pl.DataFrame) -> dict[str, list[int]]:
    """Families and chosen ones by decile, as {"1": [900, 400], "": [3, 0]}; '' is unknown."""
    counted = rows.group_by("decile").agg(looked=pl.len(), chosen=(pl.col("reason") == "").sum()).sort("decile")
    return {"" if decile is None else str(decile): [looked, chosen] for decile, looked, chosen in counted.iter_rows()}


def digest(rows: pl.DataFrame) -> str:
    """What was chosen, in its order."""
    chosen = rows.filter(pl.col("reason") == "").sort("place")["family"]
    return text_digest(",".join(map(str, chosen.to_list())))


# -- reading ---------------------------------------------------------------------------------------------------------


def _families(cohort: str, regency: str, only: int | None) -> str:
    return f"""
        SELECT id AS family, village, facilitator, decile, feasible, md5('{cohort} ' || id) AS lot
        FROM registry_family AS family WHERE {_listed(regency, only)}
    """


def _members(regency: str, edition: Edition, only: int | None) -> str:
    """Living members, as a snapshot would give them to the engine."""
    return f"""
        SELECT family_id AS family, member.id AS member, born, sex, relation,
               CASE WHEN due_on + {DAYS_AFTER_BIRTH} < '{edition.stage.first_day}' THEN 0::smallint
                    ELSE pregnancy END AS pregnancy,
               school, in_education_register, disability, rights_victim, registered, at_home, excluded_occupation
        FROM registry_family AS family JOIN registry_member AS member ON member.family_id = family.id
        WHERE died_on IS NULL AND same_as IS NULL AND {_listed(regency, only)}
    """


def _listed(regency: str, only: int | None) -> str:
    low, high = range_of(regency)
    which = f"family.id = {int(only)}" if only is not None else f"participation = '{Participation.LISTED}'"
    return f"{which} AND family.village BETWEEN '{low}' AND '{high}'"


# -- the law ---------------------------------------------------------------------------------------------------------


def _fitting(members: pl.DataFrame, edition: Edition) -> pl.DataFrame:
    """Of each family: how many members fit a component, and whether one is known to hold an excluded occupation."""
    lazy = nw.from_native(members.lazy())
    walk = next(components.walks(edition))  # which component pays best is of no matter here
    fitting = selection.households(components.candidates(lazy, walk, edition), edition).select("family", "fitting")
    excluded = eligibility.works_in_excluded_occupation(lazy)
    found: pl.DataFrame = fitting.to_native().collect()
    known: pl.DataFrame = excluded.to_native().collect()
    return found.join(known, on="family", how="full", coalesce=True).with_columns(pl.col("excluded").cast(pl.Int64))


def _with_reasons(rows: pl.DataFrame, edition: Edition) -> pl.DataFrame:
    """The law's own exclusions first, as it orders them; then nobody fits; then nobody knows the decile."""
    known = rows.with_columns(excluded=pl.col("excluded") > 0)
    frame = nw.from_native(known)
    reason: nw.Expr = nw.lit("")
    if decile_rule(edition) is not None:
        reason = nw.when(nw.col("decile").is_null()).then(nw.lit(Reason.DECILE_UNKNOWN.value)).otherwise(reason)
    reason = nw.when(nw.col("fitting") == 0).then(nw.lit(Reason.NO_COMPONENT.value)).otherwise(reason)
    for exclusion in reversed(edition.exclusions):
        fact = exclusion.condition.value
        reason = nw.when(eligibility.EXCLUDES[fact.fact](fact)).then(nw.lit(exclusion.reason)).otherwise(reason)
    return frame.with_columns(reason=reason).to_native()


def _in_order(rows: pl.DataFrame) -> pl.DataFrame:
    """Families the law lets in get their place; an unknown decile, where the law asks for none, comes last."""
    return (
        rows.with_columns(more=-pl.col("fitting"))
        .sort(pl.col("reason") != "", *ORDER, nulls_last=True)
        .with_columns(place=pl.when(pl.col("reason") == "").then((pl.col("reason") == "").cum_sum()))
    )


def _within_quotas(rows: pl.DataFrame, room: Room) -> pl.DataFrame:
    """In the order of the ranking, as many as each village takes, of those each district, of those the regency."""
    full = (
        (VILLAGE, Reason.NO_ROOM_IN_VILLAGE.value),
        (DISTRICT, Reason.NO_ROOM_IN_DISTRICT.value),
        (REGENCY, Reason.NO_ROOM_IN_REGENCY.value),
    )
    for digits, reason in full:
        left = room.left_by_digits(digits)
        limits = pl.DataFrame(
            {"area": list(left), "left": list(left.values())}, schema={"area": pl.String, "left": pl.Int64}
        )
        waits = pl.col("reason") == ""
        rows = (
            rows.with_columns(area=pl.col("village").str.head(digits))
            .join(limits, on="area", how="left", maintain_order="left")
            .with_columns(nth=waits.cast(pl.Int64).cum_sum().over("area"))
            .with_columns(
                reason=pl.when(waits & (pl.col("nth") > pl.col("left"))).then(pl.lit(reason)).otherwise("reason")
            )
            .drop("area", "left", "nth")
        )
    return rows
