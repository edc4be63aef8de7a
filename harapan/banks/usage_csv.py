"""What banks tell later about credited money: accounts nobody used, cards nobody got, money given back."""

from pathlib import Path

import polars as pl

from harapan.banks import delimited, preamble
from harapan.banks.amounts import read_amounts
from harapan.banks.days import read_days
from harapan.banks.delimited import Column, Listing
from harapan.banks.shapes import UsageFile

ACCOUNT = Column("account", ("nomor_rekening", "account", "rekening", "no_rekening"))
TRANSFER = Column("end_to_end_id", ("nomor_referensi", "end_to_end_id", "no_referensi", "referensi"))
NOTE = Column("note", ("keterangan", "note", "catatan"))

IDLE = (
    TRANSFER,
    ACCOUNT,
    Column("balance", ("saldo", "balance"), required=True),
    Column("last_transaction_on", ("transaksi_terakhir", "last_transaction_on", "tanggal_transaksi_terakhir")),
    NOTE,
)
UNDELIVERED = (TRANSFER, ACCOUNT, Column("reason", ("alasan", "reason"), required=True), NOTE)
GIVEN_BACK = (
    Column("reference", ("nomor_setor", "reference", "ntpn", "no_setor"), required=True),
    Column("given_back_on", ("tanggal_setor", "given_back_on", "tanggal"), required=True),
    Column("amount", ("jumlah", "amount", "nominal"), required=True),
    TRANSFER,
    ACCOUNT,
    NOTE,
)

CARD_REASONS = {
    "SUDAH MAMPU": "already_able",
    "MENOLAK": "refused",
    "MENINGGAL": "died",
    "PINDAH": "moved",
    "DI BAWAH UMUR": "underage",
    "TIDAK DITEMUKAN": "not_found",
}
"""Why a card was not delivered, as the audit board (BPK) groups it (domain facts 6.3); our own words are read too."""


def read_idle(path: Path, *, bank: str, currency: str, minor_units: int) -> UsageFile:
    """Accounts without a transaction: end_to_end_id or account, balance (minor units), last_transaction_on or never."""
    listing = delimited.read(path, IDLE)
    cells = listing.lines
    read = cells.with_columns(
        _amounts(cells, "balance", minor_units),
        _days(cells, "last_transaction_on"),
        pl.col("last_transaction_on").is_not_null().alias("told"),
    )
    read_or_never = pl.col("last_transaction_on").is_not_null() | ~pl.col("told")
    readable = pl.col("split") & _names_somebody() & pl.col("balance").is_not_null() & read_or_never
    preamble.refuse_other_totals(listing.preamble, read["balance"], minor_units)
    return _usage_file("idle", listing, read, readable, IDLE, bank=bank, currency=currency)


def read_undelivered(path: Path, *, bank: str, currency: str, minor_units: int) -> UsageFile:
    """Cards that did not reach their family: end_to_end_id or account, reason as a value of CARD_REASONS."""
    listing = delimited.read(path, UNDELIVERED)
    known = CARD_REASONS | {ours.upper(): ours for ours in CARD_REASONS.values()}
    read = listing.lines.with_columns(
        pl.col("reason").str.to_uppercase().replace_strict(known, default=None, return_dtype=pl.String)
    )
    readable = pl.col("split") & _names_somebody() & pl.col("reason").is_not_null()
    preamble.refuse_other_totals(listing.preamble, pl.repeat(0, read.height, eager=True), minor_units)
    return _usage_file("undelivered", listing, read, readable, UNDELIVERED, bank=bank, currency=currency)


def read_given_back(path: Path, *, bank: str, currency: str, minor_units: int) -> UsageFile:
    """Money given back to the treasury: reference, given_back_on, amount (minor units), and whose, if it is told."""
    listing = delimited.read(path, GIVEN_BACK)
    cells = listing.lines
    read = cells.with_columns(_amounts(cells, "amount", minor_units), _days(cells, "given_back_on"))
    readable = (
        pl.col("split")
        & pl.col("reference").is_not_null()
        & pl.col("given_back_on").is_not_null()
        & (pl.col("amount") > 0)
    )
    preamble.refuse_other_totals(listing.preamble, read["amount"], minor_units)
    return _usage_file("given_back", listing, read, readable, GIVEN_BACK, bank=bank, currency=currency)


def _usage_file(
    kind: str,
    listing: Listing,
    read: pl.DataFrame,
    readable: pl.Expr,
    columns: tuple[Column, ...],
    *,
    bank: str,
    currency: str,
) -> UsageFile:
    preamble.refuse_stranger(listing.preamble, bank=bank, currency=currency)
    readable = readable.fill_null(False)
    lines = read.with_columns(
        readable.alias("readable"), delimited.note_of(readable, pl.col("note")).alias("note")
    ).select("line", "readable", *(column.name for column in columns))
    file_id = listing.preamble.get("file_id") or f"sha256-{listing.sha256[:28]}"
    return UsageFile(kind=kind, bank=bank, file_id=file_id, lines=lines, sha256=listing.sha256)


def _amounts(cells: pl.DataFrame, column: str, minor_units: int) -> pl.Series:
    return read_amounts(cells[column], cells["line"], minor_units).alias(column)


def _days(cells: pl.DataFrame, column: str) -> pl.Series:
    return read_days(cells[column], cells["line"]).alias(column)


def _names_somebody() -> pl.Expr:
    return pl.col("end_to_end_id").is_not_null() | pl.col("account").is_not_null()
