"""A make-believe snapshot of any size without a database, and a run measured against a bare scan of the same files."""

import json
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from harapan.engine import contract
from harapan.engine.contract import FAMILIES, MEMBERS, OBSERVATIONS
from harapan.engine.digests import digest_of_digests, digest_of_tables, parts_of, province_digest
from harapan.engine.run import run
from harapan.lib.digests import file_digest
from harapan.policy import load
from harapan.policy.edition import Edition

PROVINCES = 38
REGENCIES = 514


@dataclass(frozen=True)
class Measured:
    """One piece of work in a process of its own."""

    seconds: float
    """Wall clock, the best of the repetitions, files warm."""
    cpu_seconds: float
    """Over all threads, of that repetition."""
    peak_megabytes: int


@dataclass(frozen=True)
class Comparison:
    """A run beside a bare scan that decodes every column of the same files."""

    scan: Measured
    run: Measured

    @property
    def ratio(self) -> float:
        return self.run.seconds / self.scan.seconds

    @property
    def cpu_ratio(self) -> float:
        """Says more than `ratio` on a machine that does other things meanwhile."""
        return self.run.cpu_seconds / self.scan.cpu_seconds


def compare(
    snapshot: Path, policy: Path, cycle: str, out: Path, *, engine: str = "polars", times: int = 2
) -> Comparison:
    """Measure a scan and a run of a snapshot, each in a process of its own."""
    arguments = [str(snapshot), str(policy), cycle, str(out), engine, str(times)]
    return Comparison(_measured_apart("scan", arguments), _measured_apart("run", arguments))


def _measured_apart(work: str, arguments: list[str]) -> Measured:
    command = [sys.executable, "-m", "harapan.engine.bench", work, *arguments]
    done = subprocess.run(command, check=True, capture_output=True, text=True)  # noqa: S603  our own interpreter
    return Measured(**json.loads(done.stdout))


def _measure(work: Callable[[], object], times: int) -> Measured:
    results = []
    for _ in range(times):
        wall, cpu = time.perf_counter(), time.process_time()
        work()
        results.append((time.perf_counter() - wall, time.process_time() - cpu))
    return Measured(*min(results), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)


def scan(snapshot: Path) -> None:
    """Decode every column of every part, and do nothing with it."""
    for table in (FAMILIES, MEMBERS, OBSERVATIONS):
        files = pl.scan_parquet(parts_of(snapshot, table), hive_partitioning=False)
        files.select(pl.all().null_count()).collect(engine="streaming")


def make_snapshot(folder: Path, families: int, edition: Edition, *, regencies: int | None = None) -> None:
    """Deterministic make-believe: about 3.5 members and 5.5 observations a family, over up to 514 regencies."""
    files: list[dict[str, object]] = []
    contents: dict[str, list[str]] = {}
    rows: dict[str, int] = {}
    for regency, first, last in _regencies(families, regencies):
        homes = _families(regency, first, last)
        people = _members(homes, edition)
        for table, frame in (
            (FAMILIES, homes),
            (MEMBERS, people),
            (OBSERVATIONS, _observations(people, edition)),
        ):
            files.append(_write(folder, contract.part_path(table, regency), frame))
            rows[table.name] = rows.get(table.name, 0) + frame.height
            contents.setdefault(table.name, []).append(province_digest([frame], table))
    for table in (contract.WAIVERS, contract.WITHHOLDINGS, contract.ARREARS, contract.CORRECTIONS):
        files.append(_write(folder, contract.part_path(table, ""), table.empty()))
        rows[table.name] = 0
        contents[table.name] = [province_digest([], table)]
    content = {name: digest_of_digests(digests) for name, digests in contents.items()}
    manifest = {
        "schema": contract.SCHEMA_VERSION,
        "kind": "snapshot",
        "cycle": edition.cycle,
        "frozen_at": "2000-01-01T00:00:00+00:00",
        "files": files,
        "content": {**content, "all": digest_of_tables(content)},
        "counts": rows,
    }
    (folder / "manifest.json").write_text(json.dumps(manifest))


def _write(folder: Path, name: str, frame: pl.DataFrame) -> dict[str, object]:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    frame.write_parquet(path, compression="zstd", compression_level=1)
    return {"path": name, "sha256": file_digest(path), "rows": frame.height}


