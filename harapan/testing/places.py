"""A few areas for tests that name one: East Kalimantan and two of its regencies, instead of ninety thousand."""

from harapan.places.models import Area


def some_areas() -> None:
    """The areas 64, 64.02 and 64.03, named by their codes."""
    for code, level in (("64", "province"), ("6402", "regency"), ("6403", "regency")):
        Area.objects.create(code=code, level=level, name=code, parent=code[:-2])
