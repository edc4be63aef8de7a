"""Who says what about a claim of overpayment, and what an agreement on instalments comes to by a day."""

from dataclasses import dataclass
from datetime import date

from harapan.registry.models import Overpayment, OverpaymentWord
from harapan.staff.models import Staff

P, What, State = Staff.Position, OverpaymentWord.What, Overpayment.State
AGREERS = {P.NATIONAL, P.PROVINCE_COORDINATOR, P.REGENCY_COORDINATOR, P.DINSOS}
RECEIVERS = {P.NATIONAL, P.FINANCE, P.TREASURY}
WRITERS_OFF = {P.NATIONAL, P.FINANCE}


def words_open_to(staff: Staff, claim: Overpayment) -> set[str]:
    """What this person can say about a claim as it stands; the database asks again."""
    if not staff.active:
        return set()
    words: set[str] = set()
    if staff.position in AGREERS and claim.state == State.OPEN:
        words |= {What.AGREED, What.PROPOSED}
    if staff.position in RECEIVERS and claim.state in (State.OPEN, State.PROPOSED):
        words.add(What.RECEIVED)
    if staff.position in RECEIVERS and claim.received and claim.state != State.WITHDRAWN:
        words.add(What.CORRECTED)
    if claim.state == State.PROPOSED and claim.proposed_by == staff.pk:
        words.add(What.TAKEN_BACK)
    elif claim.state == State.PROPOSED and staff.position in WRITERS_OFF:
        words |= {What.WRITTEN_OFF, What.REFUSED}
    return words


def may_speak(staff: Staff) -> bool:
    """Whether this person says anything about claims at all."""
    return staff.active and staff.position in {*AGREERS, *RECEIVERS, *WRITERS_OFF}


def may_write_to_families(staff: Staff) -> bool:
    """Has the letter to the family made: who agrees with it, and its facilitator."""
    return staff.active and staff.position in {*AGREERS, P.FACILITATOR}


@dataclass(frozen=True)
class Plan:
    """Instalments as they were last agreed: so many rupiah a month, from a day on."""

    amount: int
    first_on: date
    because: str

    def due_by(self, day: date, claimed: int) -> int:
        """Rupiah that should have come by the end of a day; never more than is claimed."""
        months = (day.year - self.first_on.year) * 12 + day.month - self.first_on.month
        due = months + (1 if day.day >= self.first_on.day else 0)
        return min(max(due, 0) * self.amount, claimed)


def plan_of(claim: Overpayment) -> Plan | None:
    """What was last agreed, if anything was."""
    last = claim.words.filter(what=What.AGREED).order_by("-pk").first()
    return Plan(last.amount, last.on, last.because) if last and last.on else None
