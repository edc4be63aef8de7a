"""Write down that people came together; a correction is another row that names the one before."""

from collections.abc import Sequence
from datetime import date

from django.db import IntegrityError, transaction
from django.utils import timezone

from harapan.audit.actions import record
from harapan.coordination.models import Gathering
from harapan.lib.identifiers import dotted
from harapan.lib.refusals import Refusal
from harapan.lib.rupiah import number
from harapan.staff.authority import is_inside
from harapan.staff.models import Staff

LEVELS = {
    0: Gathering.Level.NATIONAL,
    2: Gathering.Level.PROVINCE,
    4: Gathering.Level.REGENCY,
    6: Gathering.Level.DISTRICT,
    10: Gathering.Level.VILLAGE,
}
"""The level of a gathering, by the digits of the area it was for."""


class CannotHold(Refusal):
    """The gathering cannot be so, or is not this person's to record."""


@transaction.atomic
def record_gathering(
    area: str,
    *,
    kind: str = Gathering.Kind.OUTREACH,
    held_on: date,
    place: str,
    theme: str,
    host: str,
    opener: str = "",
    participants: Sequence[tuple[str, int]],
    districts: Sequence[str] = (),
    materials: str = "",
    follow_up: str = "",
    replaces: Gathering | None = None,
    by: Staff,
) -> Gathering:
    """Write down a gathering for an area, with its participants by institution. Raises `CannotHold`."""
    _check(area, held_on, participants, districts, replaces, by)
    try:
        with transaction.atomic():
            gathering = Gathering.objects.create(
                kind=kind,
                level=LEVELS[len(area)],
                area=area,
                districts=list(districts),
                held_on=held_on,
                place=place,
                theme=theme,
                host=host,
                opener=opener,
                participants=[[institution, people] for institution, people in participants],
                people=sum(people for _, people in participants),
                materials=materials,
                follow_up=follow_up,
                replaces=replaces,
                by=by.pk,
            )
    except IntegrityError as taken:
        raise CannotHold(
            "kegiatan ini sudah dikoreksi: koreksi yang terbaru", "this was corrected already: correct the newest"
        ) from taken
    verb = "gathering.corrected" if replaces else "gathering.recorded"
    record(verb, gathering, by=by, kind=kind, area=area, people=gathering.people)
    return gathering


def _check(
    area: str,
    held_on: date,
    participants: Sequence[tuple[str, int]],
    districts: Sequence[str],
    replaces: Gathering | None,
    by: Staff,
) -> None:
    if not (by.active and by.may_hold_outreach and is_inside(by, area)):
        raise CannotHold(
            f"kegiatan di {dotted(area) or 'tingkat nasional'} bukan untuk Anda catat",
            f"what is held in {dotted(area) or 'the country'} is not yours to record",
        )
    if len(area) not in LEVELS or any(not one.startswith(area[:4]) for one in districts):
        raise CannotHold("wilayah kegiatan tidak dikenal", "there is no such area")
    if held_on > timezone.localdate():
        raise CannotHold("kegiatan itu belum berlangsung", "it has not taken place yet")
    people = [number for _, number in participants]
    if sum(people) < 1 or any(count < 0 for count in people):
        raise CannotHold("tuliskan lembaga yang hadir dan berapa orang", "say which institutions came, and how many")
    if sum(people) > 1_000_000:
        raise CannotHold(f"{number(sum(people))} orang terlalu banyak", f"{number(sum(people))} people are too many")
    if replaces is not None and replaces.is_published:
        raise CannotHold("kegiatan terbitan tidak dikoreksi di sini", "what others published is not corrected here")
