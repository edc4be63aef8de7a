"""What banks say later about credited money."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from harapan.staff.scope import ByArea


class UsageFile(models.Model):
    """A bank's later word on credited money: idle accounts, undelivered cards, or money given back. Read once."""

    class Kind(models.TextChoices):
        IDLE = "idle", "Tidak bertransaksi"
        UNDELIVERED = "undelivered", "KKS tidak terdistribusi"
        GIVEN_BACK = "given_back", "Disetor ke kas negara"

    cycle = models.CharField(max_length=20)
    kind = models.CharField(max_length=11, choices=Kind)
    bank = models.CharField(max_length=8)
    name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64, unique=True)
    lines = models.BigIntegerField()
    piles = models.JSONField(default=dict)
    odd = models.JSONField(default=list)
    read_by = models.BigIntegerField()
    read_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "payments_usage_file"

    def __str__(self) -> str:
        return f"{self.kind} of {self.bank}: {self.name}"


class UsageEntry(models.Model):
    """After closing: credited money lies idle, or goes back to the treasury; what no file names was used."""

    cycle = models.CharField(max_length=20)
    batch = models.BigIntegerField()
    payment = models.BigIntegerField()
    village = models.CharField(max_length=10, db_collation="C")
    bank = models.CharField(max_length=8)
    source = models.CharField(max_length=12)
    target = models.CharField(max_length=12)
    rupiah = models.BigIntegerField()
    file = models.ForeignKey(UsageFile, on_delete=models.PROTECT, related_name="entries")
    reference = models.CharField(max_length=160, blank=True)
    by = models.BigIntegerField()
    at = models.DateTimeField(db_default=Now())

    objects = ByArea.as_manager()

    class Meta:
        db_table = "payments_usage"
        constraints = [
            models.UniqueConstraint(fields=["cycle", "payment", "source"], name="usage_leaves_an_account_once"),
            models.CheckConstraint(
                condition=Q(source="credited", target="dormant") | Q(source="dormant", target="given_back"),
                name="usage_goes_from_credited_to_dormant_to_given_back",
            ),
            models.CheckConstraint(condition=Q(rupiah__gt=0), name="usage_is_money"),
        ]

    def __str__(self) -> str:
        return f"{self.rupiah} {self.source} -> {self.target}"
