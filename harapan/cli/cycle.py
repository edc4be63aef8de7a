"""`harapan cycle`: a payment stage from opening to closing, step by step or all at once."""

from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Literal

import typer

from harapan.cli.asked import one_of
from harapan.cli.screen import AsJson, families, say, show_json, some
from harapan.cli.session import As, Code, acting, database, desk_at_screen, not_in_production, stand_ins
from harapan.cli.shown import (
    mention_returned,
    show_answers,
    show_control_totals,
    show_files,
    show_ledger,
    show_review,
    warn_of_the_past,
)
from harapan.cli.stages import (
    edition_of,
    files_to_read,
    known,
    left_aside,
    only_open_wave,
    step_named,
    waves_asked,
    waves_of,
    written_files,
)
from harapan.entitlements import actions as entitlements
from harapan.entitlements.law import law
from harapan.entitlements.load import read_corrections
from harapan.entitlements.models import Batch, Cycle
from harapan.entitlements.queries import main_run
from harapan.entitlements.review import review_of
from harapan.lib.rupiah import number, rupiah
from harapan.operations import steps
from harapan.operations.simulation import answer_as_banks, take_steps
from harapan.payments import actions as payments
from harapan.payments import queries as money
from harapan.payments.models import TreasuryPaper

app = typer.Typer(
    help="A payment stage (tahap): open, freeze, compute, review, approve, order, answer, reconcile, close.",
    no_args_is_help=True,
)

Name = Annotated[str, typer.Argument(help="The cycle, as YYYY-N: 2022-1. In 2024: 2024-1-bank, 2024-1-post.")]
Because = Annotated[str, typer.Option("--because", help="Why it is right to go on although something looks odd.")]
Engine = Annotated[
    Literal["polars", "duckdb", "spark"], typer.Option("--engine", help="The same rules, the same result.")
]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Say what would happen; change nothing.")]
Wave = Annotated[int | None, typer.Option("--wave", help="Only this wave (gelombang) of the cycle.")]
Areas = Annotated[list[str] | None, typer.Option("--area", help="A wave of its own for this area code; repeatable.")]
Simulate = Annotated[bool, typer.Option("--simulate", help="Let the simulated banks speak. Never in production.")]
LowSwitch = Annotated[bool, typer.Option("--accept-low-confidence", help="Pay under values nobody could confirm.")]


@app.command("open")
def open_(cycle: Name, as_: As = None, low: LowSwitch = False) -> None:
    """Open a cycle under the law of its first day."""
    desk = desk_for(cycle, as_, low=low)
    warn_of_the_past(desk)
    before = Cycle.objects.filter(name=cycle).exists()
    steps.open_(desk)
    if before:
        say(f"{cycle} was opened before; it is {money.status_of(cycle)['state']}")
        return
    say(f"{cycle} is open; pays {_months(desk)}; frozen from the day after {desk.edition.stage.reporting_deadline}")


@app.command()
def freeze(cycle: Name, as_: As = None, low: LowSwitch = False) -> None:
    """Copy the registry as it stands into a hashed snapshot."""
    snapshot = steps.freeze(desk_for(cycle, as_, low=low))
    say(
        f"{families(snapshot.families)}, {some(snapshot.members, 'member', 'members')}, "
        f"{some(snapshot.observations, 'observation', 'observations')}; digest {snapshot.digest}"
    )


@app.command()
def compute(cycle: Name, as_: As = None, engine: Engine = "polars", area: Areas = None, low: LowSwitch = False) -> None:
    """Compute what every family is owed, and load it."""
    desk = desk_for(cycle, as_, engine=engine, low=low)
    if main_run(cycle):
        say(f"{cycle} was computed before{left_aside(area, engine)}")
    else:
        desk.areas = waves_asked(cycle, area)
        steps.compute(desk)
    show_control_totals(cycle)


@app.command()
def supplement(
    cycle: Name,
    corrections: Annotated[
        Path,
        typer.Argument(help="CSV: table, family, member, fact, value, change_request.", exists=True, dir_okay=False),
    ],
    as_: As = None,
    engine: Engine = "polars",
    low: LowSwitch = False,
) -> None:
    """Compute families nobody paid yet again, with facts corrected since the freeze (susulan)."""
    desk = desk_for(cycle, as_, engine=engine, low=low)
    run = entitlements.compute_supplementary_run(
        desk.edition, read_corrections(corrections), by=desk.worker, engine_name=engine
    )
    say(f"run {run.number}: {number(run.paid_families)} of {families(run.families)}, {rupiah(run.net)}")
    show_control_totals(cycle)


