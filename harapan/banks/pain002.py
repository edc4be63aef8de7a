"""Answers in ISO 20022: customer payment status report, pain.002.001.12, group status plus exceptions."""

import hashlib
import json
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import BinaryIO
from xml.parsers import expat

import polars as pl

from harapan.banks import statuses
from harapan.banks.amounts import read_amounts
from harapan.banks.delimited import RAW_LENGTH
from harapan.banks.shapes import LINE_COLUMNS, Answer, UnreadableAnswer
from harapan.lib.rupiah import number

NAMESPACE = "urn:iso:std:iso:20022:tech:xsd:pain.002.001.12"
LARGEST_FILE = 2 << 30
DEEPEST = 32
LONGEST_TEXT = 10_000
MOST_PIECES = 4
"""Expat hands over a text in pieces; no text of a report is long, or comes in many."""
BLOCK = 1 << 20


@dataclass(frozen=True, slots=True)
class Element:
    """An element we may meet: the value it holds, the record it opens, and what we want inside it."""

    value: str | None = None
    record: str | None = None
    inside: dict[str, "Element"] = field(default_factory=dict)


def _named(**elements: "str | Element") -> dict[str, Element]:
    """Elements by their full name; a text stands for an element that is one value of the open record."""
    return {
        f"{NAMESPACE} {tag}": Element(value=wanted) if isinstance(wanted, str) else wanted
        for tag, wanted in elements.items()
    }


def _group(record: str | None = None, **elements: "str | Element") -> Element:
    return Element(record=record, inside=_named(**elements))


REASON = _group(Rsn=_group(Cd="reason", Prtry="reason"), AddtlInf="note")
TRANSFER = _group(
    "lines",
    OrgnlEndToEndId="end_to_end_id",
    TxSts="bank_status",
    StsRsnInf=REASON,
    AccptncDtTm="booked_on",
    OrgnlTxRef=_group(Amt=_group(InstdAmt="amount"), IntrBkSttlmDt="settled_on"),
)
HEAD = _group("head", MsgId="answer_id", CreDtTm="created_at")
ORIGINAL = _group(
    "group",
    OrgnlMsgId="original_message_id",
    OrgnlNbOfTxs="count",
    OrgnlCtrlSum="total",
    GrpSts="status",
    StsRsnInf=REASON,
    NbOfTxsPerSts=_group("group_counts", DtldNbOfTxs="count", DtldSts="status"),
)
PAYMENTS = _group(
    "payments",
    PmtInfSts="status",
    StsRsnInf=REASON,
    NbOfTxsPerSts=_group("payment_counts", DtldNbOfTxs="count", DtldSts="status"),
    TxInfAndSts=TRANSFER,
)
REPORT = _group(
    Document=_group(CstmrPmtStsRpt=_group(GrpHdr=HEAD, OrgnlGrpInfAndSts=ORIGINAL, OrgnlPmtInfAndSts=PAYMENTS))
)
UNWANTED = Element()
RECORDS = ("head", "group", "payments", "group_counts", "payment_counts", "lines")


def read(path: Path, *, bank: str, currency: str, minor_units: int) -> Answer:
    """Read one status report, streaming. Raises UnreadableAnswer for whatever is no such report, or not a whole one."""
    if path.stat().st_size > LARGEST_FILE:
        raise UnreadableAnswer("Jawaban lebih besar dari 2 GB.", "The answer is larger than 2 GB.")
    with path.open("rb") as file:
        report, sha256 = _Report().filled_from(file)
    head, group = _only(report, "head"), _only(report, "group")
    lines = _lines(report["lines"], currency, minor_units)
    status, reason = _group_status(group, report["payments"])
    count = _whole_number(group.get("count"))
    complete = count is not None and count == lines.height
    left = _left_over(report, lines)
    _refuse_missing_rejections(left, status)
    return Answer(
        bank=bank,
        answer_id=_required(head, "answer_id"),
        original_message_id=_required(group, "original_message_id"),
        created_at=_moment(_required(head, "created_at")),
        group_status=status,
        group_reason=reason,
        complete=complete,
        rest="unanswered" if complete else _rest(status, left),
        original_count=count,
        original_total=_total(group.get("total"), minor_units),
        lines=lines,
        sha256=sha256,
    )


