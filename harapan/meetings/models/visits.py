"""Home visits, what stands out in them, and those that somebody else calls back about."""

from typing import Self, TypeVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from harapan.staff.models import Staff
from harapan.staff.scope import ByArea, Scoped

Row = TypeVar("Row", bound=models.Model)


class ByOverseers(ByArea[Row]):
    """Rows that a family's own facilitator must not see."""

    def visible_to(self, staff: Staff) -> Self:
        """The twin of the policy in the database."""
        return super().visible_to(staff) if may_oversee(staff) else self.none()


def may_oversee(staff: Staff) -> bool:
    """Reads which visits were drawn, and what families said about them."""
    return staff.active and (may_call_back(staff) or staff.position == Staff.Position.AUDITOR)


def may_call_back(staff: Staff) -> bool:
    """Asks families again about a visit; never about their own, which the database sees to."""
    return staff.active and staff.position in {
        Staff.Position.NATIONAL,
        Staff.Position.PROVINCE_COORDINATOR,
        Staff.Position.REGENCY_COORDINATOR,
        Staff.Position.SUPERVISOR,
    }


class HomeVisit(models.Model):
    """One visit as its facilitator tells it; a correction is a new row. Money is in rupiah, for one stage.

    `found`, `card_with`, `pin_with` and `purpose` are names of policy/pkh/home_visits.toml.
    """

    family = models.BigIntegerField()
    village = models.CharField(max_length=10, db_collation="C")
    facilitator = models.BigIntegerField(null=True)
    purpose = models.CharField(max_length=20)
    visited_on = models.DateField()
    place = models.CharField(max_length=160, blank=True)
    latitude = models.DecimalField(max_digits=8, decimal_places=5, null=True)
    longitude = models.DecimalField(max_digits=8, decimal_places=5, null=True)
    found = models.CharField(max_length=20)
    card_with = models.CharField(max_length=20, blank=True)
    pin_with = models.CharField(max_length=20, blank=True)
    cycle = models.CharField(max_length=20, blank=True)
    received = models.BigIntegerField(null=True)
    needs = models.CharField(max_length=2000, blank=True)
    next_step = models.CharField(max_length=1000, blank=True)
    next_on = models.DateField(null=True)
    corrects = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="corrected_by")
    correction = models.CharField(max_length=300, blank=True)
    current = models.BooleanField(default=True)
    by = models.BigIntegerField()
    at = models.DateTimeField(db_default=Now())

    objects = Scoped.as_manager()

    class Meta:
        db_table = "meetings_home_visit"
        constraints = [
            models.UniqueConstraint(
                fields=["family", "visited_on", "purpose"],
                condition=Q(current=True),
                name="home_visit_is_recorded_once",
            ),
            models.CheckConstraint(
                condition=Q(corrects__isnull=True, correction="") | Q(corrects__isnull=False) & ~Q(correction=""),
                name="home_visit_is_corrected_for_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(received__isnull=True) | Q(received__gte=0) & ~Q(cycle=""),
                name="money_received_is_of_a_stage",
            ),
            models.CheckConstraint(
                condition=Q(latitude__isnull=True, longitude__isnull=True)
                | Q(latitude__range=(-12, 7), longitude__range=(94, 142)),
                name="home_visit_lies_in_the_country",
            ),
        ]
        indexes = [
            models.Index(fields=["village", "visited_on", "id"], name="home_visit_village"),
            models.Index(fields=["facilitator", "visited_on", "id"], name="home_visit_facilitator"),
            models.Index(fields=["family", "-id"], name="home_visit_family"),
            models.Index(fields=["visited_on", "id"], name="home_visit_day"),
        ]

    def __str__(self) -> str:
        return f"home visit {self.pk} to family {self.family}"


