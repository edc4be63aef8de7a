"""Cycles, their runs and batches, and what every family is owed."""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from harapan.staff.scope import ByArea, Scoped


class Cycle(models.Model):
    """A slot of the payment calendar (tahap), such as `2022-1`. Policy is resolved once, at opening, and kept."""

    name = models.CharField(max_length=20, primary_key=True)
    opened_by = models.BigIntegerField()
    opened_at = models.DateTimeField(db_default=Now())
    edition_digest = models.CharField(max_length=64)
    edition = models.JSONField()

    class Meta:
        db_table = "entitlements_cycle"

    def __str__(self) -> str:
        return self.name


class Run(models.Model):
    """A snapshot, an edition and the result: frozen, hashed, never edited. A correction is another run."""

    class Kind(models.TextChoices):
        MAIN = "main", "Utama"
        SUPPLEMENTARY = "supplementary", "Susulan"

    cycle = models.ForeignKey(Cycle, on_delete=models.PROTECT, related_name="runs")
    number = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=13, choices=Kind)
    folder = models.CharField(max_length=120)
    snapshot_digest = models.CharField(max_length=64)
    edition_digest = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)
    families = models.BigIntegerField()
    paid_families = models.BigIntegerField()
    gross = models.BigIntegerField()
    net = models.BigIntegerField()
    computed_by = models.BigIntegerField()
    computed_at = models.DateTimeField(db_default=Now())
    refused_because = models.CharField(max_length=400, blank=True)

    class Meta:
        db_table = "entitlements_run"
        constraints = [
            models.UniqueConstraint(fields=["cycle", "number"], name="run_has_its_number"),
            models.UniqueConstraint(
                fields=["cycle"], condition=Q(kind="main", refused_because=""), name="cycle_has_one_main_run"
            ),
        ]

    def __str__(self) -> str:
        return f"run {self.cycle_id}/{self.number}"


class Batch(models.Model):
    """A wave (gelombang) of a run: the owner of the states, from computed to closed."""

    class State(models.TextChoices):
        COMPUTED = "computed", "Dihitung"
        REVIEWED = "reviewed", "Diperiksa"
        APPROVED = "approved", "Disetujui"
        REFUSED = "refused", "Ditolak"
        ORDERED = "ordered", "Diperintahkan"
        ANSWERED = "answered", "Dijawab bank"
        RECONCILED = "reconciled", "Direkonsiliasi"
        CLOSED = "closed", "Ditutup"

    run = models.ForeignKey(Run, on_delete=models.PROTECT, related_name="batches")
    cycle = models.CharField(max_length=20)
    wave = models.PositiveSmallIntegerField()
    area = models.CharField(max_length=10, db_collation="C", blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.COMPUTED)
    families = models.BigIntegerField()
    paid_families = models.BigIntegerField()
    net = models.BigIntegerField()
    computed_by = models.BigIntegerField()
    reviewed_by = models.BigIntegerField(null=True)
    reviewed_at = models.DateTimeField(null=True)
    anomalies = models.JSONField(default=list)
    anomalies_accepted_because = models.CharField(max_length=400, blank=True)
    approved_by = models.BigIntegerField(null=True)
    approved_at = models.DateTimeField(null=True)
    refused_because = models.CharField(max_length=400, blank=True)
    closed_by = models.BigIntegerField(null=True)
    closed_at = models.DateTimeField(null=True)
    audit_head = models.CharField(max_length=64, blank=True)

    class Meta:
        db_table = "entitlements_batch"
        verbose_name_plural = "batches"
        constraints = [
            models.UniqueConstraint(fields=["run", "wave"], name="batch_has_its_wave"),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True) | ~Q(approved_by=F("computed_by")), name="batch_has_four_eyes"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["computed", "reviewed", "refused"]) | Q(approved_by__isnull=False),
                name="batch_beyond_review_is_approved",
            ),
            models.CheckConstraint(
                condition=~Q(state="refused") | ~Q(refused_because=""), name="batch_is_refused_with_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"batch {self.cycle}/{self.wave} ({self.state})"


class Entitlement(models.Model):
    """What one family is owed in one run, or the reason why nothing. Loaded by one door, never edited.

    Village, facilitator and bank are those of the freeze; `quarters_missed` and `paid_through` hold afterwards,
    once the batch is approved.
    """

    pk = models.CompositePrimaryKey("cycle", "run", "family")
    cycle = models.CharField(max_length=20)
    run = models.BigIntegerField()
    family = models.BigIntegerField()
    batch = models.BigIntegerField()
    village = models.CharField(max_length=10, db_collation="C")
    facilitator = models.BigIntegerField(null=True)
    bank = models.CharField(max_length=8)
    gross = models.BigIntegerField()
    deduction = models.BigIntegerField()
    net = models.BigIntegerField()
    counted = models.SmallIntegerField()
    months = models.SmallIntegerField()
    verdict = models.CharField(max_length=16)
    proposed = models.CharField(max_length=16)
    reason = models.CharField(max_length=40)
    warned = models.BooleanField()
    review = models.CharField(max_length=200)
    quarters_missed = models.SmallIntegerField()
    paid_through = models.DateField(null=True)

    objects = Scoped.as_manager()

    class Meta:
        db_table = "entitlements_entitlement"
        managed = False


class Total(models.Model):
    """Totals of a run at village grain: what pages and comparisons read instead of millions of rows."""

    run = models.ForeignKey(Run, on_delete=models.PROTECT, related_name="totals")
    village = models.CharField(max_length=10, db_collation="C")
    component = models.CharField(max_length=40)
    bank = models.CharField(max_length=8)
    members = models.BigIntegerField()
    rupiah = models.BigIntegerField()

    objects = ByArea.as_manager()

    class Meta:
        db_table = "entitlements_total"
        indexes = [models.Index(fields=["run", "village"], name="total_area")]

    def __str__(self) -> str:
        return f"{self.component} in {self.village}"


class FamilyTotal(models.Model):
    """Families of a run at village grain, by facilitator, verdict on their duties and reason: sums, no names.

    `owed` counts those with an amount. Written when the run is loaded, from the very rows, and never edited.
    """

    run = models.ForeignKey(Run, on_delete=models.PROTECT, related_name="family_totals")
    village = models.CharField(max_length=10, db_collation="C")
    facilitator = models.BigIntegerField(null=True)
    verdict = models.CharField(max_length=16, blank=True)
    reason = models.CharField(max_length=40, blank=True)
    families = models.BigIntegerField()
    owed = models.BigIntegerField()
    gross = models.BigIntegerField()
    deduction = models.BigIntegerField()
    net = models.BigIntegerField()

    objects = ByArea.as_manager()

    class Meta:
        db_table = "entitlements_family_total"
        constraints = [
            models.UniqueConstraint(
                fields=["run", "village", "facilitator", "verdict", "reason"],
                nulls_distinct=False,
                name="family_total_stands_once",
            ),
            models.CheckConstraint(
                condition=Q(families__gt=0, owed__gte=0, families__gte=F("owed")), name="family_total_counts_families"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.families} families in {self.village}"
