"""Spreadsheets: the rows of one sheet as text, with numbers that lost digits marked."""

import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetVisibleEnum

from harapan.intake.reading.trouble import Unreadable

NUMBER: Final = "\x1f"
"""Follows a long number that stood in its cell as a number: its zeros in front and its sixteenth digit may be lost."""
LONG: Final = 10**8


def names_of_sheets(path: Path) -> list[str]:
    """The sheets a person sees when opening the file."""
    with _opened(path) as book:
        return [one.name for one in book.sheets_metadata if one.visible == SheetVisibleEnum.Visible]


@contextmanager
def rows_of_sheet(path: Path, sheet: str) -> Iterator[Iterator[list[str]]]:
    """The rows of one sheet. A cell with a formula holds what was computed when the file was saved."""
    with _opened(path) as book:
        rows = book.get_sheet_by_name(sheet).iter_rows()
        yield ([_text(cell) for cell in row] for row in rows)


@contextmanager
def _opened(path: Path) -> Iterator[CalamineWorkbook]:
    try:
        with CalamineWorkbook.from_path(str(path)) as book:
            yield book
    except PasswordError as trouble:
        raise Unreadable(
            "berkas ini terkunci kata sandi: simpan ulang tanpa kata sandi",
            "this file is locked by a password: save it again without one",
        ) from trouble
    except (CalamineError, zipfile.BadZipFile) as trouble:
        raise Unreadable(
            "lembar kerja ini rusak: buka di aplikasi asalnya lalu simpan ulang, atau simpan sebagai CSV",
            "this spreadsheet is broken and cannot be opened: open it where it was made and save it again, or as CSV",
        ) from trouble


def _text(cell: Any) -> str:
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "1" if cell else "0"
    if isinstance(cell, float):
        if cell.is_integer() and abs(cell) < 10**18:
            return _whole(int(cell))
        return repr(cell)
    if isinstance(cell, int):
        return _whole(cell)
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    return cell.isoformat() if isinstance(cell, date) else str(cell)


def _whole(number: int) -> str:
    return f"{number}{NUMBER}" if number >= LONG else str(number)