class _Report:
    """A report on its way in: expat calls back per element, and only what REPORT wants is kept."""

    def __init__(self) -> None:
        self.records: dict[str, list[dict[str, str]]] = {kind: [] for kind in RECORDS}
        self.open = [REPORT]
        self.unfinished: list[dict[str, str]] = []
        self.text: list[str] = []
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.buffer_text = True
        self.parser.StartDoctypeDeclHandler = self.refuse_doctype
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.end
        self.parser.CharacterDataHandler = self.characters

    def filled_from(self, file: BinaryIO) -> tuple[dict[str, list[dict[str, str]]], str]:
        """The records, and the digest of the bytes they came from."""
        digest = hashlib.sha256()
        try:
            while block := file.read(BLOCK):
                digest.update(block)
                self.parser.Parse(block, False)
            self.parser.Parse(b"", True)
        except (expat.ExpatError, LookupError, ValueError):
            # expat looks up an encoding nobody knows, or cannot read, in its own way
            line = self.parser.CurrentLineNumber
            raise UnreadableAnswer(
                f"Jawaban bukan XML yang utuh, mungkin terpotong di baris {line}.",
                f"The answer is not whole XML, perhaps cut off at line {line}.",
            ) from None
        return self.records, digest.hexdigest()

    def refuse_doctype(self, *_: object) -> None:
        raise UnreadableAnswer(
            "Jawaban berisi DTD, yang tidak pernah ada dalam ISO 20022.",
            "The answer has a document type, which ISO 20022 never has: an attack, or not a bank's file.",
        )

    def start(self, name: str, attributes: dict[str, str]) -> None:
        element = self.open[-1].inside.get(name, UNWANTED)
        self.open.append(element)
        self.text = []
        if element.record:
            self.unfinished.append({})
        elif element.value == "amount":
            self.unfinished[-1]["currency"] = attributes.get("Ccy", "")
        elif element is UNWANTED:
            self.pass_by(name)

    def pass_by(self, name: str) -> None:
        if len(self.open) <= 3:
            raise UnreadableAnswer(
                "Ini bukan laporan status pain.002.001.12.",
                f"This is no pain.002.001.12 status report but {name[:100]}.",
            )
        if len(self.open) > DEEPEST:
            raise UnreadableAnswer("Jawaban bersarang terlalu dalam.", "The answer is nested too deep.")

    def characters(self, text: str) -> None:
        self.text.append(text)
        if len(text) > LONGEST_TEXT or len(self.text) > MOST_PIECES:
            raise UnreadableAnswer(
                "Jawaban berisi teks yang terlalu panjang.", "The answer has a text that is too long."
            )

    def end(self, _: str) -> None:
        element = self.open.pop()
        if element.value:
            self.unfinished[-1].setdefault(element.value, "".join(self.text).strip())
        elif element.record:
            self.records[element.record].append(self.unfinished.pop())
        self.text = []


def _lines(records: list[dict[str, str]], currency: str, minor_units: int) -> pl.DataFrame:
    told = ("end_to_end_id", "bank_status", "reason", "amount", "currency", "booked_on", "settled_on", "note")
    columns = {name: [record.get(name) or None for record in records] for name in told}
    table = pl.DataFrame(columns, schema=dict.fromkeys(told, pl.String)).with_row_index("line", offset=1)
    table = table.cast({"line": pl.Int64}).with_columns(
        read_amounts(table["amount"], table["line"], minor_units).alias("read_amount"),
        pl.coalesce("settled_on", "booked_on")
        .str.slice(0, 10)
        .str.to_date("%Y-%m-%d", strict=False)
        .alias("booked_on"),
        statuses.meaning(),
    )
    readable = table.select(
        pl.col("end_to_end_id").is_not_null()
        & pl.col("status").is_not_null()
        & (pl.col("amount").is_null() | (pl.col("read_amount").is_not_null() & (pl.col("currency") == currency)))
    ).to_series()
    said = [json.dumps(records[place], ensure_ascii=False)[:RAW_LENGTH] for place in (~readable).arg_true()]
    return table.with_columns(
        pl.when(readable).then(pl.col("status")).otherwise(pl.lit("unreadable")).alias("status"),
        table["note"].scatter((~readable).arg_true(), said),
        pl.col("read_amount").alias("amount"),
    ).select(*LINE_COLUMNS)


