"""Answers as lists: one line per transfer, from banks that speak no ISO 20022 and from the post."""

from datetime import datetime
from pathlib import Path

import polars as pl

from harapan.banks import delimited, preamble, statuses
from harapan.banks.amounts import read_amounts
from harapan.banks.days import read_days
from harapan.banks.delimited import Column, Listing
from harapan.banks.shapes import LINE_COLUMNS, Answer

COLUMNS = (
    Column(
        "end_to_end_id", ("nomor_referensi", "end_to_end_id", "endtoendid", "no_referensi", "referensi"), required=True
    ),
    Column("bank_status", ("status", "bank_status", "status_salur", "status_transaksi"), required=True),
    Column("reason", ("alasan", "reason", "kode_alasan", "kode_gagal", "alasan_gagal")),
    Column("amount", ("jumlah", "amount", "nominal", "nilai")),
    Column("booked_on", ("tanggal", "booked_on", "tanggal_salur", "tgl_salur", "tanggal_transaksi")),
    Column("note", ("keterangan", "note", "catatan")),
)


def read(
    path: Path,
    *,
    bank: str,
    currency: str,
    minor_units: int,
    answer_id: str | None = None,
    original_message_id: str | None = None,
    created_at: datetime | None = None,
) -> Answer:
    """Read a full list. Its preamble, or the covering letter in the arguments, says which file it answers.

    A list without an `answer_id` is known by its digest. Lines that make no sense come out as `unreadable`, with the
    line itself as note. Raises UnreadableAnswer, also when `lines` and `total` of the preamble are not the list's.
    """
    listing = delimited.read(path, COLUMNS)
    said = listing.preamble
    preamble.refuse_stranger(said, bank=bank, currency=currency)
    lines = _lines(listing, minor_units)
    preamble.refuse_other_totals(said, lines["amount"], minor_units)
    return Answer(
        bank=bank,
        answer_id=answer_id or said.get("answer_id") or f"sha256-{listing.sha256[:28]}",
        original_message_id=original_message_id or said.get("original_message_id") or None,
        created_at=created_at or preamble.moment(said.get("created_at")),
        group_status=None,
        group_reason=None,
        complete=True,
        rest="unanswered",
        original_count=preamble.count(said, "original_count"),
        original_total=preamble.total(said, "original_total", minor_units),
        lines=lines,
        sha256=listing.sha256,
    )


def _lines(listing: Listing, minor_units: int) -> pl.DataFrame:
    cells = listing.lines
    read = cells.with_columns(
        read_amounts(cells["amount"], cells["line"], minor_units).alias("read_amount"),
        read_days(cells["booked_on"], cells["line"]).alias("read_day"),
        statuses.meaning(),
    )
    readable = (
        pl.col("split")
        & pl.col("end_to_end_id").is_not_null()
        & pl.col("status").is_not_null()
        & (pl.col("amount").is_null() | pl.col("read_amount").is_not_null())
        & (pl.col("booked_on").is_null() | pl.col("read_day").is_not_null())
    )
    return read.with_columns(
        pl.when(readable).then(pl.col("status")).otherwise(pl.lit("unreadable")).alias("status"),
        pl.col("read_amount").alias("amount"),
        pl.col("read_day").alias("booked_on"),
        delimited.note_of(readable, pl.col("note")).alias("note"),
    ).select(*LINE_COLUMNS)
