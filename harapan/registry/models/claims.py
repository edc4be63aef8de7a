"""Claims of overpayment, and every word about them: what was agreed, what came back, what is written off.

Words are only added. A trigger keeps the claim's state and sums from them, whoever speaks, and refuses a word that does
not follow, money beyond the claim, and a write-off by the one who proposed it.
"""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from harapan.staff.scope import Scoped


class Overpayment(models.Model):
    """Money of an earlier stage that a family should not have got, such as for a member who had died: a claim.

    The twin of arrears, in the other direction. The closed book it was paid from stays as it is, and no later amount
    becomes less by itself: money comes back to the treasury, or two people write it off. Rupiah.
    """

    class Cause(models.TextChoices):
        DEATH = "death", "Kematian terlambat dicatat"
        DOUBLE = "double", "Data ganda dibayar dua kali"

    class State(models.TextChoices):
        OPEN = "open", "Belum lunas"
        PROPOSED = "proposed", "Diusulkan dihapuskan"
        SETTLED = "settled", "Selesai"
        WITHDRAWN = "withdrawn", "Dicabut"

    family = models.BigIntegerField()
    member = models.BigIntegerField(null=True)
    village = models.CharField(max_length=10, db_collation="C")
    facilitator = models.BigIntegerField(null=True)
    cycle = models.CharField(max_length=20)
    cause = models.CharField(max_length=8, choices=Cause, default=Cause.DEATH, db_default=Cause.DEATH)
    amount = models.BigIntegerField()
    decision = models.CharField(max_length=120)
    by = models.BigIntegerField(null=True)
    at = models.DateTimeField(db_default=Now())
    state = models.CharField(max_length=9, choices=State, default=State.OPEN, db_default=State.OPEN)
    received = models.BigIntegerField(default=0, db_default=0)
    written_off = models.BigIntegerField(default=0, db_default=0)
    proposed_by = models.BigIntegerField(null=True)
    decided_by = models.BigIntegerField(null=True)
    settled_because = models.CharField(max_length=120, blank=True)

    objects = Scoped.as_manager()

    class Meta:
        db_table = "registry_overpayment"
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="overpayment_is_some_money"),
            models.UniqueConstraint(
                fields=["family", "member", "cycle", "decision"],
                nulls_distinct=False,
                name="overpayment_is_claimed_once",
            ),
            models.CheckConstraint(
                condition=Q(received__gte=0, written_off__gte=0, amount__gte=F("received") + F("written_off")),
                name="overpayment_comes_back_once",
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("proposed_by")),
                name="overpayment_write_off_has_four_eyes",
            ),
        ]
        indexes = [
            models.Index(fields=["family"], name="overpayment_family"),
            models.Index(fields=["state", "village", "id"], name="overpayment_state"),
        ]

    def __str__(self) -> str:
        return f"overpayment of family {self.family} in {self.cycle}"

    @property
    def left(self) -> int:
        """Rupiah that are still open."""
        return 0 if self.state == self.State.WITHDRAWN else self.amount - self.received - self.written_off


class OverpaymentWord(models.Model):
    """One word about a claim. `amount` is rupiah: of an instalment, of what came back, of what is written off.

    `on` is the first day an instalment is due, or the day the money came in; `document` the receipt or decree.
    """

    class What(models.TextChoices):
        AGREED = "agreed", "Angsuran disepakati"
        RECEIVED = "received", "Uang diterima kembali"
        CORRECTED = "corrected", "Penerimaan dikoreksi"
        PROPOSED = "proposed", "Penghapusan diusulkan"
        TAKEN_BACK = "taken_back", "Usulan penghapusan ditarik"
        REFUSED = "refused", "Penghapusan ditolak"
        WRITTEN_OFF = "written_off", "Dihapuskan"
        WITHDRAWN = "withdrawn", "Tagihan dicabut"

    overpayment = models.ForeignKey(Overpayment, on_delete=models.PROTECT, related_name="words")
    what = models.CharField(max_length=11, choices=What)
    amount = models.BigIntegerField(default=0)
    on = models.DateField(null=True)
    document = models.CharField(max_length=120, blank=True)
    because = models.CharField(max_length=600, blank=True)
    by = models.BigIntegerField()
    by_label = models.CharField(max_length=160)
    at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "registry_overpayment_word"
        constraints = [
            models.CheckConstraint(
                condition=~Q(what__in=["agreed", "received", "corrected"]) | Q(amount__gt=0, on__isnull=False),
                name="overpayment_word_says_how_much",
            ),
            models.CheckConstraint(
                condition=~Q(what__in=["received", "written_off"]) | ~Q(document=""),
                name="overpayment_word_rests_on_a_paper",
            ),
        ]

    def __str__(self) -> str:
        return f"claim {self.overpayment_id}: {self.what}"
