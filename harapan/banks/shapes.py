"""What every dialect speaks in: the head of an order file, the file once written, and the answer that comes back."""

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import polars as pl

TRANSFER_COLUMNS: dict[str, type[pl.DataType]] = {
    "end_to_end_id": pl.String,
    "amount": pl.Int64,
    "account": pl.String,
    "name": pl.String,
    "village": pl.String,
    "village_name": pl.String,
    "family": pl.Int64,
}
"""One row per transfer, in a fixed order. `amount` is in minor units."""

STATUSES = ("credited", "returned", "rejected", "pending", "unreadable")
"""What a line says. Rejected was never booked, returned was booked and came back, unreadable is kept as it stands."""

LINE_COLUMNS: dict[str, type[pl.DataType]] = {
    "line": pl.Int64,
    "end_to_end_id": pl.String,
    "status": pl.String,
    "bank_status": pl.String,
    "reason": pl.String,
    "amount": pl.Int64,
    "booked_on": pl.Date,
    "note": pl.String,
}
"""One row per line of an answer. `line` counts in the bank's file; `bank_status` and `reason` are its own words."""

RESTS = ("credited", "rejected", "pending", "unanswered")
"""What a bank's silence about a transfer means, once its group status is known."""


class Refusal(Exception):
    """Something a person must hear in one sentence, in Indonesian and in English. Nothing has changed."""

    def __init__(self, sentence_id: str, sentence_en: str) -> None:
        super().__init__(sentence_en)
        self.sentence_id = sentence_id
        self.sentence_en = sentence_en


class CannotWrite(Refusal):
    """An order that must not become a file. Nothing has been written."""


class UnreadableAnswer(Refusal):
    """A bank's file that must not be believed."""


class UnknownBank(Refusal):
    """A bank code that nobody has taught us."""


@dataclass(frozen=True, kw_only=True)
class OrderHeader:
    """The head of one order file: a bank, a batch, a chunk, and the control totals that were approved.

    `count` and `total` (minor units) come from the approved batch, never from the frame: they must agree.
    """

    message_id: str
    """Unique for ever, at most 35 characters."""
    created_at: datetime
    cycle: str
    title: str
    """What the family reads on its statement: "PKH tahap 1/2022"."""
    debtor_name: str
    debtor_account: str
    debtor_bank: str
    """The BIC of the bank that holds the programme's account, or that bank's code where it has no BIC."""
    execution_date: date
    purpose: str
    """ISO category purpose of the policy: SSBE (social security benefit) or GOVT."""
    currency: str
    minor_units: int
    """Decimals of the currency that amounts count in: 0 for whole rupiah."""
    bank: str
    """Code of the bank that answers for the file, a key of `dialects.BANKS`."""
    batch: int
    chunk: int
    count: int
    total: int


@dataclass(frozen=True, kw_only=True)
class WrittenFile:
    """A file that is safely on the disk, under its final name."""

    path: Path
    sha256: str
    count: int
    total: int
    bytes: int


@dataclass(frozen=True, kw_only=True, eq=False)
class Answer:
    """What a bank says about an order file, whatever dialect it said it in.

    A complete answer names every transfer. Any other gives a status for the whole group and names only the
    exceptions; `rest` is what the group status means for those it does not name.
    """

    bank: str
    answer_id: str
    """The bank's own message id; a list without one is known by its digest."""
    original_message_id: str | None
    """The order file that is answered; None when a list names transfers only."""
    created_at: datetime | None
    group_status: str | None
    group_reason: str | None
    complete: bool
    rest: str
    """One of RESTS; always "unanswered" when complete."""
    original_count: int | None
    original_total: int | None
    """What the bank says the order file held; see `reconcile.check_totals`."""
    lines: pl.DataFrame
    """LINE_COLUMNS; never fewer rows than the file had lines."""
    sha256: str


@dataclass(frozen=True, kw_only=True, eq=False)
class UsageFile:
    """A bank's later word on credited money: idle accounts, undelivered cards, or money given back."""

    kind: str
    """"idle", "undelivered" or "given_back"."""
    bank: str
    file_id: str
    lines: pl.DataFrame
    """See `usage_csv`: the columns of the kind, with `line`, `readable` and `note`."""
    sha256: str
