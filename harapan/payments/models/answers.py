"""What banks said of the orders in a file, and whom their money reached."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from harapan.payments.models.orders import PaymentFile


class BankAnswer(models.Model):
    """One answer file as the bank sent it. The same bytes are read once; the piles say where each line went."""

    file = models.ForeignKey(PaymentFile, on_delete=models.PROTECT, related_name="answers")
    answer_id = models.CharField(max_length=140)
    name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64, unique=True)
    group_status = models.CharField(max_length=10, blank=True)
    complete = models.BooleanField()
    lines = models.BigIntegerField()
    piles = models.JSONField(default=dict)
    credits_rest = models.BooleanField(default=False)
    """Everything in the file is credited by this answer that has no entry of its own and is not left out."""
    read_by = models.BigIntegerField()
    read_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "payments_bank_answer"
        constraints = [
            models.UniqueConstraint(fields=["file", "answer_id"], name="answer_is_read_once"),
            models.UniqueConstraint(
                fields=["file"], condition=Q(credits_rest=True), name="file_is_credited_together_once"
            ),
        ]

    def __str__(self) -> str:
        return f"answer {self.answer_id}"


class LeftOut(models.Model):
    """A payment that still waited when an answer credited the rest of its file; what it gets is an entry of its own."""

    pk = models.CompositePrimaryKey("answer", "payment")
    answer = models.BigIntegerField()
    payment = models.BigIntegerField()

    class Meta:
        db_table = "payments_left_out"


class Credit(models.Model):
    """Money that reached a family, payment by payment, whichever way the ledger booked it; a view."""

    cycle = models.CharField(max_length=20)
    payment = models.BigIntegerField(primary_key=True)
    batch = models.BigIntegerField()
    family = models.BigIntegerField()
    village = models.CharField(max_length=10, db_collation="C")
    bank = models.CharField(max_length=8)
    rupiah = models.BigIntegerField()
    answer = models.BigIntegerField()
    by = models.BigIntegerField()
    at = models.DateTimeField()

    class Meta:
        db_table = "payments_credit"
        managed = False

    def __str__(self) -> str:
        return f"payment {self.payment} reached family {self.family}"


class OddLine(models.Model):
    """A line of an answer that is not simply money credited: each lies in a named pile, none is dropped."""

    answer = models.ForeignKey(BankAnswer, on_delete=models.PROTECT, related_name="odd_lines")
    line = models.BigIntegerField()
    pile = models.CharField(max_length=20)
    end_to_end_id = models.CharField(max_length=200)
    payment = models.BigIntegerField(null=True)
    village = models.CharField(max_length=10, db_collation="C", blank=True)
    status = models.CharField(max_length=16)
    reason = models.CharField(max_length=40, blank=True)
    rupiah = models.BigIntegerField(null=True)
    note = models.CharField(max_length=400, blank=True)

    class Meta:
        db_table = "payments_odd_line"
        constraints = [models.UniqueConstraint(fields=["answer", "line"], name="odd_line_lies_in_one_pile")]
        indexes = [models.Index(fields=["payment"], name="odd_line_payment")]

    def __str__(self) -> str:
        return f"line {self.line}: {self.pile}"
