"""Cases of families that may lose money, or have less than before; what is said about each; waivers; early warnings."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from harapan.staff.scope import Scoped


class Case(models.Model):
    """One family in one stage: a sanction that the engine proposed, or a payment that is less than the one before.

    Nobody writes its columns by hand: each `Word` moves it on, under the rules that the database keeps (a second person
    decides, the window is open or over). `before` and `now` are rupiah of the two stages, `owed` what the law of the
    stage came to before anything was taken away. `missed` lists, for a sanction, the members who missed the quarter:
    `{"member": 12, "duty": "school_attendance", "months": ["2024-10-01", "2024-11-01"]}`. `members` are those whose
    lines a decision withholds; with `whole` it is the family's.
    """

    class Kind(models.TextChoices):
        SANCTION = "sanction", "Usul sanksi"
        PAYMENT = "payment", "Pembayaran berkurang"

    class State(models.TextChoices):
        PROPOSED = "proposed", "Diusulkan"
        NOTIFIED = "notified", "Diberitahukan"
        OBJECTED = "objected", "Ada keberatan"
        HEARD = "heard", "Sudah didengar"
        DECIDED = "decided", "Diputuskan"
        APPLIED = "applied", "Diterapkan"
        REVERSED = "reversed", "Dipulihkan"

    class Verdict(models.TextChoices):
        UPHOLD = "uphold", "Sanksi ditetapkan"
        REDUCE = "reduce", "Sanksi dikurangi"
        WAIVE = "waive", "Sanksi ditiadakan"
        GRANT = "grant", "Kekurangan dibayar"
        DISMISS = "dismiss", "Pembayaran sudah benar"

    cycle = models.CharField(max_length=20)
    run = models.BigIntegerField()
    family = models.BigIntegerField()
    village = models.CharField(max_length=10, db_collation="C")
    facilitator = models.BigIntegerField(null=True)
    kind = models.CharField(max_length=8, choices=Kind)
    proposed = models.CharField(max_length=16, blank=True)
    reason = models.CharField(max_length=40, blank=True)
    before = models.BigIntegerField(default=0, db_default=0)
    now = models.BigIntegerField(default=0, db_default=0)
    owed = models.BigIntegerField(default=0, db_default=0)
    quarters_missed = models.SmallIntegerField(default=0, db_default=0)
    missed = models.JSONField(default=list, db_default=[])
    objection_days = models.SmallIntegerField()
    proposed_by = models.BigIntegerField()
    proposed_at = models.DateTimeField(db_default=Now())

    state = models.CharField(max_length=8, choices=State, default=State.PROPOSED, db_default=State.PROPOSED)
    notified_by = models.BigIntegerField(null=True)
    notified_on = models.DateField(null=True)
    until = models.DateField(null=True)
    late_waits = models.BooleanField(default=False, db_default=False)
    verdict = models.CharField(max_length=8, choices=Verdict, blank=True, default="", db_default="")
    decided_by = models.BigIntegerField(null=True)
    members = ArrayField(models.BigIntegerField(), default=list, db_default=[])
    whole = models.BooleanField(default=False, db_default=False)
    granted = models.BigIntegerField(default=0, db_default=0)
    from_cycle = models.CharField(max_length=20, blank=True, default="", db_default="")

    objects = Scoped.as_manager()

    class Meta:
        db_table = "sanctions_case"
        constraints = [
            models.UniqueConstraint(fields=["cycle", "family", "kind"], name="case_is_made_once"),
            models.CheckConstraint(condition=Q(kind__in=["sanction", "payment"]), name="case_kind_is_known"),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True)
                | ~Q(decided_by=F("proposed_by")) & (Q(notified_by__isnull=True) | ~Q(decided_by=F("notified_by"))),
                name="sanction_has_four_eyes",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["decided", "applied", "reversed"]) | Q(decided_by__isnull=False),
                name="sanction_is_decided_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(state="proposed") | Q(notified_on__isnull=False, until__isnull=False),
                name="family_is_notified_first",
            ),
            models.CheckConstraint(
                condition=Q(kind="sanction", verdict__in=["", "uphold", "reduce", "waive"], granted=0)
                | Q(kind="payment", verdict__in=["", "grant", "dismiss"], whole=False, members=[]),
                name="verdict_fits_the_case",
            ),
            models.CheckConstraint(condition=~Q(verdict="grant") | Q(granted__gt=0), name="back_pay_is_some_money"),
        ]
        indexes = [
            models.Index(fields=["family", "-id"], name="case_family"),
            models.Index(fields=["cycle", "kind", "village", "id"], name="case_cycle"),
            models.Index(fields=["village", "kind", "state", "id"], name="case_village"),
            models.Index(fields=["facilitator", "kind", "state", "id"], name="case_facilitator"),
            models.Index(
                fields=["village", "until"], condition=Q(state__in=["objected", "heard"]), name="case_objected"
            ),
            models.Index(fields=["village", "id"], condition=Q(late_waits=True), name="case_late"),
            models.Index(fields=["village", "id"], condition=Q(state="decided"), name="case_to_apply"),
        ]

    def __str__(self) -> str:
        return f"case {self.number}"

    @property
    def number(self) -> str:
        """What the decision is called wherever it left a trace: on withholdings, arrears, letters."""
        return f"{'SANKSI' if self.kind == self.Kind.SANCTION else 'KURANG'}-{self.cycle}-{self.pk}"

    @property
    def loss(self) -> int:
        """Rupiah less than in the stage before."""
        return max(self.before - self.now, 0)

    @property
    def most(self) -> int:
        """The most that can be owed on top of what is paid: up to what the law came to, or what was paid before."""
        return max(self.owed, self.before) - self.now

    @property
    def missing(self) -> int:
        """What is owed if the objection is right: what the stage's own law came to, else what was paid before."""
        return self.owed - self.now if self.owed > self.now else self.loss


