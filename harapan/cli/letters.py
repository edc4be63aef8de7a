"""`harapan letter`: make numbered letters, list the register, and check whether a file is genuine."""

from pathlib import Path
from typing import Annotated

import typer

from harapan.cli.asked import area_asked, one_of
from harapan.cli.screen import AsJson, phase, say, show_json, some, table
from harapan.cli.session import As, acting, database
from harapan.letters.models import Letter
from harapan.letters.queries import genuine_file, letters_visible_to
from harapan.lib.digests import file_digest
from harapan.lib.identifiers import dotted
from harapan.lib.refusals import Refusal
from harapan.operations.letters.asking import BY_DESKS, Wish, ask
from harapan.operations.letters.making import carry_out

app = typer.Typer(help="Numbered, verifiable letters.", no_args_is_help=True)
COLUMNS = ("number", "kind", "period", "area", "state", "dated", "sha256")


class NotMade(Refusal):
    """The letter could not be made."""


class NotGenuine(Refusal):
    """No letter of ours has these bytes."""


@app.command()
def make(
    kind: Annotated[str, typer.Argument(help="minutes, recap, decree or slips.")],
    period: Annotated[str, typer.Argument(help="The stage, as 2022-1; a recap also a year.")],
    area: Annotated[str, typer.Option("--area", help="Code of the area, as 64.02; empty is all of yours.")] = "",
    group: Annotated[int | None, typer.Option("--group", help="Slips for one group, by its number.")] = None,
    as_: As = None,
    as_json: AsJson = False,
) -> None:
    """Make a letter now, and say where it lies. It gets the next number of its kind and year."""
    database()
    staff = acting(as_)
    _refuse_other_kinds(kind)
    letter = ask(Wish(kind, period, area_asked(area), group), queued=False, by=staff)
    with phase("print", unit="files") as report:
        letter = carry_out(letter)
        report(letter.done)
    if not letter.is_made:
        raise NotMade(letter.sentence_id, letter.sentence_en)
    if as_json:
        show_json(_told(letter))
        return
    say(f"{letter.number}: letters/{letter.path}, {some(letter.annexes.count(), 'annex', 'annexes')}")
    say(f"code {letter.code}, SHA-256 {letter.sha256}")


@app.command("list")
def list_(
    kind: Annotated[str, typer.Option("--kind", help=", ".join(Letter.Kind.values))] = "",
    period: Annotated[str, typer.Option("--period", help="A stage or a year.")] = "",
    as_: As = None,
    as_json: AsJson = False,
) -> None:
    """The register, newest first; at most a hundred."""
    database()
    one_of(kind, Letter.Kind.values, "surat", "letter")
    asked = {name: value for name, value in {"kind": kind, "period": period}.items() if value}
    letters = letters_visible_to(acting(as_)).filter(**asked).order_by("-pk")[:100]
    if as_json:
        show_json([_told(letter) for letter in letters])
    else:
        rows = [[_cell(letter, name) for name in COLUMNS[:-1]] for letter in letters]
        table("Letters", COLUMNS[:-1], rows)


@app.command()
def verify(file: Annotated[Path, typer.Argument(help="A PDF or CSV somebody was given.", exists=True)]) -> None:
    """Say whether a file is a letter of ours, byte for byte. Exit code 1 when it is not."""
    database()
    found = genuine_file(file_digest(file))
    if found is None:
        raise NotGenuine(
            f"{file.name} bukan surat kami, atau isinya sudah diubah",
            f"{file.name} is no letter of ours, or it was changed",
        )
    say(f"{'revoked' if found.revoked else 'genuine'}: {found.number}, {found.words.en}, {found.dated}")


def _refuse_other_kinds(kind: str) -> None:
    """Before anything about this person is judged: what is wrong is the kind."""
    if kind in BY_DESKS:
        raise NotMade("surat ini dibuat dari halamannya sendiri", "this letter is made from its own page")
    one_of(kind, (one for one in Letter.Kind.values if one not in BY_DESKS), "surat", "letter")


def _cell(letter: Letter, name: str) -> str:
    value = getattr(letter, name)
    return str((dotted(value) if name == "area" else value) or "-")


def _told(letter: Letter) -> dict[str, object]:
    return {name: getattr(letter, name) for name in (*COLUMNS, "code", "path", "pages", "size", "facts")}
