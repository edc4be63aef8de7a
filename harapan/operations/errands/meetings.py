"""Errands of family sessions and home visits: the ledger hears who came; sums received lie beside sums credited."""

import secrets
from datetime import date

from django.utils import timezone

from harapan.commitments.reporting import Seen, report
from harapan.lib.dates import month_of
from harapan.lib.english import agree
from harapan.lib.refusals import Refusal
from harapan.lib.rupiah import number
from harapan.meetings.actions import draw_visits, mark_written, outcomes_of_month, write_finding
from harapan.meetings.models import HomeVisit, Meeting
from harapan.meetings.summing import sum_after, sum_month
from harapan.operations.hands import Notes
from harapan.operations.models import Errand
from harapan.payments.trail import money_of
from harapan.staff.models import Staff
from harapan.ui.words import Words

DUTY = "family_session"
ARRIVED = {"credited", "dormant", "given_back"}
"""Where money stands that once reached the family's account."""


class NotTheirs(Refusal):
    """What was asked for lies outside of whoever asked."""


def write_meeting(notes: Notes, errand: Errand, staff: Staff) -> Words:
    """Enter a closed or corrected session into the ledger of commitments, and sum its month anew."""
    meeting = Meeting.objects.get(pk=int(errand.subject.rpartition(":")[2]))
    if meeting.by != staff.pk:
        raise NotTheirs("pertemuan ini dicatat orang lain", "somebody else recorded this meeting")
    first = revised = 0
    months = {month_of(meeting.held_on)} | ({month_of(meeting.corrects.held_on)} if meeting.corrects else set())
    with notes.phase("ledger", total=meeting.families):
        for month in sorted(months):
            because, evidence = meeting.correction or "P2K2", f"meeting:{meeting.pk}"
            told = report(_seen(meeting.group, month), because=because, evidence=evidence, by=staff)
            first, revised = first + told.first, revised + told.revised
        mark_written([meeting.pk], by=staff)
    with notes.phase("sums"):
        for month in sorted(months):
            sum_after(meeting.village, month)
    return Words(
        f"Kehadiran dicatat: {number(first)} baru, {number(revised)} diperbaiki.",
        f"Attendance is entered: {number(first)} new, {number(revised)} corrected.",
    )


def _seen(group: int, month: date) -> list[Seen]:
    """One session was due for each; where no meeting stands any more, nothing was reported."""
    return [
        Seen(
            month,
            one.member,
            DUTY,
            one.family,
            one.village,
            unexcused=int(one.came == "absent"),
            excused=int(one.came == "excused"),
            reported=one.came is not None,
        )
        for one in outcomes_of_month(group, month)
    ]


def compare_visit(notes: Notes, errand: Errand, staff: Staff) -> Words:
    """Lay what was credited in a stage beside what the family says it received."""
    visit = HomeVisit.objects.get(pk=int(errand.subject.rpartition(":")[2]))
    if visit.by != staff.pk:
        raise NotTheirs("kunjungan ini dicatat orang lain", "somebody else recorded this visit")
    with notes.phase("compare visit", total=1):
        finding = write_finding(visit, credited(visit, staff), by=staff)
    if finding.flags:
        return Words("Ada yang menonjol pada kunjungan ini.", "Something stands out in this visit.")
    return Words("Kunjungan dicatat.", "The visit is written down.")


def credited(visit: HomeVisit, staff: Staff) -> int | None:
    """What reached the family's account in the stage the visit names, in rupiah; None where no stage was named."""
    if not visit.cycle:
        return None
    money = money_of(visit.family, [visit.cycle], staff)
    return sum(payment.rupiah for payment in money.payments if money.standing(payment) in ARRIVED)


def draw(notes: Notes, errand: Errand, staff: Staff) -> Words:
    """Draw visits of a month to be called back; the seed is made here, after the visits are in."""
    month = date.fromisoformat(str(errand.details["month"]))
    with notes.phase("draw"):
        drawn = draw_visits(errand.area, month, secrets.token_hex(16), today=timezone.localdate(), by=staff)
    return Words(
        f"{number(drawn.drawn)} dari {number(drawn.visits)} kunjungan terpilih untuk dihubungi ulang.",
        agree(
            f"{number(drawn.drawn)} of {number(drawn.visits)} [visit was|visits were] drawn to be called back.",
            drawn.visits,
        ),
    )


def sum_area(notes: Notes, errand: Errand, staff: Staff) -> Words:  # noqa: ARG001 - the shape of every errand
    """Sum a month anew, also where nobody has met."""
    month = date.fromisoformat(str(errand.details["month"]))
    with notes.phase("sums"):
        villages = sum_month(month, errand.area)
    return Words(
        f"{number(villages)} desa dijumlahkan.",
        agree(f"{number(villages)} [village was|villages were] summed.", villages),
    )
