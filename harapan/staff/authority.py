"""Who may decide about whom: below one's own position, inside one's own areas, and never about oneself."""

from harapan.audit.actions import Actor
from harapan.lib.refusals import Refusal
from harapan.staff.models import COUNTRYWIDE, Staff

Position = Staff.Position

FIELD = {
    Position.DATA_ADMINISTRATOR,
    Position.SUPERVISOR,
    Position.FACILITATOR,
    Position.VILLAGE_OPERATOR,
    Position.PROVIDER,
}
BELOW: dict[str, set[Position]] = {
    Position.NATIONAL: set(Position),
    Position.PROVINCE_COORDINATOR: FIELD | {Position.REGENCY_COORDINATOR},
    Position.REGENCY_COORDINATOR: FIELD,
}
"""Whose postings each manager decides about."""

LEVELS: dict[str, set[int]] = {
    Position.PROVINCE_COORDINATOR: {2},
    Position.REGENCY_COORDINATOR: {4},
    Position.DATA_ADMINISTRATOR: {2, 4},
    Position.SUPERVISOR: {2, 4},
    Position.FACILITATOR: {4, 6, 10},
    Position.DINSOS: {2, 4},
    Position.VILLAGE_OPERATOR: {10},
    Position.PROVIDER: {4, 6, 10},
    Position.LOCAL_VIEWER: {2, 4, 6, 10},
    **{Position(position): {0, 2, 4} for position in COUNTRYWIDE},
}
"""How long the code of a posting's area may be: the country 0, a province 2, regency 4, district 6, village 10."""


class NotYours(Refusal):
    """Somebody else decides about this person or this area."""


def check_authority(by: Actor, position: str, area: str) -> None:
    """Raises `NotYours` unless `by` may appoint people to this position in this area."""
    if not isinstance(by, Staff):  # whoever sits at the machine takes on the first member of staff
        return
    if position not in positions_below(by):
        raise NotYours(
            f"{by.position_words.id} tidak dapat mengangkat atau mengubah {Position(position).label}",
            f"the position “{by.position_words.en}” does not decide about the position {position}",
        )
    if not is_inside(by, area):
        raise NotYours(
            f"wilayah {area or 'nasional'} di luar wilayah tugas Anda",
            f"area {area or 'the country'} lies outside your own",
        )


def check_person(by: Actor, staff: Staff) -> None:
    """Raises `NotYours` unless `by` may decide about this person as they are posted now."""
    if isinstance(by, Staff) and by.pk == staff.pk:
        raise NotYours(
            "penugasan dan akses diri sendiri diurus oleh atasan",
            "your own posting and access are for somebody above you to change",
        )
    check_authority(by, staff.position, staff.area)


def may_decide_about(by: Staff, staff: Staff) -> bool:
    """Whether the page of this person offers `by` anything to do."""
    return by.pk != staff.pk and staff.position in positions_below(by) and is_inside(by, staff.area)


def positions_below(by: Staff) -> set[Position]:
    """The positions somebody may appoint to."""
    return BELOW.get(by.position, set()) if by.active else set()


def is_inside(by: Staff, area: str) -> bool:
    """Whether an area lies in one of somebody's own."""
    if by.works_for_the_country and not by.area:
        return True
    return any(own and area.startswith(own) for own in (by.area, *by.further_areas))
