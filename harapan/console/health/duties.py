"""The duties that health units see to, in the words of the law."""

from functools import lru_cache

from harapan.entitlements.law import law
from harapan.policy.protocols import service_of
from harapan.ui.words import Words


@lru_cache(maxsize=1)
def duties_seen() -> dict[str, Words]:
    """Each by its name, in the order of the law."""
    told = {duty: thing["title"] for duty, thing in law().duties.items() if service_of(law(), duty) == "health"}
    return {duty: Words(title["id"], title["en"]) for duty, title in told.items()}
