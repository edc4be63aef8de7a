"""What was measured of children, how they stand by it, sums of it by village, and whether units were ready to serve."""

from typing import Final

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from harapan.staff.scope import ByArea, Scoped

GRAMS: Final = (500, 60_000)
MILLIMETRES: Final = (300, 1400)
"""What a child can weigh and measure, both ends included."""


class Measurement(models.Model):
    """A child was weighed or measured on a day, or a health centre only told the status.

    Whole millimetres and grams; `lying` is null where it was measured as is usual at that age. Z-scores are hundredths
    of a standard deviation of the WHO Child Growth Standards, statuses the words for them (growth.toml), both as they
    came out when the row was written. `told` marks statuses that came without a measurement. A later row of the same
    child and day takes the place of an earlier one; a row that a `Retraction` names counts no more. It came with an
    `upload`, or with the `report` of a visit.
    """

    class Source(models.TextChoices):
        IMPORT = "import", "Berkas puskesmas"
        VISIT = "visit", "Kunjungan"
        MADE = "made", "Data buatan"

    member = models.BigIntegerField()
    family = models.BigIntegerField()
    village = models.CharField(max_length=10, db_collation="C")
    measured_on = models.DateField()
    millimetres = models.SmallIntegerField(null=True)
    grams = models.IntegerField(null=True)
    lying = models.BooleanField(null=True)
    height_z = models.SmallIntegerField(null=True)
    weight_z = models.SmallIntegerField(null=True)
    wasting_z = models.SmallIntegerField(null=True)
    height = models.CharField(max_length=8, blank=True)
    weight = models.CharField(max_length=8, blank=True)
    wasting = models.CharField(max_length=8, blank=True)
    told = models.BooleanField(default=False)
    source = models.CharField(max_length=8, choices=Source)
    facility = models.CharField(max_length=20, db_collation="C", blank=True)
    upload = models.BigIntegerField(null=True)
    report = models.BigIntegerField(null=True)
    by = models.BigIntegerField(null=True)
    at = models.DateTimeField(db_default=Now())

    objects = ByArea.as_manager()

    class Meta:
        db_table = "commitments_measurement"
        constraints = [
            models.CheckConstraint(
                condition=Q(millimetres__isnull=True) | Q(millimetres__range=MILLIMETRES),
                name="measurement_height_is_a_childs",
            ),
            models.CheckConstraint(
                condition=Q(grams__isnull=True) | Q(grams__range=GRAMS), name="measurement_weight_is_a_childs"
            ),
            models.CheckConstraint(
                condition=Q(millimetres__isnull=False) | Q(grams__isnull=False) | Q(told=True),
                name="measurement_says_something",
            ),
        ]
        indexes = [
            models.Index(fields=["member", "measured_on", "id"], name="measurement_member"),
            models.Index(fields=["measured_on", "village"], name="measurement_day"),
            models.Index(fields=["upload"], condition=Q(upload__isnull=False), name="measurement_upload"),
            models.Index(fields=["report"], condition=Q(report__isnull=False), name="measurement_report"),
        ]

    def __str__(self) -> str:
        return f"measurement of member {self.member} on {self.measured_on}"


class Retraction(models.Model):
    """A measurement that counts no more, since the list it came with was taken back."""

    measurement = models.OneToOneField(Measurement, on_delete=models.PROTECT, primary_key=True, related_name="+")
    because = models.CharField(max_length=300)
    by = models.BigIntegerField()
    at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "commitments_retraction"

    def __str__(self) -> str:
        return f"retraction of measurement {self.measurement_id}"


class Growth(models.Model):
    """How one child stands by the newest measurement that counts; a row for each child ever measured.

    `flags` say why somebody should look: `severe`, `low` (of any index), `no_gain` (weight did not rise at so many
    weighings in a row), `falling` (weight for age fell). `worst` orders them: 3 at once, 2 soon, 1 keep an eye on, 0
    well. `since` is the day of the first measurement of the present stretch with flags. `village` and `facilitator`
    follow the family.
    """

    member = models.BigIntegerField(primary_key=True)
    family = models.BigIntegerField()
    village = models.CharField(max_length=10, db_collation="C")
    facilitator = models.BigIntegerField(null=True)
    measurement = models.BigIntegerField()
    measured_on = models.DateField()
    height = models.CharField(max_length=8, blank=True)
    weight = models.CharField(max_length=8, blank=True)
    wasting = models.CharField(max_length=8, blank=True)
    flags = ArrayField(models.CharField(max_length=8), default=list)
    worst = models.SmallIntegerField(default=0)
    since = models.DateField(null=True)

    objects = Scoped.as_manager()

    class Meta:
        db_table = "commitments_growth"
        verbose_name_plural = "growth"
        constraints = [models.CheckConstraint(condition=Q(worst__range=(0, 3)), name="growth_worst_is_0_to_3")]
        indexes = [
            models.Index(fields=["facilitator", "-worst"], condition=Q(worst__gt=0), name="growth_of_a_facilitator"),
            models.Index(fields=["village", "-worst", "member"], condition=Q(worst__gt=0), name="growth_in_an_area"),
            models.Index(fields=["family"], name="growth_family"),
        ]

    def __str__(self) -> str:
        return f"growth of member {self.member}"


