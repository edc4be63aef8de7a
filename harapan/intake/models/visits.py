"""First meetings with candidates: answers as they are given, the report that is sent, and what is ruled about it."""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from harapan.staff.scope import Scoped


class Outcome(models.TextChoices):
    """What came of a validation: eligible, one of the seven official reasons (domain facts 2.1), or refused."""

    ELIGIBLE = "eligible", "Eligible"
    ADDRESS_NOT_FOUND = "address_not_found", "Alamat tidak ditemukan"
    MOVED = "moved", "Pindah alamat"
    DUPLICATE = "duplicate", "Data ganda"
    PROSPEROUS = "prosperous", "Sudah sejahtera"
    NO_COMPONENT = "no_component", "Tidak memiliki komponen"
    PARTICIPANT = "participant", "Peserta PKH"
    NON_CATEGORY = "non_category", "Non kategori"
    REFUSED = "refused", "Menolak"


class Visit(models.Model):
    """One candidacy of a family, looked into: begun once, gone on with until a report is confirmed.

    `candidacy` is the move that made the family a candidate, 0 where nobody wrote one down: a family proposed again
    in later years is visited again.
    """

    family = models.BigIntegerField()
    candidacy = models.BigIntegerField(default=0)
    village = models.CharField(max_length=10, db_collation="C")
    facilitator = models.BigIntegerField(null=True)
    begun_by = models.BigIntegerField()
    begun_at = models.DateTimeField(db_default=Now())

    objects = Scoped.as_manager()

    class Meta:
        db_table = "intake_visit"
        constraints = [models.UniqueConstraint(fields=["family", "candidacy"], name="candidate_is_visited_once")]
        indexes = [models.Index(fields=["village", "id"], name="visit_village")]

    def __str__(self) -> str:
        return f"visit of family {self.family}"


class Answer(models.Model):
    """What was answered to one question of a visit. The newest answer counts; those before it stay."""

    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, related_name="answers")
    village = models.CharField(max_length=10, db_collation="C")
    facilitator = models.BigIntegerField(null=True)
    question = models.CharField(max_length=20)
    value = models.JSONField()
    by = models.BigIntegerField()
    at = models.DateTimeField(db_default=Now())

    objects = Scoped.as_manager()

    class Meta:
        db_table = "intake_answer"
        indexes = [models.Index(fields=["visit", "question", "-id"], name="answer_newest")]

    def __str__(self) -> str:
        return f"{self.question} of visit {self.visit_id}"


class Photo(models.Model):
    """A picture of the house or the family card, taken with consent; what cameras write beside it is cut away."""

    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, related_name="photos")
    village = models.CharField(max_length=10, db_collation="C")
    facilitator = models.BigIntegerField(null=True)
    media = models.CharField(max_length=10)
    content = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    by = models.BigIntegerField()
    at = models.DateTimeField(db_default=Now())

    objects = Scoped.as_manager()

    class Meta:
        db_table = "intake_photo"
        constraints = [
            models.UniqueConstraint(fields=["visit", "sha256"], name="photo_is_kept_once"),
            models.CheckConstraint(condition=Q(media__in=["image/jpeg", "image/png"]), name="photo_is_a_picture"),
        ]

    def __str__(self) -> str:
        return f"photo {self.pk} of visit {self.visit_id}"


class Report(models.Model):
    """What a facilitator sent of a visit: the outcome, and what was found, as it was when it was sent.

    `complete` says that an eligible family's data are complete (memenuhi syarat); `papers_until` is the day until which
    papers that nobody has yet are waited for. `state` follows the ruling, and `applied` the worker.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "Menunggu konfirmasi"
        RETURNED = "returned", "Dikembalikan"
        CONFIRMED = "confirmed", "Dikonfirmasi"
        APPLIED = "applied", "Dicatat"

    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, related_name="reports")
    family = models.BigIntegerField()
    village = models.CharField(max_length=10, db_collation="C")
    facilitator = models.BigIntegerField(null=True)
    outcome = models.CharField(max_length=20, choices=Outcome)
    complete = models.BooleanField(default=False)
    papers_until = models.DateField(null=True)
    visited_on = models.DateField()
    members = models.SmallIntegerField(default=0)
    counted = models.SmallIntegerField(default=0)
    found = models.JSONField(default=dict)
    by = models.BigIntegerField()
    at = models.DateTimeField(db_default=Now())
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)

    objects = Scoped.as_manager()

    class Meta:
        db_table = "intake_report"
        constraints = [
            models.CheckConstraint(condition=Q(outcome__in=Outcome.values), name="validation_outcome_is_known"),
            models.CheckConstraint(
                condition=Q(complete=False) | Q(outcome="eligible"), name="only_eligible_data_are_complete"
            ),
            models.UniqueConstraint(
                fields=["visit"], condition=~Q(state="returned"), name="visit_has_one_report_at_a_time"
            ),
        ]
        indexes = [
            models.Index(fields=["village", "id"], condition=Q(state="waiting"), name="report_waiting"),
            models.Index(fields=["village", "outcome"], condition=~Q(state="returned"), name="report_outcome"),
            models.Index(fields=["family", "-id"], name="report_family"),
            models.Index(
                fields=["papers_until", "village"],
                condition=Q(papers_until__isnull=False) & ~Q(state="returned"),
                name="report_papers",
            ),
        ]

    def __str__(self) -> str:
        return f"report {self.pk} of family {self.family}: {self.outcome}"


class Ruling(models.Model):
    """What a coordinator said to a report: confirmed, or returned with the reason. Never by whoever sent it."""

    class Verdict(models.TextChoices):
        CONFIRM = "confirm", "Konfirmasi"
        RETURN = "return", "Kembalikan"

    report = models.OneToOneField(Report, on_delete=models.PROTECT, related_name="ruling")
    village = models.CharField(max_length=10, db_collation="C")
    facilitator = models.BigIntegerField(null=True)
    verdict = models.CharField(max_length=7, choices=Verdict)
    because = models.CharField(max_length=400, blank=True)
    reported_by = models.BigIntegerField()
    by = models.BigIntegerField()
    at = models.DateTimeField(db_default=Now())

    objects = Scoped.as_manager()

    class Meta:
        db_table = "intake_ruling"
        constraints = [
            models.CheckConstraint(condition=~Q(by=F("reported_by")), name="validation_has_four_eyes"),
            models.CheckConstraint(
                condition=Q(verdict="confirm") | ~Q(because=""), name="report_is_returned_with_reason"
            ),
            models.CheckConstraint(condition=Q(verdict__in=["confirm", "return"]), name="ruling_verdict_is_known"),
        ]

    def __str__(self) -> str:
        return f"{self.verdict} of report {self.report_id}"


class OutcomeSum(models.Model):
    """Confirmed outcomes in one area, at every level from the country down; kept by the worker that applies them.

    A family counts where it lived when its outcome was confirmed.
    """

    area = models.CharField(max_length=10, db_collation="C", blank=True)
    outcome = models.CharField(max_length=20, choices=Outcome)
    families = models.BigIntegerField(default=0)
    complete = models.BigIntegerField(default=0)

    class Meta:
        db_table = "intake_outcome_sum"
        constraints = [models.UniqueConstraint(fields=["area", "outcome"], name="outcome_is_summed_once_an_area")]

    def __str__(self) -> str:
        return f"{self.outcome} in {self.area or 'the country'}: {self.families}"
