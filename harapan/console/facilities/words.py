"""What kinds, levels and registers of facilities are called in both languages."""

from typing import Final

from harapan.places.models import Facility
from harapan.ui.words import Words

KINDS: Final = {
    "school": Words("Sekolah", "School"),
    "puskesmas": Words("Puskesmas", "Health centre (puskesmas)"),
    "posyandu": Words("Posyandu", "Health post (posyandu)"),
    "clinic": Words("Klinik/bidan", "Clinic or midwife"),
}
LEVELS: Final = {
    "paud": Words("PAUD/TK", "Pre-school"),
    "sd": Words("SD/MI", "Primary"),
    "smp": Words("SMP/MTs", "Junior secondary"),
    "sma": Words("SMA/MA/SMK", "Senior secondary"),
}
REGISTERS: Final = {
    "dapodik": Words("Dapodik", "Dapodik (schools)"),
    "emis": Words("EMIS", "EMIS (madrasah)"),
    "pkbm": Words("PKBM", "PKBM (equivalency)"),
}
OFFERED: Final = {**KINDS, **LEVELS}
"""Filters of the list: kinds, and levels of schools."""


def sort_of(facility: Facility) -> Words:
    """`SD/MI` for a school, `Posyandu` for a unit."""
    return LEVELS.get(facility.level) or KINDS[facility.kind]


def listed_as(facility: Facility) -> Words:
    """What the people on its list are called."""
    return Words("siswa", "pupils") if facility.service == "school" else Words("orang", "people")
