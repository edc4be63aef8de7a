"""`harapan demo`: five payment stages of a real province, with people who are made up."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Annotated

import typer
from django.db import transaction

from harapan.audit.actions import verify
from harapan.banks.simulated import PLAUSIBLE, Luck
from harapan.cli.demo_care import show_care
from harapan.cli.demo_consequences import look_ahead_now, show_consequences
from harapan.cli.demo_health import show_how_children_grow
from harapan.cli.demo_way_in import inspect_data, show_the_way_in
from harapan.cli.facilities import go_on
from harapan.cli.logins import tell_logins
from harapan.cli.people import populate, seen
from harapan.cli.screen import AsJson, phase, say, table
from harapan.cli.serve import serve
from harapan.cli.session import database, desk_at_screen, not_in_production
from harapan.cli.told import let_happen
from harapan.commitments.load import taking_observations
from harapan.entitlements.law import law
from harapan.entitlements.models import Batch, Entitlement
from harapan.entitlements.queries import batches_of, main_run
from harapan.lib.refusals import Refusal
from harapan.lib.rupiah import number, rupiah
from harapan.operations import steps
from harapan.operations.errands.coverage import sum_last_reports
from harapan.operations.simulation import take_steps
from harapan.payments import actions as payments
from harapan.payments import queries as money
from harapan.policy.calendar import Stage
from harapan.population import life, presets, stories
from harapan.population.presets import Preset
from harapan.registry.load_changes import apply_changes, next_member, people_now
from harapan.registry.models import Account, Origin
from harapan.staff.queries import staff_called
from harapan.tables.partitions import has_partition

PRESET = "kaltim-2022"
SEED = 1
WAITING = "2023-2"
"""The stage that is left for whoever tries the console."""
UNTIL_SETTLED = timedelta(days=30)
"""So long after its freeze a stage of the demo is settled and closed."""


class CannotShow(Refusal):
    """This home holds something else than the demo."""


def demo(
    stages: Annotated[int, typer.Option("--stages", min=1, max=5, help="How many of the five stages.")] = 5,
    serving: Annotated[
        bool, typer.Option("--serve/--no-serve", envvar="SERVE", help="End with the console open, until Ctrl-C.")
    ] = True,
    only_logins: Annotated[bool, typer.Option("--logins", help="Only say who can sign in, and how.")] = False,
    as_json: AsJson = False,
) -> None:
    """Load East Kalimantan's 65,387 families (all made up), take them through five payment stages, open the console."""
    not_in_production()
    database()
    if only_logins:
        tell_logins(as_json=as_json)
        return
    preset = presets.load(PRESET)
    _refuse_other_people(preset)
    if not Origin.objects.filter(complete=True).exists():
        say(f"[bold]{preset.title['en']}[/bold]: every person in it is made up\n")
        populate(preset, seed=SEED)
    for cycle in preset.stages[:stages]:
        take_through(preset, cycle)
    if stages == len(preset.stages):
        _leave_a_stage_to_go_on_with(preset)
        show_the_way_in(freeze_day(law().stage(WAITING)))
        show_how_children_grow(freeze_day(law().stage(WAITING)))
        show_care(freeze_day(law().stage(WAITING)), preset.stages)
        look_ahead_now()
        sum_last_reports()
    _tell(preset.stages[:stages])
    say()
    tell_logins()
    if serving:
        serve()


def _leave_a_stage_to_go_on_with(preset: Preset) -> None:
    """The sixth stage is computed and waits for people: Dewi reviews it in the console, Eko approves."""
    if main_run(WAITING):
        return
    say(f"\n[bold]Stage {WAITING}[/bold], computed and waiting for you")
    stage = law().stage(WAITING)
    day = freeze_day(stage)
    paid_on = freeze_day(law().stage(preset.stages[-1]))
    with transaction.atomic():
        show_consequences(preset.stages[-1], paid_on)
    _let_time_pass(preset, paid_on, day, stage)
    take_steps(desk_of(WAITING, day), "compute")


def take_through(preset: Preset, cycle: str) -> None:
    """One stage: what happened since the last, then every step, a month in between, then the books."""
    if _is_closed(cycle):
        return
    say(f"\n[bold]Stage {cycle}[/bold]")
    stage = law().stage(cycle)
    day = freeze_day(stage)
    if cycle != preset.cycle:
        before = freeze_day(law().stage(law().previous(cycle) or cycle))
        _let_time_pass(preset, before, day, stage)
    desk = desk_of(cycle, day)
    luck = _luck(cycle)
    take_steps(desk, "answer", luck=luck)
    settled = replace(desk, today=day + UNTIL_SETTLED)
    _let_stories_happen(day, settled.today)
    if cycle in preset.stages[::2]:
        inspect_data(staff_called("dewi"))
    take_steps(settled, "close", luck=luck)
    _pay_out_old_holds(preset, cycle, day, luck)


def desk_of(cycle: str, today: date) -> steps.Desk:
    """Dewi works, Eko is the second person, and both know that the first stages may look odd."""
    because = "the demo's people change between stages as policy and life make them"
    return desk_at_screen(law().edition(cycle), staff_called("dewi"), staff_called("eko"), because=because, today=today)


def freeze_day(stage: Stage) -> date:
    """The day after schools and health units could report."""
    return stage.reporting_deadline + timedelta(days=1)


