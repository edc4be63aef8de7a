"""What this desk calls things, in both languages."""

from collections.abc import Mapping
from typing import Final

from harapan.commitments.health.growth import INDICES, indices, status_tone, status_words
from harapan.commitments.models import Growth, Measurement
from harapan.ui.words import Words

DESK: Final = Words("Kesehatan", "Health")
FLAGS: Final = {
    "severe": (Words("sangat di bawah standar", "far below the standard"), "bad"),
    "low": (Words("di bawah standar", "below the standard"), "warn"),
    "no_gain": (Words("berat tidak naik dua kali", "weight did not rise twice"), "warn"),
    "falling": (Words("berat menurun terhadap standar", "weight falls against the standard"), "warn"),
}
WORST: Final = {
    3: (Words("Segera", "At once"), "bad"),
    2: (Words("Perlu ditengok", "Soon"), "warn"),
    1: (Words("Amati", "Keep an eye on"), "quiet"),
}
VISIT: Final = {
    3: Words(
        "Antar ke puskesmas minggu ini; tanyakan makan, sakit, dan air bersih.",
        "Go with them to the health centre this week; ask about food, illness and clean water.",
    ),
    2: Words(
        "Pastikan ditimbang dan diukur bulan ini; sambungkan dengan makanan tambahan dan P2K2 gizi.",
        "See that they are measured this month; link them to extra food and the sessions on nutrition.",
    ),
    1: Words(
        "Ingatkan jadwal posyandu; tanyakan apakah anak sakit.",
        "Remind them of the posyandu; ask whether the child is ill.",
    ),
}
SOURCES: Final = {
    Measurement.Source.IMPORT: Words("berkas puskesmas", "the health centre's file"),
    Measurement.Source.VISIT: Words("kunjungan", "a visit"),
    Measurement.Source.MADE: Words("data buatan", "made up"),
}

Status = tuple[Words, Words, str]
"""The index, the word, and how bad it is."""


def kilograms(grams: int | None) -> str:
    """`8,1`"""
    return "" if grams is None else f"{grams / 1000:.3f}".rstrip("0").rstrip(".").replace(".", ",")


def centimetres(millimetres: int | None) -> str:
    """`69,5`"""
    return "" if millimetres is None else f"{millimetres / 10:.1f}".replace(".", ",")


def statuses_of(row: Growth | Measurement) -> list[Status]:
    """What is known of a child by each index, the worst first among equals of the page."""
    return statuses_in({index: getattr(row, index) for index in INDICES})


def statuses_in(words: Mapping[str, str | None]) -> list[Status]:
    """The same of the words alone."""
    told = [(index, word) for index in INDICES if (word := words.get(index))]
    return [(indices()[index].title, status_words(index, word), status_tone(index, word)) for index, word in told]


def low_statuses_of(row: Growth) -> list[Status]:
    """The ones that somebody should look at."""
    return [one for one in statuses_of(row) if one[2] in {"bad", "warn"}]


def flags_of(row: Growth) -> list[tuple[Words, str]]:
    """Why somebody should look, beside the statuses."""
    return [FLAGS[flag] for flag in row.flags if flag in ("no_gain", "falling")]
