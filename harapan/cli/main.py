"""Every command under one roof, and one way to say no."""

import sys

import typer

from harapan.cli import (
    bench_imports,
    books,
    cycle,
    demo,
    duties,
    export,
    figures,
    imports,
    keep,
    law,
    letters,
    linkage,
    measure,
    people,
    quality,
    serve,
    staff,
    why,
)
from harapan.cli.screen import refuse
from harapan.lib.refusals import Refusal
from harapan.policy.errors import PolicyError
from harapan.postgres import DatabaseTrouble

app = typer.Typer(
    name="harapan",
    help="Runs a conditional cash transfer programme from the first visit to the last payment.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
app.add_typer(books.app, name="cycle")
app.add_typer(law.app, name="policy")
app.add_typer(people.app, name="population")
app.add_typer(staff.app, name="user")
app.add_typer(keep.audit, name="audit")
app.add_typer(letters.app, name="letter")
app.add_typer(figures.app, name="figure")
app.add_typer(imports.app, name="import")
app.add_typer(duties.app, name="duties")
app.add_typer(measure.app, name="bench")
measure.app.command("duties")(duties.bench_duties)
measure.app.command("imports")(bench_imports.bench_imports)
measure.app.command("linkage")(linkage.bench_linkage)
measure.app.command("quality")(quality.bench_quality)
app.command("demo")(demo.demo)
app.command("serve")(serve.serve)
app.command("quality")(quality.quality)
app.command("export")(export.export)
app.command("explain")(why.explain)
app.command("budget")(cycle.budget)
app.command("doctor")(keep.doctor)
app.command("backup")(keep.backup)
app.command("restore")(keep.restore)
app.command("migrate")(keep.migrate)


def run() -> None:
    """Run a command. A refusal is one sentence in each language and exit code 1; wrong words are exit code 2."""
    try:
        app()
    except Refusal as refusal:
        refuse(refusal.sentence_id, refusal.sentence_en)
        sys.exit(1)
    except PolicyError as trouble:
        refuse("kebijakan tidak dapat dipakai", str(trouble))
        sys.exit(1)
    except DatabaseTrouble as trouble:
        refuse(trouble.sentence.id, trouble.sentence.en)
        sys.exit(1)
