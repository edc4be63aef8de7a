"""Numbers and days in words, as official letters in Bahasa Indonesia write them."""

from datetime import date
from typing import Final

from harapan.ui.templatetags.harapan import MONTHS

DAYS: Final = ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu")
UNITS: Final = (
    *("nol", "satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan", "sepuluh", "sebelas"),
)
SCALES: Final = ((10**12, "triliun"), (10**9, "miliar"), (10**6, "juta"), (10**3, "ribu"))
ROMAN: Final = ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")


def in_words(number: int) -> str:
    """`6050000` as `enam juta lima puluh ribu` (terbilang); one hundred and one thousand are `se-`."""
    if number < 0:
        return f"minus {in_words(-number)}"
    for scale, name in SCALES:
        if number >= scale:
            head = "seribu" if scale == 1_000 and number // scale == 1 else f"{in_words(number // scale)} {name}"
            return _and(head, number % scale)
    return _below_thousand(number)


def _below_thousand(number: int) -> str:
    if number < 12:
        return UNITS[number]
    if number < 20:
        return f"{UNITS[number - 10]} belas"
    if number < 100:
        return _and(f"{UNITS[number // 10]} puluh", number % 10)
    return _and("seratus" if number < 200 else f"{UNITS[number // 100]} ratus", number % 100)


def _and(head: str, rest: int) -> str:
    return f"{head} {in_words(rest)}" if rest else head


def long_day(day: date) -> str:
    """`22 November 2026`."""
    return f"{day.day} {MONTHS['id'][day.month - 1]} {day.year}"


def day_in_words(day: date) -> str:
    """`Minggu, tanggal dua puluh dua bulan November tahun dua ribu dua puluh enam`, as minutes begin."""
    month = MONTHS["id"][day.month - 1]
    return f"{DAYS[day.weekday()]}, tanggal {in_words(day.day)} bulan {month} tahun {in_words(day.year)}"


def months_between(first: date, last: date) -> str:
    """The months from one to another, `Desember 2022` for a single one."""
    ends = f"{MONTHS['id'][last.month - 1]} {last.year}"
    return ends if (first.year, first.month) == (last.year, last.month) else f"{MONTHS['id'][first.month - 1]}–{ends}"


def stage_title(year: int, number: int) -> str:
    """`Tahap I Tahun 2022`."""
    return f"Tahap {ROMAN[number] if number < len(ROMAN) else number} Tahun {year}"
