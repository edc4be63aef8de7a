"""Duties alone over a make-believe snapshot: who is due for what in a quarter, and how a quarter went for everybody."""

import json
import resource
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import polars as pl

from harapan.engine.bench import _dice
from harapan.engine.due import PEOPLE, due, opened
from harapan.engine.duties import outcomes, quarter, verdict
from harapan.engine.engines import Polars
from harapan.engine.frames import Frames
from harapan.engine.run import batches
from harapan.engine.snapshot import Part, open_snapshot
from harapan.policy import load
from harapan.policy.edition import Edition
from harapan.policy.protocols import protocols

AT_ONCE = 2
"""Batches computed side by side."""


def measured_apart(work: str, snapshot: Path, policy: Path, cycle: str) -> dict[str, Any]:
    """`due` or `verdicts` over a snapshot, in a process of its own: seconds, peak megabytes, and what was counted."""
    command = [sys.executable, "-m", "harapan.engine.bench_duties", work, str(snapshot), str(policy), cycle]
    done = subprocess.run(command, check=True, capture_output=True, text=True)  # noqa: S603  our own interpreter
    return dict(json.loads(done.stdout))


def derive(batch: list[Part], edition: Edition, policy: Path) -> Counter[str]:
    """What is due of the members of some regencies in the months of the stage, by duty and as the ledger counts it."""
    engine = Polars()
    people = engine.lift(_people(batch, edition))
    asked = protocols(load(policy), edition.stage.months)
    found = engine.keep(due(people, edition, asked, lift=engine.lift, keep=engine.keep))
    rows: pl.DataFrame = found.collect().to_native()
    return Counter({"due": rows.height, "in the ledger": opened(found).collect().to_native().height})


def judge(batch: list[Part], edition: Edition, policy: Path) -> Counter[str]:  # noqa: ARG001 - the shape of both
    """The verdict of every family of some regencies over the quarter before, everybody counted."""
    engine = Polars()
    families, members, observations = (
        engine.scan([getattr(part, name) for part in batch]) for name in ("families", "members", "observations")
    )
    frames = Frames(families, members, observations, engine.lift, engine.keep, engine.only)
    seen = outcomes(observations, families, [], edition)
    if seen is None:
        raise ValueError(f"the law of {edition.cycle} judges nothing")
    everybody = engine.lift(members.select("member").collect().to_native().with_columns(counted=True))
    went = quarter(frames, engine.keep(seen), everybody, edition)
    told = (
        families.select("family").join(went.merits, on="family", how="left").join(went.marks, on="family", how="left")
    )
    words: pl.DataFrame = told.select(verdict=verdict()).collect().to_native()
    return Counter(dict(words["verdict"].value_counts().rows()))


WORK: dict[str, Callable[[list[Part], Edition, Path], Counter[str]]] = {"due": derive, "verdicts": judge}


def _people(batch: list[Part], edition: Edition) -> pl.DataFrame:
    """Members of a snapshot, with what the registry knows beside: births about now, and who looks after the aid."""
    families = pl.scan_parquet([part.families for part in batch], hive_partitioning=False)
    members = pl.scan_parquet([part.members for part in batch], hive_partitioning=False)
    day = pl.lit(edition.stage.first_day) + pl.duration(days=_dice(31, "member", 340) - 60)
    told = members.join(families.select("family", "confirmed_on"), on="family").with_columns(
        due_on=pl.when(pl.col("pregnancy") > 0).then(day),
        died_on=pl.lit(None, dtype=pl.Date),
        caretaker=(pl.col("relation") == "head") & (pl.col("sex") == "F"),
    )
    return told.select(*PEOPLE.columns).collect()


def _main(work: str, snapshot: Path, policy: Path, cycle: str) -> None:
    edition = load(policy).edition(cycle)
    parts = open_snapshot(snapshot, edition).parts_in_family_order()
    began, counted = time.perf_counter(), Counter[str]()
    with ThreadPoolExecutor(AT_ONCE) as pool:
        for one in pool.map(lambda batch: WORK[work](batch, edition, policy), [*batches(parts)]):
            counted.update(one)
    seconds = time.perf_counter() - began
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    sys.stdout.write(json.dumps({"seconds": seconds, "peak_mb": peak, "counted": counted}))


if __name__ == "__main__":
    _main(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]), sys.argv[4])
