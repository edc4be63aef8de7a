"""Learners of community learning centres (PKBM): packages A, B and C."""

from harapan.intake.sources.schools import register
from harapan.ui.words import Words

LEVELS = {
    **dict.fromkeys(("a", "paketa"), "sd"),
    **dict.fromkeys(("b", "paketb"), "smp"),
    **dict.fromkeys(("c", "paketc"), "sma"),
}

PKBM = register(
    "pkbm",
    Words("PKBM", "PKBM (packages A, B, C)"),
    Words("Warga belajar Paket A, B, dan C.", "Learners of packages A, B and C."),
    LEVELS,
)
