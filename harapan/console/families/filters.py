"""What a list of families shows, as its address says: search, area, and the other filters."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from harapan.lib.identifiers import undotted
from harapan.registry.models import Bank, Participation
from harapan.ui.words import Words

LONGEST: Final = 100
"""Characters of a search; nobody's name and no number is longer."""
AREA: Final = re.compile(r"[1-9]\d(\d\d(\d\d(\d{4})?)?)?")
LEVELS: Final = (("prov", 2), ("kab", 4), ("kec", 6), ("desa", 10))
"""The drill-down: the name of each select, and the digits of its codes."""

SORTS: Final = {
    "desa": Words("Desa", "Village"),
    "nomor": Words("Nomor keluarga", "Family number"),
    "terbaru": Words("Terbaru terdaftar", "Newest first"),
}


@dataclass(frozen=True)
class Filters:
    """What a list shows, as its address says. Nonsense is as good as nothing."""

    search: str = ""
    area: str = ""
    state: str = ""
    bank: str = ""
    facilitator: int | None = None
    component: str = ""
    unpaid_in: str = ""
    reason: str = ""
    sort: str = "desa"

    @classmethod
    def of(cls, query: Mapping[str, str]) -> "Filters":
        """The filters of an address."""
        return cls(
            search=" ".join(query.get("q", "").replace("\0", "")[:LONGEST].split()),
            area=area_of(query),
            state=_known(query.get("status", ""), Participation.values),
            bank=_known(query.get("bank", ""), Bank.values),
            facilitator=number_of(query.get("pendamping", "")),
            component=_code(query.get("komponen", "")),
            unpaid_in=_code(query.get("belum", "")),
            reason=_code(query.get("alasan", "")),
            sort=_known(query.get("urut", ""), list(SORTS)) or "desa",
        )

    @property
    def others(self) -> dict[str, str]:
        """The filters that are set, beside search and area; none of them says anything about one person."""
        told = {
            "status": self.state,
            "bank": self.bank,
            "pendamping": str(self.facilitator or ""),
            "komponen": self.component,
            "belum": self.unpaid_in,
            "alasan": self.reason,
        }
        return {name: value for name, value in told.items() if value}

    @property
    def any(self) -> bool:
        """Whether anything narrows the list."""
        return bool(self.search or self.area or self.others)


def area_of(query: Mapping[str, str]) -> str:
    """The smallest area chosen, as far as each code goes on from the one above; `area` alone for links from elsewhere.

    A select that is not there, since there is nothing to choose, is passed over; one left empty ends the choice.
    """
    chosen = ""
    for name, digits in LEVELS:
        code = undotted(query.get(name, ""))
        if name in query and not (len(code) == digits and AREA.fullmatch(code) and code.startswith(chosen)):
            break
        chosen = code or chosen
    given = undotted(query.get("area", ""))
    return chosen or (given if AREA.fullmatch(given) else "")


def number_of(text: str) -> int | None:
    """A whole number that can be somebody's; anything else is none."""
    return int(text) if re.fullmatch(r"[0-9]{1,15}", text) else None


def _known(code: str, known: list[str]) -> str:
    return code if code in known else ""


def _code(text: str) -> str:
    """A code of the law or of a stage: letters, digits, dashes."""
    return text if re.fullmatch(r"[a-z0-9_-]{1,40}", text) else ""
