"""`harapan policy`: read the law as data, on a day, or between two days."""

from datetime import date
from pathlib import Path
from typing import Annotated

import typer
from django.conf import settings

from harapan.cli.screen import AsJson, Lang, out, say, show_json, some, table
from harapan.lib.refusals import Refusal
from harapan.policy.check import check as problems_in
from harapan.policy.diff import diff as changes_between
from harapan.policy.errors import UnknownCycle
from harapan.policy.loading import load
from harapan.policy.show import show as values_on

app = typer.Typer(help="The law as data: check it, show it on a date, compare two dates.", no_args_is_help=True)

Folder = Annotated[Path | None, typer.Option("--policy", help="A policy folder; by default this installation's.")]


class NoSuchDay(Refusal):
    """Neither a day nor a cycle."""


@app.command()
def check(folder: Folder = None, as_json: AsJson = False) -> None:
    """Check every value: gaps, sources, confidence, names of rules. Exit code 1 when something is wrong."""
    where = folder or Path(settings.POLICY)
    problems = problems_in(where)
    if as_json:
        show_json([{"file": found.file, "line": found.line, "sentence": found.sentence} for found in problems])
    for problem in [] if as_json else problems:
        say(str(problem))
    if problems:
        raise typer.Exit(1)
    if not as_json:
        say(f"{where}: sound, {len(load(where).rules)} values with their history")


@app.command()
def show(
    on: Annotated[str, typer.Option("--on", help="A day (2022-01-01) or a cycle (2022-1).")],
    folder: Folder = None,
    lang: Lang = "en",
    as_json: AsJson = False,
) -> None:
    """Show every value in force on a day, with source and confidence."""
    rows = values_on(load(folder or Path(settings.POLICY)), _day(on, folder))
    if as_json:
        show_json(
            [
                {**row.__dict__, **{name: getattr(row, name).of(lang) for name in ("subject", "title", "value")}}
                for row in rows
            ]
        )
        return
    for subject in dict.fromkeys(row.subject.of(lang) for row in rows):
        found = [row for row in rows if row.subject.of(lang) == subject]
        cells = [
            (
                row.title.of(lang),
                row.value.of(lang) + ("" if row.is_used else " (not used)"),
                row.since,
                row.source,
                row.confidence,
            )
            for row in found
        ]
        table(subject, ("", "value", "since", "source", "confidence"), cells)
        say()


@app.command()
def diff(
    a: Annotated[str, typer.Argument(help="A day or a cycle.")],
    b: Annotated[str, typer.Argument(help="Another one.")],
    folder: Folder = None,
    lang: Lang = "en",
    as_json: AsJson = False,
) -> None:
    """Show what changed in the law between two days, as a policy officer reads it."""
    changes = changes_between(load(folder or Path(settings.POLICY)), _day(a, folder), _day(b, folder))
    if as_json:
        show_json(
            [
                {**one.__dict__, **{name: getattr(one, name).of(lang) for name in ("subject", "title", "old", "new")}}
                for one in changes
            ]
        )
        return
    for change in changes:
        out.print(f"[bold]{change.subject.of(lang)}: {change.title.of(lang)}[/bold]")
        out.print(f"  {change.old.of(lang)}  ->  {change.new.of(lang)}", markup=False)
        out.print(f"  [dim]since {change.since}; {change.source}; {change.confidence}[/dim]")
    say(f"{some(len(changes), 'value differs', 'values differ')} between {a} and {b}")


def _day(text: str, folder: Path | None) -> date | str:
    """A day as a date; a cycle as its name."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        pass
    try:
        return load(folder or Path(settings.POLICY)).stage(text).cycle
    except UnknownCycle as unknown:
        raise NoSuchDay(
            f"{text!r} bukan tanggal dan bukan siklus", f"{text!r} is neither a day nor a cycle: {unknown}"
        ) from unknown
