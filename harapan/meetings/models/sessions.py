"""Family sessions of a group: what is planned, what was held, who came. Corrections are new rows that name the old."""

from typing import Self, TypeVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from harapan.registry.models import Family
from harapan.staff.models import Staff
from harapan.staff.scope import ByArea, Scoped


class Came(models.TextChoices):
    """Whether a family came to a session."""

    PRESENT = "present", "Hadir"
    ABSENT = "absent", "Tidak hadir"
    EXCUSED = "excused", "Izin"


Row = TypeVar("Row", bound=models.Model)


class ByGroup(ByArea[Row]):
    """Rows of a group: its area's, and every facilitator's who looks after a family in it."""

    def visible_to(self, staff: Staff) -> Self:
        """The twin of the policy in the database."""
        if staff.active and staff.position == Staff.Position.FACILITATOR:
            mine = Family.objects.filter(facilitator=staff.pk, group__isnull=False)
            return self.filter(Q(facilitator=staff.pk) | Q(group__in=mine.values("group")))
        return super().visible_to(staff) if staff.may_see_families else self.none()


class Plan(models.Model):
    """What a group is to learn in a month; the newest word counts, and an empty session is a month off."""

    group = models.BigIntegerField()
    village = models.CharField(max_length=10, db_collation="C")
    facilitator = models.BigIntegerField()
    month = models.DateField()
    session = models.CharField(max_length=30, blank=True)
    by = models.BigIntegerField()
    at = models.DateTimeField(db_default=Now())

    objects = ByGroup.as_manager()

    class Meta:
        db_table = "meetings_plan"
        indexes = [models.Index(fields=["group", "month", "-id"], name="plan_newest")]
        constraints = [models.CheckConstraint(condition=Q(month__day=1), name="plan_is_for_a_month")]

    def __str__(self) -> str:
        return f"plan of group {self.group} for {self.month:%Y-%m}"


class Meeting(models.Model):
    """One session as it was held. `current` until a later row corrects it; `written_at` once it stands in the ledger.

    `because` says why another session than the suggested one was taken, `correction` why this row replaces one. A
    `withdrawn` row says that the meeting it corrects was never held.
    """

    group = models.BigIntegerField()
    village = models.CharField(max_length=10, db_collation="C")
    facilitator = models.BigIntegerField()
    session = models.CharField(max_length=30)
    held_on = models.DateField()
    place = models.CharField(max_length=160)
    minutes = models.PositiveSmallIntegerField()
    speakers = ArrayField(models.CharField(max_length=120), default=list, blank=True, size=4)
    notes = models.CharField(max_length=4000, blank=True)
    because = models.CharField(max_length=300, blank=True)
    present = models.PositiveSmallIntegerField()
    absent = models.PositiveSmallIntegerField()
    excused = models.PositiveSmallIntegerField()
    corrects = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="corrected_by")
    correction = models.CharField(max_length=300, blank=True)
    withdrawn = models.BooleanField(default=False)
    current = models.BooleanField(default=True)
    written_at = models.DateTimeField(null=True)
    by = models.BigIntegerField()
    at = models.DateTimeField(db_default=Now())

    objects = ByGroup.as_manager()

    class Meta:
        db_table = "meetings_meeting"
        constraints = [
            models.UniqueConstraint(
                fields=["group", "held_on", "session"],
                condition=Q(current=True, withdrawn=False),
                name="meeting_is_recorded_once",
            ),
            models.CheckConstraint(
                condition=Q(corrects__isnull=True, correction="", withdrawn=False)
                | Q(corrects__isnull=False) & ~Q(correction=""),
                name="meeting_is_corrected_for_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(minutes__gte=10, minutes__lte=600), name="meeting_lasts_minutes_not_days"
            ),
        ]
        indexes = [
            models.Index(fields=["group", "-held_on"], name="meeting_group"),
            models.Index(fields=["village", "held_on"], name="meeting_village"),
            models.Index(fields=["facilitator", "held_on"], name="meeting_facilitator"),
        ]

    def __str__(self) -> str:
        return f"session {self.session} of group {self.group} on {self.held_on}"

    @property
    def families(self) -> int:
        """How many were called up."""
        return self.present + self.absent + self.excused


class Attendance(models.Model):
    """Whether one family came to one session; `member` is who stands for it."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="roll")
    family = models.BigIntegerField()
    member = models.BigIntegerField(null=True)
    village = models.CharField(max_length=10, db_collation="C")
    facilitator = models.BigIntegerField(null=True)
    came = models.CharField(max_length=7, choices=Came)
    reason = models.CharField(max_length=20, blank=True)

    objects = Scoped.as_manager()

    class Meta:
        db_table = "meetings_attendance"
        verbose_name_plural = "attendance"
        constraints = [
            models.UniqueConstraint(fields=["meeting", "family"], name="family_is_called_up_once"),
            models.CheckConstraint(condition=Q(came__in=Came.values), name="attendance_is_known"),
            models.CheckConstraint(
                condition=Q(came="excused") & ~Q(reason="") | ~Q(came="excused") & Q(reason=""),
                name="family_is_excused_for_a_reason",
            ),
        ]
        indexes = [models.Index(fields=["family", "-id"], name="attendance_family")]

    def __str__(self) -> str:
        return f"family {self.family} at meeting {self.meeting_id}: {self.came}"


class MeetingPhoto(models.Model):
    """A picture of a session: what was done, the signed list, a signature."""

    class Kind(models.TextChoices):
        ACTIVITY = "activity", "Kegiatan"
        LIST = "list", "Daftar hadir"
        SIGNATURE = "signature", "Tanda tangan"

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="photos")
    group = models.BigIntegerField()
    village = models.CharField(max_length=10, db_collation="C")
    facilitator = models.BigIntegerField()
    kind = models.CharField(max_length=9, choices=Kind)
    media = models.CharField(max_length=10)
    content = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    by = models.BigIntegerField()
    at = models.DateTimeField(db_default=Now())

    objects = ByGroup.as_manager()

    class Meta:
        db_table = "meetings_photo"
        constraints = [
            models.UniqueConstraint(fields=["meeting", "sha256"], name="meeting_photo_is_kept_once"),
            models.CheckConstraint(
                condition=Q(media__in=["image/jpeg", "image/png"]), name="meeting_photo_is_a_picture"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} photo of meeting {self.meeting_id}"


CURRENT = Q(current=True, withdrawn=False)
"""Meetings as they stand now."""
