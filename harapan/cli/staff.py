"""`harapan user`: the people who run the programme."""

from typing import Annotated

import pyotp
import typer

from harapan.cli.screen import AsJson, say, show_json, table
from harapan.cli.session import Installer, database
from harapan.staff.actions import take_on
from harapan.staff.models import Staff

app = typer.Typer(help="The people who run the programme.", no_args_is_help=True)


@app.command()
def create(
    username: Annotated[str, typer.Argument(help="The name to log in and to act by.")],
    name: Annotated[str, typer.Option("--name", help="The person's name.")],
    position: Annotated[str, typer.Option("--position", help=", ".join(Staff.Position.values))],
    area: Annotated[str, typer.Option("--area", help="Code of the posting; empty is the country.")] = "",
    os_user: Annotated[str | None, typer.Option("--os-user", help="The operating-system user this person is.")] = None,
) -> None:
    """Take somebody on. Whoever moves money gets a secret for one-time codes, shown once."""
    database()
    secret = pyotp.random_base32()
    staff = take_on(username, name, position, area=area, os_user=os_user, secret=secret, by=Installer())
    say(f"{staff} can act as {staff.username!r}")
    if staff.may_move_money:
        say(f"secret for one-time codes, shown only now: {secret}")


@app.command("list")
def list_(position: Annotated[str, typer.Option("--position")] = "", as_json: AsJson = False) -> None:
    """Who works here; at most a hundred."""
    database()
    people = Staff.objects.filter(active=True, **({"position": position} if position else {})).order_by("username")[
        :100
    ]
    rows = [(person.username, person.name, person.position, person.area or "-") for person in people]
    if as_json:
        show_json([dict(zip(("username", "name", "position", "area"), row, strict=True)) for row in rows])
    else:
        table("Staff", ("username", "name", "position", "area"), rows)
