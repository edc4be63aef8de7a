"""Errands about the quality of data: look through an area, look at one family again; and the nightly look."""

from collections.abc import Sequence
from datetime import date
from typing import Final

from django.utils import timezone

from harapan.audit.actions import Actor
from harapan.lib.english import agree
from harapan.lib.progress import Progress, silent
from harapan.lib.refusals import Refusal
from harapan.lib.rupiah import number
from harapan.operations.hands import Notes
from harapan.operations.models import Errand
from harapan.registry.models import Family, Inspection
from harapan.registry.quality.actions import inspect, look_again
from harapan.registry.quality.checks import CHECKS
from harapan.registry.quality.queries import registry_day
from harapan.staff.models import Staff
from harapan.ui.words import Words

P = Staff.Position
INSPECTORS: Final = {P.NATIONAL, P.PROVINCE_COORDINATOR, P.REGENCY_COORDINATOR, P.DATA_ADMINISTRATOR, P.DINSOS}
MENDERS: Final = {*INSPECTORS, P.SUPERVISOR, P.FACILITATOR, P.VILLAGE_OPERATOR}
VISITS: Final = "SELECT family, visited_on FROM intake_report"
"""Days on which somebody was at the family's door, from the room above the registry."""
TOUCHES: Final = (VISITS,)


class CannotInspect(Refusal):
    """The area is not theirs, or the family is not."""


def may_inspect(staff: Staff) -> bool:
    """Has a whole area looked through, for whose data they answer."""
    return staff.active and staff.position in INSPECTORS


def may_mend(staff: Staff) -> bool:
    """Has one family looked at again, after its data was put right."""
    return staff.active and staff.position in MENDERS


def inspect_area(notes: Notes, errand: Errand, staff: Staff) -> Words:
    """Every check over the area that was asked for; the whole country for those who work for it."""
    if not any(errand.area.startswith(area) for area in staff.areas):
        raise CannotInspect("wilayah ini bukan wilayah tugas Anda", "this area is not yours")
    with notes.phase("checks", total=len(CHECKS), unit="checks") as progress:
        done = inspect_now(errand.area, by=staff, progress=progress)
    return Words(
        f"{number(done.families)} keluarga diperiksa: {number(done.found)} temuan baru, {number(done.gone)} beres",
        agree(
            f"{number(done.families)} families looked at: {number(done.found)} new [finding|findings], "
            f"{number(done.gone)} put right",
            done.found,
        ),
    )


def look_at_family(notes: Notes, errand: Errand, staff: Staff) -> Words:  # noqa: ARG001 - the shape of every errand
    """One family again; its entries go where the data is right."""
    family = Family.objects.visible_to(staff).filter(pk=errand.details["family"]).first()
    if family is None:
        raise CannotInspect("keluarga ini bukan di wilayah tugas Anda", "this family is not in your area")
    found, gone = looked_at_again([family.pk])
    return Words(
        f"keluarga {family.pk} diperiksa lagi: {found} temuan baru, {gone} beres",
        f"family {family.pk} looked at again: {found} new, {gone} put right",
    )


def inspect_now(area: str = "", *, by: Actor, progress: Progress = silent) -> Inspection:
    """Every check over an area, as the registry stands."""
    return inspect(day=_day(), area=area, by=by, touches=TOUCHES, progress=progress)


def looked_at_again(families: Sequence[int]) -> tuple[int, int]:
    """For errands that change families: their entries come and go at once, not only at night. Found, gone."""
    return look_again(families, day=_day(), touches=TOUCHES)


def _day() -> date:
    return registry_day(timezone.localdate())
