"""The engine's outcomes in words people read, in both languages."""

from collections.abc import Mapping

from harapan.policy.edition import Title
from harapan.policy.words import FLAGS, GRADES, SCHOOLS, joined, requirement

__all__ = ["FLAGS", "GRADES", "OUTCOMES", "PROPOSALS", "REVIEW", "SCHOOLS", "joined", "requirement", "yes_no_unknown"]

OUTCOMES: Mapping[str, Title] = {
    "met": Title("terpenuhi", "met"),
    "missed": Title("tidak terpenuhi", "missed"),
    "excused": Title("dimaklumi", "excused"),
    "not_reported": Title("tidak dilaporkan", "not reported"),
    "nothing_due": Title("tidak ada kewajiban", "nothing was due"),
}
PROPOSALS: Mapping[str, Title] = {
    "suspend": Title("usul penangguhan", "suspension proposed"),
    "terminate": Title("usul penghentian", "termination proposed"),
}
REVIEW: Mapping[str, Title] = {
    **FLAGS,
    "decile": Title("desil kesejahteraan", "welfare decile"),
    "feasible": Title("kelayakan menurut daerah", "feasibility, as the region sees it"),
}


def yes_no_unknown(value: bool | None, what: Title) -> Title:
    """A fact with its answer."""
    answer = {True: Title("ya", "yes"), False: Title("tidak", "no"), None: Title("belum diketahui", "unknown")}[value]
    return Title(f"{what.id}: {answer.id}", f"{what.en}: {answer.en}")
