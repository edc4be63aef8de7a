"""The history of every field of a family: what stood there, what stands there since, who changed it and why."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from harapan.registry.models.families import Family
from harapan.staff.models import Staff


class Kin(models.QuerySet["FieldChange"]):
    """Rows that are seen by whoever sees their family now: after a move the old area sees no more of it."""

    def visible_to(self, staff: Staff) -> Self:
        """Only those of families this person may see."""
        return self.filter(family__in=Family.objects.visible_to(staff).values("pk"))


class FieldChange(models.Model):
    """One field of a family, member or account that became something else. Triggers write it, whoever changes it.

    A member who joins or leaves is a change of the field `family`, with a row at each family it concerns. Village and
    facilitator are those of the moment. `source` is what brought it, such as `request:12` or `import:7`; `by` is null
    when whoever wrote did not say who they are.
    """

    family = models.BigIntegerField()
    member = models.BigIntegerField(null=True)
    account = models.BigIntegerField(null=True)
    village = models.CharField(max_length=10, db_collation="C")
    facilitator = models.BigIntegerField(null=True)
    field = models.CharField(max_length=24)
    before = models.TextField(null=True)
    after = models.TextField(null=True)
    by = models.BigIntegerField(null=True)
    by_label = models.CharField(max_length=160, blank=True)
    because = models.CharField(max_length=400, blank=True)
    source = models.CharField(max_length=40, blank=True)
    at = models.DateTimeField(db_default=Now())

    objects = Kin.as_manager()

    class Meta:
        db_table = "registry_field_change"
        indexes = [
            models.Index(fields=["family", "id"], name="field_change_of_family"),
            models.Index(
                fields=["village", "family"], condition=Q(field__in=["village", "family"]), name="field_change_home"
            ),
            models.Index(fields=["source", "id"], condition=~Q(source=""), name="field_change_by_source"),
            models.Index(fields=["at"], condition=Q(field="died_on"), name="field_change_death"),
        ]

    def __str__(self) -> str:
        return f"{self.field} of family {self.family}"
