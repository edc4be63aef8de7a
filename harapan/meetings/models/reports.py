"""What facilitators add to their monthly report; the newest words to each result count."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from harapan.staff.models import Staff


class Own(models.QuerySet["ReportNote"]):
    """One's own notes; those who oversee everything read all."""

    def visible_to(self, staff: Staff) -> Self:
        """The twin of the policy in the database."""
        return self.all() if staff.active and staff.may_read_the_log else self.filter(facilitator=staff.pk)


class ReportNote(models.Model):
    """Words of a facilitator to one work result of one month."""

    facilitator = models.BigIntegerField()
    month = models.DateField()
    result = models.CharField(max_length=20)
    text = models.CharField(max_length=3000, blank=True)
    at = models.DateTimeField(db_default=Now())

    objects = Own.as_manager()

    class Meta:
        db_table = "meetings_report_note"
        indexes = [models.Index(fields=["facilitator", "month", "result", "-id"], name="report_note_newest")]
        constraints = [models.CheckConstraint(condition=Q(month__day=1), name="report_is_of_a_month")]

    def __str__(self) -> str:
        return f"{self.result} of {self.month:%Y-%m}"
