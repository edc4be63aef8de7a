"""The gate every reader passes: rows of one's own area, or of one's own families."""

from functools import reduce
from operator import or_
from typing import Any, Self, TypeVar

from django.db import models
from django.db.models import Q

from harapan.lib.identifiers import range_of
from harapan.staff.models import Staff

Row = TypeVar("Row", bound=models.Model)
Rows = TypeVar("Rows", bound=models.QuerySet[Any])


class Scoped(models.QuerySet[Row]):
    """Rows that carry `village` and `facilitator` of their own, so that no join decides who may see them."""

    def visible_to(self, staff: Staff) -> Self:
        """Only what this person may see: a facilitator their own families, everybody else their areas."""
        if staff.active and staff.position == Staff.Position.FACILITATOR:
            return self.filter(facilitator=staff.pk)
        return _in_areas(self, staff.areas)


class ByArea(models.QuerySet[Row]):
    """Rows that carry `village` but no facilitator."""

    def visible_to(self, staff: Staff) -> Self:
        """Only rows of this person's areas."""
        return _in_areas(self, _areas_of_sums(staff))


def _areas_of_sums(staff: Staff) -> list[str]:
    """Sums are open to whoever is posted to an area, also to those who see no family there."""
    if not staff.active:
        return []
    return (
        [""] if staff.works_for_the_country and not staff.area else [a for a in (staff.area, *staff.further_areas) if a]
    )


def _in_areas(rows: Rows, areas: list[str]) -> Rows:
    """BETWEEN, so that an index finds them, also under row-level security."""
    if "" in areas:
        return rows.all()
    if not areas:
        return rows.none()
    return rows.filter(reduce(or_, (Q(village__range=range_of(area)) for area in areas)))
