"""Where approved cycles left families, what is withheld from them, and what earlier stages still owe them."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from harapan.staff.scope import Scoped


class StandingGeneration(models.Model):
    """A slice of the standings: what one approved cycle (or a supplementary run of it) left behind.

    A higher `position` in the calendar is newer, however late it was approved; `complete` slices hide all older ones.
    """

    cycle = models.CharField(max_length=20, unique=True)
    position = models.IntegerField()
    complete = models.BooleanField(default=False)

    class Meta:
        db_table = "registry_standing_generation"

    def __str__(self) -> str:
        return self.cycle


class Standing(models.Model):
    """Where approval of a cycle left one family: the last month paid, the quarters missed in a row."""

    pk = models.CompositePrimaryKey("cycle", "family")
    cycle = models.CharField(max_length=20)
    family = models.BigIntegerField()
    paid_through = models.DateField(null=True)
    quarters_missed = models.SmallIntegerField(default=0)

    class Meta:
        db_table = "registry_standing"
        managed = False


class Withholding(models.Model):
    """A human decision to hold back a member's lines (or, with reasons, a whole family's) from a cycle on."""

    family = models.BigIntegerField()
    member = models.BigIntegerField(null=True)
    village = models.CharField(max_length=10, db_collation="C")
    facilitator = models.BigIntegerField(null=True)
    from_cycle = models.CharField(max_length=20)
    decision = models.CharField(max_length=120)
    by = models.BigIntegerField()
    at = models.DateTimeField(db_default=Now())
    lifted_in = models.CharField(max_length=20, blank=True)
    lifted_because = models.CharField(max_length=120, blank=True)

    objects = Scoped.as_manager()

    class Meta:
        db_table = "registry_withholding"
        constraints = [
            models.UniqueConstraint(
                fields=["family", "member", "from_cycle"],
                nulls_distinct=False,
                condition=Q(lifted_in=""),
                name="member_is_withheld_once",
            ),
        ]
        indexes = [models.Index(fields=["family"], name="withholding_family")]

    def __str__(self) -> str:
        return f"withholding of family {self.family} from {self.from_cycle}"


class Arrears(models.Model):
    """Money owed from an earlier stage, under the amounts of that stage; paid in the run that settles it.

    `run` is the one run that pays it, from its computation on; a run that is refused lets go of it again.
    """

    family = models.BigIntegerField()
    member = models.BigIntegerField(null=True)
    village = models.CharField(max_length=10, db_collation="C")
    facilitator = models.BigIntegerField(null=True)
    cycle = models.CharField(max_length=20)
    component = models.CharField(max_length=40)
    amount = models.BigIntegerField()
    decision = models.CharField(max_length=120)
    by = models.BigIntegerField(null=True)
    at = models.DateTimeField(db_default=Now())
    settled_in = models.CharField(max_length=20, blank=True)
    run = models.BigIntegerField(null=True)

    objects = Scoped.as_manager()

    class Meta:
        db_table = "registry_arrears"
        verbose_name_plural = "arrears"
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="arrears_are_owed"),
            models.UniqueConstraint(
                fields=["family", "member", "cycle", "component", "decision"],
                nulls_distinct=False,
                name="arrears_are_owed_once",
            ),
        ]
        indexes = [
            models.Index(fields=["family"], name="arrears_family"),
            models.Index(fields=["run"], condition=Q(run__isnull=False), name="arrears_of_run"),
        ]

    def __str__(self) -> str:
        return f"arrears of family {self.family} from {self.cycle}"
