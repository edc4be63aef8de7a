"""What an area is called, and what lies in it, on a day."""

from datetime import date

from django.db.models import Q, QuerySet

from harapan.places.models import Area


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
