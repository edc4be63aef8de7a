"""`harapan user`: the people who run the programme."""

from datetime import date, datetime
from typing import Annotated, Any

import pyotp
import typer
from django.db.models import Q
from django.utils import timezone

from harapan.cli.asked import area_asked, facility_asked, position_asked
from harapan.cli.screen import AsJson, say, show_json, some, table
from harapan.cli.session import Installer, database
from harapan.lib.identifiers import dotted, undotted
from harapan.lib.refusals import Refusal
from harapan.lib.rupiah import number
from harapan.places.load import load_places_if_none
from harapan.staff import actions
from harapan.staff.codes import has_codes
from harapan.staff.models import Posting, Staff

app = typer.Typer(help="The people who run the programme.", no_args_is_help=True)

Who = Annotated[str, typer.Argument(help="The user name.")]
Position = Annotated[str, typer.Option("--position", help=", ".join(Staff.Position.values))]
Area = Annotated[str, typer.Option("--area", help="Code of the posting's area; empty is the country.")]
Facility = Annotated[str, typer.Option("--facility", help="NPSN of a school or code of a health unit; providers only.")]
Document = Annotated[str, typer.Option("--document", help="The letter that says so.")]


class CannotRead(Refusal):
    """Something that was typed is no date, or nobody's name."""


@app.command()
def create(
    username: Annotated[str, typer.Argument(help="The name to sign in and to act by.")],
    name: Annotated[str, typer.Option("--name", help="The person's name.")],
    position: Position,
    area: Area = "",
    facility: Facility = "",
    os_user: Annotated[str | None, typer.Option("--os-user", help="The operating-system user this person is.")] = None,
    from_on: Annotated[str, typer.Option("--from", help="First day at work, as 2026-01-31; today if not said.")] = "",
    document: Document = "",
) -> None:
    """Take somebody on, with a one-time password. Whoever needs one-time codes gets their secret too, shown once."""
    _database_with_places(area)
    secret = pyotp.random_base32() if Staff(position=position).needs_codes else ""
    newcomer = actions.take_on(
        username,
        name,
        position,
        area=undotted(area),
        facility=facility_asked(facility, position),
        from_on=_day(from_on),
        document=document,
        os_user=os_user,
        secret=secret,
        by=Installer(),
    )
    say(f"{newcomer.staff} can act as {newcomer.staff.username!r}")
    _tell_password(newcomer.password)
    if secret:
        say(f"secret for one-time codes, shown only now: {secret}")


@app.command("list")
def list_(
    position: Annotated[str, typer.Option("--position")] = "",
    area: Annotated[str, typer.Option("--area", help="Posted to this area or inside it.")] = "",
    everyone: Annotated[bool, typer.Option("--everyone", help="Also those who left.")] = False,
    limit: Annotated[int, typer.Option("--limit", min=1, help="How many at most.")] = 100,
    as_json: AsJson = False,
) -> None:
    """Who works here."""
    database()
    wanted = Q() if everyone else Q(active=True)
    if position_asked(position):
        wanted &= Q(position=position)
    if code := area_asked(area):
        wanted &= Q(area__startswith=code)
    people = Staff.objects.filter(wanted)
    rows = [
        (
            one.username,
            one.name,
            one.position,
            (one.area if as_json else dotted(one.area)) or "-",
            one.facility or "-",
            "yes" if one.active else "left",
        )
        for one in people.order_by("username")[:limit]
    ]
    columns = ("username", "name", "position", "area", "facility", "works here")
    left_out = max(0, people.count() - len(rows))
    if as_json:
        show_json([dict(zip(columns, row, strict=True)) for row in rows])
        return
    table("Staff", columns, rows)
    if left_out:
        say(f"and {number(left_out)} more: narrow with --position or --area, or raise --limit")


