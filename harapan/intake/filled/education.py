"""The ministry's attendance form (Form Verifikasi Komitmen Pendidikan): one school, three months, days missed.

Source: domain facts 4.2 (G1, medium): columns number, NIK and name of the caretaker, NIK, NISN and name of the pupil,
level, grade, then by month alpa, izin, sakit, jumlah, persen; remarks, facilitator; and a row of effective days. It
comes as CSV or workbook, titles above the head, months in merged cells over their columns or within each heading.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from harapan.intake.reading.headings import folded
from harapan.intake.reading.sheets import NUMBER
from harapan.intake.reading.trouble import Unreadable
from harapan.ui.words import Words

Row = Sequence[str]

MONTHS: Final = {
    **dict.fromkeys(("januari", "jan"), 1),
    **dict.fromkeys(("februari", "pebruari", "feb", "peb"), 2),
    **dict.fromkeys(("maret", "mar"), 3),
    **dict.fromkeys(("april", "apr"), 4),
    **dict.fromkeys(("mei",), 5),
    **dict.fromkeys(("juni", "jun"), 6),
    **dict.fromkeys(("juli", "jul"), 7),
    **dict.fromkeys(("agustus", "agu", "ags", "agt"), 8),
    **dict.fromkeys(("september", "sept", "sep"), 9),
    **dict.fromkeys(("oktober", "okt"), 10),
    **dict.fromkeys(("november", "nopember", "nov", "nop"), 11),
    **dict.fromkeys(("desember", "des"), 12),
}
PARTS: Final = {
    "unexcused": ("alpa", "alpha", "tanpaketerangan"),
    "permitted": ("izin", "ijin"),
    "sick": ("sakit",),
    "sum": ("jumlah", "jml", "total"),
    "percent": ("persentase", "persen", "prosentase"),
}
IDENTITY: Final = {
    "nik": ("niksiswa", "nikpesertadidik", "nikpd", "nikanak"),
    "nisn": ("nisn",),
    "name": ("namasiswa", "namapesertadidik", "namapd", "namaanak"),
    "grade": ("tingkatpendidikan", "tingkat", "kelas", "rombel"),
}
LOOKED_THROUGH: Final = 60
"""Rows among which the head is looked for."""
MOST_DAYS: Final = 31


@dataclass(frozen=True)
class Told:
    """What one row says of one month."""

    unexcused: int
    permitted: int
    sick: int
    sum: int | None = None
    tenths: int | None = None
    """The percentage as written, in tenths of a per cent."""

    @property
    def missed(self) -> int:
        return self.unexcused + self.permitted + self.sick


@dataclass(frozen=True)
class Pupil:
    """One row: who, and what of each month. `unreadable` are cells that hold no number of days."""

    line: int
    nik: str
    nisn: str
    name: str
    grade: str
    told: dict[date, Told] = field(default_factory=dict)
    unreadable: tuple[str, ...] = ()

    @property
    def last_four(self) -> str:
        """Of a NIK that is whole; a spreadsheet rounds the sixteenth digit of a number away."""
        return self.nik[-4:] if re.fullmatch(r"[0-9]{16}", self.nik) else ""


@dataclass(frozen=True)
class Form:
    """A whole form. `open_days` are the effective days of each of its months, as far as it says them."""

    npsn: str
    months: tuple[date, ...]
    open_days: dict[date, int]
    pupils: tuple[Pupil, ...]


@dataclass(frozen=True)
class _Head:
    """Where things stand: the row of the parts (from 0), our columns, and by month the places of its parts."""

    row: int
    columns: dict[str, int]
    months: dict[date, dict[str, int]]


def read_form(rows: Sequence[Row]) -> Form:
    """The form as it was filled in. Raises `Unreadable` for a file that is none."""
    sub = _row_of_parts(rows)
    head = _Head(sub, _identity(rows, sub), _months(rows, sub))
    return Form(_npsn(rows[:sub]), tuple(head.months), _open_days(rows, head), tuple(_pupils(rows, head)))


def _row_of_parts(rows: Sequence[Row]) -> int:
    """The row in which `alpa` stands, and `izin` and `sakit` beside it."""
    for place, row in enumerate(rows[:LOOKED_THROUGH]):
        kinds = {_part(cell) for cell in row}
        if {"unexcused", "permitted", "sick"} <= kinds:
            return place
    raise Unreadable(
        "kolom alpa, izin, dan sakit tidak ditemukan: ini bukan Form Verifikasi Komitmen Pendidikan",
        "no columns alpa, izin and sakit were found: this is no attendance form of the ministry",
    )


def _part(heading: str) -> str:
    """`unexcused` of `Alpa`, `ALPA (hari)`, `Januari - Alpa`; empty for another heading."""
    words = [folded(word) for word in re.split(r"[^\w%]+", heading) if word]
    if "%" in heading:
        return "percent"
    for part, known in PARTS.items():
        if any(word in known for word in words):
            return part
    return ""


def _month_in(text: str) -> tuple[int, int | None] | None:
    """The month a heading names, and the year if it does."""
    month = next((MONTHS[word] for word in re.findall(r"[a-z]+", text.lower()) if word in MONTHS), None)
    year = re.search(r"\b(20\d\d)\b", text)
    return (month, int(year[1]) if year else None) if month else None


def _months(rows: Sequence[Row], sub: int) -> dict[date, dict[str, int]]:
    """The columns of each month, in order. The month stands in the heading itself, or above it in a merged cell."""
    starts = [place for place, cell in enumerate(rows[sub]) if _part(cell) == "unexcused"]
    year = next(
        (int(found[1]) for cell in _cells(rows[: sub + 1]) if (found := re.search(r"\b(20\d\d)\b", cell))), None
    )
    months: dict[date, dict[str, int]] = {}
    for start, end in zip(starts, [*starts[1:], len(rows[sub])], strict=True):
        named = _month_over(rows, sub, start)
        if named is None or (named[1] or year) is None:
            raise Unreadable(
                "nama bulan dan tahun di atas kolom alpa tidak terbaca",
                "the month and year above a column of absences cannot be read",
            )
        first = date(named[1] or year or 0, named[0], 1)
        if first in months:
            raise Unreadable("satu bulan tertulis dua kali di formulir ini", "a month stands in this form twice")
        parts = {_part(rows[sub][place]): place for place in range(end - 1, start - 1, -1)}
        months[first] = {part: place for part, place in parts.items() if part}
    return months


def _month_over(rows: Sequence[Row], sub: int, start: int) -> tuple[int, int | None] | None:
    if named := _month_in(rows[sub][start]):
        return named
    for above in (sub - 1, sub - 2):
        for place in range(start, -1, -1):
            cell = rows[above][place] if above >= 0 and place < len(rows[above]) else ""
            if named := _month_in(cell):
                return named
    return None


def _identity(rows: Sequence[Row], sub: int) -> dict[str, int]:
    """Columns of the pupil, in the row of the parts or in one of the two above it."""
    found: dict[str, int] = {}
    for row in rows[max(sub - 2, 0) : sub + 2]:
        for place, cell in enumerate(row):
            for name, known in IDENTITY.items():
                if name not in found and folded(cell).startswith(known):
                    found[name] = place
    if "name" not in found:
        raise Unreadable(
            "kolom nama siswa tidak ditemukan di formulir ini", "no column of pupils' names was found in this form"
        )
    return found


def _npsn(rows: Iterable[Row]) -> str:
    """Beside or within the cell that says NPSN."""
    for row in rows:
        for place, cell in enumerate(row):
            if "npsn" in cell.lower():
                digits = re.search(
                    r"\b[A-Z0-9]{8}\b", " ".join([cell, *row[place + 1 : place + 4]]).replace(NUMBER, "")
                )
                return digits[0] if digits else ""
    return ""


def _open_days(rows: Sequence[Row], head: _Head) -> dict[date, int]:
    """Under each month's columns, or in the order of the months behind the words."""
    for row in rows:
        label = next((place for place, cell in enumerate(row) if folded(cell).startswith("hariefektif")), None)
        if label is None:
            continue
        under = {
            month: next((n for place in sorted(parts.values()) if (n := _days(_at(row, place))) is not None), None)
            for month, parts in head.months.items()
        }
        if any(under.values()):
            return {month: days for month, days in under.items() if days}
        said = [int(n) for n in re.findall(r"\b\d{1,2}\b", " ".join([row[label], *row[label + 1 :]]))]
        if len(said) == len(head.months):
            return {month: days for month, days in zip(head.months, said, strict=True) if 0 < days <= MOST_DAYS}
    return {}


