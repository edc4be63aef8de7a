"""What schools, health units and those who help them said about a month; and what became of it in the ledger."""

from typing import Self, TypeVar

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from harapan.commitments.models.attachments import Attachment
from harapan.staff.models import Staff
from harapan.staff.scope import ByArea

Row = TypeVar("Row", bound=models.Model)


class ByPlace(ByArea[Row]):
    """Reports of one's own facility, of one's area, of facilities that serve one's families, and one's own."""

    def visible_to(self, staff: Staff) -> Self:
        """The twin of the policy in the database."""
        if not staff.active:
            return self.none()
        if staff.position == Staff.Position.PROVIDER:
            return self.filter(facility=staff.facility)
        if staff.position == Staff.Position.FACILITATOR:
            theirs = Attachment.objects.filter(facilitator=staff.pk).values("facility")
            return self.filter(Q(by=staff.pk) | Q(facility__in=theirs))
        return super().visible_to(staff) if staff.may_see_families else self.none()


class Report(models.Model):
    """One signed report of a month: a class, a unit's visits, or that there was no service. Said once, never changed.

    `lines` are [member, duty, open, unexcused, permitted, sick] each; `digest` is the signature over what was said.
    `measured` are children weighed or measured at these visits: [member, day, grams, millimetres, lying] each, of which
    grams, millimetres and lying may be null (lying: as is usual at that age).
    A correction is a further report that `reopens` this one, with its reason. `village` is the facility's (of a family
    session, which has no facility, the group's). `evidence` names what it rests on: `meeting:12`, a file's digest.
    """

    class Service(models.TextChoices):
        SCHOOL = "school", "Pendidikan"
        HEALTH = "health", "Kesehatan"
        SESSION = "session", "P2K2"

    class Source(models.TextChoices):
        GRID = "grid", "Lembar kelas"
        PASTE = "paste", "Tempelan lembar sebar"
        IMPORT = "import", "Berkas"
        PAPER = "paper", "Formulir kertas"
        VISITS = "visits", "Lembar kunjungan"
        READINESS = "readiness", "Kesiapan layanan"
        SESSION = "session", "Pertemuan P2K2"

    facility = models.CharField(max_length=20, db_collation="C", blank=True)
    village = models.CharField(max_length=10, db_collation="C")
    service = models.CharField(max_length=8, choices=Service)
    month = models.DateField()
    grade = models.SmallIntegerField(null=True)
    class_name = models.CharField(max_length=20, blank=True)
    source = models.CharField(max_length=10, choices=Source)
    available = models.BooleanField(default=True)
    open_days = models.SmallIntegerField(null=True)
    lines = models.JSONField(default=list)
    measured = models.JSONField(default=list)
    evidence = models.CharField(max_length=200, blank=True)
    digest = models.CharField(max_length=64)
    reopens = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="reopened_by")
    because = models.CharField(max_length=300, blank=True)
    by = models.BigIntegerField()
    at = models.DateTimeField(db_default=Now())

    objects = ByPlace.as_manager()

    class Meta:
        db_table = "commitments_report"
        constraints = [
            models.CheckConstraint(condition=Q(month__day=1), name="duty_report_is_of_a_month"),
            models.CheckConstraint(
                condition=~Q(facility="") | Q(service="session"), name="duty_report_is_of_a_facility"
            ),
            models.CheckConstraint(
                condition=Q(service__in=["school", "health", "session"]), name="duty_report_service_is_known"
            ),
            models.CheckConstraint(
                condition=Q(open_days__isnull=True) | Q(open_days__range=(0, 31)),
                name="duty_report_has_days_of_a_month",
            ),
            models.CheckConstraint(
                condition=Q(reopens__isnull=True) | ~Q(because=""), name="duty_report_is_reopened_with_a_reason"
            ),
            models.CheckConstraint(
                condition=Q(available=True) | ~Q(because=""), name="duty_report_says_why_there_was_no_service"
            ),
            models.CheckConstraint(
                condition=Q(measured=[]) | Q(service="health", available=True),
                name="duty_report_measures_at_health_units",
            ),
            models.UniqueConstraint(
                fields=["facility", "month", "grade", "class_name"],
                condition=Q(reopens__isnull=True, source__in=["grid", "paste"]),
                name="duty_report_of_a_class_is_made_once",
                nulls_distinct=False,
            ),
        ]
        indexes = [
            models.Index(fields=["facility", "month", "-id"], name="duty_report_facility"),
            models.Index(fields=["village", "month"], name="duty_report_village"),
            models.Index(fields=["by", "-id"], name="duty_report_by"),
        ]

    def __str__(self) -> str:
        return f"report {self.pk} of {self.facility or self.service} for {self.month:%Y-%m}"


class Entry(models.Model):
    """What became of a report: how many words were new, changed or the same, and which lines were refused and why.

    `refusals` are [member, duty, why] each; why is a key of `commitments.entering.WHY`.
    """

    report = models.OneToOneField(Report, on_delete=models.PROTECT, related_name="entry")
    first = models.IntegerField()
    revised = models.IntegerField()
    same = models.IntegerField()
    refused = models.IntegerField()
    refusals = models.JSONField(default=list)
    at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "commitments_entry"
        verbose_name_plural = "entries"

    def __str__(self) -> str:
        return f"entry of report {self.report_id}"
