"""What an area is called, and what lies in it, on a day; and which school or health unit is meant."""

import re
from datetime import date

from django.db.models import Q, QuerySet

from harapan.lib.identifiers import range_of
from harapan.places.models import Area, Facility


def areas_on(day: date) -> QuerySet[Area]:
    """The areas as they were on a day."""
    return Area.objects.filter(
        Q(valid_from__isnull=True) | Q(valid_from__lte=day), Q(valid_to__isnull=True) | Q(valid_to__gt=day)
    )


def name_of(code: str, day: date) -> str:
    """`Desa Loa Kulu, Kecamatan ...` for a village: the names from the village up, or the code where none is known."""
    prefixes = [code[:length] for length in (10, 6, 4, 2) if len(code) >= length]
    names = dict(areas_on(day).filter(code__in=prefixes).values_list("code", "name"))
    return ", ".join(names[prefix] for prefix in prefixes if prefix in names) or code


def facilities_like(
    rows: QuerySet[Facility], text: str = "", *, kind: str = "", area: str = "", closed: bool | None = False
) -> QuerySet[Facility]:
    """Of some facilities those that fit: by the beginning of a code or of words of the name, by kind or level.

    `closed` None means both. Every way has an index of its own.
    """
    if area:
        rows = rows.filter(village__range=range_of(area))
    if kind:
        rows = rows.filter(level=kind) if kind in Facility.Level.values else rows.filter(kind=kind)
    if closed is not None:
        rows = rows.filter(valid_to__isnull=not closed)
    if not text:
        return rows
    by_code = rows.filter(code__range=(text.upper(), f"{text.upper()}~"))
    if any(sign.isdigit() for sign in text) and " " not in text.strip() and by_code.exists():
        return by_code
    words = re.findall(r"\w+", text.lower())[:8]
    if not words:
        return rows.none()
    wanted = " & ".join(f"{word}:*" for word in words)
    return rows.extra(
        where=["to_tsvector('simple', places_facility.name) @@ to_tsquery('simple', %s)"], params=[wanted]
    )
