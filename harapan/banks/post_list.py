"""Orders to the post, PT Pos Indonesia: a list that a clerk can read, as CSV for the machine and XLSX for the eye."""

import io
from collections.abc import Iterator
from pathlib import Path

import polars as pl

from harapan.banks import control, texts
from harapan.banks.shapes import OrderHeader, WrittenFile
from harapan.banks.workbook import workbook_of
from harapan.banks.writing import write_whole

SLICE = 50_000
BYTE_ORDER_MARK = b"\xef\xbb\xbf"
"""Without it Excel takes UTF-8 for something else."""

COLUMNS = {
    "number": "no",
    "end_to_end_id": "nomor_referensi",
    "account": "nomor_rekening",
    "name": "nama",
    "village": "kode_desa",
    "village_name": "desa",
    "family": "keluarga",
    "amount": "jumlah",
}
"""Our columns, and the words above them."""

WIDTHS = {"no": 8, "nomor_referensi": 30, "nomor_rekening": 24, "nama": 40, "desa": 28}
"""Of the columns of the workbook, in characters."""


def write(header: OrderHeader, transfers: pl.DataFrame, path: Path) -> WrittenFile:
    """Write one order file as CSV: UTF-8 with its mark, semicolons, control totals as `# key: value` on top.

    `transfers` has TRANSFER_COLUMNS in a fixed order; equal input gives equal bytes.
    Raises CannotWrite, and then has written nothing.
    """
    transfers = control.checked(header, transfers)
    return write_whole(path, _pieces(header, transfers), count=header.count, total=header.total)


def write_workbook(header: OrderHeader, transfers: pl.DataFrame, path: Path) -> WrittenFile:
    """The same list as XLSX, to read and print. Accounts are texts there, so no leading zero is lost."""
    table = _table(header, control.checked(header, transfers), row_number_from=1)
    return write_whole(path, [_workbook(header, table)], count=header.count, total=header.total)


def preamble(header: OrderHeader) -> dict[str, str]:
    """The head of the list; whoever pays it out compares `count` and `total` first."""
    return {
        "message_id": header.message_id,
        "title": texts.printable(header.title),
        "cycle": header.cycle,
        "batch": str(header.batch),
        "chunk": str(header.chunk),
        "created_at": header.created_at.isoformat(timespec="seconds"),
        "execution_date": header.execution_date.isoformat(),
        "debtor_name": texts.printable(header.debtor_name),
        "debtor_account": header.debtor_account,
        "purpose": header.purpose,
        "currency": header.currency,
        "count": str(header.count),
        "total": texts.decimal_text(header.total, header.minor_units),
    }


def _pieces(header: OrderHeader, transfers: pl.DataFrame) -> Iterator[bytes | memoryview]:
    yield BYTE_ORDER_MARK
    yield "".join(f"# {key}: {value}\n" for key, value in preamble(header).items()).encode()
    yield (";".join(COLUMNS.values()) + "\n").encode()
    written = 0
    for piece in transfers.iter_slices(SLICE):
        yield _lines(_table(header, piece, row_number_from=written + 1))
        written += piece.height


def _table(header: OrderHeader, transfers: pl.DataFrame, *, row_number_from: int) -> pl.DataFrame:
    return (
        transfers.with_columns(
            texts.decimal_texts(header.minor_units).alias("amount"),
            texts.printable_names(transfers["village_name"].fill_null("")).alias("village_name"),
        )
        .with_row_index("number", offset=row_number_from)
        .select(pl.col(ours).alias(theirs) for ours, theirs in COLUMNS.items())
    )


def _lines(table: pl.DataFrame) -> memoryview:
    lines = io.BytesIO()
    table.write_csv(lines, separator=";", include_header=False)
    return lines.getbuffer()


def _workbook(header: OrderHeader, table: pl.DataFrame) -> memoryview:
    amounts = pl.col("jumlah").cast(pl.Decimal(scale=header.minor_units) if header.minor_units else pl.Int64)
    rows = table.with_columns(amounts, pl.col("keluarga").cast(pl.String))
    return workbook_of(header.title, header.created_at, preamble(header), rows, widths=WIDTHS)
