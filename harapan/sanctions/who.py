"""Whose position lets them say what about a case; the policies in the database say the same."""

from typing import Final

from harapan.staff.models import Staff

P = Staff.Position
DECIDERS: Final = {P.NATIONAL, P.PROVINCE_COORDINATOR, P.REGENCY_COORDINATOR}
NOTIFIERS: Final = {*DECIDERS, P.DINSOS}
HEARERS: Final = {*NOTIFIERS, P.FACILITATOR}
OBJECTORS: Final = {*HEARERS, P.VILLAGE_OPERATOR}
LOOKERS: Final = {*NOTIFIERS, P.DATA_ADMINISTRATOR, P.SUPERVISOR}


def may_decide(staff: Staff) -> bool:
    """Coordinators, and the national directorate."""
    return staff.active and staff.position in DECIDERS


def may_hear(staff: Staff) -> bool:
    """Writes the minutes of a hearing."""
    return staff.active and staff.position in HEARERS


def may_object_for(staff: Staff) -> bool:
    """Takes an objection down for a family."""
    return staff.active and staff.position in OBJECTORS


def may_notify(staff: Staff) -> bool:
    """Sends families their notices, and proposes waivers."""
    return staff.active and staff.position in NOTIFIERS


def may_look_ahead(staff: Staff) -> bool:
    """Has the early warnings of an area made anew."""
    return staff.active and staff.position in LOOKERS
