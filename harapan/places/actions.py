"""Schools and health units: opened, corrected, closed from a day on; never removed."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import Q

from harapan.audit.actions import Actor, record
from harapan.lib.refusals import Refusal
from harapan.places.models import Facility
from harapan.places.queries import areas_on


class CannotKeep(Refusal):
    """The facility cannot be so."""


@dataclass(frozen=True)
class Told:
    """What is said of a facility: all that can be said anew."""

    code: str
    kind: str
    name: str
    village: str
    level: str = ""
    register: str = ""
    latitude: float | None = None
    longitude: float | None = None


CORRECTED = ("kind", "name", "village", "level", "register", "latitude", "longitude")


@transaction.atomic
def keep_facility(told: Told, *, on: date, by: Actor) -> Facility:
    """Open a facility from a day on, or correct one that is known by its code. The same words again change nothing."""
    _check(told, on)
    standing = Facility.objects.select_for_update().filter(code=told.code).first()
    if standing is None:
        opened = Facility.objects.create(**vars(told), valid_from=on)
        record("facility.opened", opened, by=by, facility=told.code, village=told.village)
        return opened
    changed = [name for name in CORRECTED if getattr(standing, name) != getattr(told, name)]
    if changed:
        for name in changed:
            setattr(standing, name, getattr(told, name))
        standing.save(update_fields=changed)
        record("facility.corrected", standing, by=by, facility=told.code, fields=changed)
    return standing


@transaction.atomic
def close_facility(facility: Facility, *, on: date, by: Actor) -> Facility:
    """Nobody is served there from a day on. Closing it again on the same day changes nothing."""
    facility = Facility.objects.select_for_update().get(pk=facility.pk)
    if facility.valid_to == on:
        return facility
    if facility.valid_to is not None:
        raise CannotKeep(
            f"{facility.name} sudah tutup sejak {facility.valid_to:%d-%m-%Y}",
            f"{facility.name} has been closed since {facility.valid_to}",
        )
    if facility.valid_from is not None and on <= facility.valid_from:
        raise CannotKeep("tidak dapat tutup sebelum buka", "it cannot close before it opened")
    facility.valid_to = on
    facility.save(update_fields=["valid_to"])
    record("facility.closed", facility, by=by, facility=facility.code, on=on.isoformat())
    return facility


@transaction.atomic
def reopen_facility(facility: Facility, *, by: Actor) -> Facility:
    """It did not close after all. An open one stays open."""
    facility = Facility.objects.select_for_update().get(pk=facility.pk)
    if facility.valid_to is not None:
        facility.valid_to = None
        facility.save(update_fields=["valid_to"])
        record("facility.reopened", facility, by=by, facility=facility.code)
    return facility


def open_on(day: date) -> Q:
    """Of facilities: those that are open on a day."""
    return Q(Q(valid_from=None) | Q(valid_from__lte=day), Q(valid_to=None) | Q(valid_to__gt=day))


def _check(told: Told, on: date) -> None:
    if told.kind == Facility.Kind.SCHOOL and not (told.code.isascii() and told.code.isdigit() and len(told.code) == 8):
        raise CannotKeep("NPSN sekolah terdiri dari 8 angka", "a school's NPSN has 8 digits")
    if not told.name.strip():
        raise CannotKeep("tuliskan namanya", "give its name")
    if (told.kind == Facility.Kind.SCHOOL) != bool(told.level):
        raise CannotKeep(
            "jenjang hanya untuk sekolah, dan setiap sekolah berjenjang", "a school has a level, and only a school"
        )
    if told.register and told.kind != Facility.Kind.SCHOOL:
        raise CannotKeep("hanya sekolah tercatat di Dapodik, EMIS, atau PKBM", "only schools are in such a register")
    if not areas_on(on).filter(code=told.village, level="village").exists():
        raise CannotKeep(f"tidak ada desa berkode {told.village!r}", f"no village has the code {told.village!r}")
