"""The pages of this desk, as far as somebody has business with each."""

from django.urls import reverse

from harapan.meetings.models.visits import may_oversee
from harapan.meetings.queries import holds_sessions
from harapan.staff.models import Staff
from harapan.ui.words import Words

DESK = Words("P2K2 dan kunjungan", "Family sessions and visits")
HOME = ("/p2k2/", DESK)

Position = Staff.Position
VISIT_READERS = {
    Position.NATIONAL,
    Position.PROVINCE_COORDINATOR,
    Position.REGENCY_COORDINATOR,
    Position.SUPERVISOR,
    Position.FACILITATOR,
    Position.DINSOS,
    Position.CONTACT_CENTRE,
    Position.AUDITOR,
}


def may_see_visits(staff: Staff) -> bool:
    """Reads what facilitators saw in homes."""
    return staff.active and staff.position in VISIT_READERS


def tabs_for(staff: Staff, here: str) -> list[tuple[str, Words, bool]]:
    """Address, words, and whether it is the page that is open."""
    offered = [
        ("index", Words("Kelompok", "Groups"), staff.may_see_families),
        ("coverage", Words("Cakupan", "Coverage"), True),
        ("visits", Words("Kunjungan rumah", "Home visits"), may_see_visits(staff)),
        ("calls", Words("Uji petik", "Calls back"), may_oversee(staff)),
        ("report", Words("Laporan bulanan", "Monthly report"), holds_sessions(staff)),
    ]
    return [(reverse(f"meetings:{name}"), words, name == here) for name, words, shown in offered if shown]