class VisitFinding(models.Model):
    """What stands out in a visit: the sum received beside the sum credited, and who holds what they should not."""

    visit = models.OneToOneField(HomeVisit, on_delete=models.PROTECT, related_name="finding")
    family = models.BigIntegerField()
    village = models.CharField(max_length=10, db_collation="C")
    facilitator = models.BigIntegerField(null=True)
    credited = models.BigIntegerField(null=True)
    flags = ArrayField(models.CharField(max_length=20), default=list)
    at = models.DateTimeField(db_default=Now())

    objects = Scoped.as_manager()

    class Meta:
        db_table = "meetings_visit_finding"
        indexes = [models.Index(fields=["village", "id"], condition=~Q(flags=[]), name="visit_flagged")]

    def __str__(self) -> str:
        return f"finding of visit {self.visit_id}"


class Draw(models.Model):
    """Visits of a month and an area from which some were drawn; the seed draws the same ones again."""

    area = models.CharField(max_length=10, db_collation="C")
    month = models.DateField()
    seed = models.CharField(max_length=32)
    percent = models.PositiveSmallIntegerField()
    visits = models.IntegerField()
    drawn = models.IntegerField()
    by = models.BigIntegerField()
    at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "meetings_draw"
        constraints = [
            models.UniqueConstraint(fields=["area", "month"], name="visits_of_a_month_are_drawn_once"),
            models.CheckConstraint(condition=Q(drawn__gte=0, drawn__lte=F("visits")), name="draw_takes_from_what_is"),
        ]

    def __str__(self) -> str:
        return f"draw of {self.month:%Y-%m} in {self.area}"


class Sampled(models.Model):
    """A visit that was drawn to be called back. `answered` once somebody was reached."""

    draw = models.ForeignKey(Draw, on_delete=models.PROTECT, related_name="sampled")
    visit = models.OneToOneField(HomeVisit, on_delete=models.PROTECT, related_name="sampled")
    family = models.BigIntegerField()
    village = models.CharField(max_length=10, db_collation="C")
    facilitator = models.BigIntegerField(null=True)
    answered = models.BooleanField(default=False)
    differs = models.BooleanField(default=False)

    objects = ByOverseers.as_manager()

    class Meta:
        db_table = "meetings_sampled"
        verbose_name_plural = "sampled"
        indexes = [models.Index(fields=["village", "id"], condition=Q(answered=False), name="sampled_waiting")]

    def __str__(self) -> str:
        return f"visit {self.visit_id}, drawn"


class CallBack(models.Model):
    """What a family says to somebody other than its own facilitator; trying in vain is told too."""

    sampled = models.ForeignKey(Sampled, on_delete=models.PROTECT, related_name="calls")
    family = models.BigIntegerField()
    village = models.CharField(max_length=10, db_collation="C")
    facilitator = models.BigIntegerField(null=True)
    visited_by = models.BigIntegerField()
    reached = models.BooleanField()
    visited = models.BooleanField(null=True)
    card_with = models.CharField(max_length=20, blank=True)
    pin_with = models.CharField(max_length=20, blank=True)
    received = models.BigIntegerField(null=True)
    note = models.CharField(max_length=1000, blank=True)
    differs = ArrayField(models.CharField(max_length=20), default=list)
    by = models.BigIntegerField()
    at = models.DateTimeField(db_default=Now())

    objects = ByOverseers.as_manager()

    class Meta:
        db_table = "meetings_call_back"
        constraints = [
            models.UniqueConstraint(
                fields=["sampled"], condition=Q(reached=True), name="family_is_called_back_until_reached"
            ),
            models.CheckConstraint(condition=~Q(by=F("visited_by")), name="call_back_has_four_eyes"),
            models.CheckConstraint(
                condition=Q(facilitator__isnull=True) | ~Q(by=F("facilitator")),
                name="call_back_is_not_by_their_own_facilitator",
            ),
            models.CheckConstraint(
                condition=Q(reached=True, visited__isnull=False) | Q(reached=False, visited__isnull=True),
                name="call_back_says_whether_there_was_a_visit",
            ),
        ]

    def __str__(self) -> str:
        return f"call back about visit {self.sampled_id}"
