"""All checks over so many made-up families: `python -m harapan.cli.measured_quality SIZE`; prints one JSON line."""

import json
import sys
import time

import typer

from harapan.cli import session
from harapan.cli.people import populate
from harapan.operations.errands import quality
from harapan.population import presets
from harapan.registry.models import Family
from harapan.registry.quality.actions import look_again
from harapan.registry.quality.checks import CHECKS

TURNS = 20


def main(size: int) -> None:
    """Make them, look at them twice, and at some of them alone."""
    session.database()
    populate(presets.country(size))
    took: dict[str, float] = {}
    waiting, last = iter(CHECKS), time.monotonic()

    def report(_: int) -> None:
        nonlocal last
        now = time.monotonic()
        took[next(waiting).name], last = now - last, now

    first = quality.inspect_now(by=session.Installer(), progress=report)
    again = quality.inspect_now(by=session.Installer())
    some = list(Family.objects.order_by("village").values_list("pk", flat=True)[: size : max(1, size // TURNS)])
    began = time.monotonic()
    for family in some:
        look_again([family], day=first.day)
    typer.echo(
        json.dumps(
            {
                "families": first.families,
                "findings": first.found,
                "first_seconds": first.milliseconds / 1000,
                "again_seconds": again.milliseconds / 1000,
                "family_ms": (time.monotonic() - began) * 1000 / len(some),
                "checks": took,
            }
        )
    )


if __name__ == "__main__":
    main(int(sys.argv[1]))
