"""Dapodik: pupils of schools under the ministry of education."""

from harapan.intake.sources.schools import register
from harapan.ui.words import Words

LEVELS = {
    **dict.fromkeys(("paud", "tk", "kb", "tpa", "sps"), "paud"),
    **dict.fromkeys(("sd", "sdlb", "spksd"), "sd"),
    **dict.fromkeys(("smp", "smplb", "spksmp"), "smp"),
    **dict.fromkeys(("sma", "smk", "smlb", "smalb", "spksma"), "sma"),
}

DAPODIK = register(
    "dapodik",
    Words("Dapodik", "Dapodik (schools)"),
    Words("Murid sekolah menurut Dapodik.", "Pupils of schools as Dapodik has them."),
    LEVELS,
)
