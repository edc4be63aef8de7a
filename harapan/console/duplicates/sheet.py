"""The list of pairs as a file: both records in one row, what speaks for them, NIK by the last four."""

from collections.abc import Iterator
from itertools import islice
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from harapan.console.duplicates.shown import shown
from harapan.intake.models import Pair
from harapan.staff.models import Staff
from harapan.ui.words import later

HEADINGS = (
    later("Pasangan", "Pair"),
    later("Bobot bukti", "Weight of evidence"),
    later("Keadaan", "State"),
    later("Keluarga A", "Family A"),
    later("Nama A", "Name A"),
    later("Lahir A", "Born A"),
    later("NIK A", "NIK A"),
    later("Ibu A", "Mother A"),
    later("Desa A", "Village A"),
    later("Keluarga B", "Family B"),
    later("Nama B", "Name B"),
    later("Lahir B", "Born B"),
    later("NIK B", "NIK B"),
    later("Ibu B", "Mother B"),
    later("Desa B", "Village B"),
)
AT_ONCE = 500


def rows(pairs: QuerySet[Pair], staff: Staff) -> Iterator[list[Any]]:
    """One row a pair, some hundred at a time."""
    left = pairs.iterator(AT_ONCE)
    while some := list(islice(left, AT_ONCE)):
        for one in shown(some, staff, timezone.localdate()):
            sides = [
                value
                for side in one.sides
                for value in (
                    side.family.pk,
                    side.member.name,
                    side.member.born,
                    side.value("nik"),
                    side.member.mother_name,
                    side.member.village,
                )
            ]
            yield [one.pair.pk, round(one.pair.weight, 1), str(one.state), *sides]
