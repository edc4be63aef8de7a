"""The ledger of a batch and what stands in its accounts."""

from django.db import models
from django.db.models import Func, Q, Value
from django.db.models.functions import Now

from harapan.staff.scope import ByArea


class LedgerAccount(models.TextChoices):
    """Where money can stand. `appropriation` is the budget outside: approval draws from it."""

    APPROPRIATION = "appropriation", "Pagu"
    APPROVED = "approved", "Disetujui"
    HELD = "held", "Ditahan"
    AT_BANK = "at_bank", "Di bank"
    CREDITED = "credited", "Tersalur"
    RETURNED = "returned", "Retur"
    TREASURY = "treasury", "Kembali ke kas negara"
    RECOVERED = "recovered", "Dipulihkan"
    WRITTEN_OFF = "written_off", "Dihapusbukukan"


class LedgerEntry(models.Model):
    """Money moves from one account to another. Entries are added, never changed; `payment` is empty where many of a
    village and bank move at once."""

    pk = models.CompositePrimaryKey("cycle", "id")
    cycle = models.CharField(max_length=20)
    id = models.BigIntegerField(db_default=Func(Value("payments_ledger_id_seq"), function="nextval"))
    batch = models.BigIntegerField()
    village = models.CharField(max_length=10, db_collation="C")
    bank = models.CharField(max_length=8)
    payment = models.BigIntegerField(null=True)
    source = models.CharField(max_length=13, choices=LedgerAccount)
    target = models.CharField(max_length=13, choices=LedgerAccount)
    count = models.BigIntegerField()
    rupiah = models.BigIntegerField()
    cause = models.CharField(max_length=40)
    reference = models.BigIntegerField(null=True)
    by = models.BigIntegerField()
    at = models.DateTimeField(db_default=Now())

    objects = ByArea.as_manager()

    class Meta:
        db_table = "payments_ledger"
        managed = False


class Balance(models.Model):
    """What stands in each account of a batch, by village and bank; kept by the database from the ledger alone.

    It can never be negative: money that is not there cannot be moved.
    """

    batch = models.BigIntegerField()
    cycle = models.CharField(max_length=20)
    village = models.CharField(max_length=10, db_collation="C")
    bank = models.CharField(max_length=8)
    account = models.CharField(max_length=13, choices=LedgerAccount)
    count = models.BigIntegerField()
    rupiah = models.BigIntegerField()

    objects = ByArea.as_manager()

    class Meta:
        db_table = "payments_balance"
        constraints = [
            models.UniqueConstraint(fields=["batch", "village", "bank", "account"], name="balance_stands_once"),
            models.CheckConstraint(
                condition=Q(account="appropriation") | Q(rupiah__gte=0, count__gte=0), name="balance_is_never_negative"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.account} of batch {self.batch} in {self.village}: {self.rupiah}"


class AccountTotal(models.Model):
    """What stands in each account of a batch by bank, over all villages; kept by the database beside the balances."""

    batch = models.BigIntegerField()
    bank = models.CharField(max_length=8)
    account = models.CharField(max_length=13, choices=LedgerAccount)
    count = models.BigIntegerField()
    rupiah = models.BigIntegerField()

    class Meta:
        db_table = "payments_account_total"
        constraints = [
            models.UniqueConstraint(fields=["batch", "bank", "account"], name="account_total_stands_once"),
        ]

    def __str__(self) -> str:
        return f"{self.account} of batch {self.batch} at {self.bank}: {self.rupiah}"