def _pupils(rows: Sequence[Row], head: _Head) -> Iterator[Pupil]:
    """Rows below the head that name somebody."""
    for place, row in enumerate(rows[head.row + 1 :], start=head.row + 2):
        name, nik = _text(row, head.columns.get("name")), _digits(row, head.columns.get("nik"))
        if any(folded(cell).startswith("hariefektif") for cell in row) or not re.search(r"[^\W\d_]", name):
            continue
        if folded(name) in IDENTITY["name"] or re.match(r"(?i)\s*(jumlah|total)\b", next(filter(str.strip, row), "")):
            continue
        told, unreadable = _told(row, head)
        yield Pupil(
            place,
            nik,
            _digits(row, head.columns.get("nisn")),
            name,
            _text(row, head.columns.get("grade")),
            told,
            tuple(unreadable),
        )


def _told(row: Row, head: _Head) -> tuple[dict[date, Told], list[str]]:
    told, unreadable = {}, []
    for month, parts in head.months.items():
        written = {part: _at(row, place) for part, place in parts.items()}
        if not any(map(str.strip, written.values())):
            continue  # nothing said of this month: not reported, which is not the same as present
        days = {part: _days(written.get(part, "")) for part in ("unexcused", "permitted", "sick", "sum")}
        unreadable += [written[part].strip()[:20] for part, n in days.items() if n is None and part in written]
        if None not in days.values():
            said = bool(written.get("sum", "").strip())
            told[month] = Told(
                days["unexcused"] or 0,
                days["permitted"] or 0,
                days["sick"] or 0,
                days["sum"] if said else None,
                _tenths(written.get("percent", "")),
            )
    return told, unreadable


