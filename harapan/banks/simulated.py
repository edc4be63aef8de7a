"""A simulated bank: it reads the order files we really write, and answers with believable luck. No money moves here.

For the demo, the tests and the bench. Everything it writes says that it is simulated. Its luck is dice with a seed:
equal orders and equal luck give equal answers.
"""

import io
import random
import sys
from array import array
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from itertools import accumulate
from pathlib import Path

import polars as pl

from harapan.banks import pain002, texts
from harapan.banks.reasons import SPOKEN_AS
from harapan.banks.received import Received, receive
from harapan.banks.shapes import WrittenFile
from harapan.banks.usage_csv import CARD_REASONS
from harapan.banks.writing import bytes_of, write_whole
from harapan.lib.digests import text_digest

DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'
REPORT_HEAD = """\
<Document xmlns="{namespace}"><CstmrPmtStsRpt>
<GrpHdr><MsgId>{answer_id}</MsgId><CreDtTm>{at}</CreDtTm><InitgPty><Nm>{bank}</Nm></InitgPty></GrpHdr>
<OrgnlGrpInfAndSts><OrgnlMsgId>{message_id}</OrgnlMsgId><OrgnlMsgNmId>pain.001.001.09</OrgnlMsgNmId>\
<OrgnlNbOfTxs>{count}</OrgnlNbOfTxs><OrgnlCtrlSum>{total}</OrgnlCtrlSum>{group}</OrgnlGrpInfAndSts>
<OrgnlPmtInfAndSts><OrgnlPmtInfId>{message_id}</OrgnlPmtInfId>
"""
REPORT_TAIL = "</OrgnlPmtInfAndSts>\n</CstmrPmtStsRpt></Document>\n"
BOMB = """\
<!DOCTYPE bomb [
<!ENTITY a "boom"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]>
"""

MILLION = 1_000_000


@dataclass(frozen=True, kw_only=True)
class Luck:
    """How a simulated bank fares: shares per million transfers, and stories that are told beforehand."""

    seed: int = 2022
    account_not_open: int = 0
    account_closed: int = 0
    account_blocked: int = 0
    account_dormant: int = 0
    identity_mismatch: int = 0
    deceased: int = 0
    card_not_delivered: int = 0
    pending: int = 0
    """Answered later; see `late`."""
    idle: int = 0
    """Credited, and not touched by the family: a later file says so."""
    undelivered: int = 0
    """Cards that a later file calls undelivered."""
    fails: Mapping[str, str] = field(default_factory=dict)
    """End-to-end id or account, to a code of REASONS, "pending" or "credited": stronger than the dice."""

    def __post_init__(self) -> None:
        if strange := set(self.fails.values()) - {*SPOKEN_AS, "pending", "credited"}:
            raise ValueError(f"nobody fails for {', '.join(sorted(strange))}")

    def shares(self) -> dict[str, int]:
        """The fates that are not a credit, each with its share per million."""
        fates = ("account_not_open", "account_closed", "account_blocked", "account_dormant", "identity_mismatch")
        return {fate: getattr(self, fate) for fate in (*fates, "deceased", "card_not_delivered", "pending")}


PLAUSIBLE = Luck(
    account_not_open=3_000,
    account_closed=1_500,
    account_blocked=1_000,
    account_dormant=2_500,
    identity_mismatch=4_000,
    deceased=1_000,
    card_not_delivered=500,
    pending=3_000,
    idle=20_000,
    undelivered=3_000,
)
"""Made up, not measured: about 1.4 % fail and 0.3 % wait, which is the order of magnitude stages report."""


class Mischief(StrEnum):
    """Ways in which an answer can be bad, for tests."""

    TRUNCATED = "truncated"
    DOUBLED = "doubled"
    UNKNOWN_IDS = "unknown ids"
    WRONG_AMOUNTS = "wrong amounts"
    WRONG_TOTALS = "wrong totals"
    CONTRADICTING = "contradicting"
    BOMB = "xml bomb"


@dataclass(frozen=True, kw_only=True)
class Desk:
    """Where the simulated bank sits: which bank it plays, in which currency, and on which day it answers."""

    bank: str
    at: datetime
    minor_units: int = 0
    luck: Luck = PLAUSIBLE

    @property
    def name(self) -> str:
        """What stands in every file it writes."""
        return f"Bank simulasi {self.bank} (simulated)"


def answer_as_report(
    desk: Desk, order: Path, path: Path, *, late: bool = False, mischief: Mischief | None = None
) -> WrittenFile:
    """Answer an order file with a pain.002: a status for the group, and the exceptions by name.

    `late` is the second answer: what was pending is credited now, and only that is named.
    """
    received = receive(order, minor_units=desk.minor_units)
    lines = _mischievous(_fated(received, desk.luck, late=late), mischief)
    return _deliver(path, _report(desk, received, lines, late=late, mischief=mischief), lines, mischief)


