"""Every check in every area below, as rows of a file; hidden where the page hides it."""

from collections.abc import Iterator
from typing import Any, Final

from harapan.console.figures.measures import FEW
from harapan.console.quality.place import Place
from harapan.lib.identifiers import dotted
from harapan.registry.models import FindingSum
from harapan.registry.quality.checks import CHECKS
from harapan.staff.models import POSITIONS
from harapan.ui.words import Words, said

HEADINGS: Final = (
    Words("Kode wilayah", "Area code"),
    Words("Wilayah", "Area"),
    Words("Pemeriksaan", "Check"),
    Words("Bobot", "Weight"),
    Words("Penanggung jawab", "Owner"),
    Words("Keluarga", "Families"),
    Words("Keadaan per", "As of"),
)


def sums(place: Place) -> Iterator[list[Any]]:
    """One row for each check of the area itself, then of those below."""
    language = said("id", "en")
    codes = [] if place.is_mine_alone else [place.area, *(code for code, _ in place.below)]
    rows = FindingSum.objects.filter(area__in=codes).values_list("area", "kind", "families")
    found = {(area, kind): families for area, kind, families in rows}
    return (
        [
            dotted(code),
            place.name_of(code),
            getattr(check.words, language),
            getattr(check.weight.words, language),
            getattr(POSITIONS[check.owner], language),
            _shown(found.get((code, check.name), 0), own=place.is_own(code)),
            place.day,
        ]
        for code in codes
        for check in CHECKS
    )


def _shown(families: int, *, own: bool) -> int | str:
    return f"< {FEW}" if not own and 0 < families < FEW else families
