"""One measured piece of work in a process of its own: `python -m harapan.cli.measured WORK ...`.

The work is population, cycle, pages or crowd. Prints one JSON line: seconds of each phase and the most memory this
Python ever held, or what pages cost.
"""

import json
import resource
import sys
import time

import typer

from harapan.cli import screen, session
from harapan.cli.crowd import send_crowd
from harapan.cli.measure import NIGHT
from harapan.cli.pages import measure_pages
from harapan.cli.people import populate
from harapan.entitlements.law import law
from harapan.operations import nightly
from harapan.operations.simulation import take_steps
from harapan.population import presets


def main(work: str, size: int, cycle: str) -> None:
    """Do the work and say how long it took."""
    session.database()
    began = time.monotonic()
    if work == "population":
        populate(presets.country(size))
    else:
        worker, second = session.stand_ins([])
        edition = law().edition(cycle)
        take_steps(session.desk_at_screen(edition, worker, second, because="measured"), "close")
        work_a_night()
    typer.echo(
        json.dumps(
            {
                "seconds": round(time.monotonic() - began, 2),
                "phases": [{"phase": name, "seconds": round(took, 2)} for name, took in screen.TIMES],
                "python_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
            }
        )
    )


def work_a_night() -> None:
    """What every night does for sanctions and family sessions; no part of the cycle's time."""
    look_ahead, sum_sessions = NIGHT
    with screen.phase(look_ahead):
        nightly.look_ahead_for_the_country()
    with screen.phase(sum_sessions):
        nightly.sum_sessions()


def look(work: str, much: int, minutes: float) -> None:
    """Open pages so many times each, or let so many people in for a while."""
    session.database()
    typer.echo(json.dumps(measure_pages(much) if work == "pages" else send_crowd(much, minutes)))


if __name__ == "__main__":
    if sys.argv[1] in ("pages", "crowd"):
        look(sys.argv[1], int(sys.argv[2]), float(sys.argv[3]))
    else:
        main(sys.argv[1], int(sys.argv[2]), sys.argv[3])
