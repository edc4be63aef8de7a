"""Dirty data, as much as one asks for: what years of lists and hasty typing leave in a register."""

from dataclasses import dataclass, fields, replace


@dataclass(frozen=True)
class Dirt:
    """Shares of members or families with a fault; audits found about such shares (domain facts 11.1).

    What a register would refuse is not stored: a malformed NIK is null, and the family carries the flag.
    """

    nik_missing: float = 0.008
    nik_malformed: float = 0.004
    nik_doubled: float = 0.001
    nik_disagrees: float = 0.005  # with the birth date
    card_missing: float = 0.01
    odd_name: float = 0.0004
    odd_phone: float = 0.01
    shared_phone: float = 0.01

    def times(self, factor: float) -> "Dirt":
        """More or less of everything; 0 is a clean register."""
        return replace(self, **{each.name: min(1.0, getattr(self, each.name) * factor) for each in fields(self)})


CLEAN = Dirt().times(0)
ODD_NAMES = ("IT", "NA70", "X", "NN", "TIDAK ADA", "BIN", "A.", "ANAK", "0", "IBU RT 02")
"""Names on cards that banks have refused, some of them true (domain facts 7)."""