def _let_time_pass(preset: Preset, before: date, day: date, stage: Stage) -> None:
    """Births, deaths, schools and moves since the last freeze, the told events, and what was seen in the quarter."""
    dewi = staff_called("dewi")
    lived = Origin.objects.exclude(preset="").latest("pk")
    if lived.lived_until is None or lived.lived_until < day:
        with phase("life goes on", unit="changes") as report, transaction.atomic():
            changes = life.changes(people_now(), before, day, SEED, next_member=_next_free_member())
            report(sum(apply_changes(changes, until=day, by=dewi).values()))
            let_happen(lived.lived_until or before, day, by=dewi)
            lived.lived_until = day
            lived.save(update_fields=["lived_until"])
        with phase("lists of schools and health units", unit="moves") as report:
            report(go_on(day, seed=SEED, by=dewi))
    months = [month for month in stage.judged_months if not has_partition("commitments_observation", month.isoformat())]
    if months:
        with phase("observations", unit="rows") as report, transaction.atomic(), taking_observations() as take:
            report(take(seen(people_now(), preset, months, SEED)))


def _let_stories_happen(after: date, until: date) -> None:
    """What happens to told families while a stage is being paid."""
    lived = Origin.objects.exclude(preset="").latest("pk")
    if lived.lived_until is None or lived.lived_until < until:
        with transaction.atomic():
            let_happen(max(after, lived.lived_until or after), until, by=staff_called("dewi"))
            lived.lived_until = until
            lived.save(update_fields=["lived_until"])


def _next_free_member() -> int:
    """Numbers of members a story brings later are kept free."""
    return max(next_member(), stories.last_member() + 1)


def _luck(cycle: str) -> Luck:
    """What the banks know and the registry does not: closed accounts of told families."""
    first, last = law().stage(cycle).first_day, freeze_day(law().stage(cycle))
    closed = [
        event.family for event in stories.events(first - timedelta(days=31), last) if event.kind == "account_closed"
    ]
    numbers = Account.objects.filter(family__in=closed, state=Account.State.OPEN).values_list("number", flat=True)
    told = [story.family for story in stories.stories()]
    safe: Mapping[str, str] = dict.fromkeys(
        Account.objects.filter(family__in=told, state=Account.State.OPEN).values_list("number", flat=True), "credited"
    )
    return replace(PLAUSIBLE, fails={**safe, **dict.fromkeys(numbers, "account_closed")})


def _pay_out_old_holds(preset: Preset, cycle: str, day: date, luck: Luck) -> None:
    """Money that earlier stages hold, for families who can be paid by now."""
    for earlier in preset.stages[: preset.stages.index(cycle)]:
        if any(payments.payable_holds(batch) for batch in batches_of(earlier)):
            say(f"  [dim]held money of {earlier} can be paid now[/dim]")
            take_steps(desk_of(earlier, day), "close", luck=luck)


def _is_closed(cycle: str) -> bool:
    batches = list(batches_of(cycle))
    return bool(batches) and all(batch.state == Batch.State.CLOSED for batch in batches)


def _refuse_other_people(preset: Preset) -> None:
    other = Origin.objects.exclude(preset=preset.name).first()
    if other and not Origin.objects.filter(preset=preset.name).exists():
        raise CannotShow(
            f"tempat ini sudah berisi {other.label}: pilih HARAPAN_HOME lain untuk demo",
            f"this home holds {other.label}: choose another HARAPAN_HOME for the demo",
        )


def _tell(cycles: Sequence[str]) -> None:
    """What came of it: the five books, the twelve families, and where to go on."""
    say()
    rows = []
    for cycle in cycles:
        status = money.status_of(cycle)
        ledger = status["ledger"]
        still_open = sum(ledger[account]["rupiah"] for account in ("approved", "at_bank", "returned"))
        rows.append(
            (
                cycle,
                status["state"],
                number(status["families"]),
                *(rupiah(ledger[account]["rupiah"]) for account in ("credited", "treasury", "held")),
                rupiah(still_open),
            )
        )
    columns = ("stage", "state", "families", "credited", "treasury", "held", "open")
    table(f"{len(cycles)} stages of East Kalimantan, each book closed to zero", columns, rows, numbers=(2, 3, 4, 5, 6))
    say()
    _tell_stories(cycles)
    say(f"\n{number(verify())} audit events hold together.")
    say("Everybody above is made up. Go on with:")
    last, before = cycles[-1], cycles[-2] if len(cycles) > 1 else cycles[-1]
    say(f"  .venv/bin/harapan explain 10 --cycle {last}      why one family got its amount, line by line")
    say(f"  .venv/bin/harapan cycle status {last}            where every rupiah of a stage is")
    say(f"  .venv/bin/harapan cycle compare {before} {last}   who changed, and why")
    say("  .venv/bin/harapan policy diff 2022-1 2023-1       what changed in the law")


def _tell_stories(cycles: Sequence[str]) -> None:
    """What each told family got in each stage, and what the amount alone does not tell."""
    runs = {cycle: run.pk for cycle in cycles if (run := main_run(cycle))}
    say("[bold]Twelve told families, and what each stage owed them[/bold]")
    for story in stories.stories():
        got = {
            row.cycle: rupiah(row.net) if row.net else row.reason.replace("_", " ")
            for row in Entitlement.objects.filter(cycle__in=runs, run__in=runs.values(), family=story.family)
        }
        say(f"{story.family:>3} {story.name}. [bold]{story.title['en']}[/bold]")
        say("    " + "   ".join(f"[dim]{cycle}[/dim] {got.get(cycle, 'not in')}" for cycle in cycles))
        for cycle in cycles:
            if cycle in story.says:
                say(f"    [dim]{cycle}: {story.says[cycle]['en']}[/dim]")
