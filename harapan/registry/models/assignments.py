"""Who looks after which families, and every time that changed for many at once."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from harapan.staff.scope import ByArea


class Reassignment(models.Model):
    """Families of one facilitator, or of nobody, handed to others in one go.

    Which families, the history of fields says: their rows name `reassignment:` and this number as what brought them.
    `parts` is a list of {village, group, whole, target, families}; `undoes` names the one whose families went back.
    """

    village = models.CharField(max_length=10, db_collation="C")
    source = models.BigIntegerField(null=True)
    parts = models.JSONField()
    families = models.IntegerField()
    document = models.CharField(max_length=160, blank=True)
    because = models.CharField(max_length=300)
    undoes = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="undone_by")
    by = models.BigIntegerField()
    at = models.DateTimeField(db_default=Now())

    objects = ByArea.as_manager()

    class Meta:
        db_table = "registry_reassignment"
        constraints = [
            models.CheckConstraint(condition=~Q(because=""), name="reassignment_has_a_reason"),
            models.CheckConstraint(condition=Q(families__gt=0), name="reassignment_moves_somebody"),
        ]
        indexes = [models.Index(fields=["village", "-id"], name="reassignment_village")]

    def __str__(self) -> str:
        return f"reassignment {self.pk} of {self.families} families"

    @property
    def name_in_history(self) -> str:
        """What rows of the history call it."""
        return f"reassignment:{self.pk}"
