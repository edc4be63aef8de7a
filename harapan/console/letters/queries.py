"""What this desk offers: stages letters can be about, areas by the name somebody types, figures with their words."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.db.models import QuerySet

from harapan.entitlements.models import Batch
from harapan.letters.models import Letter
from harapan.letters.queries import letters_visible_to
from harapan.lib.identifiers import undotted
from harapan.places.queries import areas_on
from harapan.registry.models import Group
from harapan.staff.models import Staff
from harapan.ui.words import Words

BELOW: Final = {0: "province", 2: "regency", 4: "district", 6: "village"}
MOST_NAMESAKES: Final = 8
"""Areas named when a typed name fits several."""

FACTS: Final = {
    "approved": Words("Disetujui", "Approved"),
    "credited": Words("Tersalur", "Credited"),
    "treasury": Words("Kembali ke kas negara", "Back to the treasury"),
    "held": Words("Ditahan", "Held"),
    "rest": Words("Selisih", "Difference"),
    "rupiah": Words("Jumlah rupiah", "Rupiah"),
    "payments": Words("Pembayaran", "Payments"),
    "families": Words("Keluarga", "Families"),
    "slips": Words("Slip", "Slips"),
    "stages": Words("Tahap", "Stages"),
    "people": Words("Orang hadir", "People there"),
    "proposed": Words("Diusulkan menjadi calon", "Proposed as candidates"),
    "able": Words("Dinyatakan sudah mampu", "Said to be able by now"),
    "notices": Words("Keluarga diberi tahu", "Families notified"),
    "sanctions": Words("Usul sanksi", "Proposed sanctions"),
    "smaller": Words("Pembayaran berkurang", "Smaller payments"),
}
MONEY: Final = {"approved", "credited", "treasury", "held", "rest", "rupiah"}


@dataclass(frozen=True)
class Wish:
    """What somebody looks for in the list; what is empty does not narrow."""

    kind: str = ""
    period: str = ""
    state: str = ""
    typed: str = ""


def letters_for(staff: Staff, wish: Wish) -> QuerySet[Letter]:
    """Letters this person may know of that fit; typed text is the end of a number, or the code of an area."""
    rows = letters_visible_to(staff)
    asked: dict[str, Any] = {"kind": wish.kind, "period": wish.period, "state": wish.state}
    rows = rows.filter(**{name: value for name, value in asked.items() if value})
    if wish.typed and (code := undotted(wish.typed)).isdigit() and len(code) in (2, 4, 6, 10):
        return rows.filter(area=code)
    return rows.filter(number__icontains=wish.typed) if wish.typed else rows


def periods_of(staff: Staff) -> list[str]:
    """Stages and years there are letters about, newest first."""
    found = letters_visible_to(staff).order_by().values_list("period", flat=True).distinct()
    return sorted(found, reverse=True)


def approved_stages() -> list[str]:
    """Stages whose sums stand, newest first."""
    found = Batch.objects.filter(approved_by__isnull=False, run__refused_because="").values_list("cycle", flat=True)
    return sorted(set(found), reverse=True)


def twins_of(letter: Letter, staff: Staff) -> QuerySet[Letter]:
    """Other made letters about the very same."""
    return letters_visible_to(staff).filter(subject_digest=letter.subject_digest, state="made").exclude(pk=letter.pk)


def names_of(letters: Iterable[Letter], day: date) -> dict[str, str]:
    """What the areas are called that letters are about."""
    return dict(areas_on(day).filter(code__in={letter.area for letter in letters}).values_list("code", "name"))


def group_called(name: str, village: str) -> Group | None:
    """A group of a village by its name."""
    return Group.objects.filter(village=village, name__iexact=name.strip()).first()


def told(letter: Letter) -> list[tuple[Words, int, bool]]:
    """A letter's figures with their words, and whether they are money."""
    return [(words, int(letter.facts[name]), name in MONEY) for name, words in FACTS.items() if name in letter.facts]
