"""`harapan bench`: the figures of this machine, measured from outside, as a table and as JSON."""

import json
import os
import platform
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Annotated, Any

import typer
from django.conf import settings

from harapan import postgres
from harapan.cli.screen import AsJson, err, say, show_json, table
from harapan.engine import bench as engine_bench
from harapan.entitlements.law import law
from harapan.lib.rupiah import number

CYCLE = "2026-1"
TURNS = 40
"""How often each page is opened."""
NIGHT = ("look ahead, each night", "sum family sessions, each night")
NOT_OURS = ("simulated banks answer", *NIGHT)
"""Phases that are the banks' or the night's work: shown, and left out of the cycle's time."""


app = typer.Typer(help="Measure this machine: whole cycles, the engine alone, pages, linkage, quality checks.")


@app.callback(invoke_without_command=True)
def bench(
    context: typer.Context,
    sizes: Annotated[
        list[int] | None, typer.Option("--families", min=1, help="Sizes of the whole cycle; repeatable.")
    ] = None,
    engine: Annotated[
        int, typer.Option("--engine-families", min=0, help="Size of the engine alone; 0 leaves it out.")
    ] = 1_000_000,
    where: Annotated[
        Path | None, typer.Option("--in", help="A folder with room; 10 million families take 50 GB.")
    ] = None,
    pages: Annotated[
        bool, typer.Option("--pages", help="Measure the console's pages instead, with the largest size loaded.")
    ] = False,
    home: Annotated[
        Path | None, typer.Option("--home", help="With --pages: an installation that is there already.")
    ] = None,
    users: Annotated[int, typer.Option("--users", min=0, help="With --pages: then let so many people in at once.")] = 0,
    minutes: Annotated[float, typer.Option("--minutes", help="How long they stay.")] = 5.0,
    as_json: AsJson = False,
) -> None:
    """Measure population, whole cycles and the engine alone, or pages. Everything is made in a folder of its own and
    removed.
    """
    if context.invoked_subcommand:
        return
    if pages:
        found = _measure_pages(home, max(sizes or [100_000]), where, users, minutes)
        show_json(found) if as_json else _show_pages(found)
        return
    folder = Path(tempfile.mkdtemp(prefix="harapan-bench-", dir=where))
    folder.chmod(0o755)  # the server may run as another user
    try:
        figures: dict[str, Any] = {"machine": machine(), "cycles": [], "engine": None}
        for size in sorted(sizes or [10_000, 100_000]):
            figures["cycles"].append(_measure_cycle(folder / str(size), size))
        if engine:
            figures["engine"] = _measure_engine(folder / "engine", engine)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    show_json(figures) if as_json else _show(figures)


def _measure_cycle(home: Path, size: int) -> dict[str, Any]:
    """A country of a size: made, loaded, and taken through one cycle, each in a fresh process."""
    population, cycle = _settle(home, size)
    shutil.rmtree(home, ignore_errors=True)
    ours = cycle["seconds"] - sum(phase["seconds"] for phase in cycle["phases"] if phase["phase"] in NOT_OURS)
    return {
        "families": size,
        "population_seconds": population["seconds"],
        "population_python_mb": population["python_mb"],
        "cycle_seconds": round(ours, 2),
        "cycle_python_mb": cycle["python_mb"],
        "families_per_second": int(size / ours),
        "phases": cycle["phases"],
    }


def _settle(home: Path, size: int) -> tuple[dict[str, Any], dict[str, Any]]:
    environment = os.environ | {"HARAPAN_HOME": str(home)}
    err.print(f"{number(size)} families:")
    population = _child(["population", str(size), CYCLE], environment)
    return population, _child(["cycle", str(size), CYCLE], environment)


def _measure_pages(home: Path | None, size: int, where: Path | None, users: int, minutes: float) -> dict[str, Any]:
    """Pages over a country of a size whose stage is closed, or over what a home holds; then the crowd."""
    made = None
    if home is None:
        made = Path(tempfile.mkdtemp(prefix="harapan-bench-", dir=where))
        made.chmod(0o755)
        home = made / str(size)
    try:
        if made:
            _settle(home, size)
        environment = os.environ | {"HARAPAN_HOME": str(home)}
        err.print("pages, one reader at a time:")
        figures: dict[str, Any] = {"machine": machine(), **_child(["pages", str(TURNS), "0"], environment)}
        if users:
            err.print(f"{users} people for {minutes:g} minutes:")
            figures["crowd"] = _child(["crowd", str(users), str(minutes)], environment)
        return figures
    finally:
        if made:
            shutil.rmtree(made, ignore_errors=True)


