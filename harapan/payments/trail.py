"""What became of a family's money, step by step, in words of both languages: for its page and for the command line."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from harapan.banks.reasons import REASONS
from harapan.lib.identifiers import masked
from harapan.payments.labels import HELD, MONEY, Label
from harapan.payments.models import BankAnswer, Hold, LedgerEntry, LeftOut, OddLine, Payment, PaymentFile, UsageEntry
from harapan.policy.edition import Title
from harapan.staff.models import Staff


@dataclass(frozen=True)
class Step:
    """One thing that happened to the money."""

    at: datetime
    cycle: str
    what: str
    """held, released, ordered, or the account the money went to."""
    words: Title
    amount: int
    siks: str | None
    tone: str = ""


@dataclass(frozen=True)
class Money:
    """A family's payments and holds over some stages, with what the bank said and where the money stands."""

    payments: list[Payment]
    """With `execute_on`, `file_state`, `message_id`, `drawn_up_at`, `released_at` of their file."""
    holds: list[Hold]
    entries: list[LedgerEntry]
    """In the order they were booked."""
    usage: list[UsageEntry]

    def standing(self, payment: Payment) -> str:
        """Where the money of a payment stands now: a key of `MONEY`."""
        last = [entry.target for entry in self.entries if _is_of(entry, payment)]
        later = [entry.target for entry in self.usage if _is_of(entry, payment)]
        if later or last:
            return (later or last)[-1]
        return "at_bank" if payment.file_state == PaymentFile.State.RELEASED else "drawn_up"  # type: ignore[attr-defined]

    def why_returned(self, payment: Payment) -> str:
        """Our code for why it came back, or nothing."""
        causes = [entry.cause for entry in self.entries if _is_of(entry, payment) and entry.target == "returned"]
        return causes[-1] if causes else ""

    def steps(self) -> Iterator[Step]:
        """Everything that happened, stage by stage; within one in the order it happened."""
        for hold in self.holds:
            yield from _of_hold(hold)
        for payment in self.payments:
            yield _of_order(payment)
            yield from (_of_entry(entry) for entry in self.entries if _is_of(entry, payment))
            yield from (_of_usage(entry) for entry in self.usage if _is_of(entry, payment))


def money_of(family: int, cycles: Sequence[str], staff: Staff) -> Money:
    """The family's money in some stages, as far as this person may see it. The ledger's rows are reached through
    payments that passed the gate.
    """
    ours = _payments(staff).filter(cycle__in=cycles)
    payments = found = list(ours.filter(family=family, replaces__isnull=True))
    entries = _booked(found)
    while again := [entry for entry in entries if (entry.source, entry.target) == AGAIN and _is_among(entry, found)]:
        found = list(ours.filter(family=family, replaces__in=[entry.payment for entry in again]))
        payments, entries = [*payments, *found], [*entries, *_booked(found)]
    return Money(
        sorted(payments, key=lambda payment: (payment.cycle, payment.id)),
        list(Hold.objects.visible_to(staff).filter(cycle__in=cycles, family=family).order_by("pk")),
        sorted(entries, key=lambda entry: entry.id),
        list(UsageEntry.objects.filter(_about(payments)).order_by("pk")) if payments else [],
    )


AGAIN = ("returned", "approved")
"""The move that frees money to be ordered again. Only then is there a payment that replaces another."""


def _booked(payments: Sequence[Payment]) -> list[LedgerEntry]:
    """The entries about these payments; who was credited with its village gets one as if it had been credited alone."""
    if not payments:
        return []
    entries = list(LedgerEntry.objects.filter(_about(payments)))
    alone = {(entry.cycle, entry.payment) for entry in entries}
    together = [one for one in payments if one.credited_by and (one.cycle, one.id) not in alone]  # type: ignore[attr-defined]
    return [*entries, *map(_with_its_village, together)]


def _with_its_village(payment: Payment) -> LedgerEntry:
    return LedgerEntry(
        cycle=payment.cycle,
        id=0,
        batch=payment.batch,
        village=payment.village,
        bank=payment.bank,
        payment=payment.id,
        source="at_bank",
        target="credited",
        count=1,
        rupiah=payment.rupiah,
        cause="credited",
        reference=payment.credited_by,  # type: ignore[attr-defined]
        at=payment.credited_at,  # type: ignore[attr-defined]
    )


