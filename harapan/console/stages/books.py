"""Where the money of a stage is: three columns against the banks, returns by age, holds, and the books by area."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import connection
from django.db.models import Count, F, Sum
from django.db.models.functions import Left

from harapan.banks.reasons import REASONS
from harapan.banks.reconcile import PILES
from harapan.console.stages.queries import BATCH, Facts
from harapan.entitlements.law import law
from harapan.payments import queries as money
from harapan.payments.ledger import ACCOUNTS
from harapan.payments.models import AccountTotal, Balance, Hold, LedgerAccount, OddLine, UsageFile
from harapan.places.queries import areas_on
from harapan.staff.models import Staff
from harapan.ui.words import Words

ACCOUNT_WORDS = {
    "approved": Words("Disetujui, belum diperintahkan", "Approved, not ordered"),
    "held": Words("Ditahan", "Held"),
    "at_bank": Words("Di bank", "At the bank"),
    "credited": Words("Tersalur", "Credited"),
    "returned": Words("Retur", "Returned"),
    "treasury": Words("Kembali ke kas negara", "Back to the treasury"),
    "recovered": Words("Dipulihkan", "Recovered"),
    "written_off": Words("Dihapusbukukan", "Written off"),
}
HOLD_WORDS = {
    Hold.Reason.NO_ACCOUNT: Words("Belum punya rekening", "No account yet"),
    Hold.Reason.ACCOUNT_PENDING: Words("Proses buka rekening kolektif (burekol)", "The account is being opened"),
    Hold.Reason.CARETAKER_DIED: Words(
        "Pengurus meninggal, menunggu pengganti", "The caretaker died; a successor is due"
    ),
    Hold.Reason.ACCOUNT_ELSEWHERE: Words("Rekening bukan di bank penyalur", "The account is at another bank"),
}
MATCHED = ("credited", "returned", "repeated", "duplicate")
BANK_ONLY = tuple(name for name, pile in PILES.items() if pile.needs_a_person and name != "unanswered")

DIGITS = {0: 2, 2: 4, 4: 6, 6: 10}
"""How long the codes of the areas just below are."""


@dataclass(frozen=True)
class Pile:
    """Lines of answers that share a fate."""

    name: str
    words: Words
    lines: int
    rupiah: int


@dataclass(frozen=True)
class Columns:
    """The banks' words against ours."""

    matched: list[Pile]
    bank_only: list[Pile]
    ours_only: list[tuple[str, int, int]]
    """Bank, payments and rupiah that no final answer names."""

    @property
    def is_nil(self) -> bool:
        """Nothing is left that only one side knows."""
        return not self.bank_only and not self.ours_only


def columns_of(facts: Facts) -> Columns:
    """Every line of every answer in its pile, and what no answer settled."""
    sums: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for answer in facts.answers:
        for name, figures in answer.piles.items():
            sums[name][0] += figures["lines"]
            sums[name][1] += figures["rupiah"]
    batches = [batch.pk for batch in facts.batches]
    waiting = AccountTotal.objects.filter(batch__in=batches, account=LedgerAccount.AT_BANK, count__gt=0)
    ours = waiting.values("bank").annotate(number=Sum("count"), total=Sum("rupiah")).order_by("bank")
    return Columns(
        matched=[_pile(name, sums[name]) for name in MATCHED if sums[name][0]],
        bank_only=[_pile(name, sums[name]) for name in BANK_ONLY if sums[name][0]],
        ours_only=[(row["bank"], int(row["number"]), int(row["total"])) for row in ours],
    )


def _pile(name: str, figures: list[int]) -> Pile:
    return Pile(name, Words(PILES[name].id, PILES[name].en), *figures)


RETURNS = """
    SELECT file.execute_on, line.reason, count(*), sum(coalesce(line.rupiah, 0))::bigint
    FROM payments_bank_answer AS answer
    JOIN payments_file AS file ON file.id = answer.file_id
    JOIN payments_odd_line AS line ON line.answer_id = answer.id
    WHERE file.cycle = %s AND line.pile = 'returned'
      AND NOT EXISTS (SELECT FROM payments_ledger AS gone
                      WHERE gone.cycle = file.cycle AND gone.payment = line.payment AND gone.source = 'returned')
    GROUP BY 1, 2 ORDER BY 1, 3 DESC
"""


@dataclass(frozen=True)
class Returned:
    """Money that came back and still stands, of one day and reason, and when it goes back to the treasury."""

    executed: date
    reason: Words
    correctable: bool
    count: int
    rupiah: int
    days: int
    due: date

    @property
    def is_due(self) -> bool:
        """Its time is over."""
        return self.days >= (self.due - self.executed).days


