"""Who can sign in to the demo: one made-up person for each position, with password and secret said aloud."""

import time

import pyotp

from harapan.cli.screen import say, show_json, table
from harapan.lib.identifiers import dotted
from harapan.staff.codes import STEP, secret_of
from harapan.staff.models import Staff
from harapan.testing.cast import CAST, PASSWORD, take_on_the_cast


def logins() -> list[dict[str, str]]:
    """Everybody of the cast who can sign in, in the order of the cast; whoever is missing is taken on first."""
    take_on_the_cast()
    people = {one.username: one for one in Staff.objects.filter(username__in=CAST, synthetic=True, active=True)}
    return [
        {
            "role": one.position,
            "name": one.name,
            "area": one.area,
            "username": one.username,
            "password": PASSWORD if one.check_password(PASSWORD) else "",
            "secret": secret_of(one),
        }
        for one in (people[username] for username in CAST if username in people)
    ]


def tell_logins(*, as_json: bool = False) -> None:
    """Show them; people also get the code of this half minute, machines make their own."""
    found = logins()
    if as_json:
        show_json(found)
        return
    rows = [
        (
            one["username"],
            one["password"] or "changed",
            pyotp.TOTP(one["secret"]).now() if one["secret"] else "-",
            one["role"],
            dotted(one["area"]) or "-",
            one["name"],
            one["secret"],
        )
        for one in found
    ]
    columns = ("user name", "password", "code now", "role", "area", "name", "secret for one-time codes")
    table("Sign in as", columns, rows)
    left = STEP - int(time.time()) % STEP
    say(f"[dim]Codes change in {left} seconds: `harapan demo --logins` shows the next ones.[/dim]")
