"""What the command line shows: tables and progress for people, plain lines when piped, JSON for machines."""

import json
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Annotated, Any, Literal

import typer
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from harapan.lib.english import singular
from harapan.lib.progress import Progress as Report
from harapan.lib.rupiah import number

WIDE = 160
"""Columns where there is no screen to ask."""

out = Console(highlight=False, soft_wrap=True)
err = Console(stderr=True, highlight=False, soft_wrap=True)
if not out.is_terminal:
    out.width = WIDE

WORTH_A_LINE = 0.05
"""Seconds below which a phase that did nothing is not mentioned."""

TIMES: list[tuple[str, float]] = []
"""How long each phase of this process took, in order; `harapan bench` reads it."""

Lang = Annotated[Literal["id", "en"], typer.Option("--lang", help="Bahasa Indonesia or English.")]
AsJson = Annotated[bool, typer.Option("--json", help="JSON for machines instead of words for people.")]


def say(text: str = "") -> None:
    """A line for people."""
    out.print(text)


def remark(text: str) -> None:
    """A word on the way, beside the progress: never in what a machine reads."""
    err.print(text)


def show_json(value: Any) -> None:
    """One JSON document on standard output."""
    typer.echo(json.dumps(value, ensure_ascii=False, indent=1, default=str))


def refuse(sentence_id: str, sentence_en: str) -> None:
    """Say no, in both languages."""
    err.print(f"[red]✗[/red] {escape(sentence_id)}")
    if sentence_en != sentence_id:
        err.print(f"  {escape(sentence_en)}")


def table(title: str, columns: Sequence[str], rows: Sequence[Sequence[Any]], *, numbers: Sequence[int] = ()) -> None:
    """A table; the columns in `numbers` are set flush right."""
    sheet = Table(
        title=escape(title), title_justify="left", title_style="bold", header_style="dim", box=None, pad_edge=False
    )
    for index, name in enumerate(columns):
        sheet.add_column(name, justify="right" if index in numbers else "left", no_wrap=index in numbers)
    for row in rows:
        sheet.add_row(*(escape(str(cell)) for cell in row))
    out.print(sheet)


@contextmanager
def phase(name: str, *, total: int | None = None, unit: str = "families") -> Iterator[Report]:
    """One phase of long work: a bar with rate and time left on a screen, one line with the rate when piped."""
    began, done = time.monotonic(), 0
    columns = (TextColumn("  {task.description:<38}"), BarColumn(24), MofNCompleteColumn(), TimeRemainingColumn())
    bar = Progress(*columns, console=err, transient=True, disable=not err.is_terminal)

    def report(count: int) -> None:
        nonlocal done
        done += count
        bar.update(task, completed=done, description=f"{name} {rate(done, began)}")

    with bar:
        task = bar.add_task(name, total=total)
        yield report
    took = time.monotonic() - began
    TIMES.append((name, took))
    counted = f"{some(done, singular(unit), unit)}, {rate(done, began)}" if done else ""
    if not done and took < WORTH_A_LINE:
        return
    err.print(f"  {name:<38} {took:7.1f} s  {counted}")


def some(count: int, one: str, many: str) -> str:
    """`1 family`, `12.000 families`."""
    return f"{number(count)} {one if count == 1 else many}"


def families(count: int) -> str:
    """So many families."""
    return some(count, "family", "families")


def rate(done: int, began: float) -> str:
    """How many a second so far."""
    seconds = max(time.monotonic() - began, 1e-9)
    return f"{number(int(done / seconds))}/s"
