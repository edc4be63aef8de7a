"""Text files of rows: whatever encoding, delimiter and first line they come with, read in a flat amount of memory."""

import codecs
import csv
import io
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from harapan.intake.reading.trouble import Unreadable

PIECE: Final = 1 << 20
LOOKED_AT: Final = 64 * 1024
"""Characters from which the delimiter is guessed."""
LONGEST_CELL: Final = 100_000
DELIMITERS: Final = (";", ",", "\t", "|")
MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def encoding_of(path: Path) -> str:
    """By its mark, else UTF-8 if all of it is, else what Windows writes here."""
    with path.open("rb") as file:
        head = file.read(4096)
    for mark, name in MARKS:
        if head.startswith(mark):
            return name
    if head[1::2].count(0) > len(head) // 4:
        return "utf-16-le"
    if head[0::2].count(0) > len(head) // 4:
        return "utf-16-be"
    return "utf-8" if _is_utf8(path) else "cp1252"


def delimiter_of(text: str) -> str:
    """The sign that parts the cells: as `sep=;` says, else the one that parts most lines alike."""
    first = text.split("\n", 1)[0].strip().lower()
    if first.startswith("sep=") and len(first) == len("sep=;"):
        return first[-1]
    if first == "sep=":
        return "\t"
    lines = [line for line in text.splitlines()[:60] if line.strip()]

    def alike(sign: str) -> tuple[int, int]:
        counts = [len(row) for row in csv.reader(lines, delimiter=sign) if len(row) > 1]
        usual = max(set(counts), key=counts.count, default=0)
        return counts.count(usual) if usual else 0, usual

    best = max(DELIMITERS, key=alike)
    return best if alike(best)[0] else ";"


@contextmanager
def rows_of_text(path: Path) -> Iterator[tuple[dict[str, str], Iterator[list[str]]]]:
    """How a text file is written, and its rows one by one."""
    encoding = encoding_of(path)
    csv.field_size_limit(LONGEST_CELL)
    with path.open("r", encoding=encoding, errors="replace", newline="") as file:
        start = file.read(LOOKED_AT)
        delimiter = delimiter_of(start)
        if start.lower().startswith("sep="):
            start = start.partition("\n")[2]
        lines = _lines(start, file)
        layout = {"encoding": encoding.removesuffix("-sig"), "delimiter": delimiter}
        yield layout, _rows(csv.reader(lines, delimiter=delimiter))


def _lines(start: str, rest: io.TextIOBase) -> Iterator[str]:
    """The lines of what was read already, and of the rest; none is cut in two."""
    yield from io.StringIO(start + rest.readline(), newline="")
    yield from rest


def _rows(rows: Iterator[list[str]]) -> Iterator[list[str]]:
    try:
        yield from rows
    except csv.Error as trouble:
        raise Unreadable(
            f"berkas teks ini rusak: {trouble}; simpan ulang sebagai CSV (UTF-8)",
            f"this text file is broken: {trouble}; save it again as CSV (UTF-8)",
        ) from trouble


def _is_utf8(path: Path) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    with path.open("rb") as file:
        try:
            while piece := file.read(PIECE):
                decoder.decode(piece)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return False
    return True
