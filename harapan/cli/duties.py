"""`harapan duties`: what is due of a family or an area, and the end of a month; and how fast all of it is."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer
from django.conf import settings
from django.utils import timezone

from harapan.cli import session
from harapan.cli.asked import area_asked
from harapan.cli.measure import CYCLE, machine
from harapan.cli.screen import AsJson, err, phase, say, show_json, some, table
from harapan.commitments.load_unreported import close_month
from harapan.commitments.preview import due_of, people_of
from harapan.engine.bench import make_snapshot
from harapan.engine.bench_duties import measured_apart
from harapan.entitlements.law import law
from harapan.lib.dates import month_of
from harapan.lib.refusals import Refusal
from harapan.lib.rupiah import number
from harapan.registry.models import Family, Member

app = typer.Typer(help="What is due of families, and months that are over.", no_args_is_help=True)
SIZE = 100_000
Month = Annotated[str, typer.Option("--month", help="A month, as 2022-05; the running one if left out.")]
Area = Annotated[str, typer.Option("--area", help="The code of an area; the whole country if left out.")]


@app.command("due")
def due(
    family: Annotated[int, typer.Argument(help="A family's number.")], month: Month = "", as_json: AsJson = False
) -> None:
    """Say what is due of a family in a month: who, what, in which window, and where that is written."""
    session.database()
    if not Family.objects.filter(pk=family).exists():
        raise Refusal(f"tidak ada keluarga {family}", f"there is no family {family}")
    members = Member.objects.filter(family=family)
    names, when = dict(members.values_list("pk", "name")), _month(month)
    found = due_of(people_of(members, when), [when], law())
    if as_json:
        show_json([{**one.__dict__, "what": [title.en for title in one.what]} for one in found])
        return
    titles = {kind: thing["title"]["en"] for kind, thing in law().duties.items()}
    rows = [
        (names[one.member], titles[one.duty], str(one.visits), f"{one.first} - {one.last}", ", ".join(one.because))
        for one in found
    ]
    table(f"Family {family}, {when:%Y-%m}", ("member", "duty", "visits", "window", "written in"), rows, numbers=(2,))


@app.command("close")
def close(month: Annotated[str, typer.Argument(help="A month that is over, as 2022-05.")], area: Area = "") -> None:
    """Write down what was due in a month and nobody reported. It counts against nobody; later reports correct it."""
    session.database()
    code = area_asked(area)
    with phase("not reported", unit="duties") as report:
        done = close_month(
            _month(month),
            law(),
            area=code,
            today=timezone.localdate(),
            by=session.Installer(),
            progress=report,
        )
    say(f"{some(done.due, 'duty was', 'duties were')} due; of {number(done.written)} nobody had said a word")


def _month(text: str) -> date:
    try:
        return date.fromisoformat(f"{text}-01") if text else month_of(timezone.localdate())
    except ValueError as trouble:
        raise Refusal(
            f"bulan ditulis 2022-05, bukan {text[:20]}", f"a month is written 2022-05, not {text[:20]}"
        ) from trouble


# -- measuring -------------------------------------------------------------------------------------------------------


def bench_duties(
    families: Annotated[
        int, typer.Option("--families", min=1, help="Size for who is due and for verdicts, without a database.")
    ] = 1_000_000,
    ledger: Annotated[
        int,
        typer.Option(
            "--ledger-families", min=0, help="Size of the database whose ledger is written to; 0 leaves it out."
        ),
    ] = SIZE,
    where: Annotated[Path | None, typer.Option("--in", help="A folder with room.")] = None,
    as_json: AsJson = False,
) -> None:
    """Measure who is due for what in a quarter, verdicts, and how fast reports go into the ledger."""
    folder = Path(tempfile.mkdtemp(prefix="harapan-bench-", dir=where))
    folder.chmod(0o755)  # the server may run as another user
    try:
        figures: dict[str, Any] = {"machine": machine(), "families": families}
        err.print(f"who is due and verdicts, {number(families)} families:")
        make_snapshot(folder / "snapshot", families, law().edition(CYCLE))
        for work in ("due", "verdicts"):
            figures[work] = measured_apart(work, folder / "snapshot", Path(settings.POLICY), CYCLE)
        if ledger:
            err.print(f"the ledger, {number(ledger)} families:")
            figures["ledger"] = _ledger(folder / "home", ledger)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    show_json(figures) if as_json else _show(figures)


def _ledger(home: Path, size: int) -> dict[str, Any]:
    done = subprocess.run(  # noqa: S603  (ourselves)
        [sys.executable, "-m", "harapan.cli.measured_duties", str(size)],
        env=os.environ | {"HARAPAN_HOME": str(home)},
        stdout=subprocess.PIPE,
        check=True,
        text=True,
    )
    return dict(json.loads(done.stdout.splitlines()[-1]))


def _show(figures: dict[str, Any]) -> None:
    rows = []
    for work in ("due", "verdicts"):
        told = figures[work]
        counted = ", ".join(f"{number(count)} {word}" for word, count in Counter(told["counted"]).most_common())
        rate = number(int(figures["families"] / told["seconds"]))
        rows.append((work, f"{told['seconds']:.1f} s", f"{rate}/s", f"{number(told['peak_mb'])} MB", counted))
    title = f"A quarter of {number(figures['families'])} families"
    table(title, ("what", "time", "families", "memory", "found"), rows, numbers=(1, 2, 3))
    if told := figures.get("ledger"):
        table(
            f"The ledger of {number(told['families'])} families",
            ("how", "reports", "lines", "lines a second", "a report"),
            [
                (
                    one["how"],
                    number(one["reports"]),
                    number(one["lines"]),
                    number(int(one["lines"] / one["seconds"])),
                    f"{one['seconds'] * 1000 / max(1, one['reports']):.1f} ms",
                )
                for one in told["ways"]
            ],
            numbers=(1, 2, 3, 4),
        )