def answer_as_list(
    desk: Desk, order: Path, path: Path, *, late: bool = False, mischief: Mischief | None = None
) -> WrittenFile:
    """Answer an order file with a full list as CSV, every transfer by name."""
    received = receive(order, minor_units=desk.minor_units)
    lines = _mischievous(_fated(received, desk.luck, late=late), mischief)
    count = received.count + (mischief is Mischief.WRONG_TOTALS)
    head = {
        **_head(desk, received.currency, lines["amount"]),
        "answer_id": _answer_id(desk, received, late=late),
        "original_message_id": received.message_id,
        "original_count": str(count),
        "original_total": texts.decimal_text(received.total, desk.minor_units),
        "created_at": desk.at.isoformat(timespec="seconds"),
    }
    table = lines.select(
        pl.col("end_to_end_id").alias("nomor_referensi"),
        pl.col("fate").replace_strict({"credited": "SUKSES", "pending": "PROSES"}, default="RETUR").alias("status"),
        pl.col("fate").replace_strict(SPOKEN_AS, default=None, return_dtype=pl.String).alias("alasan"),
        texts.decimal_texts(desk.minor_units).alias("jumlah"),
        pl.lit(desk.at.date().isoformat()).alias("tanggal"),
    )
    return _deliver(path, _list(head, table), lines, mischief)


def tell_idle(desk: Desk, order: Path, path: Path) -> WrittenFile:
    """The later file of accounts without a transaction."""
    received, lines = _credited_by_chance(desk, order, "idle", desk.luck.idle)
    table = lines.select(
        pl.col("end_to_end_id").alias("nomor_referensi"),
        pl.col("account").alias("nomor_rekening"),
        texts.decimal_texts(desk.minor_units).alias("saldo"),
        pl.lit("").alias("transaksi_terakhir"),
    )
    return _deliver(path, _list(_head(desk, received.currency, lines["amount"]), table), lines)


def tell_undelivered(desk: Desk, order: Path, path: Path) -> WrittenFile:
    """The later file of cards that did not reach their family, with a reason each."""
    received, lines = _credited_by_chance(desk, order, "undelivered", desk.luck.undelivered)
    reasons = pl.Series("alasan", list(CARD_REASONS))
    table = lines.select(
        pl.col("end_to_end_id").alias("nomor_referensi"),
        pl.col("account").alias("nomor_rekening"),
        pl.lit(reasons).gather(pl.int_range(pl.len()) % len(reasons)).alias("alasan"),
    )
    head = {**_head(desk, received.currency, lines["amount"]), "total": "0"}
    return _deliver(path, _list(head, table), lines)


def tell_given_back(desk: Desk, order: Path, path: Path) -> WrittenFile:
    """The later file of idle money that went back to the treasury, one receipt for all."""
    received, lines = _credited_by_chance(desk, order, "idle", desk.luck.idle)
    table = lines.select(
        pl.lit(f"SIM{desk.at:%Y%m%d}{desk.bank}").alias("nomor_setor"),
        pl.lit(desk.at.date().isoformat()).alias("tanggal_setor"),
        texts.decimal_texts(desk.minor_units).alias("jumlah"),
        pl.col("end_to_end_id").alias("nomor_referensi"),
        pl.col("account").alias("nomor_rekening"),
    )
    return _deliver(path, _list(_head(desk, received.currency, lines["amount"]), table), lines)


def _fated(received: Received, luck: Luck, *, late: bool) -> pl.DataFrame:
    """end_to_end_id, account, amount, fate: "credited", "pending", or one of our reasons. Stories win over dice."""
    transfers = received.transfers
    if received.fault:
        return transfers.with_columns(pl.lit("file_refused").alias("fate"))
    stories = [
        pl.col(key).replace_strict(luck.fails, default=None, return_dtype=pl.String)
        for key in ("end_to_end_id", "account")
    ]
    lines = transfers.with_columns(_fate_by_dice(received, luck).alias("fate"))
    if luck.fails:
        lines = lines.with_columns(pl.coalesce(*stories, "fate").alias("fate"))
    return lines.filter(pl.col("fate") == "pending").with_columns(pl.lit("credited").alias("fate")) if late else lines


def _fate_by_dice(received: Received, luck: Luck) -> pl.Series:
    shares = luck.shares()
    limits = pl.Series(accumulate(shares.values()), dtype=pl.UInt64)
    places = limits.search_sorted(_dice(received, luck, "answer"), side="right")
    return pl.Series([*shares, "credited"]).gather(places)


def _dice(received: Received, luck: Luck, salt: str) -> pl.Series:
    """One throw per transfer, 0 to 999,999: the same for the same seed, order and salt, on every machine."""
    dice = random.Random(f"{luck.seed}:{received.message_id}:{salt}")
    throws = array("Q", dice.randbytes(8 * received.transfers.height))
    if sys.byteorder == "big":
        throws.byteswap()
    return pl.Series(throws, dtype=pl.UInt64) % MILLION


def _credited_by_chance(desk: Desk, order: Path, salt: str, share: int) -> tuple[Received, pl.DataFrame]:
    received = receive(order, minor_units=desk.minor_units)
    lines = _fated(received, desk.luck, late=False)
    return received, lines.filter(_dice(received, desk.luck, salt) < share, pl.col("fate") == "credited")