class Making(models.Model):
    """That the cases of some approved waves were made: whoever comes again finds that nothing is left to do."""

    cycle = models.CharField(max_length=20)
    run = models.BigIntegerField()
    batches = ArrayField(models.BigIntegerField())
    sanctions = models.IntegerField()
    payments = models.IntegerField()
    by = models.BigIntegerField()
    at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "sanctions_making"
        indexes = [models.Index(fields=["cycle", "-id"], name="making_of_cycle")]

    def __str__(self) -> str:
        return f"{self.sanctions} sanctions and {self.payments} payments of {self.cycle}"


class Word(models.Model):
    """One thing somebody said about a case. Never changed; the database lets each have its effect, or refuses it."""

    class What(models.TextChoices):
        NOTIFY = "notify", "Diberitahukan"
        OBJECT = "object", "Keberatan"
        ADMIT = "admit", "Keberatan terlambat diterima"
        TURN_AWAY = "turnaway", "Keberatan terlambat tidak diterima"
        HEAR = "hear", "Didengar"
        DECIDE = "decide", "Diputuskan"
        APPLY = "apply", "Diterapkan"

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="words")
    what = models.CharField(max_length=8, choices=What)
    on = models.DateField()
    text = models.TextField(blank=True)
    details = models.JSONField(default=dict, db_default={})
    late = models.BooleanField(default=False, db_default=False)
    by = models.BigIntegerField()
    by_label = models.CharField(max_length=160)
    at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "sanctions_word"
        constraints = [
            models.CheckConstraint(
                condition=Q(what__in=["notify", "apply"]) | ~Q(text=""), name="what_is_said_has_words"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.what} of case {self.case_id}"


class WaiverRequest(models.Model):
    """A waiver somebody proposes: an area, a duty (empty: all), months, the document it rests on, and why."""

    area = models.CharField(max_length=10, db_collation="C", blank=True)
    duty = models.CharField(max_length=20, blank=True)
    first_month = models.DateField()
    last_month = models.DateField()
    document = models.CharField(max_length=160)
    because = models.CharField(max_length=400)
    by = models.BigIntegerField()
    at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "sanctions_waiver_request"
        constraints = [
            models.CheckConstraint(
                condition=Q(first_month__lte=F("last_month")), name="waiver_asked_for_ends_after_it_begins"
            ),
            models.CheckConstraint(condition=~Q(document="") & ~Q(because=""), name="waiver_is_asked_for_with_reason"),
        ]

    def __str__(self) -> str:
        return f"waiver of {self.duty or 'every duty'} in {self.area or 'the country'}"


class WaiverRuling(models.Model):
    """A second person's word on a proposed waiver. `proposed_by` is filled by the database, for the constraint."""

    class Verdict(models.TextChoices):
        APPROVE = "approve", "Disetujui"
        REFUSE = "refuse", "Ditolak"

    request = models.OneToOneField(WaiverRequest, on_delete=models.PROTECT, related_name="ruling")
    verdict = models.CharField(max_length=7, choices=Verdict)
    because = models.CharField(max_length=400, blank=True)
    proposed_by = models.BigIntegerField()
    by = models.BigIntegerField()
    at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "sanctions_waiver_ruling"
        constraints = [
            models.CheckConstraint(condition=~Q(by=F("proposed_by")), name="waiver_asked_for_has_four_eyes"),
            models.CheckConstraint(
                condition=Q(verdict="approve") | ~Q(because=""), name="waiver_is_refused_with_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.verdict} of waiver {self.request_id}"


class Alert(models.Model):
    """A family about to fall out of the programme, or to be paid less: why, of whom, from which day. Made anew at
    every look; `seen` holds figures and months, never names.
    """

    kind = models.CharField(max_length=24)
    family = models.BigIntegerField()
    member = models.BigIntegerField(null=True)
    village = models.CharField(max_length=10, db_collation="C")
    facilitator = models.BigIntegerField(null=True)
    day = models.DateField()
    seen = models.CharField(max_length=80, blank=True)
    looked_on = models.DateField()

    objects = Scoped.as_manager()

    class Meta:
        db_table = "sanctions_alert"
        constraints = [
            models.UniqueConstraint(
                fields=["family", "kind", "member"], nulls_distinct=False, name="alert_stands_once"
            ),
        ]
        indexes = [
            models.Index(fields=["village", "kind", "day", "id"], name="alert_village"),
            models.Index(fields=["facilitator", "day", "id"], name="alert_facilitator"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of family {self.family}"