@app.command()
def review(cycle: Name, as_: As = None, because: Because = "", dry_run: DryRun = False, low: LowSwitch = False) -> None:
    """Compare with the cycle before; go on only when nothing looks wrong, or with a reason."""
    desk = desk_for(cycle, as_, because=because, low=low)
    batches = steps.all_batches(desk)
    undecided = [batch for batch in batches if batch.state in (Batch.State.COMPUTED, Batch.State.REVIEWED)]
    if not undecided:
        say(f"nothing to review: {', '.join(f'wave {batch.wave} is {batch.state}' for batch in batches)}")
        return
    for batch in undecided:
        show_review(batch, review_of(batch, previous=law().previous(cycle)))
    if not dry_run:
        steps.review(desk)


@app.command()
def approve(
    cycle: Name,
    as_: As = None,
    code: Code = None,
    wave: Wave = None,
    dry_run: DryRun = False,
    low: LowSwitch = False,
) -> None:
    """Approve what somebody else computed: every reviewed wave, or the one named."""
    desk = desk_for(cycle, as_, code=code, money=True, decides=True, low=low)
    batches = waves_of(desk, wave)
    for batch in [batch for batch in batches if batch.approved_by is None] or batches:
        if dry_run:
            say(f"wave {batch.wave} is {batch.state}: {families(batch.paid_families)}, {rupiah(batch.net)}")
            continue
        entitlements.approve_batch(batch, by=desk.worker)
        say(f"wave {batch.wave}: {families(batch.paid_families)}, {rupiah(batch.net)} approved")
    if not dry_run:
        steps.make_cases_of(desk)


@app.command()
def refuse(
    cycle: Name,
    because: Annotated[str, typer.Option("--because", help="Why it is refused; it stays on record.")],
    as_: As = None,
    code: Code = None,
    wave: Wave = None,
    low: LowSwitch = False,
) -> None:
    """Refuse the run computed last, or that of a wave, with the reason; the cycle can be computed again."""
    desk = desk_for(cycle, as_, code=code, money=True, decides=True, low=low)
    run = entitlements.refuse_run(waves_of(desk, wave)[-1], by=desk.worker, because=because)
    say(f"run {run.number} of {cycle} is refused; `harapan cycle compute {cycle}` computes another")


@app.command()
def paper(
    cycle: Name,
    kind: Annotated[str, typer.Argument(help="decree, spp, spm or sp2d.")],
    number_: Annotated[str, typer.Option("--number", help="The paper's number.")],
    dated: Annotated[datetime, typer.Option("--dated", formats=["%Y-%m-%d"], help="Its date.")],
    amount: Annotated[int, typer.Option("--rupiah", help="The sum it is about.")],
    signer: Annotated[str, typer.Option("--signer", help="Who signed it.")],
    wave: Wave = None,
    as_: As = None,
    code: Code = None,
) -> None:
    """Record a paper of the treasury: without its trail no file is written."""
    desk = desk_for(cycle, as_, code=code, money=True)
    one_of(kind, TreasuryPaper.Kind.values, "dokumen", "paper")
    batch = only_open_wave(desk, wave)
    order = payments.next_order(batch)
    recorded = payments.record_paper(batch, kind, number_, dated.date(), amount, signer, by=desk.worker, order=order)
    say(f"{recorded} of {recorded.dated}, {rupiah(recorded.rupiah)}, signed by {recorded.signer}")


@app.command()
def order(
    cycle: Name,
    as_: As = None,
    code: Code = None,
    dry_run: DryRun = False,
    execute_on: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="When the banks shall pay; today.")
    ] = None,
) -> None:
    """Book the approved money, hold what cannot be paid, and write the banks' files once the papers are there."""
    desk = desk_for(cycle, as_, code=code, money=True, today=execute_on.date() if execute_on else None)
    if dry_run:
        for batch in steps.all_batches(desk):
            say(f"wave {batch.wave} ({batch.state}): {families(batch.paid_families)}, {rupiah(batch.net)}")
        return
    steps.order(desk)
    show_files(cycle)


@app.command()
def release(
    cycle: Name,
    file: Annotated[str | None, typer.Argument(help="A message id; without one, every written file.")] = None,
    as_: As = None,
    code: Code = None,
    dry_run: DryRun = False,
) -> None:
    """Send written files on their way; somebody else must have drawn them up."""
    desk = desk_for(cycle, as_, code=code, money=True)
    for ready in written_files(known(cycle), file):
        if dry_run:
            say(f"would release {ready.message_id}: {some(ready.count, 'payment', 'payments')}, {rupiah(ready.rupiah)}")
            continue
        payments.release_payment_file(ready, by=desk.worker)
    show_files(cycle)


