"""The gate every reader passes: rows of one's own area, or of one's own families."""

from typing import Self, TypeVar

from django.db import models
from django.db.models import Q

from harapan.lib.identifiers import range_of
from harapan.staff.models import Staff

Row = TypeVar("Row", bound=models.Model)


class Scoped(models.QuerySet[Row]):
    """Rows that carry `village` and `facilitator` of their own, so that no join decides who may see them."""

    def visible_to(self, staff: Staff) -> Self:
        """Only what this person may see: a facilitator their own families, everybody else their area."""
        if not staff.active:
            return self.none()
        if staff.position == Staff.Position.FACILITATOR:
            return self.filter(facilitator=staff.pk)
        return self.filter(village__range=range_of(staff.area)) if staff.area else self.all()


class ByArea(models.QuerySet[Row]):
    """Rows that carry `village` but no facilitator."""

    def visible_to(self, staff: Staff) -> Self:
        """Only rows of this person's area."""
        if not staff.active:
            return self.none()
        return self.filter(Q(village__range=range_of(staff.area))) if staff.area else self.all()
