"""Which letters somebody may see, and whether one that is shown around is genuine."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from harapan.letters.models import Annex, Letter, covered_by
from harapan.letters.words import KINDS
from harapan.staff.models import Staff
from harapan.ui.words import Words


def letters_visible_to(staff: Staff) -> QuerySet[Letter]:
    """Letters this person may know of."""
    return Letter.objects.visible_to(staff).select_related("revocation")


def annexes_visible_to(staff: Staff) -> QuerySet[Annex]:
    """Annexes whose whole area this person may see; the names in them are nobody else's business."""
    if not staff.active:
        return Annex.objects.none()
    return Annex.objects.filter(covered_by(staff), letter__in=Letter.objects.visible_to(staff)).select_related("letter")


@dataclass(frozen=True)
class Genuine:
    """All that anybody is told about a letter."""

    kind: str
    number: str
    dated: date
    revoked: bool

    @property
    def words(self) -> Words:
        """What sort of letter it is."""
        return KINDS[Letter.Kind(self.kind)]


def genuine(number: str, code: str) -> Genuine | None:
    """The letter with this number, if its code is the one given; asked through a function of the database that
    tells four words and no more.
    """
    return _told("SELECT kind, number, dated, revoked FROM letters_genuine(%s, %s)", [number, code])


def genuine_file(sha256: str) -> Genuine | None:
    """The letter one of whose files has this digest."""
    return _told("SELECT kind, number, dated, revoked FROM letters_genuine_file(%s)", [sha256])


def _told(question: str, values: list[Any]) -> Genuine | None:
    with connection.cursor() as cursor:
        cursor.execute(question, values)
        row = cursor.fetchone()
    return Genuine(*row) if row else None
