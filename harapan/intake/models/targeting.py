"""Quotas by area, candidate lists with every family they looked at, and what villages deliberate."""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from harapan.staff.scope import ByArea, Scoped

COHORT_FORM = r"^20[0-9]{2}-[1-9][0-9]?$"
"""`2026-1`: the first extension (perluasan) of 2026."""


class Quota(models.Model):
    """How many candidates a regency, district or village may have in a cohort. The newest row of an area stands.

    The national directorate sets regencies, a regency splits its own: what areas get together never exceeds the area
    above (constraint `quota_fits_the_area_above`, kept by the database).
    """

    cohort = models.CharField(max_length=8)
    area = models.CharField(max_length=10, db_collation="C")
    families = models.IntegerField()
    document = models.CharField(max_length=160, blank=True)
    by = models.BigIntegerField()
    at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "intake_quota"
        constraints = [
            models.CheckConstraint(condition=Q(cohort__regex=COHORT_FORM), name="quota_is_of_a_cohort"),
            models.CheckConstraint(
                condition=Q(area__regex=r"^[1-9][0-9]{3}([0-9]{2}([0-9]{4})?)?$"), name="quota_is_of_a_regency_or_below"
            ),
            models.CheckConstraint(condition=Q(families__range=(0, 10_000_000)), name="quota_is_a_count"),
        ]
        indexes = [models.Index(fields=["cohort", "area", "-id"], name="quota_of_area")]

    def __str__(self) -> str:
        return f"{self.families} families in {self.area} for {self.cohort}"


class CandidateList(models.Model):
    """The listed families of one regency, ranked for a cohort: a draft first, then made, perhaps undone.

    A list made from one agreed `proposal` of a deliberation holds that family alone. The law is that of the stage's
    first day. Only the machine writes here; `digest` is of the families chosen, in
    their order, so that what is made is what somebody looked at.
    """

    class State(models.TextChoices):
        DRAFT = "draft", "Rancangan"
        MADE = "made", "Ditetapkan"
        UNDONE = "undone", "Dibatalkan"
        DISCARDED = "discarded", "Diganti"

    cohort = models.CharField(max_length=8)
    area = models.CharField(max_length=4, db_collation="C")
    stage = models.CharField(max_length=20)
    proposal = models.BigIntegerField(null=True)
    most_decile = models.SmallIntegerField(null=True)
    decile_source = models.CharField(max_length=300, blank=True)
    decile_confidence = models.CharField(max_length=8, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    quota = models.IntegerField()
    looked_at = models.BigIntegerField(default=0)
    chosen = models.BigIntegerField(default=0)
    reasons = models.JSONField(default=dict)
    deciles = models.JSONField(default=dict)
    digest = models.CharField(max_length=64, blank=True)
    document = models.CharField(max_length=160, blank=True)
    drawn_up_by = models.BigIntegerField()
    drawn_up_at = models.DateTimeField(db_default=Now())
    made_by = models.BigIntegerField(null=True)
    made_at = models.DateTimeField(null=True)
    undone_by = models.BigIntegerField(null=True)
    undone_at = models.DateTimeField(null=True)
    undone_because = models.CharField(max_length=200, blank=True)
    forgotten_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "intake_candidate_list"
        constraints = [
            models.UniqueConstraint(
                fields=["cohort", "area"],
                condition=Q(state="draft", proposal__isnull=True),
                name="area_has_one_draft_list_a_cohort",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["made", "undone"])
                | Q(made_by__isnull=False, made_at__isnull=False) & ~Q(document=""),
                name="made_list_has_its_document",
            ),
            models.UniqueConstraint(
                fields=["proposal"], condition=Q(state__in=["draft", "made"]), name="proposal_is_on_one_list_at_a_time"
            ),
        ]
        indexes = [models.Index(fields=["area", "-id"], name="candidate_list_area")]

    def __str__(self) -> str:
        return f"candidates of {self.area} for {self.cohort} ({self.state})"


class Considered(models.Model):
    """A family that a list looked at: chosen at its place in the ranking, or the reason why not."""

    class Reason(models.TextChoices):
        """Beside these, the law's own reasons not to pay a family, such as `not_feasible`."""

        NO_COMPONENT = "no_component", "Tidak memiliki komponen"
        DECILE_UNKNOWN = "decile_unknown", "Desil belum diketahui"
        NO_ROOM_IN_VILLAGE = "no_room_village", "Kuota desa penuh"
        NO_ROOM_IN_DISTRICT = "no_room_district", "Kuota kecamatan penuh"
        NO_ROOM_IN_REGENCY = "no_room_regency", "Kuota kabupaten/kota penuh"

    list = models.ForeignKey(CandidateList, on_delete=models.PROTECT, related_name="rows", db_index=False)
    family = models.BigIntegerField()
    village = models.CharField(max_length=10, db_collation="C")
    facilitator = models.BigIntegerField(null=True)
    decile = models.SmallIntegerField(null=True)
    fitting = models.SmallIntegerField()
    place = models.IntegerField(null=True)
    reason = models.CharField(max_length=40, blank=True)

    objects = Scoped.as_manager()

    class Meta:
        db_table = "intake_considered"
        constraints = [models.UniqueConstraint(fields=["list", "family"], name="family_is_considered_once_a_list")]
        indexes = [
            models.Index(fields=["list", "reason", "place", "family"], name="considered_in_order"),
            models.Index(fields=["family"], name="considered_family"),
        ]

    def __str__(self) -> str:
        return f"family {self.family} on list {self.list_id}: {self.reason or self.place}"


