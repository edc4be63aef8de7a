"""Claims of overpayment, and every word about them: what was agreed, what came back, what is written off.

Words are only added. A trigger keeps the claim's state and sums from them, whoever speaks, and refuses a word that does
not follow, money beyond the claim, a receipt noted before, and a write-off by the one who proposed it. Another keeps
the claim where its family is.
"""

from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Now, Replace, Upper

from harapan.staff.scope import Scoped


class Overpayment(models.Model):
    """Money of an earlier stage that a family should not have got, such as for a member who had died: a claim.

    The twin of arrears, in the other direction. The closed book it was paid from stays as it is, and no later amount
    becomes less by itself: money comes back to the treasury, or two people write it off. Rupiah.

    `received` came from the family; `given_back` from the bank, which returned what lay unused in its account.
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
    given_back = models.BigIntegerField(default=0, db_default=0)
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
                condition=Q(given_back__gte=0, given_back__lte=F("amount")), name="overpayment_is_given_back_once"
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("proposed_by")),
                name="overpayment_write_off_has_four_eyes",
            ),
        ]
        indexes = [
            models.Index(fields=["family"], name="overpayment_family"),
            models.Index(fields=["state", "village", "id"], name="overpayment_state"),
            models.Index(fields=["cycle", "family"], name="overpayment_cycle"),
            # More came back than was owed: few, and somebody has to see to them.
            models.Index(
                fields=["village", "id"],
                condition=Q(amount__lt=F("received") + F("given_back"), received__gt=0),
                name="overpayment_too_much_back",
            ),
        ]

    def __str__(self) -> str:
        return f"overpayment of family {self.family} in {self.cycle}"

    @property
    def left(self) -> int:
        """Rupiah that are still open."""
        if self.state == self.State.WITHDRAWN:
            return 0
        return max(0, self.amount - self.came_back - self.written_off)

    @property
    def came_back(self) -> int:
        """Rupiah that stand at the treasury again, from the family or by the bank."""
        return self.received + self.given_back

    @property
    def too_much_back(self) -> int:
        """Rupiah of the family's own money: it had paid before the bank returned the same. Somebody gives them back."""
        return min(self.received, max(0, self.came_back - self.amount))


RECEIPT = Upper(Replace("document", Value(" ")))
"""A receipt, however it is typed."""


class OverpaymentWord(models.Model):
    """One word about a claim. `amount` is rupiah: of an instalment, of what came back, of what is written off.

    `on` is the first day an instalment is due, or the day the money came in; `document` the receipt or decree. A
    correction names the receipt it corrects. `seen` is the sum that whoever decides had before them: what had come back
    for a correction, what was open for a write-off.
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
        GIVEN_BACK = "given_back", "Disetor bank ke kas negara"

    overpayment = models.ForeignKey(Overpayment, on_delete=models.PROTECT, related_name="words")
    what = models.CharField(max_length=11, choices=What)
    amount = models.BigIntegerField(default=0)
    seen = models.BigIntegerField(null=True)
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
                condition=~Q(what__in=["agreed", "received", "corrected", "given_back"])
                | Q(amount__gt=0, on__isnull=False),
                name="overpayment_word_says_how_much",
            ),
            models.CheckConstraint(
                condition=~Q(what__in=["received", "written_off", "given_back"]) | ~Q(document=""),
                name="overpayment_word_rests_on_a_paper",
            ),
        ]
        indexes = [
            models.Index(RECEIPT, condition=Q(what__in=["received", "corrected"]), name="overpayment_receipt"),
        ]

    def __str__(self) -> str:
        return f"claim {self.overpayment_id}: {self.what}"
