"""From a stage's frozen files: who missed the judged quarter, and in which months, by the engine's own rules."""

import json
from collections.abc import Sequence
from pathlib import Path

import narwhals as nw
import polars as pl
from django.db import connection

from harapan.engine import duties
from harapan.engine.compute import compute
from harapan.engine.engines import Polars
from harapan.engine.frames import Frames
from harapan.engine.snapshot import open_snapshot, small_tables
from harapan.policy.edition import Edition
from harapan.snapshots.actions import snapshot_folder
from harapan.tables.bulk import copy_in

TABLE = "sanctions_missed_now"
STAGED = f"CREATE TEMPORARY TABLE {TABLE} (family bigint PRIMARY KEY, missed jsonb NOT NULL) ON COMMIT DROP"
PROPOSED = """
    SELECT family, left(village, 4) FROM entitlements_entitlement
    WHERE cycle = %s AND run = %s AND proposed <> '' ORDER BY 2, 1
"""


def stage_who_missed(edition: Edition, run: int) -> int:
    """Within a transaction: a temporary table of the families that a run proposes a sanction for, with the members
    who missed, which duty, in which months. Returns how many families.
    """
    with connection.cursor() as cursor:
        cursor.execute(STAGED)
        cursor.execute(PROPOSED, [edition.cycle, run])
        wanted = pl.DataFrame(cursor.fetchall(), schema={"family": pl.Int64, "regency": pl.String}, orient="row")
    if wanted.is_empty():
        return 0
    families = wanted["family"].to_list()
    return copy_in(TABLE, _as_rows(_missed(wanted["regency"].unique().sort().to_list(), families, edition), families))


def _missed(regencies: Sequence[str], families: Sequence[int], edition: Edition) -> pl.DataFrame:
    """Rows of family, member, duty, month: months missed by members who missed the quarter.

    All regencies at once, and read once: a plan costs the same for a family as for a hundred thousand.
    """
    source, engine = open_snapshot(snapshot_folder(edition.cycle), edition), Polars()
    parts = [part for regency in regencies for part in source.parts_of(regency)]

    ours = pl.Series(families, dtype=pl.Int64).implode()

    def only_theirs(paths: Sequence[Path]) -> nw.LazyFrame:
        rows = pl.scan_parquet([*paths], hive_partitioning=False, glob=False)
        return engine.keep(nw.from_native(rows.filter(pl.col("family").is_in(ours))))

    frames = Frames(
        families=only_theirs([part.families for part in parts]),
        members=only_theirs([part.members for part in parts]),
        observations=only_theirs([part.observations for part in parts]),
        lift=engine.lift,
        keep=engine.keep,
        only=engine.only,
        waivers=small_tables(source, edition).waivers_in([part.regency for part in parts]),
    )
    result = compute(frames, edition)
    if result.outcomes is None:
        return pl.DataFrame(schema={"family": pl.Int64, "member": pl.Int64, "duty": pl.String, "month": pl.Date})
    quarter = duties.quarter(frames, result.outcomes, result.chosen, edition)
    warns = [duty.kind for duty in edition.duties if duty.only_warns]
    months = result.outcomes.filter((nw.col("merit") == duties.MISSED) & ~nw.col("duty").is_in(warns))
    theirs = months.join(quarter.missed.select("member"), on="member", how="semi")
    return pl.DataFrame(theirs.select("family", "member", "duty", "month").collect().to_native())


def _as_rows(missed: pl.DataFrame, families: Sequence[int]) -> pl.DataFrame:
    found: dict[int, list[dict[str, object]]] = {family: [] for family in families}
    grouped = missed.sort("family", "member", "duty", "month").group_by("family", "member", "duty", maintain_order=True)
    for (family, member, duty), rows in grouped:
        months = [month.isoformat() for month in rows["month"]]
        found[int(str(family))].append({"member": member, "duty": duty, "months": months})
    return pl.DataFrame(
        {"family": list(found), "missed": [json.dumps(rows) for rows in found.values()]},
        schema={"family": pl.Int64, "missed": pl.String},
    )