@app.command()
def show(username: Who, as_json: AsJson = False) -> None:
    """One person: posting, history, access."""
    database()
    staff = _person(username)
    postings = [_told(posting) for posting in staff.postings.order_by("from_on", "pk")]
    facts: dict[str, Any] = {
        "username": staff.username,
        "name": staff.name,
        "position": staff.position,
        "area": staff.area or "-",
        "further_areas": staff.further_areas,
        "facility": staff.facility or "-",
        "works_here": staff.active,
        "os_user": staff.os_user or "-",
        "last_sign_in": staff.last_login,
        "one_time_codes": has_codes(staff),
        "one_time_password_until": staff.password_until,
    }
    if as_json:
        show_json({**facts, "postings": postings})
        return
    table(staff.name, ("", ""), [(key.replace("_", " "), _in_words(key, value)) for key, value in facts.items()])
    if postings:
        cells = [[_in_words(key, value) for key, value in posting.items()] for posting in postings]
        table("Postings", tuple(postings[0]), cells)


@app.command()
def post(
    username: Who,
    position: Position,
    area: Area = "",
    facility: Facility = "",
    from_on: Annotated[str, typer.Option("--from", help="First day, as 2026-01-31; today if not said.")] = "",
    document: Document = "",
) -> None:
    """Change somebody's posting from a day on."""
    _database_with_places(area)
    staff = _person(username)
    posting = actions.post(
        staff,
        position,
        undotted(area),
        facility=facility_asked(facility, position),
        from_on=_day(from_on),
        document=document,
        by=Installer(),
    )
    say(f"{staff.name}: {posting.position} in {dotted(posting.area) or 'the country'} from {posting.from_on}")


@app.command("let-go")
def let_go(
    username: Who,
    on: Annotated[str, typer.Option("--on", help="First day without them, as 2026-01-31; today if not said.")] = "",
    document: Document = "",
) -> None:
    """End somebody's work here; their sessions end with it."""
    database()
    staff = actions.let_go(_person(username), on=_day(on), document=document, by=Installer())
    say(f"{staff.name} no longer works here{f' from {on} on' if staff.active else ''}")


@app.command("reset-password")
def reset_password(username: Who) -> None:
    """Give a one-time password in place of a forgotten one; ends every session."""
    database()
    _tell_password(actions.reset_password(_person(username), by=Installer()))


@app.command("renew-secret")
def renew_secret(username: Who) -> None:
    """Give a new secret for one-time codes in place of a lost phone; ends every session."""
    database()
    secret = actions.renew_one_time_secret(_person(username), by=Installer(), at_screen=True)
    say(f"secret for one-time codes, shown only now: {secret}")


@app.command("seal-codes")
def seal_codes() -> None:
    """Seal all secrets of one-time codes under the first key of HARAPAN_MFA_KEY; for a new key, nobody notices."""
    database()
    sealed = actions.seal_codes_anew(by=Installer())
    say(f"{some(sealed, 'secret', 'secrets')} sealed under the newest key")


def _tell_password(password: str) -> None:
    say(f"one-time password, shown only now, good for three days: {password}")


def _person(username: str) -> Staff:
    staff = Staff.objects.filter(username=username).first()
    if staff is None:
        raise CannotRead(f"tidak ada petugas bernama {username!r}", f"nobody here is called {username!r}")
    return staff


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else timezone.localdate()
    except ValueError as trouble:
        raise CannotRead(
            f"{text!r} bukan tanggal: tulis 2026-01-31", f"{text!r} is no date: write 2026-01-31"
        ) from trouble


def _told(posting: Posting) -> dict[str, Any]:
    return {
        "from": posting.from_on,
        "until": posting.until or "-",
        "position": posting.position,
        "area": posting.area or "-",
        "kind": "withdrawn" if posting.withdrawn else "acting" if posting.acting else "main",
        "document": posting.document or "-",
    }


def _in_words(key: str, value: Any) -> str:
    """One fact as people read it: no brackets, no True, an hour of here."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return f"{timezone.localtime(value):%Y-%m-%d %H:%M}"
    if isinstance(value, list):
        return ", ".join(map(dotted, value)) or "-"
    return (dotted(str(value)) if key == "area" else str(value)) if value else "-"


def _database_with_places(area: str) -> None:
    """An area can only be checked where areas are known."""
    database()
    if area:
        load_places_if_none()