def _child(arguments: list[str], environment: dict[str, str]) -> dict[str, Any]:
    done = subprocess.run(  # noqa: S603  (ourselves)
        [sys.executable, "-m", "harapan.cli.measured", *arguments],
        env=environment,
        stdout=subprocess.PIPE,
        check=True,
        text=True,
    )
    return dict(json.loads(done.stdout.splitlines()[-1]))


def _measure_engine(folder: Path, families: int) -> dict[str, Any]:
    """The engine alone against a bare scan of the same files, each in a fresh process."""
    err.print(f"the engine alone, {number(families)} families:")
    engine_bench.make_snapshot(folder / "snapshot", families, law().edition(CYCLE))
    found = engine_bench.compare(folder / "snapshot", Path(settings.POLICY), CYCLE, folder / "run")
    return {
        "families": families,
        "scan_seconds": round(found.scan.seconds, 2),
        "run_seconds": round(found.run.seconds, 2),
        "run_over_scan": round(found.run.seconds / found.scan.seconds, 1),
        "run_peak_mb": found.run.peak_megabytes,
        "families_per_second": int(families / found.run.seconds),
    }


def machine() -> dict[str, Any]:
    """What the figures were measured on."""
    return {
        "cores": os.cpu_count(),
        "memory_gb": round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30, 1),
        "python": platform.python_version(),
        "system": platform.system(),
        "embedded_postgresql": postgres.is_embedded(),
    }


def _show(figures: dict[str, Any]) -> None:
    machine = figures["machine"]
    say(f"{machine['cores']} cores, {machine['memory_gb']} GB, Python {machine['python']}")
    rows = [
        (
            number(one["families"]),
            f"{one['population_seconds']:.1f} s",
            f"{one['cycle_seconds']:.1f} s",
            f"{number(one['families_per_second'])}/s",
            f"{number(one['cycle_python_mb'])} MB",
        )
        for one in figures["cycles"]
    ]
    columns = ("families", "people made and loaded", "cycle, database to books closed", "rate", "memory of Python")
    table("Whole cycles", columns, rows, numbers=(0, 1, 2, 3, 4))
    for smaller, larger in zip(figures["cycles"], figures["cycles"][1:], strict=False):
        growth = larger["cycle_seconds"] / smaller["cycle_seconds"]
        say(f"  {number(smaller['families'])} -> {number(larger['families'])}: {growth:.1f} times the time")
    for one in figures["cycles"]:
        phases = [(phase["phase"], f"{phase['seconds']:.1f} s") for phase in one["phases"] if phase["seconds"] >= 0.05]
        table(f"Where the time goes, {number(one['families'])} families", ("phase", "time"), phases, numbers=(1,))
    if figures["engine"]:
        table("The engine alone", ("figure", "value"), list(figures["engine"].items()), numbers=(1,))


def _show_pages(figures: dict[str, Any]) -> None:
    machine = figures["machine"]
    say(f"{machine['cores']} cores, {machine['memory_gb']} GB, Python {machine['python']}")
    rows = [
        (
            one["who"],
            one["page"],
            f"{one['p50_ms']:.0f} ms",
            f"{one['p95_ms']:.0f} ms",
            number(one["queries"]),
            f"{one['kb_gzipped']:.1f} kB",
            " ".join(str(code) for code in one["codes"] if code != 200),
        )
        for one in figures["pages"]
    ]
    columns = ("who", "page", "half of them", "95 of 100", "queries", "gzipped", "not 200")
    table(f"Pages, about {number(figures['families'])} families", columns, rows, numbers=(2, 3, 4, 5))
    if crowd := figures.get("crowd"):
        table("The crowd", ("figure", "value"), [(name, str(value)) for name, value in crowd.items()], numbers=(1,))
