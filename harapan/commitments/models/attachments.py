"""Who goes to which school or health unit, between which days; and what another school says about it."""

from typing import Self, TypeVar

from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from harapan.lib.identifiers import NIK_FORM
from harapan.staff.models import Staff
from harapan.staff.scope import ByArea, Scoped

Row = TypeVar("Row", bound=models.Model)


class ByFacility(ByArea[Row]):
    """Rows of a facility: whoever works there sees them, and whoever works with families of its area."""

    def visible_to(self, staff: Staff) -> Self:
        """The twin of the policy in the database."""
        if staff.active and staff.position == Staff.Position.PROVIDER:
            return self.filter(facility=staff.facility)
        return super().visible_to(staff) if staff.may_see_families else self.none()


class Service(models.TextChoices):
    """What somebody is attached for: a member may go to one school and one health unit at a time."""

    SCHOOL = "school", "Pendidikan"
    HEALTH = "health", "Kesehatan"


class Attachment(models.Model):
    """A member is served by a facility (its code) from `since` until `until`, which it does not reach; null is still.

    `grade` is 1 to 12, null where there is none. A move ends one row and begins another, so what a month's list held
    can still be told. `village` and `facilitator` repeat the family's and follow it.
    """

    member = models.BigIntegerField()
    family = models.BigIntegerField()
    village = models.CharField(max_length=10, db_collation="C")
    facilitator = models.BigIntegerField(null=True)
    facility = models.CharField(max_length=20, db_collation="C")
    service = models.CharField(max_length=8, choices=Service)
    grade = models.SmallIntegerField(null=True)
    class_name = models.CharField(max_length=20, blank=True)
    since = models.DateField()
    until = models.DateField(null=True)
    because = models.CharField(max_length=200)
    by = models.BigIntegerField(null=True)
    at = models.DateTimeField(db_default=Now())

    objects = Scoped.as_manager()

    class Meta:
        db_table = "commitments_attachment"
        constraints = [
            models.UniqueConstraint(
                fields=["member", "service"], condition=Q(until__isnull=True), name="member_is_attached_once_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gt=F("since")), name="attachment_ends_after_it_begins"
            ),
            models.CheckConstraint(condition=Q(service__in=Service.values), name="attachment_service_is_known"),
            models.CheckConstraint(
                condition=Q(grade__isnull=True) | Q(grade__range=(1, 12), service="school"),
                name="attachment_grade_is_of_a_school",
            ),
        ]
        indexes = [
            models.Index(fields=["facility", "class_name", "member"], name="attachment_facility"),
            models.Index(fields=["member", "service", "since"], name="attachment_member"),
            models.Index(fields=["family"], name="attachment_family"),
            models.Index(
                fields=["facilitator", "service", "facility"],
                condition=Q(facilitator__isnull=False),
                name="attachment_facilitator",
            ),
            BrinIndex(fields=["village"], name="attachment_village"),
        ]

    def __str__(self) -> str:
        return f"member {self.member} at {self.facility} since {self.since}"


class Claim(models.Model):
    """A school or unit says that somebody is with them; nothing moves before people have decided (`ClaimRuling`).

    Whoever claims may know no more of the registry than their own list: they give NIK and name as on their own papers.
    `village` is the facility's.
    """

    facility = models.CharField(max_length=20, db_collation="C")
    village = models.CharField(max_length=10, db_collation="C")
    service = models.CharField(max_length=8, choices=Service)
    name = models.CharField(max_length=120)
    nik = models.CharField(max_length=16, db_collation="C")
    grade = models.SmallIntegerField(null=True)
    class_name = models.CharField(max_length=20, blank=True)
    since = models.DateField()
    note = models.CharField(max_length=300, blank=True)
    by = models.BigIntegerField()
    at = models.DateTimeField(db_default=Now())

    objects = ByFacility.as_manager()

    class Meta:
        db_table = "commitments_claim"
        constraints = [
            models.CheckConstraint(condition=Q(service__in=Service.values), name="attachment_claim_service_is_known"),
            models.CheckConstraint(
                condition=Q(grade__isnull=True) | Q(grade__range=(1, 12), service="school"),
                name="attachment_claim_grade_is_of_a_school",
            ),
            models.CheckConstraint(condition=Q(nik__regex=NIK_FORM), name="attachment_claim_nik_has_the_form"),
            models.UniqueConstraint(
                fields=["facility", "service", "nik", "since"], name="attachment_claim_is_made_once"
            ),
        ]
        indexes = [models.Index(fields=["facility", "-id"], name="claim_facility")]

    def __str__(self) -> str:
        return f"claim {self.pk} by {self.facility}"


class ClaimFinding(models.Model):
    """Who a claim is about, as the worker found it in the registry: null is nobody. The school never reads this.

    `standing` is the facility they were attached to by then, empty for none. `village` and `facilitator` are the
    family's and follow it; of nobody, the village is the facility's. `done_at` is set once it was decided and done.
    """

    claim = models.OneToOneField(Claim, on_delete=models.PROTECT, related_name="finding")
    member = models.BigIntegerField(null=True)
    family = models.BigIntegerField(null=True)
    village = models.CharField(max_length=10, db_collation="C")
    facilitator = models.BigIntegerField(null=True)
    standing = models.CharField(max_length=20, db_collation="C", blank=True)
    at = models.DateTimeField(db_default=Now())
    done_at = models.DateTimeField(null=True)

    objects = Scoped.as_manager()

    class Meta:
        db_table = "commitments_claim_finding"
        indexes = [
            models.Index(fields=["village", "id"], condition=Q(done_at__isnull=True), name="claim_finding_open"),
            models.Index(fields=["family"], name="claim_finding_family"),
            models.Index(fields=["member"], name="claim_finding_member"),
        ]

    def __str__(self) -> str:
        return f"finding on claim {self.claim_id}"


class ClaimRuling(models.Model):
    """What somebody else than the claimer decided. Accepted, the worker moves the member from the claim's day on.

    The reason is read by the school.
    """

    claim = models.OneToOneField(Claim, on_delete=models.PROTECT, related_name="ruling")
    accepted = models.BooleanField()
    because = models.CharField(max_length=300)
    by = models.BigIntegerField()
    at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "commitments_claim_ruling"

    def __str__(self) -> str:
        return f"{'yes' if self.accepted else 'no'} to claim {self.claim_id}"
