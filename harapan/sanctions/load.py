"""From a stage's frozen files: who missed the judged quarter, and in which months, by the engine's own rules."""

import json
from collections.abc import Iterator, Sequence

import narwhals as nw
import polars as pl
from django.db import connection

from harapan.engine import duties
from harapan.engine.compute import compute
from harapan.engine.engines import Polars
from harapan.engine.frames import Frames
from harapan.engine.snapshot import Part, SmallTables, open_snapshot, small_tables
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
    return sum(copy_in(TABLE, rows) for rows in _by_regency(edition, wanted))


def _by_regency(edition: Edition, wanted: pl.DataFrame) -> Iterator[pl.DataFrame]:
    source = open_snapshot(snapshot_folder(edition.cycle), edition)
    small = small_tables(source, edition)
    for (regency,), some in wanted.partition_by("regency", as_dict=True, maintain_order=True).items():
        families = some["family"].to_list()
        for part in source.parts_of(str(regency)):
            yield _as_rows(_missed(part, families, small, edition), families)


def _missed(part: Part, families: Sequence[int], small: SmallTables, edition: Edition) -> pl.DataFrame:
    """Rows of family, member, duty, month: months missed by members who missed the quarter."""
    engine = Polars()

    def only_theirs(path: object) -> nw.LazyFrame:
        rows = pl.scan_parquet(str(path), hive_partitioning=False, glob=False)
        return nw.from_native(rows.filter(pl.col("family").is_in(list(families))))

    frames = Frames(
        families=only_theirs(part.families),
        members=only_theirs(part.members),
        observations=only_theirs(part.observations),
        lift=engine.lift,
        keep=engine.keep,
        only=engine.only,
        waivers=small.waivers_in([part.regency]),
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
