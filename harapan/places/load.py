"""The gazetteer into the database, in seconds."""

from django.db import transaction

from harapan import gazetteer
from harapan.places.models import Area
from harapan.tables.bulk import copy_in


@transaction.atomic
def load_places() -> int:
    """Fill the areas from the project's own data, replacing what was there. Returns how many versions of areas."""
    Area.objects.all().delete()
    return copy_in("places_area", gazetteer.areas())


def load_places_if_none() -> int:
    """Load the areas unless they are there."""
    return 0 if Area.objects.exists() else load_places()
