"""Sums of family sessions by village, kept by the worker, so that no page counts families."""

from django.db import models
from django.db.models import Q


class MonthSum(models.Model):
    """A month in a village: its groups and their families, how many groups met, and who came."""

    pk = models.CompositePrimaryKey("month", "village")
    month = models.DateField()
    village = models.CharField(max_length=10, db_collation="C")
    groups = models.IntegerField()
    met = models.IntegerField()
    families = models.IntegerField()
    meetings = models.IntegerField()
    present = models.IntegerField()
    absent = models.IntegerField()
    excused = models.IntegerField()

    class Meta:
        db_table = "meetings_month_sum"
        constraints = [models.CheckConstraint(condition=Q(met__lte=models.F("groups")), name="groups_meet_that_exist")]

    def __str__(self) -> str:
        return f"sessions of {self.village} in {self.month:%Y-%m}"


class AreaSum(models.Model):
    """The same for a regency, a province and the country (an empty area): so that a year of the country is 12 rows."""

    pk = models.CompositePrimaryKey("area", "month")
    area = models.CharField(max_length=4, db_collation="C", blank=True)
    month = models.DateField()
    groups = models.IntegerField()
    met = models.IntegerField()
    families = models.IntegerField()
    meetings = models.IntegerField()
    present = models.IntegerField()
    absent = models.IntegerField()
    excused = models.IntegerField()

    class Meta:
        db_table = "meetings_area_sum"

    def __str__(self) -> str:
        return f"sessions of {self.area or 'the country'} in {self.month:%Y-%m}"


class SessionSum(models.Model):
    """How many groups of a village have had a session."""

    pk = models.CompositePrimaryKey("village", "session")
    village = models.CharField(max_length=10, db_collation="C")
    session = models.CharField(max_length=30)
    groups = models.IntegerField()

    class Meta:
        db_table = "meetings_session_sum"

    def __str__(self) -> str:
        return f"{self.session} in {self.village}"
