"""`harapan quality`: every check of the data, now; and how long that takes."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Annotated, Any

import typer

from harapan.cli import session
from harapan.cli.asked import area_asked
from harapan.cli.measure import machine
from harapan.cli.screen import AsJson, err, families, phase, say, show_json, some, table
from harapan.lib.rupiah import number
from harapan.operations.errands import quality as errands
from harapan.registry.models import Inspection
from harapan.registry.quality.checks import CHECKS
from harapan.registry.quality.queries import sums_of
from harapan.staff.models import POSITIONS

SIZE = 100_000


def quality(
    area: Annotated[str, typer.Option("--area", help="The code of an area; the whole country if left out.")] = "",
    as_json: AsJson = False,
) -> None:
    """Look through the data now, as every night, and show what each check finds."""
    session.database()
    code = area_asked(area)
    with phase("checks", total=len(CHECKS), unit="checks") as report:
        done = errands.inspect_now(code, by=session.Installer(), progress=report)
    sums = sums_of(code)
    show_json(_told(done, sums)) if as_json else _show(done, sums)


def bench_quality(
    families: Annotated[list[int] | None, typer.Option("--families", min=1, help="Sizes; repeatable.")] = None,
    where: Annotated[Path | None, typer.Option("--in", help="A folder with room.")] = None,
    as_json: AsJson = False,
) -> None:
    """Measure all checks over made-up families: the first look, the next night, and one family again."""
    measured = [_measure(size, where) for size in sorted(families or [SIZE])]
    figures: dict[str, Any] = {"machine": machine(), "quality": measured}
    show_json(figures) if as_json else _show_measured(figures["quality"])


def _measure(size: int, where: Path | None) -> dict[str, Any]:
    home = Path(tempfile.mkdtemp(prefix="harapan-bench-", dir=where))
    home.chmod(0o755)  # the server may run as another user
    err.print(f"{number(size)} families:")
    try:
        done = subprocess.run(  # noqa: S603  (ourselves)
            [sys.executable, "-m", "harapan.cli.measured_quality", str(size)],
            env=os.environ | {"HARAPAN_HOME": str(home / "home")},
            stdout=subprocess.PIPE,
            check=True,
            text=True,
        )
        return dict(json.loads(done.stdout.splitlines()[-1]))
    finally:
        shutil.rmtree(home, ignore_errors=True)


def _told(done: Inspection, sums: dict[str, int]) -> dict[str, Any]:
    return {
        "area": done.area,
        "day": done.day,
        "families": done.families,
        "found": done.found,
        "gone": done.gone,
        "seconds": done.milliseconds / 1000,
        "checks": {check.name: sums.get(check.name, 0) for check in CHECKS},
    }


def _show(done: Inspection, sums: dict[str, int]) -> None:
    rows = [
        (check.words.id, check.words.en, check.weight.words.en, POSITIONS[check.owner].en, number(sums[check.name]))
        for check in CHECKS
        if sums.get(check.name)
    ]
    columns = ("pemeriksaan", "check", "weight", "who mends it", "families")
    table(f"{families(done.families)} as of {done.day}", columns, rows, numbers=(4,))
    passed = len(CHECKS) - len(rows)
    say(
        f"{some(passed, 'check passes', 'checks pass')}; {some(done.found, 'new finding', 'new findings')}, "
        f"{number(done.gone)} put right"
    )


def _show_measured(figures: list[dict[str, Any]]) -> None:
    rows = [
        (
            number(one["families"]),
            number(one["findings"]),
            f"{one['first_seconds']:.1f} s",
            f"{one['again_seconds']:.1f} s",
            f"{one['family_ms']:.0f} ms",
        )
        for one in figures
    ]
    columns = ("families", "findings", "first look", "the next night", "one family again")
    table(f"{len(CHECKS)} checks", columns, rows, numbers=(0, 1, 2, 3, 4))
    for one in figures:
        slow = sorted(one["checks"].items(), key=lambda pair: -pair[1])[:8]
        say("  slowest: " + ", ".join(f"{name} {seconds:.1f} s" for name, seconds in slow))
