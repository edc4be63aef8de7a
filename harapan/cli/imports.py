"""`harapan import`: outside lists from the command line, as at the desk: tried, applied, taken back."""

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from django.utils import timezone
from typer.core import TyperGroup

from harapan.cli.asked import area_asked, one_of
from harapan.cli.screen import AsJson, phase, say, show_json, some, table
from harapan.cli.session import As, acting, database
from harapan.intake.imports import actions
from harapan.intake.imports.queries import uploads_visible_to
from harapan.intake.imports.storing import PIECE, keep
from harapan.intake.imports.words import HAPPENS, OUTCOMES, STATES, reason_words
from harapan.intake.models import Row, Upload
from harapan.intake.sources import SOURCES
from harapan.lib.identifiers import dotted
from harapan.lib.refusals import Refusal
from harapan.lib.rupiah import number
from harapan.operations.errands.lists import apply_now, undo_now
from harapan.staff.models import Staff


class FileFirst(TyperGroup):
    """`harapan import calon.xlsx` means `harapan import file calon.xlsx`."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """A first word that is no command is a file."""
        if args and args[0] not in self.commands and not args[0].startswith("-"):
            args = ["file", *args]
        return super().parse_args(ctx, args)


app = typer.Typer(help="Outside lists: tried, applied, taken back.", no_args_is_help=True, cls=FileFirst)
Number = Annotated[int, typer.Argument(help="The number of the import.")]
TOLD = ("id", "kind", "name", "area", "as_of", "state", "rows", "counts", "reasons", "skipped", "changed", "left_out")


class NoSuchImport(Refusal):
    """Nobody brought such a list, or it is not of this person's area."""


class ColumnsUnclear(Refusal):
    """Somebody has to say what the columns hold."""


@app.command("file")
def file_(
    path: Annotated[Path, typer.Argument(help="CSV, XLSX, XLS or ODS, as it came.", exists=True, dir_okay=False)],
    kind: Annotated[str, typer.Option("--kind", help=", ".join(SOURCES))],
    area: Annotated[str, typer.Option("--area", help="What it is about, as 64.02; empty is all of yours.")] = "",
    as_of: Annotated[datetime | None, typer.Option("--as-of", formats=["%Y-%m-%d"], help="Its day; today.")] = None,
    document: Annotated[str, typer.Option("--document", help="The covering letter.")] = "",
    bank: Annotated[str, typer.Option("--bank", help="Whose answer it is; for accounts.")] = "",
    column: Annotated[
        list[str] | None, typer.Option("--column", help="Which column holds what: nik=A; repeatable.")
    ] = None,
    sheet: Annotated[str, typer.Option("--sheet", help="Of a workbook with several.")] = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would change.")] = False,
    as_: As = None,
    as_json: AsJson = False,
) -> None:
    """Read a list and apply it. With --dry-run it stays on the desk, where anybody entitled may apply it."""
    database()
    staff = acting(as_)
    one_of(kind, SOURCES, "jenis daftar", "kind of list")
    upload = actions.bring(
        keep(_pieces(path), most=None),
        kind=kind,
        name=path.name,
        area=area_asked(area, of=staff) or staff.area,
        as_of=as_of.date() if as_of else timezone.localdate(),
        document=document,
        bank=bank,
        by=staff,
    )
    upload = _read(upload, staff, sheet)
    if column:
        actions.choose_columns(upload, dict(map(_column, column)), by=staff)
        upload = _read(upload, staff, sheet)
    if upload.state == Upload.State.ASKS:
        raise ColumnsUnclear(
            f"kolom impor {upload.pk} belum jelas: {_heads(upload)}; ulangi dengan --column nik=A --column ...",
            f"the columns of import {upload.pk} are not clear: {_heads(upload)}; again with --column nik=A ...",
        )
    if not dry_run:
        with phase("apply", unit="rows"):
            upload = apply_now(upload, by=staff)
    _show(upload, as_json)


