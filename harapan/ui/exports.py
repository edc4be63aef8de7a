"""Lists to take away: CSV of any length, sent row by row, and workbooks; no cell is ever a formula."""

import csv
import re
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime
from io import StringIO
from itertools import chain, count, islice
from typing import Any, Final

import xlsxwriter
from django.conf import settings
from django.db.models import QuerySet
from django.http import FileResponse, StreamingHttpResponse
from django.utils import timezone, translation
from django.utils.http import content_disposition_header

XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MARK: Final = "\ufeff"
"""Tells Excel that a CSV is UTF-8."""
FORMULA: Final = tuple("=+-@\t\r\n＝＋－＠")
"""What a formula in a CSV begins with; the wide ones are taken for the narrow ones."""
AT_ONCE: Final = 1_000
"""Rows fetched from the database, and sent to the reader, together."""
ROWS_OF_A_SHEET: Final = 1_048_575
"""As many as Excel has, less the heading."""
LONGEST_CELL: Final = 32_767
MOST_ROWS: Final = 20_000
"""Of a workbook that a page makes: some seconds of one of its threads."""
COLUMN_WIDTH: Final = 18

SEPARATORS: Final = {"koma": ",", "titik-koma": ";"}
"""What `?pemisah=` may ask for. Excel with Indonesian settings opens CSV with semicolons, others one with commas."""
_asked: ContextVar[str] = ContextVar("harapan_csv_separator", default="")

Rows = Iterable[Sequence[Any]]


class TooLong(Exception):
    """More rows than a workbook may have that a page makes."""


@contextmanager
def separated_by(asked: str) -> Iterator[None]:
    """Files made in this block have the separator somebody asked for; else that of the reader's language."""
    token = _asked.set(SEPARATORS.get(asked, ""))
    try:
        yield
    finally:
        _asked.reset(token)


def csv_response(name: str, columns: Sequence[object], rows: Rows) -> StreamingHttpResponse:
    """`name`.csv with these headings, sent while it is read. Give a `values_list` queryset, or any iterator of rows.

    Amounts stay whole numbers without separators; days are 2022-01-31. Semicolons part the cells for readers of
    Indonesian, whose Excel expects them, commas for others, unless the address asks for the other.
    """
    language = translation.get_language() or settings.LANGUAGE_CODE
    sign = _asked.get() or (";" if language == "id" else ",")
    body = _in_language(language, _csv(columns, rows, sign))
    return _named(StreamingHttpResponse(body, content_type="text/csv; charset=utf-8"), name, "csv")


def xlsx_response(name: str, columns: Sequence[object], rows: Rows) -> FileResponse:
    """`name`.xlsx with these headings. Whole numbers are numbers, days are days, everything else is text, never a
    formula: a NIK keeps its zeros.

    A workbook is sent when its last row is written, and holds whoever writes it as long. Raises `TooLong` where there
    are more rows than `MOST_ROWS`; a CSV has no such bound, since it is sent row by row.
    """
    left = iter(_fetched(rows))
    some = list(islice(left, MOST_ROWS))
    if next(left, None) is not None:
        raise TooLong(MOST_ROWS)
    file = tempfile.TemporaryFile(suffix=".xlsx")  # noqa: SIM115 - the response closes it
    write_book(file, columns, some)
    file.seek(0)
    return _named(FileResponse(file, content_type=XLSX), name, "xlsx")


def write_book(file: Any, columns: Sequence[object], rows: Rows) -> None:
    """A workbook of any length, written into a file on disk so that a million rows fit in memory. Where the rows are
    more than a sheet holds they go on in the next one.
    """
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    titles, left = [str(column) for column in columns], iter(_fetched(rows))
    with xlsxwriter.Workbook(file, options) as book:
        looks = {look: book.add_format(said) for look, said in LOOKS.items()}
        for place in count(1):
            sheet, written = _sheet(book, place, titles, looks["title"]), 0
            for written, row in enumerate(islice(left, ROWS_OF_A_SHEET), start=1):
                _write_row(sheet, written, row, looks)
            if written < ROWS_OF_A_SHEET:
                return


def harmless(value: object) -> object:
    """Text that a spreadsheet would take for a formula, with an apostrophe before it; anything else as it is."""
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA) else value


# -- CSV -------------------------------------------------------------------------------------------------------------


def _in_language(language: str, pieces: Iterator[bytes]) -> Iterator[bytes]:
    """A streamed body is made after the page's language is gone: each piece is made in it again."""
    while True:
        with translation.override(language):
            piece = next(pieces, None)
        if piece is None:
            return
        yield piece


def _csv(columns: Sequence[object], rows: Rows, sign: str) -> Iterator[bytes]:
    yield MARK.encode()
    for some in _some(chain([[str(column) for column in columns]], _fetched(rows))):
        page = StringIO()
        csv.writer(page, delimiter=sign).writerows([_plain(value) for value in row] for row in some)
        yield page.getvalue().encode()


def _plain(value: object) -> object:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return _local(value).isoformat(sep=" ", timespec="minutes")
    return value if isinstance(value, int) else harmless(str(value))


# -- XLSX ------------------------------------------------------------------------------------------------------------


LOOKS: Final = {
    "title": {"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"},
    "number": {"num_format": "#,##0"},
    "day": {"num_format": "yyyy-mm-dd"},
    "moment": {"num_format": "yyyy-mm-dd hh:mm"},
}


def _sheet(book: Any, place: int, titles: list[str], look: Any) -> Any:
    sheet = book.add_worksheet(f"Data {place}")
    sheet.set_column(0, len(titles) - 1, COLUMN_WIDTH)
    sheet.freeze_panes(1, 0)
    for column, title in enumerate(titles):
        sheet.write_string(0, column, title, look)
    return sheet


def _write_row(sheet: Any, place: int, row: Sequence[Any], looks: dict[str, Any]) -> None:
    for column, value in enumerate(row):
        if value is None:
            sheet.write_blank(place, column, None)
        elif isinstance(value, bool):
            sheet.write_boolean(place, column, value)
        elif isinstance(value, int | float):
            sheet.write_number(place, column, value, looks["number"] if isinstance(value, int) else None)
        elif isinstance(value, datetime):
            sheet.write_datetime(place, column, _local(value).replace(tzinfo=None), looks["moment"])
        elif isinstance(value, date):
            sheet.write_datetime(place, column, value, looks["day"])
        else:
            sheet.write_string(place, column, str(value)[:LONGEST_CELL])


# -- both ------------------------------------------------------------------------------------------------------------


def _fetched(rows: Rows) -> Rows:
    """A queryset is read through a cursor of the server, never all of it at once."""
    return rows.iterator(chunk_size=AT_ONCE) if isinstance(rows, QuerySet) else rows


def _some(rows: Rows) -> Iterator[list[Sequence[Any]]]:
    left = iter(rows)
    while some := list(islice(left, AT_ONCE)):
        yield some


def _local(value: datetime) -> datetime:
    return timezone.localtime(value) if timezone.is_aware(value) else value


def _named(response: Any, name: str, kind: str) -> Any:
    """A name no file system stumbles over; and what was exported once is not kept by the browser."""
    safe = re.sub(r"[^\w-]+", "-", name).strip("-")[:100] or "data"
    response["Content-Disposition"] = content_disposition_header(True, f"{safe}.{kind}")
    response["Cache-Control"] = "no-store"
    return response
