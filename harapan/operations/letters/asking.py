"""Who may ask for which letter, about which area; the desk, the command line and the worker all ask here."""

import re
from dataclasses import dataclass

from harapan.letters import actions
from harapan.letters.models import AREA_FORM, Letter
from harapan.lib.refusals import Refusal
from harapan.registry.models import Group
from harapan.staff.models import Staff

Kind = Letter.Kind
WRITES_NOTHING = {Staff.Position.AUDITOR, Staff.Position.PROVIDER, Staff.Position.BANK_OFFICER}
BY_DESKS = {Kind.CONFIRMATION, Kind.ACCOUNTS, Kind.DELIBERATION, Kind.NOTICES, Kind.MONTHLY, Kind.CLAIM}
"""Letters that a desk has made along with what they tell; nobody asks for them alone."""
WIDEST_SLIPS = 4
"""Digits: slips are for a regency or less, so that nobody waits for a country's."""


class NotYours(Refusal):
    """This letter is not for this person to ask for."""


@dataclass(frozen=True)
class Wish:
    """A letter somebody would like: its kind, stage or year, area, and for slips one group."""

    kind: str
    period: str
    area: str = ""
    group: int | None = None


def kinds_for(staff: Staff) -> list[str]:
    """The kinds of letter somebody may ask for at all."""
    if not staff.active or staff.position in WRITES_NOTHING:
        return []
    kinds: list[str] = [Kind.RECAP]
    if staff.may_move_money or staff.may_run_cycles:
        kinds.insert(0, Kind.MINUTES)
    if staff.may_run_cycles:
        kinds.append(Kind.DECREE)
    if staff.may_see_families:
        kinds.append(Kind.SLIPS)
    return kinds


def ask(wish: Wish, *, queued: bool = True, by: Staff) -> Letter:
    """Put a letter on the list of the worker; with `queued=False` whoever asks makes it themselves.

    Raises `NotYours`, or `CannotAsk` while it is being made.
    """
    wish = _whole(wish, by)
    check(wish, by)
    is_facilitator = by.position == Staff.Position.FACILITATOR
    return actions.ask_for(
        wish.kind,
        wish.period,
        area=wish.area,
        facilitator=by.pk if wish.kind == Kind.SLIPS and is_facilitator else None,
        subject={"group": wish.group} if wish.group else {},
        audience=Letter.Audience.STAFF if wish.kind == Kind.MINUTES else Letter.Audience.AREA,
        personal=wish.kind in (Kind.DECREE, Kind.SLIPS),
        queued=queued,
        by=by,
    )


def check(wish: Wish, staff: Staff) -> None:
    """Whether this is for this person to ask. The worker asks again, whatever a page has let through."""
    if wish.kind not in kinds_for(staff):
        raise NotYours(
            f"{staff.position_words.id} tidak berwenang meminta surat ini",
            f"the position “{staff.position_words.en}” may not ask for this letter",
        )
    if not re.fullmatch(r"\d{4}(-\d{1,2}(-[a-z]+)?)?", wish.period) or (
        wish.kind != Kind.RECAP and "-" not in wish.period
    ):
        raise NotYours(f"{wish.period!r} bukan tahap, misalnya 2022-1", f"{wish.period!r} is no stage such as 2022-1")
    if not re.fullmatch(AREA_FORM, wish.area):
        raise NotYours(f"{wish.area!r} bukan kode wilayah", f"{wish.area!r} is no code of an area")
    if wish.kind != Kind.MINUTES and not _covers(wish, staff):
        raise NotYours("wilayah itu di luar tugas Anda", "that area is not one of yours")
    if wish.kind == Kind.SLIPS and len(wish.area) < WIDEST_SLIPS and staff.position != Staff.Position.FACILITATOR:
        raise NotYours(
            "pilih satu kabupaten/kota, kecamatan, desa atau kelompok untuk slip",
            "choose one regency, district, village or group for slips",
        )


def _whole(wish: Wish, staff: Staff) -> Wish:
    """Minutes are about the country's books; a group lies in its village; without an area it is one's own."""
    if wish.kind == Kind.MINUTES:
        return Wish(wish.kind, wish.period)
    if wish.group:
        group = Group.objects.filter(pk=wish.group).first()
        if group is None:
            raise NotYours(f"tidak ada kelompok {wish.group}", f"there is no group {wish.group}")
        return Wish(wish.kind, wish.period, group.village, wish.group)
    return wish if wish.area else Wish(wish.kind, wish.period, staff.area)


def _covers(wish: Wish, staff: Staff) -> bool:
    """Facilitators ask for their own families, wherever those live; readers of sums, for their area."""
    if staff.position == Staff.Position.FACILITATOR:
        return wish.kind == Kind.SLIPS or (bool(staff.area) and wish.area.startswith(staff.area))
    own = staff.areas if staff.may_see_families else [staff.area, *staff.further_areas]
    if not staff.may_see_families and not staff.works_for_the_country:
        own = [area for area in own if area]
    return any(wish.area.startswith(area) for area in own)
