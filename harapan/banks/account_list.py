"""Families for whom a bank is asked to open accounts (burekol): CSV for its machine and XLSX for the eye."""

import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import polars as pl

from harapan.banks import texts
from harapan.banks.shapes import CannotWrite, WrittenFile
from harapan.banks.workbook import workbook_of
from harapan.banks.writing import write_whole
from harapan.lib.english import agree
from harapan.lib.rupiah import number

BYTE_ORDER_MARK = b"\xef\xbb\xbf"
SLICE = 50_000

HOLDER_COLUMNS: dict[str, type[pl.DataType]] = {
    "reference": pl.String,
    "family": pl.Int64,
    "card": pl.String,
    "nik": pl.String,
    "name": pl.String,
    "mother": pl.String,
    "born": pl.Date,
    "sex": pl.String,
    "address": pl.String,
    "village": pl.String,
    "village_name": pl.String,
}
"""One row per family, about whoever is to hold the account, in a fixed order."""

COLUMNS = {
    "number": "no",
    "reference": "nomor_referensi",
    "family": "keluarga",
    "card": "nomor_kk",
    "nik": "nik",
    "name": "nama",
    "mother": "nama_ibu_kandung",
    "born": "tanggal_lahir",
    "sex": "jenis_kelamin",
    "address": "alamat",
    "village": "kode_desa",
    "village_name": "desa",
}
"""Our columns, and the words above them."""

WIDTHS = {"no": 8, "nomor_referensi": 30, "nama": 40, "nama_ibu_kandung": 40, "alamat": 50, "desa": 28}
"""Of the columns of the workbook, in characters."""

SEXES = {"F": "P", "M": "L"}
"""Perempuan, laki-laki."""


@dataclass(frozen=True, kw_only=True)
class ListHeader:
    """The head of one list. `count` and `checksum` (the sum of the family numbers) come from the database, never from
    the rows: they must agree.
    """

    message_id: str
    created_at: datetime
    bank: str
    title: str
    count: int
    checksum: int


def write(header: ListHeader, holders: pl.DataFrame, path: Path) -> WrittenFile:
    """Write the list as CSV: UTF-8 with its mark, semicolons, control totals as `# key: value` on top.

    Equal input gives equal bytes. Raises CannotWrite, and then has written nothing.
    """
    holders = _checked(header, holders)
    return write_whole(path, _pieces(header, holders), count=header.count, total=header.checksum)


def write_workbook(header: ListHeader, holders: pl.DataFrame, path: Path) -> WrittenFile:
    """The same list as XLSX, to read and print; every number is a text there, so that none loses its zeros."""
    table = _table(_checked(header, holders), row_number_from=1)
    return write_whole(path, [_workbook(header, table)], count=header.count, total=header.checksum)


def preamble(header: ListHeader) -> dict[str, str]:
    """The head of the list; the bank compares `lines` and `checksum` first."""
    return {
        "message_id": header.message_id,
        "title": texts.printable(header.title),
        "created_at": header.created_at.isoformat(timespec="seconds"),
        "bank": header.bank,
        "lines": str(header.count),
        "checksum": str(header.checksum),
    }


def _checked(header: ListHeader, holders: pl.DataFrame) -> pl.DataFrame:
    if holders.schema != pl.Schema(HOLDER_COLUMNS):
        raise CannotWrite("Kolom daftar tidak seperti perjanjian.", "The list's columns are not those agreed on.")
    if (holders.height, int(holders["family"].cast(pl.Int128).sum())) != (header.count, header.checksum):
        raise CannotWrite(
            f"Daftar berisi {number(holders.height)} keluarga, bukan {number(header.count)} yang disetujui.",
            agree(
                f"The list holds {number(holders.height)} [family|families], not the {number(header.count)} it should.",
                holders.height,
            ),
        )
    if holders["reference"].n_unique() != holders.height or holders["family"].n_unique() != holders.height:
        raise CannotWrite("Ada keluarga yang tertulis dua kali.", "A family stands there twice.")
    holders = holders.with_columns(
        texts.printable_names(holders[name].fill_null("")).alias(name)
        for name in ("name", "mother", "address", "village_name")
    )
    if (holders["name"] == "").any():
        raise CannotWrite("Ada pemegang rekening tanpa nama.", "A holder has no name.")
    return holders


def _pieces(header: ListHeader, holders: pl.DataFrame) -> Iterator[bytes | memoryview]:
    yield BYTE_ORDER_MARK
    yield "".join(f"# {key}: {value}\n" for key, value in preamble(header).items()).encode()
    yield (";".join(COLUMNS.values()) + "\n").encode()
    written = 0
    for piece in holders.iter_slices(SLICE):
        lines = io.BytesIO()
        _table(piece, row_number_from=written + 1).write_csv(lines, separator=";", include_header=False)
        yield lines.getbuffer()
        written += piece.height


def _table(holders: pl.DataFrame, *, row_number_from: int) -> pl.DataFrame:
    return (
        holders.with_columns(pl.col("sex").replace_strict(SEXES, default=""))
        .with_row_index("number", offset=row_number_from)
        .select(pl.col(ours).alias(theirs) for ours, theirs in COLUMNS.items())
    )


def _workbook(header: ListHeader, table: pl.DataFrame) -> memoryview:
    rows = table.with_columns(pl.col("keluarga").cast(pl.String))
    return workbook_of(header.title, header.created_at, preamble(header), rows, widths=WIDTHS)
