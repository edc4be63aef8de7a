"""`harapan cycle`, the books: where a cycle stands, who changed, whether it still computes the same."""

import shutil
import tempfile
from pathlib import Path
from typing import Annotated

import typer
from django.conf import settings

from harapan.cli.comparison import run_named, show_comparison
from harapan.cli.cycle import Code, Engine, Name, Simulate, app, desk_for
from harapan.cli.screen import AsJson, phase, say, show_json
from harapan.cli.session import As, acting, database, stand_ins
from harapan.cli.shown import show_accounts, show_ledger, show_usage
from harapan.cli.stages import edition_of, known
from harapan.engine.run import run as run_engine
from harapan.engine.settled import settled_of
from harapan.entitlements.models import Cycle
from harapan.entitlements.queries import run_folder
from harapan.lib.refusals import Refusal
from harapan.lib.rupiah import number
from harapan.operations import steps
from harapan.operations.simulation import kind_of, tell_as_banks
from harapan.payments import queries as money
from harapan.snapshots.actions import snapshot_folder


class ComputesDifferently(Refusal):
    """The same inputs and the same law do not give the same result any more."""


@app.command()
def status(
    cycle: Annotated[str | None, typer.Argument(help="A cycle; without one, all.")] = None, as_json: AsJson = False
) -> None:
    """Where a cycle stands, and where every rupiah of it is."""
    database()
    names = [cycle] if cycle else list(Cycle.objects.order_by("opened_at").values_list("name", flat=True))
    found = [money.status_of(known(name)) for name in names]
    if as_json:
        show_json(found[0] if cycle else found)
        return
    for name in names:
        show_ledger(name)


@app.command()
def ledger(
    cycle: Name,
    by: Annotated[str, typer.Option("--by", help="bank, province, regency or district.")] = "bank",
    as_: As = None,
    as_json: AsJson = False,
) -> None:
    """Show where the money stands by bank or area: a closed book has nothing but credited, treasury and held."""
    database()
    rows = money.accounts_by(known(cycle), by, acting(as_))
    if as_json:
        show_json(rows)
    else:
        show_accounts(cycle, by, rows)


@app.command()
def compare(
    a: Annotated[str, typer.Argument(help="A run: CYCLE, or CYCLE/NUMBER.")],
    b: Annotated[str, typer.Argument(help="Another run.")],
    most: Annotated[int, typer.Option("--most", help="Families to list.")] = 20,
    as_: As = None,
    as_json: AsJson = False,
) -> None:
    """Who changed between two runs, and why."""
    database()
    show_comparison(a, b, staff=acting(as_), most=most, as_json=as_json)


@app.command()
def recompute(cycle: Name, engine: Engine = "polars") -> None:
    """Compute an old cycle again, beside the books, and say whether it gives the same digest. Exit code 1 if not."""
    database()
    run = run_named(known(cycle))
    beside = Path(tempfile.mkdtemp(prefix="recompute-", dir=settings.HOME))
    try:
        with phase("compute again", total=run.families) as report:
            again = run_engine(
                snapshot_folder(cycle),
                edition_of(cycle, low=True),
                beside,
                engine=engine,
                progress=report,
                settled=settled_of(run_folder(run)),
            )
    finally:
        shutil.rmtree(beside, ignore_errors=True)
    if again.digest != run.digest:
        raise ComputesDifferently(
            f"{run} dahulu {run.digest}, sekarang {again.digest}", f"{run} was {run.digest}, and is now {again.digest}"
        )
    say(f"{run} gives the same digest again: {run.digest}")


@app.command()
def usage(
    cycle: Name,
    files: Annotated[
        list[Path] | None,
        typer.Argument(help="Later files, named BANK-idle-..., BANK-undelivered-..., BANK-given_back-..."),
    ] = None,
    simulate: Simulate = False,
    as_: As = None,
    code: Code = None,
    as_json: AsJson = False,
) -> None:
    """Read what banks say later about credited money, and show where it is: used, dormant or given back."""
    desk = desk_for(cycle, as_, code=code, money=True)
    if simulate:
        stand_ins([])
        files = tell_as_banks(desk)
    for path in files or []:
        read = steps.usage(desk, path, kind_of(path))
        say(f"  {read.name}: " + ", ".join(f"{number(count)} {pile}" for pile, count in read.piles.items()))
    show_usage(cycle, as_json=as_json)
