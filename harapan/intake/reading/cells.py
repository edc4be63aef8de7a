"""Any file as rows of cells: what it is, the file itself says, never its name."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from harapan.intake.reading.sheets import names_of_sheets, rows_of_sheet
from harapan.intake.reading.texts import rows_of_text
from harapan.intake.reading.trouble import Unreadable

Rows = Iterator[list[str]]
ZIP: Final = b"PK\x03\x04"
OLD_EXCEL: Final = b"\xd0\xcf\x11\xe0"
PAGES: Final = (b"<html", b"<!doctype", b"<table", b"<?xml", b"<meta")


def form_of(start: bytes) -> str:
    """`text` or `sheet`, by a file's first bytes. Raises `Unreadable` for what is no list."""
    if not start.strip(b"\x00\xff\xfe\xef\xbb\xbf \r\n\t"):
        raise Unreadable("berkas ini kosong", "this file is empty")
    if start.startswith((ZIP, OLD_EXCEL)):
        return "sheet"
    if start.startswith(b"%PDF"):
        raise Unreadable(
            "ini PDF: minta daftar aslinya sebagai XLSX, ODS, atau CSV",
            "this is a PDF: ask for the list itself as XLSX, ODS or CSV",
        )
    if start.lstrip(b"\xef\xbb\xbf \r\n\t").lower().startswith(PAGES):
        raise Unreadable(
            "ini halaman web yang diberi nama lembar kerja: buka di Excel atau LibreOffice lalu simpan sebagai XLSX",
            "this is a web page named like a spreadsheet: open it in Excel or LibreOffice and save it as XLSX",
        )
    if start.startswith((b"\x1f\x8b", b"Rar!", b"7z\xbc\xaf")):
        raise Unreadable("berkas ini terkompresi: buka dulu isinya", "this file is compressed: unpack it first")
    return "text"


@contextmanager
def opened(path: Path, sheet: str = "") -> Iterator[tuple[dict[str, Any], Rows]]:
    """How a file is written, and its rows. Of a spreadsheet, the sheet of that name, else the first that holds more
    than a few cells.
    """
    with path.open("rb") as file:
        form = form_of(file.read(64))
    if form == "text":
        with rows_of_text(path) as (layout, rows):
            yield {"form": form, **layout}, rows
        return
    names = names_of_sheets(path)
    chosen = sheet if sheet in names else _first_filled(path, names)
    with rows_of_sheet(path, chosen) as rows:
        yield {"form": form, "sheet": chosen, "sheets": names}, rows


def _first_filled(path: Path, names: list[str]) -> str:
    """Covers and explanations come first in many files, in a few lines."""
    if not names:
        raise Unreadable("tidak ada lembar di berkas ini", "there is no sheet in this file")
    if len(names) == 1:
        return names[0]
    for name in names:
        with rows_of_sheet(path, name) as rows:
            wide = sum(sum(bool(cell.strip()) for cell in row) > 1 for row, _ in zip(rows, range(40), strict=False))
        if wide > 1:
            return name
    return names[0]
