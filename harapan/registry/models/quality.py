"""What the checks of data quality found: entries of worklists, how many families by area, and how that went by day."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from harapan.staff.scope import Scoped


class Finding(models.Model):
    """One thing a check found about a family, or about one member of it. It is gone when the data is right.

    `kind` is the name of the check; `facts` are numbers and codes to say it with, never personal values. The database
    keeps village and facilitator those of the family while the finding is open.
    """

    kind = models.CharField(max_length=24)
    family = models.BigIntegerField()
    member = models.BigIntegerField(null=True)
    village = models.CharField(max_length=10, db_collation="C")
    facilitator = models.BigIntegerField(null=True)
    facts = models.JSONField(default=dict)
    found_at = models.DateTimeField(db_default=Now())
    gone_at = models.DateTimeField(null=True)

    objects = Scoped.as_manager()

    class Meta:
        db_table = "registry_finding"
        constraints = [
            models.UniqueConstraint(
                fields=["family", "kind", "member"],
                condition=Q(gone_at=None),
                nulls_distinct=False,
                name="finding_is_open_once",
            ),
        ]
        indexes = [
            models.Index(fields=["kind", "village", "id"], condition=Q(gone_at=None), name="finding_worklist"),
            models.Index(fields=["facilitator", "kind", "id"], condition=Q(gone_at=None), name="finding_of_own"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of family {self.family}"


class FindingSum(models.Model):
    """How many families of an area a check finds fault with now. `parent` is the area above, `-` for the country's."""

    area = models.CharField(max_length=10, db_collation="C", blank=True)
    parent = models.CharField(max_length=10, db_collation="C", blank=True)
    kind = models.CharField(max_length=24)
    families = models.BigIntegerField()

    class Meta:
        db_table = "registry_finding_sum"
        constraints = [models.UniqueConstraint(fields=["area", "kind"], name="finding_sum_stands_once")]
        indexes = [models.Index(fields=["parent", "kind"], name="finding_sum_below")]

    def __str__(self) -> str:
        return f"{self.families} families of {self.area or 'the country'}: {self.kind}"


class FindingDay(models.Model):
    """The same at the end of a day on which it changed; between two such days it stayed as it was."""

    area = models.CharField(max_length=10, db_collation="C", blank=True)
    kind = models.CharField(max_length=24)
    day = models.DateField()
    families = models.BigIntegerField()

    class Meta:
        db_table = "registry_finding_day"
        constraints = [models.UniqueConstraint(fields=["area", "kind", "day"], name="finding_day_stands_once")]

    def __str__(self) -> str:
        return f"{self.families} families of {self.area or 'the country'} on {self.day}: {self.kind}"


class Inspection(models.Model):
    """One time that all checks looked through the registry, or through an area of it.

    `day` is the day the data was held against: today's, or how far the lives of made-up people have gone.
    """

    area = models.CharField(max_length=10, db_collation="C", blank=True)
    day = models.DateField()
    families = models.BigIntegerField()
    found = models.BigIntegerField()
    gone = models.BigIntegerField()
    milliseconds = models.BigIntegerField()
    at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "registry_inspection"
        indexes = [models.Index(fields=["-day", "-id"], name="inspection_newest")]

    def __str__(self) -> str:
        return f"inspection of {self.area or 'the country'} as of {self.day}"
