"""What a bank says about accounts it was asked to open: opened with a number, or not, and why."""

from dataclasses import dataclass
from pathlib import Path

import polars as pl

from harapan.banks import delimited, preamble
from harapan.banks.days import read_days
from harapan.banks.delimited import Column
from harapan.banks.shapes import UnreadableAnswer
from harapan.lib.rupiah import number

COLUMNS = (
    Column("reference", ("nomor_referensi", "referensi", "no_referensi", "reference")),
    Column("nik", ("nik", "nik_pengurus", "no_ktp")),
    Column("number", ("nomor_rekening", "no_rekening", "rekening", "account", "norek"), required=True),
    Column("status", ("status", "status_burekol", "hasil", "status_rekening"), required=True),
    Column("reason", ("alasan", "alasan_gagal", "reason", "keterangan_gagal")),
    Column("opened_on", ("tanggal_buka", "tanggal", "tgl_buka", "opened_on")),
    Column("note", ("keterangan", "catatan", "note")),
)

OPENED = {"BERHASIL", "SUKSES", "TERBUKA", "BUKA", "OK", "OPENED", "SUKSES BUREKOL", "AKTIF"}
FAILED = {"GAGAL", "DITOLAK", "TOLAK", "FAILED", "GAGAL BUREKOL", "TIDAK BERHASIL"}

REASONS = {
    "identity_mismatch": ("nama atau NIK berbeda dengan Dukcapil", "name or NIK differ from the civil registry"),
    "name_refused": ("nama tidak diterima sistem bank", "the bank's system does not take the name"),
    "missing_document": ("dokumen belum lengkap", "a document is missing"),
    "deceased": ("calon pemegang rekening meninggal", "the holder has died"),
    "duplicate": ("sudah memiliki rekening program", "there is a programme account already"),
    "unknown": ("alasan tidak dijelaskan bank", "the bank gave no reason we know"),
}
"""Our closed list of reasons (domain facts 2.3, 6.3; N44, N52, high), in both languages."""

WORDS = {
    "BEDA NAMA": "identity_mismatch",
    "BEDA NIK": "identity_mismatch",
    "NIK TIDAK SESUAI": "identity_mismatch",
    "NAMA TIDAK SESUAI": "identity_mismatch",
    "NIK INVALID": "identity_mismatch",
    "DATA TIDAK PADAN": "identity_mismatch",
    "TIDAK PADAN": "identity_mismatch",
    "NAMA TIDAK WAJAR": "name_refused",
    "NAMA SATU HURUF": "name_refused",
    "NAMA DITOLAK": "name_refused",
    "DOKUMEN KURANG": "missing_document",
    "DOKUMEN TIDAK LENGKAP": "missing_document",
    "KTP TIDAK ADA": "missing_document",
    "MENINGGAL": "deceased",
    "GANDA": "duplicate",
    "DUPLIKAT": "duplicate",
    "SUDAH ADA REKENING": "duplicate",
} | {name.upper(): name for name in REASONS}
"""What banks write in words, in capitals; our own codes are understood too."""

DIGITS = r"^[0-9]{16}$"
NUMBER_FORM = r"^[A-Za-z0-9][A-Za-z0-9./-]{4,33}$"
"""An account's number: a text, zeros and all."""

ANSWER_COLUMNS: dict[str, type[pl.DataType]] = {
    "line": pl.Int64,
    "reference": pl.String,
    "nik": pl.String,
    "opened": pl.Boolean,
    "number": pl.String,
    "reason": pl.String,
    "opened_on": pl.Date,
    "said": pl.String,
}
"""One row per line of the answer; `opened` is null where a line makes no sense, and `said` is then the line itself."""


@dataclass(frozen=True, kw_only=True, eq=False)
class AccountAnswer:
    """A bank's answer: which list it answers where it says so, and every line, understood or as it stands."""

    bank: str
    message_id: str
    lines: pl.DataFrame
    sha256: str


def read(path: Path, *, bank: str) -> AccountAnswer:
    """Read an answer. Raises UnreadableAnswer when it is another bank's, cut off, or no list at all."""
    listing = delimited.read(path, COLUMNS)
    preamble.refuse_stranger(listing.preamble, bank=bank, currency="IDR")
    said = preamble.count(listing.preamble, "lines")
    if said not in (None, listing.lines.height):
        raise UnreadableAnswer(
            f"Daftar ini menyebut {number(said)} baris tetapi berisi {number(listing.lines.height)}.",
            f"The list says it has {number(said)} lines but has {number(listing.lines.height)}.",
        )
    return AccountAnswer(
        bank=bank,
        message_id=listing.preamble.get("original_message_id") or listing.preamble.get("message_id", ""),
        lines=_lines(listing.lines),
        sha256=listing.sha256,
    )


def _lines(cells: pl.DataFrame) -> pl.DataFrame:
    status = pl.col("status").str.to_uppercase()
    read = cells.with_columns(
        read_days(cells["opened_on"], cells["line"]).alias("day"),
        pl.when(status.is_in(list(OPENED))).then(True).when(status.is_in(list(FAILED))).then(False).alias("opened"),
        pl.when(pl.col("nik").str.contains(DIGITS)).then(pl.col("nik")).alias("nik"),
        pl.col("reason").str.to_uppercase().replace_strict(WORDS, default="unknown", return_dtype=pl.String),
        pl.coalesce("reason", "note").fill_null("").str.slice(0, 200).alias("said"),
    )
    named = pl.col("reference").is_not_null() | pl.col("nik").is_not_null()
    numbered = ~pl.col("opened") | pl.col("number").str.contains(NUMBER_FORM)
    readable = (pl.col("split") & named & pl.col("opened").is_not_null() & numbered).fill_null(False)
    return read.with_columns(
        pl.when(readable).then(pl.col("opened")).alias("opened"),
        pl.when(pl.col("opened")).then(pl.lit("")).otherwise(pl.col("reason").fill_null("unknown")).alias("reason"),
        pl.col("day").alias("opened_on"),
        pl.col("number").fill_null(""),
        delimited.note_of(readable, pl.col("said")).alias("said"),
    ).select(*ANSWER_COLUMNS)