class ListSum(models.Model):
    """What a list came to in one village: families by reason, `chosen` among them."""

    list = models.ForeignKey(CandidateList, on_delete=models.PROTECT, related_name="sums", db_index=False)
    village = models.CharField(max_length=10, db_collation="C")
    looked_at = models.IntegerField()
    chosen = models.IntegerField()
    reasons = models.JSONField(default=dict)

    objects = ByArea.as_manager()

    class Meta:
        db_table = "intake_list_sum"
        constraints = [models.UniqueConstraint(fields=["list", "village"], name="village_is_summed_once_a_list")]

    def __str__(self) -> str:
        return f"{self.chosen} of {self.looked_at} in {self.village} on list {self.list_id}"


class Deliberation(models.Model):
    """A village's meeting about who should be in and who is able by now (musdes; in a ward: muskel).

    `participants` is a list of [institution, people]. What was said is never changed: a correction is another row.
    """

    class Kind(models.TextChoices):
        VILLAGE = "musdes", "Musyawarah desa"
        WARD = "muskel", "Musyawarah kelurahan"

    kind = models.CharField(max_length=6, choices=Kind)
    village = models.CharField(max_length=10, db_collation="C")
    held_on = models.DateField()
    place = models.CharField(max_length=160)
    leader = models.CharField(max_length=120)
    participants = models.JSONField(default=list)
    result = models.CharField(max_length=4_000, blank=True)
    by = models.BigIntegerField()
    at = models.DateTimeField(db_default=Now())

    objects = ByArea.as_manager()

    class Meta:
        db_table = "intake_deliberation"
        constraints = [
            models.CheckConstraint(condition=~Q(place="") & ~Q(leader=""), name="deliberation_has_place_and_leader"),
        ]
        indexes = [models.Index(fields=["village", "-id"], name="deliberation_village")]

    def __str__(self) -> str:
        return f"{self.kind} in {self.village} on {self.held_on}"

    @property
    def people(self) -> int:
        """How many came."""
        return sum(int(number) for _, number in self.participants)


class Proposal(models.Model):
    """What a deliberation wants for one family: to be a candidate, or to leave since it is able by now.

    A family that is in no registry is named by its head and address; it goes to the social registry first.
    """

    class What(models.TextChoices):
        ADD = "add", "Diusulkan menjadi calon"
        REMOVE = "remove", "Dinyatakan sudah mampu"

    deliberation = models.ForeignKey(Deliberation, on_delete=models.PROTECT, related_name="proposals")
    village = models.CharField(max_length=10, db_collation="C")
    facilitator = models.BigIntegerField(null=True)
    what = models.CharField(max_length=6, choices=What)
    family = models.BigIntegerField(null=True)
    head = models.CharField(max_length=120, blank=True)
    address = models.CharField(max_length=200, blank=True)
    because = models.CharField(max_length=400)
    by = models.BigIntegerField()

    objects = Scoped.as_manager()

    class Meta:
        db_table = "intake_proposal"
        constraints = [
            models.CheckConstraint(
                condition=Q(family__isnull=False) | Q(what="add") & ~Q(head="") & ~Q(address=""),
                name="proposal_names_a_family",
            ),
            models.CheckConstraint(condition=~Q(because=""), name="proposal_says_why_it_is_made"),
            models.UniqueConstraint(fields=["deliberation", "family"], name="family_is_proposed_once_a_meeting"),
        ]
        indexes = [
            models.Index(fields=["village", "-id"], name="proposal_village"),
            models.Index(fields=["family"], name="proposal_family"),
        ]

    def __str__(self) -> str:
        return f"{self.what} family {self.family or '?'} (deliberation {self.deliberation_id})"


class ProposalDecision(models.Model):
    """What the social affairs office (dinsos) made of a proposal: agreed or not, by somebody else than its maker.

    An agreed removal waits for the change requests, which carry it out and name it.
    """

    proposal = models.OneToOneField(Proposal, on_delete=models.PROTECT, related_name="decision")
    village = models.CharField(max_length=10, db_collation="C")
    facilitator = models.BigIntegerField(null=True)
    agreed = models.BooleanField()
    because = models.CharField(max_length=400, blank=True)
    proposed_by = models.BigIntegerField()
    by = models.BigIntegerField()
    at = models.DateTimeField(db_default=Now())

    objects = Scoped.as_manager()

    class Meta:
        db_table = "intake_proposal_decision"
        constraints = [
            models.CheckConstraint(condition=~Q(by=F("proposed_by")), name="proposal_has_four_eyes"),
            models.CheckConstraint(condition=Q(agreed=True) | ~Q(because=""), name="proposal_is_declined_with_reason"),
        ]

    def __str__(self) -> str:
        return f"proposal {self.proposal_id}: {'agreed' if self.agreed else 'declined'}"
