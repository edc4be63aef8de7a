"""What the evidence is called: every comparison and level of likeness, in both languages."""

from typing import Final

from harapan.ui.words import Words

COLUMNS: Final = {
    "prior": Words("Sebelum dibandingkan", "Before any comparison"),
    "name": Words("Nama", "Name"),
    "born": Words("Tanggal lahir", "Date of birth"),
    "sex": Words("Jenis kelamin", "Sex"),
    "mother": Words("Nama ibu", "Mother's name"),
    "nik": Words("NIK", "NIK"),
    "area": Words("Tempat tinggal", "Where they live"),
}
LEVELS: Final = {
    ("prior", ""): Words("dua orang mana pun hampir selalu berbeda", "any two people are nearly always two"),
    ("name", "same"): Words("sama, lain ejaan", "the same in another spelling"),
    ("name", "alike"): Words("satu dua huruf berbeda", "a letter or two differ"),
    ("name", "part"): Words("yang satu ada di dalam yang lain", "one is part of the other"),
    ("name", "near"): Words("agak mirip", "somewhat alike"),
    ("born", "same"): Words("sama", "the same"),
    ("born", "turned"): Words("hari dan bulan tertukar", "day and month changed places"),
    ("born", "year"): Words("tahun sama, yang satu hanya tahu tahunnya", "the same year, one knows the year only"),
    ("born", "one_sign"): Words("satu angka berbeda", "one digit differs"),
    ("born", "near"): Words("selisih paling banyak setahun", "within a year"),
    ("sex", "same"): Words("sama", "the same"),
    ("mother", "same"): Words("sama, lain ejaan", "the same in another spelling"),
    ("mother", "alike"): Words("satu dua huruf berbeda", "a letter or two differ"),
    ("mother", "part"): Words("yang satu ada di dalam yang lain", "one is part of the other"),
    ("nik", "same"): Words("sama", "the same"),
    ("area", "village"): Words("desa yang sama", "the same village"),
    ("area", "district"): Words("kecamatan yang sama", "the same district"),
    ("area", "regency"): Words("kabupaten/kota yang sama", "the same regency"),
}
DIFFERENT: Final = Words("berbeda", "different")
MISSING: Final = Words("tidak dapat dibandingkan", "cannot be compared")
NOT_ALIKE: Final = {
    ("area", "different"): Words("kabupaten/kota lain", "another regency"),
}


def level_words(column: str, level: str) -> Words:
    """What one piece of evidence says."""
    if level == "missing":
        return MISSING
    return LEVELS.get((column, level)) or NOT_ALIKE.get((column, level)) or DIFFERENT


CERTAINTY: Final = (
    (20.0, Words("Hampir pasti orang yang sama", "Almost certainly the same person"), "bad"),
    (10.0, Words("Sangat mungkin orang yang sama", "Very likely the same person"), "warn"),
    (3.0, Words("Mungkin orang yang sama", "Probably the same person"), "warn"),
    (float("-inf"), Words("Meragukan", "Doubtful"), ""),
)
"""From which evidence on, in bits, what is said; a double is a fault, so certainty is what needs attention."""


def certainty(weight: float) -> tuple[Words, str]:
    """How certain it is, in words, and the tone of its tag."""
    return next((words, tone) for least, words, tone in CERTAINTY if weight >= least)