def _only(report: dict[str, list[dict[str, str]]], kind: str) -> dict[str, str]:
    if len(report[kind]) != 1:
        raise UnreadableAnswer(
            "Jawaban tidak menyebut berkas mana yang dijawab.", "The answer does not say which file it answers."
        )
    return report[kind][0]


def _required(record: dict[str, str], key: str) -> str:
    if not record.get(key):
        raise UnreadableAnswer(f"Jawaban tidak menyebut {key}.", f"The answer does not say its {key}.")
    return record[key]


def _group_status(group: dict[str, str], payments: list[dict[str, str]]) -> tuple[str | None, str | None]:
    """The one status of the whole file. Our files hold one payment group, so that group's status says the same."""
    told = {record["status"] for record in (group, *payments) if record.get("status")}
    reasons = [record["reason"] for record in (group, *payments) if record.get("reason")]
    if len(told) > 1:
        raise UnreadableAnswer(
            f"Jawaban menyebut dua status untuk satu berkas: {', '.join(sorted(told))}.",
            f"The answer gives one file two statuses: {', '.join(sorted(told))}.",
        )
    status = next(iter(told), None)
    if status is not None and status not in statuses.GROUP_MEANING:
        raise UnreadableAnswer(f"Status {status[:35]} tidak dikenal.", f"The group status {status[:35]} is unknown.")
    return status, next(iter(reasons), None)


def _left_over(report: dict[str, list[dict[str, str]]], lines: pl.DataFrame) -> dict[str, int] | None:
    """Per status, how many transfers the bank counted but did not name; None when it counted none."""
    counts = report["group_counts"] or report["payment_counts"]
    if not counts:
        return None
    named = dict(lines.group_by("bank_status").len().iter_rows())
    told: dict[str, int] = {}
    for record in counts:
        status = _required(record, "status")
        told[status] = told.get(status, 0) + (_whole_number(_required(record, "count")) or 0)
    return {status: told.get(status, 0) - named.get(status, 0) for status in told | named if status}


def _refuse_missing_rejections(left: dict[str, int] | None, group_status: str | None) -> None:
    """Rejections are what an answer is for: each must be named, unless the whole file was rejected."""
    for status, missing in (left or {}).items():
        too_many = missing < 0
        unnamed = missing > 0 and statuses.MEANING.get(status) == "rejected" and group_status != status
        if too_many or unnamed:
            raise UnreadableAnswer(
                f"Banyaknya transfer {status} berbeda {number(abs(missing))} dari yang disebut satu per satu.",
                f"The count of transfers with status {status} differs from those named by {number(abs(missing))}.",
            )


def _rest(group_status: str | None, left: dict[str, int] | None) -> str:
    """What silence means. Where the group status and the counts per status disagree, it means no more than pending."""
    if group_status is None:
        return "unanswered"
    told = statuses.GROUP_MEANING[group_status]
    if left is None:
        return told
    meanings = {statuses.GROUP_MEANING.get(status, "pending") for status, count in left.items() if count}
    if group_status == "PART" and len(meanings) == 1:
        return meanings.pop()
    return told if meanings <= {told} else "pending"


def _whole_number(text: str | None) -> int | None:
    if text is None:
        return None
    if not (text.isascii() and text.isdigit() and len(text) <= 15):
        raise UnreadableAnswer(
            f"Jawaban menyebut banyaknya transfer {text[:35]}.", f"{text[:35]} is no number of transfers."
        )
    return int(text)


def _total(text: str | None, minor_units: int) -> int | None:
    """A plain decimal, as ISO 20022 has it: no groups, and zeros where the currency has no such decimals."""
    if text is None:
        return None
    try:
        minor = Decimal(text).scaleb(minor_units)
    except InvalidOperation:
        minor = Decimal("NaN")
    if not minor.is_finite() or minor != minor.to_integral_value():
        raise UnreadableAnswer(f"Jawaban menyebut jumlah {text[:35]}.", f"{text[:35]} is no amount of this currency.")
    return int(minor)


def _moment(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        raise UnreadableAnswer(f"{text[:35]} bukan waktu.", f"{text[:35]} is no time.") from None
