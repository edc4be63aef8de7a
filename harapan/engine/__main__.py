"""The engine by itself: `python -m harapan.engine run ...` and `python -m harapan.engine cases [DIR ...]`."""

import argparse
import sys
from pathlib import Path

import polars as pl

from harapan.engine import cases
from harapan.engine.engines import ENGINES, engine_named
from harapan.engine.run import run
from harapan.engine.snapshot import BadSnapshot
from harapan.policy import LowConfidence, PolicyError, UnknownCycle, load


def main(arguments: list[str] | None = None) -> int:
    """Parse the command line and do what it says; the exit code is 0 only when all went well."""
    parser = argparse.ArgumentParser(prog="python -m harapan.engine", description=__doc__)
    commands = parser.add_subparsers(required=True)

    worked = commands.add_parser("cases", help="run worked examples")
    worked.add_argument("folders", nargs="*", type=Path, metavar="DIR")
    worked.add_argument("--policy", type=Path, help="the programme of cases that lie outside its folder")
    worked.add_argument("--engine", choices=ENGINES, default="polars")
    worked.set_defaults(do=_cases)

    whole = commands.add_parser("run", help="compute every family of a snapshot")
    whole.add_argument("--snapshot", type=Path, required=True, metavar="DIR")
    whole.add_argument("--policy", type=Path, default=cases.HOME / "pkh", metavar="DIR")
    whole.add_argument("--cycle", required=True)
    whole.add_argument("--out", type=Path, required=True, metavar="DIR")
    whole.add_argument("--engine", choices=ENGINES, default="polars")
    whole.add_argument("--accept-low-confidence", action="store_true", help="use values nobody could confirm")
    whole.add_argument("--corrections", type=Path, metavar="FILE", help="a supplementary run: Parquet as contracted")
    whole.set_defaults(do=_run)

    options = parser.parse_args(arguments)
    try:
        return int(options.do(options))
    except (PolicyError, UnknownCycle, LowConfidence, BadSnapshot, ImportError) as refusal:
        print(refusal, file=sys.stderr)
        return 2


def _run(options: argparse.Namespace) -> int:
    edition = load(options.policy).edition(options.cycle, accept_low_confidence=options.accept_low_confidence)
    corrections = pl.read_parquet(options.corrections) if options.corrections else None
    manifest = run(options.snapshot, edition, options.out, engine=options.engine, corrections=corrections)
    for name, count in manifest.totals.items():
        print(f"{name:>14} {count:>20,}")
    print(f"{'digest':>14} {manifest.digest}")
    return 0


def _cases(options: argparse.Namespace) -> int:
    folders = options.folders or sorted(cases.HOME.glob("*/cases"))
    outcomes = cases.run_folders(folders, options.policy, engine_named(options.engine))
    failed = [outcome for outcome in outcomes if not outcome.passed]
    for outcome in failed:
        print(f"FAILED {outcome.path}: {outcome.name}")
        for fault in outcome.faults:
            print(f"       {fault}")
    print(f"{len(outcomes) - len(failed)} passed, {len(failed)} failed")
    return 0 if outcomes and not failed else 1


if __name__ == "__main__":
    sys.exit(main())
