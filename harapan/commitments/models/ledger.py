"""The ledger: each member, duty and month; corrections as new rows; and waivers."""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from harapan.staff.scope import ByArea


class Observation(models.Model):
    """What was seen of one duty of one member in one month. `open` counts effective days, or visits due.

    `report` is the report it is from; null where it came with whole populations.
    """

    pk = models.CompositePrimaryKey("month", "member", "duty")
    month = models.DateField()
    member = models.BigIntegerField()
    duty = models.CharField(max_length=20)
    family = models.BigIntegerField()
    village = models.CharField(max_length=10, db_collation="C")
    open = models.SmallIntegerField()
    unexcused = models.SmallIntegerField()
    excused = models.SmallIntegerField()
    available = models.BooleanField()
    reported = models.BooleanField()
    report = models.BigIntegerField(null=True)

    objects = ByArea.as_manager()

    class Meta:
        db_table = "commitments_observation"
        managed = False


class Revision(models.Model):
    """A later word on an observation, or one that arrived late. The newest counts; the old row stays."""

    month = models.DateField()
    member = models.BigIntegerField()
    duty = models.CharField(max_length=20)
    family = models.BigIntegerField()
    village = models.CharField(max_length=10, db_collation="C")
    open = models.SmallIntegerField()
    unexcused = models.SmallIntegerField()
    excused = models.SmallIntegerField()
    available = models.BooleanField()
    reported = models.BooleanField()
    because = models.CharField(max_length=200)
    report = models.BigIntegerField(null=True)
    by = models.BigIntegerField()
    at = models.DateTimeField(db_default=Now())

    objects = ByArea.as_manager()

    class Meta:
        db_table = "commitments_revision"
        constraints = [
            models.CheckConstraint(
                condition=Q(unexcused__gte=0, excused__gte=0, open__gte=F("unexcused") + F("excused")),
                name="revision_is_absent_at_most_when_open",
            )
        ]
        indexes = [
            models.Index(fields=["month", "member", "duty"], name="revision_key"),
            models.Index(fields=["member", "month"], name="revision_member"),
        ]

    def __str__(self) -> str:
        return f"{self.duty} of member {self.member} in {self.month:%Y-%m}"


class Waiver(models.Model):
    """A duty that an area need not meet for some months, by a document two people signed."""

    area = models.CharField(max_length=10, db_collation="C", blank=True)
    duty = models.CharField(max_length=20)
    first_month = models.DateField()
    last_month = models.DateField()
    document = models.CharField(max_length=160)
    proposed_by = models.BigIntegerField()
    approved_by = models.BigIntegerField()
    at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "commitments_waiver"
        constraints = [
            models.CheckConstraint(condition=~Q(proposed_by=F("approved_by")), name="waiver_has_four_eyes"),
            models.CheckConstraint(condition=Q(first_month__lte=F("last_month")), name="waiver_ends_after_it_begins"),
            models.UniqueConstraint(fields=["area", "duty", "first_month", "last_month"], name="waiver_is_given_once"),
        ]

    def __str__(self) -> str:
        return f"{self.duty} waived in {self.area or 'the country'}"


class MonthClosing(models.Model):
    """A month of an area (empty: the country) was closed: `due` duties bound somebody, on `written` nobody had said a
    word. Closing it again, for what became due meanwhile, is another row.
    """

    month = models.DateField()
    area = models.CharField(max_length=10, db_collation="C", blank=True)
    due = models.BigIntegerField()
    written = models.BigIntegerField()
    by = models.BigIntegerField(null=True)
    at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "commitments_month_closing"
        constraints = [
            models.CheckConstraint(condition=Q(month__day=1), name="closing_is_of_a_month"),
            models.CheckConstraint(
                condition=Q(written__gte=0, due__gte=F("written")), name="closing_writes_at_most_what_was_due"
            ),
        ]
        indexes = [models.Index(fields=["month", "area"], name="closing_month")]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m} in {self.area or 'the country'}"
