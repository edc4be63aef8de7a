"""Outside lists measured in a process of its own: `python -m harapan.cli.measured_imports ROWS FOLDER`.

Makes people, writes a list of pupils about them as CSV and as XLSX (every row changes somebody), then reads, applies
and undoes it. Prints one JSON line.
"""

import csv
import json
import resource
import sys
import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import typer
import xlsxwriter
from django.db import connection

from harapan.cli import session
from harapan.cli.people import populate
from harapan.intake.imports import actions
from harapan.intake.imports.storing import PIECE, keep
from harapan.intake.models import Upload
from harapan.population import presets
from harapan.staff.queries import staff_called

HEAD = ("NIK", "Nama Peserta Didik", "Tanggal Lahir", "NPSN", "Bentuk Pendidikan", "Tingkat")
DAY = date(2026, 1, 31)
PEOPLE_OF_A_FAMILY = 3
LISTED = """
    SELECT nik, name, to_char(born, 'DD/MM/YYYY'), (30000000 + id / 200)::text,
           CASE id %% 3 WHEN 0 THEN 'SD' WHEN 1 THEN 'SMP' ELSE 'SMA' END, (id %% 12 + 1)::text
    FROM registry_member WHERE nik IS NOT NULL AND NOT nik_contested ORDER BY id LIMIT %s
"""


def main(rows: int, folder: Path) -> None:
    """Everything about a list of so many rows."""
    session.database()
    populate(presets.country(max(rows // PEOPLE_OF_A_FAMILY, 1_000)))
    text, book = folder / "pupils.csv", folder / "pupils.xlsx"
    _write(text, book, rows)
    found: dict[str, Any] = {"rows": rows, "csv_mb": text.stat().st_size >> 20, "xlsx_mb": book.stat().st_size >> 20}

    upload, found["csv_read_seconds"] = _timed(lambda: _read(_bring(text, DAY)))
    found["csv_reader_mb"], found["counts"] = upload.layout["peak_mb"], upload.counts
    _, found["apply_seconds"] = _timed(lambda: actions.apply(upload, by=staff_called("dewi")))
    _, found["undo_seconds"] = _timed(lambda: actions.undo(upload, because="measured", by=staff_called("dewi")))
    again, found["xlsx_read_seconds"] = _timed(lambda: _read(_bring(book, DAY + timedelta(days=1))))
    found["xlsx_reader_mb"] = again.layout["peak_mb"]
    found["python_mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    typer.echo(json.dumps(found))


def _write(text: Path, book: Path, rows: int) -> None:
    with text.open("w", newline="") as file, xlsxwriter.Workbook(book, {"constant_memory": True}) as workbook:
        lines, sheet = csv.writer(file, delimiter=";"), workbook.add_worksheet("Data")
        for place, row in enumerate(_rows(rows)):
            lines.writerow(row)
            sheet.write_row(place, 0, row)


def _rows(count: int) -> Iterator[tuple[str, ...]]:
    yield HEAD
    with connection.cursor() as cursor:
        cursor.execute(LISTED, [count])
        while some := cursor.fetchmany(10_000):
            yield from some


def _bring(path: Path, day: date) -> Upload:
    with path.open("rb") as file:
        kept = keep(iter(lambda: file.read(PIECE), b""), most=None)
    return actions.bring(kept, kind="dapodik", name=path.name, area="", as_of=day, by=staff_called("dewi"))


def _read(upload: Upload) -> Upload:
    return actions.read(upload, by=staff_called("dewi"))


def _timed(work: Callable[[], Upload]) -> tuple[Upload, float]:
    began = time.monotonic()
    done = work()
    return done, round(time.monotonic() - began, 1)


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2]))
