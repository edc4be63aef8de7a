"""Families of the social registry (DTSEN), by name and address (BNBA): they are listed, not candidates yet."""

from dataclasses import replace

from harapan.intake.sources.candidates import CANDIDATES
from harapan.ui.words import Words

FAMILIES = replace(
    CANDIDATES,
    name="families",
    words=Words("Keluarga DTSEN (BNBA)", "Families of the registry (DTSEN)"),
    about=Words(
        "Keluarga dan anggotanya dari DTSEN: satu baris tiap anggota, anggota satu KK menjadi satu keluarga.",
        "Families and their members out of DTSEN: a row for each member; members of one card are one family.",
    ),
    knows=Words(
        "Keluarga yang belum terdaftar didaftarkan (terdaftar DTSEN); desil keluarga yang tercantum diperbarui.",
        "Families not registered yet are listed; the decile of those named is brought up to date.",
    ),
    target="listed",
)
