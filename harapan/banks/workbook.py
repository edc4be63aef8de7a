"""The readable copy of a list: a sheet of what it says on top, and the list itself.

A library makes the workbook and its first row; the other rows are that row's template, filled as orders are (ADR 0020).
Cell by cell through Python, a hundred thousand rows took longer than a million transfers.
"""

import io
import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from zipfile import ZIP_DEFLATED, ZipFile

import polars as pl
import xlsxwriter
from xlsxwriter.utility import xl_col_to_name, xl_rowcol_to_cell

from harapan.banks import texts
from harapan.banks.writing import bytes_of

OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
SLICE = 50_000
LIST = "xl/worksheets/sheet2.xml"
WIDTH = 18
FORMATS = {pl.Int64: "#,##0", pl.Decimal: "#,##0.00", pl.Date: "yyyy-mm-dd"}
"""How a cell of a type is shown; texts and row numbers are as they are."""
DAY_NOUGHT = date(1899, 12, 30)
"""Days are counted from here in a spreadsheet."""
ESCAPES = r"(_x[0-9A-Fa-f]{4}_)"
"""What a spreadsheet would take for a character by its number."""


def workbook_of(
    title: str, created_at: datetime, head: Mapping[str, str], rows: pl.DataFrame, *, widths: Mapping[str, int]
) -> memoryview:
    """An XLSX file: equal words and rows give equal bytes, whenever it is made. `widths` by column, in characters."""
    frame, file = io.BytesIO(), io.BytesIO()
    with xlsxwriter.Workbook(frame, OPTIONS) as workbook:
        # the clock would make every copy differ
        workbook.set_properties({"title": title, "created": created_at.replace(tzinfo=None)})
        summary = workbook.add_worksheet("Ringkasan")
        summary.set_column(0, 1, 32)
        summary.write_column(0, 0, list(head))
        summary.write_column(0, 1, list(head.values()))
        _begin_list(workbook, rows, widths)
    with ZipFile(frame) as begun, ZipFile(file, "w", ZIP_DEFLATED) as whole:
        for part in begun.infolist():
            content = begun.read(part)
            whole.writestr(part, _filled(content, rows) if part.filename == LIST else content, compresslevel=1)
    return file.getbuffer()


def _begin_list(workbook: xlsxwriter.Workbook, rows: pl.DataFrame, widths: Mapping[str, int]) -> None:
    """The headings and an empty first row, in which each cell has the format of its column. Each has one of its own,
    never the default, which a cell would not name.
    """
    sheet, bold = workbook.add_worksheet("Daftar"), workbook.add_format({"bold": True})
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, rows.height, rows.width - 1)
    for number, (name, dtype) in enumerate(rows.schema.items()):
        shown = FORMATS.get(type(dtype))
        sheet.set_column(number, number, widths.get(name, WIDTH))
        sheet.write_string(0, number, name, bold)
        sheet.write_blank(1, number, None, workbook.add_format({"num_format": shown or "General", "valign": "top"}))


def _filled(sheet: bytes, rows: pl.DataFrame) -> bytes:
    first = re.search(rb'<row r="2".*?</row>', sheet)
    if first is None:
        raise ValueError("the library wrote no first row")
    styles = [style.decode() for style in re.findall(rb' s="(\d+)"', first.group())]
    size = f'<dimension ref="A1:{xl_rowcol_to_cell(rows.height, rows.width - 1)}"/>'.encode()
    begin = re.sub(rb'<dimension ref="[^"]*"/>', size, sheet[: first.start()])
    return b"".join([begin, *_rows(rows, styles), sheet[first.end() :]])


def _rows(rows: pl.DataFrame, styles: list[str]) -> Iterator[bytes | memoryview]:
    numbered = rows.with_row_index("_row", offset=2)
    for piece in numbered.iter_slices(SLICE):
        cells = [_cell(piece[name], xl_col_to_name(number), styles[number]) for number, name in enumerate(rows.columns)]
        lines = ['<row r="', pl.col("_row"), '">', *(part for cell in cells for part in cell), "</row>"]
        parts = [pl.lit(part) if isinstance(part, str) else part for part in lines]
        yield bytes_of(piece.select(pl.concat_str(parts)).to_series())


def _cell(column: pl.Series, letter: str, style: str) -> tuple[str | pl.Expr | pl.Series, ...]:
    place: tuple[str | pl.Expr | pl.Series, ...] = (f'<c r="{letter}', pl.col("_row"), f'" s="{style}"')
    if column.dtype == pl.String:
        words = texts.escaped(column.fill_null("").str.replace_all(ESCAPES, "_x005F$1"))
        return (*place, ' t="inlineStr"><is><t xml:space="preserve">', words, "</t></is></c>")
    if column.dtype == pl.Date:
        column = (column - DAY_NOUGHT).dt.total_days()
    return (*place, ("><v>" + column.cast(pl.String) + "</v></c>").fill_null("/>"))
