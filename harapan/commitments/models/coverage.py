"""How many of each facility's list were told of in a month: kept by the worker, so that no page counts members."""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from harapan.staff.scope import ByArea


class Coverage(models.Model):
    """A facility's month: its classes and members, and how many of them the ledger has a word on.

    "No service that month" is a word, too; who is not told of at all is what is missing.
    """

    service = models.CharField(max_length=8)
    month = models.DateField()
    facility = models.CharField(max_length=20, db_collation="C")
    village = models.CharField(max_length=10, db_collation="C")
    classes = models.IntegerField()
    classes_told = models.IntegerField()
    members = models.IntegerField()
    told = models.IntegerField()
    at = models.DateTimeField(db_default=Now())

    objects = ByArea.as_manager()

    class Meta:
        db_table = "commitments_coverage"
        verbose_name_plural = "coverage"
        constraints = [
            models.UniqueConstraint(fields=["service", "month", "facility"], name="coverage_is_summed_once"),
            models.CheckConstraint(
                condition=Q(told__lte=F("members"), classes_told__lte=F("classes")), name="coverage_is_at_most_all"
            ),
        ]
        indexes = [
            models.Index(fields=["service", "month", "village", "id"], name="coverage_village"),
            models.Index(
                fields=["service", "month", "village", "id"],
                condition=Q(told__lt=F("members")),
                name="coverage_missing",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.facility} in {self.month:%Y-%m}: {self.told} of {self.members}"

    @property
    def is_silent(self) -> bool:
        """Nobody was told of."""
        return self.told == 0

    @property
    def is_whole(self) -> bool:
        """Everybody was."""
        return self.told == self.members
