"""`harapan export`: the list of families into a file, of any length, without keeping a page waiting."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import typer
from django.utils import timezone, translation

from harapan.cli.asked import area_asked, one_of
from harapan.cli.screen import AsJson, families, phase, say, show_json
from harapan.cli.session import As, CannotAct, acting, database
from harapan.console.families import sheet
from harapan.console.families.actions import note_exported
from harapan.console.families.filters import Filters
from harapan.console.families.queries import stages
from harapan.registry.models import Participation
from harapan.ui.exports import csv_response, write_book

KINDS = (".csv", ".xlsx")


def export(
    file: Annotated[Path, typer.Argument(help="Where to; the ending says in which form: .csv or .xlsx.")],
    area: Annotated[str, typer.Option("--area", help="Code of an area, as 64.02; empty is all of yours.")] = "",
    state: Annotated[str, typer.Option("--status", help="Only families in this state, as `active`.")] = "",
    english: Annotated[bool, typer.Option("--english", help="Headings and words in English.")] = False,
    as_: As = None,
    as_json: AsJson = False,
) -> None:
    """Write the list of families you may see into a new file, every number masked, as the console's download does."""
    database()
    staff = acting(as_)
    if not staff.may_see_families:
        raise CannotAct("jabatan ini tidak melihat daftar keluarga", "this position sees no list of families")
    if file.suffix not in KINDS or file.exists():
        raise CannotAct(
            f"sebutkan berkas baru yang berakhiran {' atau '.join(KINDS)}",
            f"name a new file that ends in {' or '.join(KINDS)}",
        )
    one_of(state, Participation.values, "status", "state")
    filters = Filters.of({"area": area_asked(area, of=staff), "status": state})
    _must_be_writable(file.absolute().parent)
    note_exported(filters.others | {"area": filters.area}, file.suffix[1:], searched=False, by=staff)
    written = 0
    with translation.override("en" if english else "id"), phase("export", unit="families") as report:

        def counted() -> Iterator[list[Any]]:
            nonlocal written
            for row in sheet.rows(filters, staff, stages(), timezone.localdate()):
                written += 1
                report(1)
                yield row

        with file.open("xb") as out:
            file.chmod(0o600)
            if file.suffix == ".csv":
                for piece in csv_response(file.stem, sheet.headings(), counted()):
                    out.write(piece)
            else:
                write_book(out, sheet.headings(), counted())
    told = {"file": str(file), "families": written}
    show_json(told) if as_json else say(f"{families(written)}: {file}")


def _must_be_writable(folder: Path) -> None:
    """Before the log says that somebody took the list along."""
    if not os.access(folder, os.W_OK | os.X_OK):
        raise CannotAct(
            f"folder {folder} tidak ada atau tidak dapat ditulisi", f"cannot write into the folder {folder}"
        )
