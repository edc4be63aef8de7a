"""What every command needs first: the database awake, the law read, and somebody who acts."""

import getpass
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated, Any

import typer
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from harapan import postgres
from harapan.cli.screen import phase, remark
from harapan.lib.refusals import Refusal
from harapan.operations.steps import Desk
from harapan.policy.edition import Edition
from harapan.staff.codes import code_holds
from harapan.staff.models import Staff
from harapan.staff.queries import staff_called, staff_of_os_user

As = Annotated[
    str | None,
    typer.Option(
        "--as", help="Act as this member of staff. Refused in production: there you are who you logged in as."
    ),
]
Code = Annotated[str | None, typer.Option("--code", help="One-time code; production asks for it where money moves.")]


class CannotAct(Refusal):
    """Nobody may act like this here."""


class Installer:
    """Whoever sits at the machine: takes on the first member of staff, and is no member of staff."""

    pk = None

    def __str__(self) -> str:
        return "command line"


def database() -> None:
    """Wake the database. The embedded one also brings its tables up to date; your own waits for `harapan migrate`."""
    postgres.ensure_running()
    if pending_migrations():
        if not postgres.is_embedded():
            raise CannotAct(
                "tabel basis data belum mutakhir: jalankan `harapan migrate`",
                "the tables of the database are not up to date: run `harapan migrate`",
            )
        migrate()


def pending_migrations() -> bool:
    """Whether the tables are older than the code."""
    with as_owner():
        executor = MigrationExecutor(connection)
        return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def migrate() -> None:
    """Bring the tables up to date, as their owner. Who comes second waits, and finds it done."""
    with as_owner():
        with connection.cursor() as cursor:  # held until the connection closes
            cursor.execute("SELECT pg_advisory_lock(hashtextextended('harapan migrate', 0))")
        call_command("migrate", verbosity=0, interactive=False)


@contextmanager
def as_owner() -> Iterator[None]:
    """Work with the login that owns the tables, for migrations and for filling an empty registry."""
    usual = {key: connection.settings_dict[key] for key in ("USER", "PASSWORD", "HOST", "PORT", "NAME", "OPTIONS")}
    connection.close()
    owner = postgres.address("owner").django()
    connection.settings_dict.update({key: owner[key] for key in usual})
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict.update(usual)


def acting(name: str | None, *, code: str | None = None, moves_money: bool = False, runs_cycles: bool = False) -> Staff:
    """Who does this, and whether their position lets them. In production the operating-system user says who, and
    money asks for a one-time code.
    """
    return _entitled(_who(name, code, moves_money), moves_money=moves_money, runs_cycles=runs_cycles)


def _entitled(staff: Staff, *, moves_money: bool, runs_cycles: bool) -> Staff:
    if (moves_money and not staff.may_move_money) or (runs_cycles and not staff.may_run_cycles):
        raise CannotAct(
            f"{staff.position_words.id} tidak berwenang atas langkah ini",
            f"the position “{staff.position_words.en}” may not take this step",
        )
    return staff


def _who(name: str | None, code: str | None, moves_money: bool) -> Staff:
    if not settings.PRODUCTION:
        return staff_called(name) if name else _whoever_sits_here()
    if name:
        raise CannotAct(
            "--as tidak berlaku di produksi: perintah dijalankan atas nama pengguna komputer",
            "--as is refused in production: commands act as the operating-system user",
        )
    staff = staff_of_os_user(getpass.getuser())
    if moves_money and not code_holds(staff, code):
        raise CannotAct(
            "kode sekali pakai belum ada atau salah: ulangi dengan --code",
            "the one-time code is missing or wrong: try again with --code",
        )
    return staff


def not_in_production() -> None:
    """Make-believe people and simulated banks have no place beside real ones."""
    if settings.PRODUCTION:
        raise CannotAct(
            "di produksi tidak ada orang rekaan dan tidak ada simulasi",
            "in production there are no make-believe people and nothing is simulated",
        )


def stand_ins(names: list[str]) -> tuple[Staff, Staff]:
    """Who works and who is the second person, where a machine plays both. Never in production."""
    if settings.PRODUCTION:
        raise CannotAct(
            "di produksi setiap langkah dijalankan oleh orangnya sendiri: tidak ada pemeran pengganti",
            "in production every step is taken by a person: there are no stand-ins",
        )
    people = [staff_called(name) for name in names or ("dewi", "eko")]
    if len(people) < 2 or people[0] == people[1]:
        raise CannotAct(
            "perlu dua orang berbeda: `--as dewi --as eko`", "two different people are needed: `--as dewi --as eko`"
        )
    worker, second = (_entitled(person, moves_money=True, runs_cycles=True) for person in people[:2])
    return worker, second


def desk_at_screen(edition: Edition, worker: Staff, second: Staff, **rest: Any) -> Desk:
    """A desk whose work is shown on this screen."""
    return Desk(edition, worker, second, phase=phase, remark=remark, **rest)


def _whoever_sits_here() -> Staff:
    """On a laptop: the person bound to this operating-system user, else Dewi of the demonstration."""
    bound = Staff.objects.filter(os_user=getpass.getuser(), active=True).first()
    return bound or staff_called("dewi")
