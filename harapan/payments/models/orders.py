"""From the treasury's papers to the payments in a file, and what is held instead."""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from harapan.staff.scope import Scoped


class Ceiling(models.Model):
    """The most that may be spent in a budget year (pagu DIPA), with its paper."""

    year = models.PositiveSmallIntegerField(primary_key=True)
    rupiah = models.BigIntegerField()
    document = models.CharField(max_length=160)
    recorded_by = models.BigIntegerField()

    class Meta:
        db_table = "payments_ceiling"
        constraints = [models.CheckConstraint(condition=Q(rupiah__gt=0), name="ceiling_is_money")]

    def __str__(self) -> str:
        return f"ceiling {self.year}"


class TreasuryPaper(models.Model):
    """One paper of the treasury's trail for an order: the recipients' decree, SPP, SPM, SP2D, in that order."""

    class Kind(models.TextChoices):
        DECREE = "decree", "SK penerima"
        SPP = "spp", "SPP"
        SPM = "spm", "SPM"
        SP2D = "sp2d", "SP2D"

    batch = models.BigIntegerField()
    order = models.PositiveSmallIntegerField(default=1)
    kind = models.CharField(max_length=6, choices=Kind)
    number = models.CharField(max_length=80)
    dated = models.DateField()
    rupiah = models.BigIntegerField()
    signer = models.CharField(max_length=120)
    recorded_by = models.BigIntegerField()
    at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "payments_treasury_paper"
        constraints = [
            models.UniqueConstraint(fields=["batch", "order", "kind"], name="order_has_one_paper_of_a_kind"),
            models.UniqueConstraint(fields=["kind", "number"], name="paper_number_is_used_once"),
            models.CheckConstraint(condition=Q(rupiah__gt=0), name="paper_is_about_money"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.number}"

    @property
    def in_english(self) -> str:
        """What an English sentence calls it."""
        return f"{ENGLISH[self.Kind(self.kind)]} {self.number}"


ENGLISH = {
    TreasuryPaper.Kind.DECREE: "recipients' decree",
    TreasuryPaper.Kind.SPP: "payment request (SPP)",
    TreasuryPaper.Kind.SPM: "payment order (SPM)",
    TreasuryPaper.Kind.SP2D: "disbursement order (SP2D)",
}
"""The papers in English sentences."""


class PaymentFile(models.Model):
    """Orders for one bank and chunk in one file. Its author may not release it; once written it never changes."""

    class State(models.TextChoices):
        DRAWN_UP = "drawn_up", "Disusun"
        WRITTEN = "written", "Ditulis"
        RELEASED = "released", "Dilepas"

    cycle = models.CharField(max_length=20)
    batch = models.BigIntegerField()
    order = models.PositiveSmallIntegerField()
    bank = models.CharField(max_length=8)
    number = models.PositiveIntegerField()
    message_id = models.CharField(max_length=35, unique=True)
    state = models.CharField(max_length=8, choices=State, default=State.DRAWN_UP)
    count = models.BigIntegerField()
    rupiah = models.BigIntegerField()
    first_payment = models.BigIntegerField()
    last_payment = models.BigIntegerField()
    execute_on = models.DateField()
    path = models.CharField(max_length=200, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    drawn_up_by = models.BigIntegerField()
    drawn_up_at = models.DateTimeField(db_default=Now())
    released_by = models.BigIntegerField(null=True)
    released_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "payments_file"
        constraints = [
            models.UniqueConstraint(fields=["cycle", "number"], name="payment_file_has_its_number"),
            models.CheckConstraint(
                condition=Q(released_by__isnull=True) | ~Q(released_by=F("drawn_up_by")),
                name="payment_file_has_four_eyes",
            ),
            models.CheckConstraint(
                condition=~Q(state="released") | Q(released_by__isnull=False) & ~Q(sha256=""),
                name="payment_file_is_released_whole",
            ),
            models.CheckConstraint(condition=Q(count__gt=0, rupiah__gt=0), name="payment_file_carries_money"),
        ]

    def __str__(self) -> str:
        return f"{self.message_id} ({self.state})"


class Payment(models.Model):
    """One order to pay one family once. A second try after a return is a new payment that names the old one.

    `number` and `name` are what the bank was told. The post pays the holder in person: there `account` is empty,
    and `number` is ours.
    """

    pk = models.CompositePrimaryKey("cycle", "id")
    cycle = models.CharField(max_length=20)
    id = models.BigIntegerField()
    batch = models.BigIntegerField()
    file = models.BigIntegerField()
    family = models.BigIntegerField()
    village = models.CharField(max_length=10, db_collation="C")
    facilitator = models.BigIntegerField(null=True)
    bank = models.CharField(max_length=8)
    account = models.BigIntegerField(null=True)
    holder = models.BigIntegerField()
    rupiah = models.BigIntegerField()
    replaces = models.BigIntegerField(null=True)
    number = models.CharField(max_length=34)
    name = models.CharField(max_length=140)

    objects = Scoped.as_manager()

    class Meta:
        db_table = "payments_payment"
        managed = False


class Hold(models.Model):
    """Money kept for a family that cannot be paid now, and the reason; released when the reason is gone."""

    class Reason(models.TextChoices):
        NO_ACCOUNT = "no_account", "Belum punya rekening"
        ACCOUNT_PENDING = "account_pending", "Proses burekol"
        CARETAKER_DIED = "caretaker_died", "Pengurus meninggal"
        ACCOUNT_ELSEWHERE = "account_elsewhere", "Rekening bukan di bank penyalur"

    cycle = models.CharField(max_length=20)
    batch = models.BigIntegerField()
    family = models.BigIntegerField()
    village = models.CharField(max_length=10, db_collation="C")
    facilitator = models.BigIntegerField(null=True)
    bank = models.CharField(max_length=8)
    rupiah = models.BigIntegerField()
    reason = models.CharField(max_length=20, choices=Reason)
    at = models.DateTimeField(db_default=Now())
    released_at = models.DateTimeField(null=True)
    released_by = models.BigIntegerField(null=True)

    objects = Scoped.as_manager()

    class Meta:
        db_table = "payments_hold"
        constraints = [
            models.UniqueConstraint(
                fields=["batch", "family"], condition=Q(released_at__isnull=True), name="family_is_held_once"
            )
        ]
        indexes = [models.Index(fields=["cycle", "family"], name="hold_family")]

    def __str__(self) -> str:
        return f"hold of family {self.family} in {self.cycle}: {self.reason}"