def _days(text: str) -> int | None:
    """A number of days; nothing written is none, anything else is not a number of days."""
    plain = text.replace(NUMBER, "").strip()
    if plain in ("", "-", "–", "0"):
        return 0
    found = re.fullmatch(r"(\d{1,2})(?:[.,]0+)?", plain)
    return int(found[1]) if found and int(found[1]) <= MOST_DAYS else None


def _tenths(text: str) -> int | None:
    """`95,2 %`, `95.24`, or `0.9524` as a workbook keeps it; None where nothing or nonsense is written."""
    found = re.fullmatch(r"(\d{1,3})(?:[.,](\d+))?\s*(%)?", text.strip())
    if found is None:
        return None
    thousandths = int(found[1]) * 1000 + int((found[2] or "").ljust(3, "0")[:3])
    if not found[3] and thousandths <= 1000 and found[2] is not None:
        thousandths *= 100
    return (thousandths + 50) // 100


def _at(row: Row, place: int | None) -> str:
    return row[place] if place is not None and place < len(row) else ""


def _text(row: Row, place: int | None) -> str:
    return " ".join(_at(row, place).replace(NUMBER, "").strip("'’ ").split())


def _digits(row: Row, place: int | None) -> str:
    """A number as it was written; one that stood in its cell as a number has lost what cannot be known."""
    cell = _at(row, place)
    digits = re.sub(r"[^0-9A-Za-z+,.]", "", cell.replace(NUMBER, ""))
    return "" if cell.endswith(NUMBER) and len(digits) > 15 else digits


def _cells(rows: Iterable[Row]) -> Iterator[str]:
    for row in rows:
        yield from row


REASONS: Final = {
    "unknown": Words("bukan siswa yang tercatat di sekolah ini", "is no pupil we know at this school"),
    "elsewhere": Words("tercatat di sekolah lain", "is known at another school"),
    "twice": Words("tertulis dua kali di formulir ini", "stands in this form twice"),
    "several": Words(
        "nama ini dimiliki beberapa murid; NIK-nya tidak terbaca", "several have this name; no NIK to tell"
    ),
    "unreadable": Words("jumlah hari tidak terbaca", "days cannot be read"),
    "too_many": Words("lebih banyak tidak hadir daripada hari efektif", "missed more days than were open"),
    "sum": Words("jumlah tidak sama dengan alpa + izin + sakit", "the sum is not absent + permitted + sick"),
    "percent": Words("persen tidak cocok dengan hari yang ditulis", "the percentage does not fit the days written"),
    "silent": Words("tidak diisi", "was not filled in"),
}
"""Why a row, or a month of it, is not taken."""
