"""Set quotas: the country gives each regency its number, a regency splits its own; what does not fit is refused."""

import re
from collections.abc import Mapping
from dataclasses import replace

from django.db import IntegrityError, transaction

from harapan.audit.actions import record
from harapan.intake.models import Quota
from harapan.intake.models.targeting import COHORT_FORM
from harapan.intake.targeting.queries import DISTRICT, REGENCY, VILLAGE, Room, room_in
from harapan.intake.targeting.turns import wait_for_turn
from harapan.lib.english import agree
from harapan.lib.identifiers import dotted
from harapan.lib.refusals import Refusal
from harapan.lib.rupiah import number
from harapan.staff.authority import is_inside
from harapan.staff.models import Staff

MOST = 10_000_000


class CannotSet(Refusal):
    """The quota does not fit, or is not this person's to set."""


def set_quota(cohort: str, area: str, families: int, *, document: str = "", by: Staff) -> Quota:
    """How many candidates one area may have in a cohort. The number it has already, said again, is nothing new."""
    return set_quotas(cohort, {area: families}, document=document, by=by)[0]


@transaction.atomic
def set_quotas(cohort: str, numbers: Mapping[str, int], *, document: str = "", by: Staff) -> list[Quota]:
    """The same for several areas of one level at once, all or none. Raises `CannotSet`.

    Numbers that shrink are written before those that grow, so that moving a quota from one area to the next fits.
    """
    _check_form(cohort, numbers, by)
    regencies = sorted({area[:REGENCY] for area in numbers})
    for regency in regencies:
        wait_for_turn(cohort, regency)
    rooms = {regency: room_in(cohort, regency) for regency in regencies}
    for regency, room in rooms.items():
        new = {area: families for area, families in numbers.items() if area[:REGENCY] == regency}
        _check_fit(replace(room, quotas={**room.quotas, **new}), new)
    quotas = [
        _set(rooms[area[:REGENCY]], area, families, document, by)
        for area, families in sorted(
            numbers.items(), key=lambda pair: pair[1] - rooms[pair[0][:REGENCY]].quotas.get(pair[0], 0)
        )
    ]
    return [quota for quota in quotas if quota]


def _set(room: Room, area: str, families: int, document: str, by: Staff) -> Quota:
    if room.quotas.get(area) == families:
        return Quota.objects.filter(cohort=room.cohort, area=area).latest("pk")
    try:
        with transaction.atomic():
            quota = Quota.objects.create(
                cohort=room.cohort, area=area, families=families, document=document[:160], by=by.pk
            )
    except IntegrityError as unfit:
        raise CannotSet(
            "kuota melebihi kuota wilayah di atasnya", "the quota exceeds that of the area above"
        ) from unfit
    record("quota.set", quota, by=by, cohort=room.cohort, area=area, families=families, before=room.quotas.get(area))
    return quota


def _check_form(cohort: str, numbers: Mapping[str, int], by: Staff) -> None:
    if not re.fullmatch(COHORT_FORM, cohort):
        raise CannotSet(
            "kohort ditulis tahun dan nomor perluasan, misalnya 2026-1",
            "a cohort is a year and the number of the extension, such as 2026-1",
        )
    for area, families in numbers.items():
        if len(area) not in (REGENCY, DISTRICT, VILLAGE):
            raise CannotSet(
                f"kuota diberikan kepada kabupaten/kota, kecamatan atau desa, bukan {dotted(area) or 'negara'}",
                f"quotas are for regencies, districts and villages, not for {dotted(area) or 'the country'}",
            )
        if not 0 <= families <= MOST:
            raise CannotSet("kuota adalah bilangan dari 0", "a quota is a whole number from 0 on")
        may = by.may_set_quotas if len(area) == REGENCY else by.may_split_quotas
        if not (by.active and may and is_inside(by, area[:REGENCY])):
            raise CannotSet(
                f"kuota {dotted(area)} bukan wewenang {by.position_words.id} wilayah ini",
                f"the quota of {dotted(area)} is not for this {by.position_words.en.lower()} to set",
            )


def _check_fit(room: Room, new: Mapping[str, int]) -> None:
    """The numbers as they would stand, against each other and against candidates there are already."""
    if room.quota is None:
        raise CannotSet(
            f"{dotted(room.regency)} belum mendapat kuota untuk kohort {room.cohort}",
            f"{dotted(room.regency)} has no quota for cohort {room.cohort} yet",
        )
    for area, families in new.items():
        if families < room.used.get(area, 0):
            raise CannotSet(
                f"{dotted(area)} sudah mempunyai {number(room.used[area])} calon: kuota tidak dapat kurang dari itu",
                agree(
                    f"{dotted(area)} has {number(room.used[area])} [candidate|candidates]: its quota cannot be less",
                    room.used[area],
                ),
            )
    for area in sorted({area[:DISTRICT] for area in new if len(area) > REGENCY} & room.quotas.keys()):
        _check_below(room, area)
    _check_below(room, room.regency)


def _check_below(room: Room, area: str) -> None:
    given, split = room.quotas[area], room.below(area)
    if split > given:
        raise CannotSet(
            f"bagian di bawah {dotted(area)} berjumlah {number(split)}, lebih {number(split - given)} dari kuotanya "
            f"{number(given)}",
            f"the areas below {dotted(area)} get {number(split)} together, {number(split - given)} more than its quota "
            f"of {number(given)}",
        )
