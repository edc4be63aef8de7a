"""A small file as rows of text, opened by a process that may hold so much memory and no more."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Final

from harapan.intake.reading.trouble import Unreadable

MOST_ROWS: Final = 5_000
MOST_COLUMNS: Final = 80
LONGEST_CELL: Final = 200
MEMORY: Final = 512 << 20
"""Bytes; a form of five thousand rows needs a tenth of it."""
PATIENCE: Final = 30
"""Seconds."""


def rows_apart(path: Path) -> list[list[str]]:
    """Every row of the file. Raises `Unreadable` for what is broken, no list, or too long for a form."""
    asked = {"path": str(path), "memory": MEMORY, "rows": MOST_ROWS, "columns": MOST_COLUMNS, "width": LONGEST_CELL}
    try:
        child = subprocess.run(
            [sys.executable, "-m", "harapan.intake.filled"],
            input=json.dumps(asked).encode() + b"\n",
            capture_output=True,
            timeout=PATIENCE,
            check=False,
        )
    except subprocess.TimeoutExpired as trouble:
        raise Unreadable(*BROKEN) from trouble
    if child.returncode or not child.stdout:
        raise Unreadable(*BROKEN)
    answer = json.loads(child.stdout)
    if refusal := answer.get("refusal"):
        raise Unreadable(*refusal)
    rows: list[list[str]] = answer["rows"]
    if len(rows) > MOST_ROWS:
        raise Unreadable(
            f"berkas ini lebih dari {MOST_ROWS} baris: ini bukan formulir satu sekolah",
            f"this file has more than {MOST_ROWS} rows: it is no form of one school",
        )
    return rows


BROKEN: Final = (
    "berkas ini rusak atau terlalu besar: simpan ulang sebagai CSV, lalu unggah lagi",
    "this file is broken or too large: save it again as CSV and bring it once more",
)