def _regencies(families: int, wanted: int | None) -> Iterator[tuple[str, int, int]]:
    """(code, first family, one after the last): up to 38 provinces and 514 regencies, not all of one size."""
    count = wanted or max(1, min(REGENCIES, families // 20_000))
    provinces = max(1, min(PROVINCES, families // 250_000))
    weights = [1 + number % 7 for number in range(count)]
    first, seen = 1, 0
    for number, weight in enumerate(weights):
        seen += weight
        last = 1 + families * seen // sum(weights)
        yield f"{11 + number * provinces // count:02d}{1 + number % 99:02d}", first, last
        first = last


def _dice(seed: int, column: str, sides: int) -> pl.Expr:
    """0 .. sides - 1, the same for equal seeds and ids on every machine (the finalizer of splitmix64)."""
    mixed = (pl.col(column).cast(pl.UInt64) + seed) * 0x9E3779B97F4A7C15
    mixed = (mixed ^ (mixed // (1 << 30))) * 0xBF58476D1CE4E5B9
    mixed = (mixed ^ (mixed // (1 << 27))) * 0x94D049BB133111EB
    return (mixed // (1 << 33) % sides).cast(pl.Int64)


def _pick(seed: int, column: str, words: list[str]) -> pl.Expr:
    return _dice(seed, column, len(words)).replace_strict([*range(len(words))], words, return_dtype=pl.String)


def _families(regency: str, first: int, last: int) -> pl.DataFrame:
    some = pl.DataFrame({"family": pl.int_range(first, last, dtype=pl.Int64, eager=True)})
    feasible = _dice(6, "family", 100)
    return some.select(
        "family",
        village=regency + (1_001_001 + 17 * _dice(1, "family", 200)).cast(pl.String).str.slice(1),
        variant=pl.when(_dice(2, "family", 50) == 0).then(pl.lit("akses")).otherwise(pl.lit("regular")),
        channel=pl.lit("bank"),
        bank=_pick(3, "family", ["BRI", "BNI", "MANDIRI", "BTN"]),
        decile=(_dice(4, "family", 5) + 1).cast(pl.Int16),
        participation=_pick(5, "family", ["active"] * 39 + ["suspended"]),
        confirmed_on=pl.date(2018, 1, 1),
        paid_through=pl.lit(None, dtype=pl.Date),
        feasible=pl.when(feasible < 95).then(feasible > 1),
        quarters_missed=(_dice(7, "family", 9) // 8).cast(pl.Int16),
        flags=pl.lit(""),
    ).select(*FAMILIES.columns)


def _members(homes: pl.DataFrame, edition: Edition) -> pl.DataFrame:
    """A mother, then by dice a husband, a grandmother and up to three children."""
    today = edition.stage.first_day
    child = pl.col("place") > 1
    age = (
        pl.when(pl.col("place") == 0)
        .then(20 + _dice(11, "member", 30))
        .when(pl.col("place") == 1)
        .then(
            pl.when(_dice(12, "member", 5) == 0)
            .then(60 + _dice(13, "member", 30))
            .otherwise(25 + _dice(13, "member", 30))
        )
        .otherwise(_dice(14, "member", 18))
    )
    school = (
        pl.when(~child | (pl.col("age") < 6))
        .then(pl.lit(""))
        .when(pl.col("age") < 12)
        .then(pl.lit("sd"))
        .when(pl.col("age") < 15)
        .then(pl.lit("smp"))
        .when(pl.col("age") < 18)
        .then(pl.lit("sma"))
        .otherwise(pl.lit(""))
    )
    return (
        homes.select("family", place=pl.int_ranges(0, 2 + _dice(10, "family", 4)))
        .explode("place")
        .with_columns(member=pl.col("family") * 10 + pl.col("place"))
        .with_columns(age=age)
        .with_columns(school=school)
        .select(
            "family",
            "member",
            born=pl.lit(today) - pl.duration(days=pl.col("age") * 365 + _dice(15, "member", 365)),
            sex=pl.when(pl.col("place") == 0).then(pl.lit("F")).otherwise(_pick(16, "member", ["F", "M"])),
            relation=pl.when(child).then(pl.lit("child")).otherwise(pl.lit("head")),
            pregnancy=pl.when((pl.col("place") == 0) & (_dice(17, "member", 12) == 0))
            .then(1)
            .otherwise(0)
            .cast(pl.Int16),
            school="school",
            in_education_register=pl.when(_dice(18, "member", 50) > 0).then(_dice(18, "member", 50) > 1),
            disability=pl.when(_dice(19, "member", 60) == 0).then(pl.lit("severe")).otherwise(pl.lit("")),
            rights_victim=pl.lit(value=False),
            registered=pl.when(_dice(20, "member", 90) > 0).then(_dice(20, "member", 90) > 1),
            at_home=_dice(21, "member", 40) > 0,
            excluded_occupation=pl.when(_dice(22, "member", 100) > 0).then(_dice(22, "member", 100) == 1),
        )
        .select(*MEMBERS.columns)
    )


def _observations(people: pl.DataFrame, edition: Edition) -> pl.DataFrame:
    """Each pupil's attendance, each small child's growth and half the family sessions, month by month."""
    months = pl.DataFrame({"month": edition.stage.judged_months, "step": [0, 1, 2]})
    day = edition.stage.first_day
    pupil, small = pl.col("school") != "", pl.col("born") > day.replace(year=day.year - 6)
    mother = (pl.col("relation") == "head") & (pl.col("sex") == "F") & (_dice(24, "family", 2) == 0)
    seen = _dice(23, "id", 1_000)
    at_school = pl.col("duty") == "school_attendance"
    return (
        people.with_columns(
            duty=pl.when(pupil)
            .then(pl.lit("school_attendance"))
            .when(small)
            .then(pl.lit("child_growth"))
            .when(mother)
            .then(pl.lit("family_session"))
        )
        .filter(pl.col("duty").is_not_null())
        .select("family", "member", "duty")
        .join(months, how="cross", maintain_order="left")
        .with_columns(id=pl.col("member") * 3 + pl.col("step"))
        .select(
            "family",
            "member",
            "duty",
            "month",
            open=pl.when(at_school).then(18 + seen % 6).otherwise(1).cast(pl.Int16),
            unexcused=pl.when(at_school).then(seen % 31 // 6).otherwise((seen < 60).cast(pl.Int64)).cast(pl.Int16),
            excused=pl.when(at_school).then(seen % 3).otherwise(0).cast(pl.Int16),
            available=seen != 77,
            reported=seen > 19,
        )
        .select(*OBSERVATIONS.columns)
    )


def _main(work: str, snapshot: str, policy: str, cycle: str, out: str, engine: str, times: str) -> None:
    edition = load(Path(policy)).edition(cycle)
    jobs: dict[str, Callable[[], object]] = {
        "scan": lambda: scan(Path(snapshot)),
        "run": lambda: run(Path(snapshot), edition, Path(out), engine=engine),
    }
    scan(Path(snapshot))  # warm
    sys.stdout.write(json.dumps(_measure(jobs[work], int(times)).__dict__))


if __name__ == "__main__":
    _main(*sys.argv[1:])