@app.command("apply")
def apply_(pk: Number, as_: As = None, as_json: AsJson = False) -> None:
    """Apply a list that has been through its dry run."""
    upload, staff = _theirs(pk, as_)
    with phase("apply", unit="rows"):
        upload = apply_now(upload, by=staff)
    _show(upload, as_json)


@app.command()
def undo(
    pk: Number,
    because: Annotated[str, typer.Option("--because", help="Why; it stands in the history.")],
    as_: As = None,
    as_json: AsJson = False,
) -> None:
    """Put everything back as it was before a list was applied; refused by name where something was built on it."""
    upload, staff = _theirs(pk, as_)
    if upload.state == Upload.State.UNDONE and not as_json:
        say(f"import {upload.pk} was undone before")
        return
    with phase("undo", unit="rows"):
        upload = undo_now(upload, because=because, by=staff)
    _show(upload, as_json)


@app.command("list")
def list_(as_: As = None, as_json: AsJson = False) -> None:
    """What was brought, newest first; at most a hundred."""
    database()
    found = uploads_visible_to(acting(as_)).order_by("-pk")[:100]
    if as_json:
        show_json([_told(one) for one in found])
        return
    rows = [
        (number(one.pk), one.kind, one.name, dotted(one.area) or "-", one.as_of, one.state, number(one.rows))
        for one in found
    ]
    table("Imports", ("number", "kind", "file", "area", "as of", "state", "rows"), rows, numbers=(0, 6))


def _pieces(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while piece := file.read(PIECE):
            yield piece


def _read(upload: Upload, staff: Staff, sheet: str) -> Upload:
    with phase("read and judge", unit="rows") as report:
        upload = actions.read(upload, sheet=sheet, progress=report, by=staff)
    if upload.state == Upload.State.REFUSED:
        raise Refusal(upload.sentence_id, upload.sentence_en)
    return upload


def _column(said: str) -> tuple[str, int]:
    """`nik=B` is the second column."""
    name, _, letters = said.partition("=")
    place = 0
    for letter in letters.strip().upper():
        place = place * 26 + ord(letter) - 64
    return name.strip(), place - 1


def _heads(upload: Upload) -> str:
    return ", ".join(f"{chr(65 + place % 26)} {heading}" for place, heading in enumerate(upload.headings[:26]))


def _theirs(pk: int, as_: str | None) -> tuple[Upload, Staff]:
    database()
    staff = acting(as_)
    upload = uploads_visible_to(staff).filter(pk=pk).first()
    if upload is None:
        raise NoSuchImport(f"tidak ada impor {pk} di wilayah Anda", f"there is no import {pk} in your area")
    return upload, staff


def _told(upload: Upload) -> dict[str, Any]:
    return {name: _plain(getattr(upload, name)) for name in TOLD}


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _show(upload: Upload, as_json: bool) -> None:
    if as_json:
        show_json(_told(upload))
        return
    rows = [
        (outcome.value, number(count), "; ".join(_reasons(upload, outcome)))
        for outcome in OUTCOMES
        if (count := upload.counts.get(outcome, 0))
    ]
    title = f"Import {upload.pk}: {SOURCES[upload.kind].words.en}, {some(upload.rows, 'row', 'rows')}"
    table(title, ("outcome", "rows", "why"), rows, numbers=(1,))
    state = STATES[Upload.State(upload.state)].en.lower()
    left_out = some(upload.left_out, "row", "rows")
    left = f", {left_out} left out: the registry had changed" if upload.left_out else ""
    say(f"{state}: {_what_became(upload)}{left}")


def _what_became(upload: Upload) -> str:
    if upload.state == Upload.State.UNDONE:
        return f"{some(upload.changed, 'record', 'records')} put back"
    if upload.applied_at:
        return f"{some(upload.changed, 'record', 'records')} changed"
    return f"{some(sum(upload.counts.get(outcome, 0) for outcome in HAPPENS), 'row', 'rows')} would change"


def _reasons(upload: Upload, outcome: Row.Outcome) -> list[str]:
    found = sorted(upload.reasons.get(outcome, {}).items(), key=lambda one: -one[1])
    return [f"{reason_words(name).en} ({number(count)})" for name, count in found[:3]]