def _mischievous(lines: pl.DataFrame, mischief: Mischief | None) -> pl.DataFrame:
    """The lines as a bad bank would tell them; `named` marks those an answer of exceptions must show."""
    lines = lines.with_columns((pl.col("fate") != "credited").alias("named"))
    victim, others = lines.head(1).with_columns(pl.lit(True).alias("named")), lines.slice(1)
    otherwise = pl.when(pl.col("fate") == "credited").then(pl.lit("account_closed")).otherwise(pl.lit("credited"))
    match mischief:
        case Mischief.DOUBLED:
            return pl.concat([victim, others, victim])
        case Mischief.UNKNOWN_IDS:
            return pl.concat([lines, victim.with_columns(pl.lit("SIM-NOT-YOURS").alias("end_to_end_id"))])
        case Mischief.WRONG_AMOUNTS:
            return pl.concat([victim.with_columns(pl.col("amount") + 1), others])
        case Mischief.CONTRADICTING:
            return pl.concat([victim, others, victim.with_columns(otherwise.alias("fate"))])
    return lines


def _report(
    desk: Desk, received: Received, lines: pl.DataFrame, *, late: bool, mischief: Mischief | None
) -> Iterator[bytes | memoryview]:
    coded = lines.with_columns(
        pl.col("fate").replace_strict({"credited": "ACSC", "pending": "PDNG"}, default="RJCT").alias("status")
    )
    refused = received.fault is not None
    named = coded.clear() if refused else coded if late else coded.filter("named")
    status = "RJCT" if refused else "ACSC" if named.is_empty() else "PART"
    yield (DECLARATION + (BOMB if mischief is Mischief.BOMB else "")).encode()
    yield REPORT_HEAD.format(
        namespace=pain002.NAMESPACE,
        bank=texts.escaped_text(desk.name),
        answer_id=_answer_id(desk, received, late=late),
        at=desk.at.isoformat(timespec="seconds"),
        message_id=received.message_id,
        count=received.count + (mischief is Mischief.WRONG_TOTALS),
        total=texts.decimal_text(received.total, desk.minor_units),
        group="" if late else _group(status, received.fault, coded),
    ).encode()
    yield _reported(desk, received.currency, named)
    yield REPORT_TAIL.encode()


def _group(status: str, fault: str | None, coded: pl.DataFrame) -> str:
    reason = f"<StsRsnInf><Rsn><Cd>{fault}</Cd></Rsn></StsRsnInf>" if fault else ""
    counts = coded.group_by("status").len().sort("status").iter_rows()
    per_status = (
        f"<NbOfTxsPerSts><DtldNbOfTxs>{count}</DtldNbOfTxs><DtldSts>{code}</DtldSts></NbOfTxsPerSts>"
        for code, count in counts
    )
    return f"<GrpSts>{status}</GrpSts>{reason}{''.join(per_status)}"


def _reported(desk: Desk, currency: str, named: pl.DataFrame) -> memoryview:
    said = pl.col("fate").replace_strict(SPOKEN_AS, default=None, return_dtype=pl.String)
    kind = pl.when(said.str.len_chars() <= 4).then(pl.lit("Cd")).otherwise(pl.lit("Prtry"))
    reason = pl.format("<StsRsnInf><Rsn><{}>{}</{}></Rsn></StsRsnInf>", kind, said, kind)
    line = pl.format(
        "<TxInfAndSts><OrgnlEndToEndId>{}</OrgnlEndToEndId><TxSts>{}</TxSts>{}<AccptncDtTm>{}</AccptncDtTm>"
        '<OrgnlTxRef><Amt><InstdAmt Ccy="{}">{}</InstdAmt></Amt></OrgnlTxRef></TxInfAndSts>\n',
        "end_to_end_id",
        "status",
        reason.fill_null(""),
        pl.lit(desk.at.isoformat(timespec="seconds")),
        pl.lit(currency),
        texts.decimal_texts(desk.minor_units),
    )
    return bytes_of(named.select(line).to_series())


def _list(head: Mapping[str, str], table: pl.DataFrame) -> Iterator[bytes | memoryview]:
    yield "".join(f"# {key}: {value}\n" for key, value in head.items()).encode()
    lines = io.BytesIO()
    table.write_csv(lines, separator=";")
    yield lines.getbuffer()


def _head(desk: Desk, currency: str, amounts: pl.Series) -> dict[str, str]:
    return {
        "simulated": f"yes, {desk.name}",
        "bank": desk.bank,
        "currency": currency,
        "lines": str(amounts.len()),
        "total": texts.decimal_text(int(amounts.sum()), desk.minor_units),
    }


def _answer_id(desk: Desk, received: Received, *, late: bool) -> str:
    digest = text_digest(f"{desk.bank} {received.message_id} {desk.luck.seed} {late}")
    return f"SIM-{digest[:28]}"


def _deliver(
    path: Path, pieces: Iterable[bytes | memoryview], lines: pl.DataFrame, mischief: Mischief | None = None
) -> WrittenFile:
    if mischief is Mischief.TRUNCATED:
        whole = b"".join(pieces)
        pieces = [whole[: len(whole) * 2 // 3]]
    return write_whole(path, pieces, count=lines.height, total=int(lines["amount"].sum()))