COUNTED: Final = (
    *("height_known", "stunted", "severely_stunted", "weight_known", "underweight", "severely_underweight"),
    *("wasting_known", "wasted", "severely_wasted"),
)
"""The sums beside `children`; the severe are among the others."""


class GrowthSum(models.Model):
    """Children under five measured in a month, by village: how many, and how many of them are low by which index.

    Each child counts once a month, by their newest measurement in it. `families` is how many families they are of.
    """

    pk = models.CompositePrimaryKey("month", "village")
    month = models.DateField()
    village = models.CharField(max_length=10, db_collation="C")
    families = models.IntegerField()
    children = models.IntegerField()
    height_known = models.IntegerField()
    stunted = models.IntegerField()
    severely_stunted = models.IntegerField()
    weight_known = models.IntegerField()
    underweight = models.IntegerField()
    severely_underweight = models.IntegerField()
    wasting_known = models.IntegerField()
    wasted = models.IntegerField()
    severely_wasted = models.IntegerField()
    summed_at = models.DateTimeField(db_default=Now())

    objects = ByArea.as_manager()

    class Meta:
        db_table = "commitments_growth_sum"

    def __str__(self) -> str:
        return f"growth in {self.village}, {self.month:%Y-%m}"


OUT_OF_STOCK: Final = {"vaccine": "immunisation", "vitamin_a": "vitamin_a", "scales": "child_growth"}
"""Which duty cannot be met where this was not there."""


class Readiness(models.Model):
    """Whether a health unit could serve in a month: staff, days, stock, the way there. The newest statement counts.

    Null is "not said". `away_metres` is the way from the farthest hamlet it serves. A unit that was not `ready` served
    nobody; one without vaccine immunised nobody, and so on (`not_served`).
    """

    facility = models.CharField(max_length=20, db_collation="C")
    village = models.CharField(max_length=10, db_collation="C")
    month = models.DateField()
    ready = models.BooleanField()
    staff = models.SmallIntegerField(null=True)
    days = models.SmallIntegerField(null=True)
    vaccine = models.BooleanField(null=True)
    vitamin_a = models.BooleanField(null=True)
    scales = models.BooleanField(null=True)
    kia_book = models.BooleanField(null=True)
    away_metres = models.IntegerField(null=True)
    because = models.CharField(max_length=300, blank=True)
    by = models.BigIntegerField()
    at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "commitments_readiness"
        verbose_name_plural = "readiness"
        constraints = [
            models.CheckConstraint(condition=Q(month__day=1), name="readiness_is_of_a_month"),
            models.CheckConstraint(condition=Q(ready=True) | ~Q(because=""), name="unreadiness_has_a_reason"),
            models.CheckConstraint(
                condition=Q(staff__isnull=True) | Q(staff__range=(0, 999)), name="readiness_has_so_many_staff"
            ),
            models.CheckConstraint(
                condition=Q(days__isnull=True) | Q(days__range=(0, 7)), name="readiness_days_are_of_a_week"
            ),
            models.CheckConstraint(
                condition=Q(away_metres__isnull=True) | Q(away_metres__range=(0, 500_000)),
                name="readiness_is_within_500_km",
            ),
        ]
        indexes = [
            models.Index(F("facility"), F("month").desc(), F("id").desc(), name="readiness_facility"),
            models.Index(fields=["month", "village"], name="readiness_month"),
        ]

    def __str__(self) -> str:
        return f"readiness of {self.facility} in {self.month:%Y-%m}"

    @property
    def not_served(self) -> list[str]:
        """Duties that could not be met there for want of stock; all of them where the unit was not ready."""
        return [duty for stock, duty in OUT_OF_STOCK.items() if getattr(self, stock) is False]