def _about(payments: Sequence[Payment]) -> Q:
    return Q(cycle__in={payment.cycle for payment in payments}, payment__in=[payment.id for payment in payments])


def _is_among(entry: LedgerEntry, payments: Sequence[Payment]) -> bool:
    return any(_is_of(entry, payment) for payment in payments)


def odd_lines_of(payments: Sequence[Payment]) -> list[OddLine]:
    """Lines of bank answers about these payments that were not simply money credited."""
    if not payments:
        return []
    return list(OddLine.objects.filter(payment__in=[payment.id for payment in payments]).select_related("answer"))


def trail_of(family: int, cycle: str, staff: Staff) -> list[Step]:
    """What became of a family's money in one stage."""
    return list(money_of(family, [cycle], staff).steps())


def end_to_end_id(cycle: str, payment: int) -> str:
    """A payment's number as banks know it."""
    return f"{cycle}-{payment:09d}"


def _payments(staff: Staff) -> QuerySet[Payment]:
    file = PaymentFile.objects.filter(pk=OuterRef("file"))
    facts = ("execute_on", "state", "message_id", "drawn_up_at", "released_at")
    named = {"state": "file_state"}
    left_out = LeftOut.objects.filter(answer=OuterRef("pk"), payment=OuterRef(OuterRef("id")))
    answer = BankAnswer.objects.filter(~Exists(left_out), file=OuterRef("file"), credits_rest=True)
    return Payment.objects.visible_to(staff).annotate(
        **{named.get(fact, fact): Subquery(file.values(fact)) for fact in facts},
        credited_by=Subquery(answer.values("pk")),
        credited_at=Subquery(answer.values("read_at")),
    )


def _is_of(entry: LedgerEntry | UsageEntry, payment: Payment) -> bool:
    return (entry.cycle, entry.payment) == (payment.cycle, payment.id)


def _of_hold(hold: Hold) -> Iterator[Step]:
    label = HELD[hold.reason]
    held = Title(f"ditahan: {label.words.id}", f"held: {label.words.en}")
    yield Step(hold.at, hold.cycle, "held", held, hold.rupiah, label.siks, "warn")
    if hold.released_at:
        freed = Title("penahanan dilepas", "no longer held")
        yield Step(hold.released_at, hold.cycle, "released", freed, hold.rupiah, None)


def _of_order(payment: Payment) -> Step:
    number = end_to_end_id(payment.cycle, payment.id)
    to = f"{payment.bank} {masked(payment.number)}"
    words = Title(f"diperintahkan ke {to}, nomor {number}", f"ordered to {to}, number {number}")
    if payment.replaces:
        before = end_to_end_id(payment.cycle, payment.replaces)
        words = Title(f"{words.id}, pengganti {before}", f"{words.en}, again for {before}")
    released = payment.released_at is not None  # type: ignore[attr-defined]
    at = payment.released_at or payment.drawn_up_at  # type: ignore[attr-defined]
    return Step(at, payment.cycle, "ordered", words, payment.rupiah, MONEY["at_bank" if released else "drawn_up"].siks)


def _of_entry(entry: LedgerEntry) -> Step:
    label = MONEY.get(entry.target, UNNAMED)
    words, siks = label.words, label.siks
    if entry.target == "returned":
        reason = REASONS.get(entry.cause, REASONS["unknown"])
        words, siks = Title(f"{words.id}: {reason.id}", f"{words.en}: {reason.en}"), reason.siks
    elif (entry.source, entry.target) == ("returned", "approved"):
        words = Title("sebabnya sudah diperbaiki: dibayar lagi", "the cause was put right: paid again")
    return Step(entry.at, entry.cycle, entry.target, words, entry.rupiah, siks, label.tone)


def _of_usage(entry: UsageEntry) -> Step:
    label = MONEY[entry.target]
    return Step(entry.at, entry.cycle, entry.target, label.words, entry.rupiah, label.siks, label.tone)


UNNAMED = Label(Title("berpindah akun", "moved to another account"), None, "")
