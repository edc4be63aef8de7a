"""Lists of banks as text: whatever separator, quotes or preamble, every line comes out, understood or as it stands."""

import csv
import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from harapan.banks.shapes import UnreadableAnswer

LARGEST_FILE = 4 << 30
SEPARATORS = (";", ",", "\t", "|")
PREAMBLE = re.compile(r'^"?#\s*(\w+)\s*[:=]\s*(.*?)"?[;,\t|]*$')
"""`# key: value`, also after a spreadsheet has quoted it and added empty cells."""

RAW_LENGTH = 1_000
"""An unreadable line is kept in a note, cut to this."""


@dataclass(frozen=True)
class Column:
    """A column we look for, and the headings banks give it."""

    name: str
    headings: tuple[str, ...]
    required: bool = False


@dataclass(frozen=True, eq=False)
class Listing:
    """A list as text: what stood above it, and one row per line."""

    preamble: dict[str, str]
    lines: pl.DataFrame
    """`line` (its number in the file), `raw`, `split` (it has a cell per heading), each column as text or null."""
    sha256: str


def read(path: Path, columns: Sequence[Column]) -> Listing:
    """Read a delimited text. Raises UnreadableAnswer when it is no such text or lacks a required column."""
    content = _content(path)
    raw = _raw_lines(content)
    separator, preamble, heading = _top_of(raw["raw"].head(100).to_list())
    titles = next(csv.reader([raw["raw"][heading]], delimiter=separator))
    lines = _split(raw.slice(heading + 1), separator, len(titles), _places(titles, columns))
    return Listing(preamble, _with_all(lines, columns), hashlib.sha256(content).hexdigest())


def _with_all(lines: pl.DataFrame, columns: Sequence[Column]) -> pl.DataFrame:
    """Columns the bank does not have are empty ones."""
    absent = [column.name for column in columns if column.name not in lines.columns]
    return lines.with_columns(pl.lit(None, pl.String).alias(name) for name in absent)


def note_of(readable: pl.Expr, note: pl.Expr) -> pl.Expr:
    """The bank's note, or of a line that could not be understood the line itself."""
    return pl.when(readable).then(note).otherwise(pl.col("raw").str.slice(0, RAW_LENGTH))


def _content(path: Path) -> bytes:
    if path.stat().st_size > LARGEST_FILE:
        raise UnreadableAnswer("Berkas lebih besar dari 4 GB.", "The file is larger than 4 GB.")
    content = path.read_bytes()
    if content.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise UnreadableAnswer(
            "Ini lembar kerja Excel; simpan dahulu sebagai CSV UTF-8.",
            "This is a spreadsheet; save it as CSV UTF-8 first.",
        )
    if content.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\x00" in content:
        raise UnreadableAnswer(
            "Berkas ini bukan teks UTF-8; simpan sebagai CSV UTF-8.", "This is not a UTF-8 text; save it as CSV UTF-8."
        )
    return content.removeprefix(b"\xef\xbb\xbf")


def _raw_lines(content: bytes) -> pl.DataFrame:
    """All lines that are not blank, with their numbers."""
    lines = pl.read_lines(_as_utf8(content), name="raw", row_index_name="line", row_index_offset=1)
    lines = lines.filter(pl.col("raw").str.contains(r"[^ \t;,|]")).cast({"line": pl.Int64})
    if lines.is_empty():
        raise UnreadableAnswer("Berkas kosong.", "The file is empty.")
    return lines


def _as_utf8(content: bytes) -> bytes:
    """Bytes that are no UTF-8 become replacement characters: a line is never lost for a letter."""
    try:
        content.decode()
    except UnicodeDecodeError:
        return content.decode(errors="replace").encode()
    return content


def _top_of(lines: list[str]) -> tuple[str, dict[str, str], int]:
    """The separator, the preamble, and the place of the heading."""
    declared, preamble = None, {}
    for place, line in enumerate(lines):
        if line.lower().startswith("sep=") and len(line) > 4:
            declared = line[4]
        elif found := PREAMBLE.match(line):
            preamble[found[1].lower()] = found[2].strip()
        elif line.startswith(("#", '"#')):
            continue
        else:
            return declared or max(SEPARATORS, key=line.count), preamble, place
    raise UnreadableAnswer("Daftar ini tidak punya judul kolom.", "The list has no column headings.")


def _places(titles: list[str], columns: Sequence[Column]) -> dict[str, int]:
    plain = [re.sub(r"[^a-z0-9]+", "_", title.lower()).strip("_") for title in titles]
    places: dict[str, int] = {}
    for column in columns:
        found = [place for place, title in enumerate(plain) if title in column.headings]
        if len(found) > 1 or (column.required and not found):
            wrong_id, wrong_en = ("lebih dari satu", "more than one") if found else ("tidak ada", "no")
            raise UnreadableAnswer(
                f"Kolom {column.headings[0]}: {wrong_id}.", f"The list has {wrong_en} column {column.headings[0]}."
            )
        if found:
            places[column.name] = found[0]
    return places


def _split(lines: pl.DataFrame, separator: str, width: int, places: dict[str, int]) -> pl.DataFrame:
    """The cells of every line. Most have no quotes, or quotes round every cell; only the others are read singly."""
    raw = pl.col("raw")
    quoted, whole = raw.str.contains('"', literal=True), f'"{separator}"'
    plain = ~quoted & (raw.str.count_matches(separator, literal=True) == width - 1)
    framed = (
        quoted
        & raw.str.starts_with('"')
        & raw.str.ends_with('"')
        & (raw.str.count_matches('"', literal=True) == 2 * width)
        & (raw.str.count_matches(whole, literal=True) == width - 1)
    )
    kinds = lines.with_columns(
        pl.when(plain).then(0).when(framed).then(1).otherwise(2).cast(pl.Int8).alias("kind")
    ).partition_by("kind", as_dict=True, include_key=False)
    none = lines.clear()
    parts = [
        _cells(kinds.get((0,), none), raw.str.split_exact(separator, width - 1), places),
        _cells(kinds.get((1,), none), raw.str.slice(1).str.strip_suffix('"').str.split_exact(whole, width - 1), places),
        _cells_singly(kinds.get((2,), none), separator, width, places),
    ]
    return pl.concat(part for part in parts if part.height).sort("line") if lines.height else parts[0]


def _cells(lines: pl.DataFrame, cells: pl.Expr, places: dict[str, int]) -> pl.DataFrame:
    return lines.with_columns(cells.alias("cells"), pl.lit(True).alias("split")).select(
        "line",
        "raw",
        "split",
        *(_text(pl.col("cells").struct.field(f"field_{place}")).alias(name) for name, place in places.items()),
    )


def _cells_singly(lines: pl.DataFrame, separator: str, width: int, places: dict[str, int]) -> pl.DataFrame:
    rows = [_row(text, separator, width) for text in lines["raw"]]
    found = {name: [row[place] if row else None for row in rows] for name, place in places.items()}
    cells = pl.DataFrame(found, schema=dict.fromkeys(places, pl.String))
    split = pl.Series("split", [row is not None for row in rows], pl.Boolean)
    return lines.select("line", "raw").with_columns(split, *cells).with_columns(_text(pl.col(name)) for name in places)


def _row(text: str, separator: str, width: int) -> list[str] | None:
    try:
        rows = list(csv.reader([text], delimiter=separator, strict=True))
    except csv.Error:
        return None
    return rows[0] if len(rows) == 1 and len(rows[0]) == width else None


def _text(cell: pl.Expr) -> pl.Expr:
    cell = cell.str.strip_chars()
    return pl.when(cell != "").then(cell)