def returns_of(facts: Facts, today: date) -> list[Returned]:
    """Returned money that still stands, by day and reason; nothing is read while nothing stands."""
    if not facts.standing("returned")[0]:
        return []
    with connection.cursor() as cursor:
        cursor.execute(RETURNS, [facts.name])
        rows = cursor.fetchall()
    time = timedelta(days=law().edition(facts.name, accept_low_confidence=True).payments.days_until_returned.value)
    found = []
    for executed, code, count, amount in rows:
        reason = REASONS.get(code, REASONS["unknown"])
        words = Words(reason.id, reason.en)
        days = (today - executed).days
        found.append(Returned(executed, words, reason.correctable, count, amount, days, executed + time))
    return found


def holds_of(facts: Facts, staff: Staff) -> list[tuple[Words, int, int]]:
    """What is held, by reason, for families this person may see."""
    if not facts.standing("held")[0]:
        return []
    open_ = Hold.objects.visible_to(staff).filter(cycle=facts.name, released_at=None)
    sums = open_.values("reason").annotate(number=Count("pk"), total=Sum("rupiah")).order_by("-total")
    return [(HOLD_WORDS[row["reason"]], row["number"], int(row["total"])) for row in sums]


def payable_now(facts: Facts) -> tuple[int, int]:
    """Held money whose reason is gone: families and rupiah."""
    if not facts.standing("held")[0]:
        return 0, 0
    with connection.cursor() as cursor:
        cursor.execute(PAYABLE, [facts.name])
        count, amount = cursor.fetchone()
    return count, amount


PAYABLE = """
    SELECT count(*), coalesce(sum(hold.rupiah), 0)::bigint
    FROM payments_hold AS hold JOIN registry_payee AS payee ON payee.family = hold.family
    WHERE hold.cycle = %s AND hold.released_at IS NULL
      AND payee.state = 'open' AND payee.bank = hold.bank AND NOT payee.has_died
"""


def odd_lines_of(facts: Facts, pile: str = "") -> Any:
    """The lines that wait for a person."""
    lines = OddLine.objects.filter(answer__in=[answer.pk for answer in facts.answers])
    return lines.filter(pile__in=[pile] if pile in BANK_ONLY else BANK_ONLY).select_related("answer")


@dataclass(frozen=True)
class Row:
    """The accounts of one bank or area."""

    key: str
    name: str
    accounts: dict[str, int]
    drawn: int

    @property
    def total(self) -> int:
        return sum(self.accounts.values())

    @property
    def difference(self) -> int:
        """What left the appropriation and stands nowhere: zero, always."""
        return self.drawn - self.total


@dataclass(frozen=True)
class Books:
    """The books of a stage, cut by bank or by the areas below one."""

    rows: list[Row]
    used: list[str]
    """Accounts in which anything stands."""

    @property
    def whole(self) -> Row:
        """All rows together."""
        sums = {name: sum(row.accounts[name] for row in self.rows) for name in ACCOUNTS}
        return Row("", "", sums, sum(row.drawn for row in self.rows))

    @property
    def table(self) -> list[tuple[Row, list[int]]]:
        """Each row with its used accounts in order."""
        return [(row, [row.accounts[name] for name in self.used]) for row in self.rows]


def books_of(facts: Facts, staff: Staff, *, area: str = "", by: str = "") -> Books:
    """Rupiah in each account, a row for each bank or each area just below `area`, as far as this person may see."""
    digits = DIGITS.get(len(area), 10)
    rows = Balance.objects.visible_to(staff).filter(batch__in=[batch.pk for batch in facts.batches])
    if area:
        rows = rows.filter(village__startswith=area, village__range=(area.ljust(10, "0"), area.ljust(10, "9")))
    key = F("bank") if by == "bank" else Left("village", digits)
    sums: dict[str, dict[str, int]] = defaultdict(dict)
    for row in rows.annotate(key=key).values("key", "account").annotate(total=Sum("rupiah")):
        sums[row["key"]][row["account"]] = int(row["total"])
    names = {} if by == "bank" else dict(_named(facts, sums))
    found = [
        Row(
            code,
            names.get(code, code),
            {name: accounts.get(name, 0) for name in ACCOUNTS},
            -accounts.get(LedgerAccount.APPROPRIATION, 0),
        )
        for code, accounts in sorted(sums.items())
    ]
    return Books(found, [name for name in ACCOUNTS if any(row.accounts[name] for row in found)])


def above(facts: Facts, area: str) -> list[tuple[str, str]]:
    """The areas around one, from the province down: code and name."""
    codes = [area[:digits] for digits in (2, 4, 6) if len(area) >= digits]
    names = dict(_named(facts, codes))
    return [(code, names.get(code, code)) for code in codes]


def _named(facts: Facts, codes: Any) -> Any:
    return areas_on(facts.stage.first_day).filter(code__in=list(codes)).values_list("code", "name")


def usage_of(facts: Facts) -> list[dict[str, Any]]:
    """After closing: credited = used + dormant + given back, by bank; nothing before a bank has told."""
    told = bool(facts.batches_in(BATCH.CLOSED)) and UsageFile.objects.filter(cycle=facts.name).exists()
    return money.usage_of(facts.name) if told else []
