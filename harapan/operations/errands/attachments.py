"""Errands about schools and health units: open and close them, move a member, look into claims, do what was decided."""

from datetime import date
from typing import Any

from django.utils import timezone

from harapan.commitments.attachments import (
    CannotAttach,
    close_with_its_people,
    follow_registry,
    look_into,
    move,
    settle,
)
from harapan.commitments.models import Claim
from harapan.lib.english import agree
from harapan.lib.refusals import Refusal
from harapan.lib.rupiah import number
from harapan.operations.hands import Notes
from harapan.operations.models import Errand
from harapan.places.actions import Told, keep_facility, reopen_facility
from harapan.places.models import Facility
from harapan.registry.models import Family, Member
from harapan.staff.authority import is_inside
from harapan.staff.models import Staff
from harapan.ui.words import Words


class NotHere(Refusal):
    """The facility lies outside the area of whoever asks."""


def may_keep(staff: Staff) -> bool:
    """Opens, closes and corrects facilities, and decides about claims."""
    return staff.active and staff.may_keep_facilities


def may_place(staff: Staff) -> bool:
    """Says which facility serves a member."""
    return staff.active and staff.may_place_members


def may_tell(staff: Staff) -> bool:
    """Says that somebody is with a facility: who works there, too."""
    return may_place(staff) or (staff.active and staff.position == Staff.Position.PROVIDER)


def keep(notes: Notes, errand: Errand, staff: Staff) -> Words:
    """Open a facility, or correct what is said of it."""
    told = dict(errand.details["told"])
    on = date.fromisoformat(str(told.pop("on")))
    _mine(str(told["village"]), staff)
    if (standing := Facility.objects.filter(code=told["code"]).first()) is not None:
        _mine(standing.village, staff)
    with notes.phase("facility", unit=""):
        kept = keep_facility(Told(**told), on=on, by=staff)
    return Words(f"{kept.name} tersimpan", f"{kept.name} is saved")


def close(notes: Notes, errand: Errand, staff: Staff) -> Words:
    """Close a facility; who is attached to it is on no list from that day on."""
    place, told = _facility(errand, staff), errand.details["told"]
    on, because = date.fromisoformat(str(told["on"])), str(told["because"])
    with notes.phase("facility", unit=""):
        left = close_with_its_people(place, on=on, because=because, by=staff)
    return Words(
        f"{place.name} tutup; {number(left)} orang perlu tempat baru",
        agree(f"{place.name} is closed; {number(left)} [person needs|people need] another", left),
    )


def reopen(notes: Notes, errand: Errand, staff: Staff) -> Words:
    """It did not close after all. Who has left meanwhile does not come back by itself."""
    place = _facility(errand, staff)
    with notes.phase("facility", unit=""):
        reopen_facility(place, by=staff)
    return Words(f"{place.name} buka lagi", f"{place.name} is open again")


def move_member(notes: Notes, errand: Errand, staff: Staff) -> Words:
    """One member begins at a facility, or goes to another. What stays with the errand names nobody."""
    told: dict[str, Any] = dict(errand.details)
    member = Member.objects.visible_to(staff).filter(pk=told["member"]).first()
    if member is None:
        raise CannotAttach("anggota ini bukan dampingan Anda", "this member is not yours")
    with notes.phase("facility", unit=""):
        moved = move(
            member,
            str(told["facility"]),
            since=date.fromisoformat(str(told["since"])),
            grade=told["grade"],
            class_name=str(told["class_name"]),
            because=str(told["because"]),
            by=staff,
        )
    place = Facility.objects.get(code=moved.facility)
    return Words(
        f"anggota {member.pk} tercatat di {place.name} sejak {moved.since:%d-%m-%Y}",
        f"member {member.pk} is attached to {place.name} since {moved.since}",
    )


def look(notes: Notes, errand: Errand, staff: Staff) -> Words:
    """Find whom a claim is about. The answer is the same whether the programme knows them or not."""
    claim = Claim.objects.get(pk=errand.details["claim"], by=staff.pk)
    with notes.phase("facility", unit=""):
        look_into(claim)
    return Words("klaim diteruskan untuk diputuskan", "the claim goes to those who decide")


def carry_out(notes: Notes, errand: Errand, staff: Staff) -> Words:
    """Do what was decided about a claim."""
    claim = Claim.objects.get(pk=errand.details["claim"], ruling__by=staff.pk)
    with notes.phase("facility", unit=""):
        settle(claim, now=timezone.now(), by=staff)
    return Words("keputusan dijalankan", "the decision is carried out")


def follow(families: list[int], *, by: Staff) -> int:
    """After a change of some families: the lists that follow from it."""
    known = list(Family.objects.filter(pk__in=families).values_list("pk", flat=True))
    return follow_registry(today=timezone.localdate(), families=known, by=by)


def _facility(errand: Errand, staff: Staff) -> Facility:
    place = Facility.objects.get(code=errand.details["told"]["code"])
    _mine(place.village, staff)
    return place


def _mine(village: str, staff: Staff) -> None:
    if not is_inside(staff, village):
        raise NotHere("sekolah/faskes ini di luar wilayah Anda", "this facility lies outside your area")
