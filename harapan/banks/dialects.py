"""Which bank speaks which dialect: the one place to add a bank."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from harapan.banks import answer_csv, pain001, pain002, post_list
from harapan.banks.shapes import Answer, OrderHeader, UnknownBank, WrittenFile

Writer = Callable[[OrderHeader, pl.DataFrame, Path], WrittenFile]

TRANSFERS_PER_FILE = 100_000
"""More do not fit the limits of the banks' own systems."""


@dataclass(frozen=True)
class Dialect:
    """How an order is written: the file that moves money, and copies of it for people."""

    name: str
    suffix: str
    write: Writer
    copies: tuple[tuple[str, Writer], ...] = ()


@dataclass(frozen=True)
class Bank:
    """Somebody who pays families: a bank or the post."""

    code: str
    name: str
    bic: str | None
    dialect: Dialect


ISO_20022 = Dialect("pain.001.001.09", ".xml", pain001.write)
POST_LIST = Dialect("post list", ".csv", post_list.write, copies=((".xlsx", post_list.write_workbook),))

BANKS = {
    bank.code: bank
    for bank in (
        Bank("BRI", "Bank Rakyat Indonesia", "BRINIDJA", ISO_20022),
        Bank("BNI", "Bank Negara Indonesia", "BNINIDJA", ISO_20022),
        Bank("MANDIRI", "Bank Mandiri", "BMRIIDJA", ISO_20022),
        Bank("BTN", "Bank Tabungan Negara", "BTANIDJA", ISO_20022),
        Bank("BSI", "Bank Syariah Indonesia", "BSMDIDJA", ISO_20022),
        Bank("POS", "PT Pos Indonesia", None, POST_LIST),
    )
}
"""The state banks (Himbara, with BSI for Aceh) and the post (domain facts 6.2)."""


def bank_named(code: str) -> Bank:
    """The bank of a code. Raises UnknownBank."""
    if code not in BANKS:
        raise UnknownBank(f"Bank {code} tidak dikenal.", f"No bank has the code {code}.")
    return BANKS[code]


def write_order(header: OrderHeader, transfers: pl.DataFrame, folder: Path) -> WrittenFile:
    """Write the file that moves money, in the dialect of the header's bank. Raises UnknownBank, CannotWrite."""
    dialect = bank_named(header.bank).dialect
    return dialect.write(header, transfers, folder / f"{file_name(header)}{dialect.suffix}")


def write_copies(header: OrderHeader, transfers: pl.DataFrame, folder: Path) -> tuple[WrittenFile, ...]:
    """Write what people read beside it: nothing for most banks, a spreadsheet for the post."""
    copies = bank_named(header.bank).dialect.copies
    return tuple(write(header, transfers, folder / f"{file_name(header)}{suffix}") for suffix, write in copies)


def read_answer(path: Path, *, bank: str, currency: str, minor_units: int) -> Answer:
    """Read an answer in whichever dialect it is written: XML or list. Raises UnknownBank, UnreadableAnswer."""
    with path.open("rb") as file:
        start = file.read(200).removeprefix(post_list.BYTE_ORDER_MARK).lstrip()
    reader = pain002.read if start.startswith(b"<") else answer_csv.read
    return reader(path, bank=bank_named(bank).code, currency=currency, minor_units=minor_units)


def has_copies(bank: str, order: Path) -> bool:
    """Whether every copy for people lies beside an order file that was written."""
    return all(order.with_suffix(suffix).exists() for suffix, _ in bank_named(bank).dialect.copies)


def file_name(header: OrderHeader) -> str:
    """`BRI-12-0003`: bank, batch, chunk. The folder says which cycle."""
    return f"{header.bank}-{header.batch}-{header.chunk:04d}"