@app.command()
def answer(
    cycle: Name,
    files: Annotated[
        list[Path] | None, typer.Argument(help="Answer files, named BANK-...; default: all in the answers folder.")
    ] = None,
    as_: As = None,
    code: Code = None,
    simulate: Simulate = False,
) -> None:
    """Read what the banks say about each payment."""
    desk = desk_for(cycle, as_, code=code, money=True)
    known(cycle)
    if simulate:
        stand_ins([])
        files = answer_as_banks(desk)
    show_answers(steps.answer(desk, files or files_to_read(cycle)))


@app.command()
def reorder(cycle: Name, as_: As = None, code: Code = None, wave: Wave = None) -> None:
    """Free returned payments whose family has another account by now; `order` then pays them again."""
    desk = desk_for(cycle, as_, code=code, money=True)
    for batch in waves_of(desk, wave):
        freed = payments.free_corrected(batch, by=desk.worker)
        say(f"wave {batch.wave}: {some(freed, 'payment', 'payments')} can be ordered again")


@app.command()
def reconcile(
    cycle: Name,
    as_: As = None,
    code: Code = None,
    because: Because = "",
    on: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="The day it is; unused money goes back by it.")
    ] = None,
) -> None:
    """Give back what came back too long ago, and declare every order answered."""
    if on and on.date() > date.today():  # noqa: DTZ011  (a day of the office, not an instant)
        not_in_production()
    desk = desk_for(cycle, as_, code=code, money=True, because=because, today=on.date() if on else None)
    steps.reconcile(desk, give_back=True)
    show_ledger(cycle)
    mention_returned(desk)


@app.command()
def close(cycle: Name, as_: As = None, code: Code = None, dry_run: DryRun = False) -> None:
    """Close the book: only credited, treasury and named held may be left."""
    desk = desk_for(cycle, as_, code=code, money=True)
    desk.second = desk.worker
    if not dry_run:
        steps.close(desk)
    show_ledger(cycle)


@app.command()
def run(
    cycle: Name,
    through: Annotated[
        str, typer.Option("--through", help=f"The last step to take: {', '.join(steps.STEPS)}.")
    ] = "close",
    as_: Annotated[list[str] | None, typer.Option("--as", help="Stand-ins: who works, and the second person.")] = None,
    because: Because = "",
    engine: Engine = "polars",
    area: Areas = None,
    low: LowSwitch = False,
    as_json: AsJson = False,
) -> None:
    """Take (or resume) every step up to one, with stand-ins for people, papers and banks. Refused in production."""
    database()
    worker, second = stand_ins(as_ or [])
    last = step_named(through)
    edition = edition_of(cycle, low)
    areas = waves_asked(cycle, area)
    desk = desk_at_screen(edition, worker, second, because=because, engine=engine, areas=areas)
    take_steps(desk, last)
    show_json(money.status_of(cycle)) if as_json else show_ledger(cycle)


def budget(
    year: Annotated[int, typer.Argument(min=2007, max=2100, help="The budget year.")],
    amount: Annotated[int, typer.Option("--rupiah", min=1, help="The most that may be spent.")],
    document: Annotated[str, typer.Option("--document", help="The paper that says so (DIPA).")],
    as_: As = None,
    code: Code = None,
) -> None:
    """Record the year's ceiling."""
    database()
    ceiling = payments.set_ceiling(year, amount, document, by=acting(as_, code=code, moves_money=True))
    say(f"ceiling of {ceiling.year}: {rupiah(ceiling.rupiah)} ({ceiling.document})")


def desk_for(
    cycle: str,
    as_: str | None,
    *,
    code: str | None = None,
    money: bool = False,
    decides: bool = False,
    because: str = "",
    engine: str = "polars",
    areas: list[str] | None = None,
    low: bool = False,
    today: date | None = None,
) -> steps.Desk:
    database()
    person = acting(as_, code=code, moves_money=money, runs_cycles=not money or decides)
    desk = desk_at_screen(edition_of(cycle, low), person, person, because=because, engine=engine, areas=areas or [])
    if today:
        desk.today = today
    return desk


def _months(desk: steps.Desk) -> str:
    return ", ".join(f"{month:%Y-%m}" for month in desk.edition.stage.months)
