"""Who says what about a claim of overpayment, what its receipts come to, and what should have come by a day."""

from dataclasses import dataclass
from datetime import date

from django.db.models import F, QuerySet

from harapan.registry.models import Overpayment, OverpaymentWord
from harapan.staff.models import Staff
from harapan.staff.scope import Scoped

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
    if staff.position in RECEIVERS and claim.received and claim.state in (State.OPEN, State.SETTLED):
        words.add(What.CORRECTED)
    if claim.state == State.PROPOSED and claim.proposed_by == staff.pk:
        words.add(What.TAKEN_BACK)
    elif claim.state == State.PROPOSED and staff.position in WRITERS_OFF:
        words |= {What.WRITTEN_OFF, What.REFUSED}
    return words


def may_note_receipts(staff: Staff) -> bool:
    """Notes what came back, and corrects it."""
    return staff.active and staff.position in RECEIVERS


def may_speak(staff: Staff) -> bool:
    """Whether this person says anything about claims at all."""
    return staff.active and staff.position in {*AGREERS, *RECEIVERS, *WRITERS_OFF}


def may_write_to_families(staff: Staff) -> bool:
    """Has the letter to the family made: who agrees with it, and its facilitator."""
    return staff.active and staff.position in {*AGREERS, P.FACILITATOR}


def receipts_of(claim: Overpayment) -> dict[str, int]:
    """What each receipt noted on a claim comes to, less what was corrected since; in the order they were noted."""
    return {document: amount for (_, document), amount in _receipts(claim.words.all()).items()}


def has_beside(claim: Overpayment) -> bool:
    """Whether the family has other claims, which the same deposit may pay."""
    return Overpayment.objects.filter(family=claim.family).exclude(pk=claim.pk).exists()


def too_much_back(claims: Scoped[Overpayment]) -> Scoped[Overpayment]:
    """Those on which the family had paid what the bank then gave back as well: somebody returns it to the family."""
    return claims.filter(received__gt=0, amount__lt=F("received") + F("given_back"))


def paid_beside(claim: Overpayment, document: str) -> Overpayment | None:
    """Another claim of the same family that a receipt has paid, if there is one."""
    others = OverpaymentWord.objects.filter(overpayment__family=claim.family).exclude(overpayment=claim)
    paid = [pk for pk, noted in _receipts(others) if _plain(noted) == _plain(document)]
    return Overpayment.objects.get(pk=paid[0]) if paid else None


def _receipts(words: QuerySet[OverpaymentWord]) -> dict[tuple[int, str], int]:
    """By claim and receipt, however it is typed: as it was noted first, with what is left of it."""
    named: dict[tuple[int, str], str] = {}
    sums: dict[tuple[int, str], int] = {}
    noted = words.filter(what__in=[What.RECEIVED, What.CORRECTED]).order_by("pk")
    for pk, what, document, amount in noted.values_list("overpayment", "what", "document", "amount"):
        key = pk, _plain(document)
        named.setdefault(key, document)
        sums[key] = sums.get(key, 0) + (amount if what == What.RECEIVED else -amount)
    return {(pk, named[pk, plain]): amount for (pk, plain), amount in sums.items() if amount > 0}


def _plain(document: str) -> str:
    """As the database compares receipts."""
    return document.replace(" ", "").upper()


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
