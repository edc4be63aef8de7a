"""`harapan figure`: published figures beside our own; add some from a file."""

import tomllib
from pathlib import Path
from typing import Annotated

import typer

from harapan.cli.screen import AsJson, say, show_json, some, table
from harapan.cli.session import As, CannotAct, acting, database
from harapan.coordination.actions import CannotRecord, record_published_figure
from harapan.coordination.published import FILE, figures_of
from harapan.coordination.queries import compared_figures
from harapan.lib.english import singular
from harapan.lib.rupiah import number
from harapan.operations.errands.figures import may_note_figures

app = typer.Typer(help="Figures that others published about the programme.", no_args_is_help=True)


@app.command()
def add(
    file: Annotated[Path, typer.Argument(help=f"TOML in the form of {FILE.name}.", exists=True, dir_okay=False)],
    as_: As = None,
) -> None:
    """Keep the figures of a file, or correct those whose keys are known. A figure that says too little stops it."""
    database()
    staff = acting(as_)
    if not may_note_figures(staff):
        raise CannotAct(
            f"{staff.position_words.id} tidak mencatat angka terbitan",
            f"the position “{staff.position_words.en}” keeps no published figures",
        )
    try:
        told = figures_of(file)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, KeyError, TypeError) as trouble:
        raise CannotRecord(
            f"berkas ini tidak dapat dibaca: {trouble}", f"cannot read this file: {trouble}"
        ) from trouble
    for facts in told:
        figure = record_published_figure(facts.pop("key"), by=staff, **facts)
        say(f"{figure.key}: {some(figure.value, singular(figure.unit_en), figure.unit_en)}")


@app.command("list")
def list_(as_json: AsJson = False) -> None:
    """Every published figure, and what our sums say."""
    database()
    found = compared_figures()
    if as_json:
        show_json(
            [
                {"key": one.figure.key, "value": one.figure.value, "ours": one.ours, "verdict": one.verdict}
                for one in found
            ]
        )
        return
    rows = [
        (
            one.figure.key,
            one.what.en,
            number(one.figure.value),
            "-" if one.ours is None else number(one.ours),
            one.verdict.replace("_", " "),
        )
        for one in found
    ]
    table("Published figures", ("key", "what", "published", "ours", "result"), rows, numbers=(2, 3))
