"""`harapan policy`: the law as data."""

import typer

app = typer.Typer(help="The law as data: check it, show it on a date, compare two dates.", no_args_is_help=True)


@app.callback()
def law() -> None:
    """The law as data."""
