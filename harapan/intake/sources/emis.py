"""EMIS: pupils of madrasahs under the ministry of religious affairs."""

from harapan.intake.sources.schools import register
from harapan.ui.words import Words

LEVELS = {
    **dict.fromkeys(("ra",), "paud"),
    **dict.fromkeys(("mi", "ula", "salafiyahula"), "sd"),
    **dict.fromkeys(("mts", "wustha", "salafiyahwustha"), "smp"),
    **dict.fromkeys(("ma", "mak", "ulya", "salafiyahulya"), "sma"),
}

EMIS = register(
    "emis",
    Words("EMIS", "EMIS (madrasahs)"),
    Words("Murid madrasah menurut EMIS.", "Pupils of madrasahs as EMIS has them."),
    LEVELS,
)
