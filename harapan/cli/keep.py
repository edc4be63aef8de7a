"""Keeping the house: what is running, copies of everything, and whether the audit chain holds."""

import shlex
from pathlib import Path
from typing import Annotated

import typer
from django.conf import settings

from harapan import postgres
from harapan.audit.actions import seal, verify
from harapan.cli import session
from harapan.cli.screen import AsJson, out, say, show_json
from harapan.lib.rupiah import number

FOLDERS = ("snapshots", "runs", "payments", "letters", "imports", "evidence", "accounts")
"""Folders of the home that a backup of the database does not hold; `docs/operating/data.md` says what is in each."""

audit = typer.Typer(help="The audit chain.", no_args_is_help=True)

MARKS = {"fine": "[green]ok[/green]  ", "warning": "[yellow]look[/yellow]", "error": "[red]bad[/red] "}


def doctor(
    as_json: AsJson = False,
    sql: Annotated[bool, typer.Option("--sql", help="Print what an administrator runs on your own server.")] = False,
) -> None:
    """Say what is running and what is wrong, and what to do about it. Exit code 1 when something is wrong."""
    if sql:
        typer.echo(postgres.sql_for_own_server())
        return
    findings = postgres.examine()
    if as_json:
        show_json([finding.__dict__ for finding in findings])
    for finding in [] if as_json else findings:
        out.print(f"{MARKS[finding.level]} {finding.topic}: {finding.says.en}")
        if finding.remedy:
            out.print(f"     -> {finding.remedy.en}")
    if any(finding.level == "error" for finding in findings):
        raise typer.Exit(1)


def backup(path: Annotated[Path, typer.Argument(help="A file that does not exist yet.")]) -> None:
    """Write everything in the database to one file, with its digest beside it; say how the files come along."""
    session.database()
    say(f"{path}: sha-256 {postgres.dump(path)}")
    say("this is the database only; the files beside it:")
    say(f"  {files_command(path)}")


def files_command(path: Path) -> str:
    """What takes the files of this home along: every folder that is there by now."""
    home = Path(settings.HOME)
    folders = [name for name in FOLDERS if (home / name).is_dir()]
    files = path.with_name(f"{path.stem}-files.tar.gz")
    return shlex.join(["tar", "-czf", str(files), "-C", str(home), *folders])


def restore(path: Annotated[Path, typer.Argument(help="A file that `harapan backup` wrote.")]) -> None:
    """Put a backup in place of the database; the old one is kept under another name."""
    postgres.ensure_running()
    say(f"restored; the database before is kept as {postgres.restore(path)}")


def migrate() -> None:
    """Bring the tables up to date with the programme, on the embedded server or your own."""
    postgres.ensure_running()
    session.migrate()
    say("the tables are up to date")


@audit.command("verify")
def verify_() -> None:
    """Recompute the whole chain of audit events. Exit code 1 when it breaks."""
    session.database()
    head = seal()
    say(f"{number(verify())} events hold together; head {head}")
