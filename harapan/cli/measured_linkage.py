"""Linkage measured against the truth: `python -m harapan.cli.measured_linkage WORK RECORDS`, one JSON line.

The work is `own` (made-up people with known doubles), `febrl`, or `learn` (teach the shipped model anew).
"""

import json
import resource
import sys
import time
from typing import Any, Final

import polars as pl

from harapan.linkage import febrl
from harapan.linkage.costs import shipped
from harapan.linkage.finding import find
from harapan.linkage.model import SHIPPED, learn, load, save
from harapan.population import presets
from harapan.population.doubles import Doubled, doubled
from harapan.population.make import make

PEOPLE_A_FAMILY: Final = 3.7
"""Records a made family brings, its doubles included."""
LEARNT_FROM, MEASURED_ON = 1, 2
"""Seeds: a model is never measured on the people it learnt from."""
FEBRL_LINKS: Final = 5_000
TAUGHT_BY: Final = 200_000


def people(records: int, seed: int) -> Doubled:
    """About so many records, with their doubles."""
    return doubled(make(presets.country(round(records / PEOPLE_A_FAMILY)), seed=seed), seed)


def measure_own(records: int) -> dict[str, Any]:
    """Find the doubles among about so many records of ours."""
    truth = people(records, MEASURED_ON)
    model, least = load(), shipped().shown_from
    before, began = _megabytes(), time.monotonic()
    found = find(truth.records, model, least=least)
    seconds = time.monotonic() - began
    likely = found.filter(pl.col("weight") >= least)
    links = truth.links.rename({"left": "one", "right": "other"})
    return {
        "records": truth.records.height,
        "doubles": links.height,
        "model": f"{model.version} {model.digest[:8]}",
        "least_weight": least,
        "seconds": round(seconds, 1),
        "python_mb": _megabytes(),
        "python_mb_before": before,
        "same_nik_only": found.height - likely.height,
        **_agreement(likely.height, likely.join(links, on=["one", "other"], how="semi").height, links.height),
    }


def measure_febrl() -> dict[str, Any] | None:
    """FEBRL 4, if its files are there."""
    folder = febrl.files()
    if folder is None:
        return None
    records, least, began = febrl.records(folder), shipped().shown_from, time.monotonic()
    found = febrl.find(records, least=least, seed=LEARNT_FROM)
    seconds = time.monotonic() - began
    people = records.select("id", "person")
    told = found.join(people.rename({"id": "left", "person": "one"}), on="left").join(
        people.rename({"id": "right", "person": "other"}), on="right"
    )
    right = told.filter(pl.col("one") == pl.col("other")).height
    return {
        "records": records.height,
        "doubles": FEBRL_LINKS,
        "least_weight": least,
        "seconds": round(seconds, 1),
        "python_mb": _megabytes(),
        **_agreement(told.height, right, FEBRL_LINKS),
    }


def _agreement(found: int, right: int, links: int) -> dict[str, Any]:
    return {
        "found": found,
        "right": right,
        "precision": round(right / found, 4) if found else None,
        "recall": round(right / links, 4),
    }


def _megabytes() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def main(work: str, records: int) -> None:
    """Do one piece of work and say what came of it."""
    if work == "learn":
        model = learn(people(records, LEARNT_FROM).records, version=SHIPPED.stem, seed=LEARNT_FROM)
        save(model, SHIPPED)
        told: Any = {"version": model.version, "digest": model.digest, "taught_by": model.body["taught_by"]}
    else:
        told = measure_own(records) if work == "own" else measure_febrl()
    sys.stdout.write(json.dumps(told) + "\n")


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
