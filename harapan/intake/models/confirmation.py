"""From a validated family to one that can be paid: decrees, account-opening lists and their answers, and cards."""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from harapan.registry.models import Bank
from harapan.staff.scope import Scoped


class Decree(models.Model):
    """A decision that validated families of an area become KPM; its letter carries number and list.

    `errand` is the asking that made it, so that a worker begun anew goes on with the same one.
    """

    class State(models.TextChoices):
        DRAWN = "drawn", "Disusun"
        ISSUED = "issued", "Ditetapkan"

    area = models.CharField(max_length=10, db_collation="C", blank=True)
    cohort = models.CharField(max_length=8, blank=True)
    on = models.DateField()
    families = models.IntegerField()
    quota = models.IntegerField(null=True)
    errand = models.BigIntegerField(unique=True)
    letter = models.BigIntegerField(null=True)
    number = models.CharField(max_length=60, blank=True)
    state = models.CharField(max_length=6, choices=State, default=State.DRAWN)
    by = models.BigIntegerField()
    at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "intake_decree"
        constraints = [
            models.CheckConstraint(condition=Q(families__gt=0), name="decree_names_somebody"),
            models.CheckConstraint(condition=~Q(state="issued") | ~Q(number=""), name="decree_issued_has_a_number"),
            models.CheckConstraint(
                condition=Q(quota__isnull=True) | Q(families__lte=F("quota")), name="decree_stays_within_quota"
            ),
        ]

    def __str__(self) -> str:
        return self.number or f"decree {self.pk}"


class DecreeLine(models.Model):
    """One family of a decree, where it lived when it was drawn up."""

    decree = models.ForeignKey(Decree, on_delete=models.PROTECT, related_name="lines")
    family = models.BigIntegerField()
    village = models.CharField(max_length=10, db_collation="C")
    facilitator = models.BigIntegerField(null=True)

    objects = Scoped.as_manager()

    class Meta:
        db_table = "intake_decree_line"
        constraints = [models.UniqueConstraint(fields=["decree", "family"], name="decree_names_a_family_once")]
        indexes = [models.Index(fields=["family"], name="decree_line_family")]

    def __str__(self) -> str:
        return f"family {self.family} in decree {self.decree_id}"


class AccountList(models.Model):
    """Families for whom a bank is asked to open accounts at once (burekol). Drawn up by one, released by another.

    `checksum` is the sum of the family numbers: with `families` the control totals of the list.
    """

    class State(models.TextChoices):
        WRITTEN = "written", "Disusun"
        RELEASED = "released", "Dikirim"
        ANSWERED = "answered", "Terjawab"

    bank = models.CharField(max_length=8, choices=Bank)
    area = models.CharField(max_length=10, db_collation="C", blank=True)
    errand = models.BigIntegerField(unique=True)
    families = models.IntegerField()
    checksum = models.BigIntegerField(default=0)
    opened = models.IntegerField(default=0)
    failed = models.IntegerField(default=0)
    path = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    sheet_path = models.CharField(max_length=200)
    sheet_sha256 = models.CharField(max_length=64)
    state = models.CharField(max_length=8, choices=State, default=State.WRITTEN)
    drawn_up_by = models.BigIntegerField()
    drawn_up_at = models.DateTimeField(db_default=Now())
    released_by = models.BigIntegerField(null=True)
    released_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "intake_account_list"
        constraints = [
            models.CheckConstraint(
                condition=Q(released_by__isnull=True) | ~Q(released_by=F("drawn_up_by")),
                name="account_list_has_four_eyes",
            ),
            models.CheckConstraint(
                condition=Q(state="written") | Q(released_by__isnull=False), name="account_list_sent_was_released"
            ),
            models.CheckConstraint(condition=~Q(bank="POS"), name="post_opens_no_accounts"),
            models.CheckConstraint(
                condition=Q(opened__gte=0, failed__gte=0, families__gte=F("opened") + F("failed")),
                name="account_list_answers_add_up",
            ),
        ]
        indexes = [models.Index(fields=["bank", "-id"], name="account_list_bank")]

    def __str__(self) -> str:
        return f"BUREKOL-{self.bank}-{self.pk:06d}"


class AccountLine(models.Model):
    """One family on such a list, and what the bank said. `name` is the holder's as it was sent."""

    class State(models.TextChoices):
        WAITING = "waiting", "Menunggu bank"
        OPENED = "opened", "Terbuka"
        FAILED = "failed", "Gagal"

    list = models.ForeignKey(AccountList, on_delete=models.PROTECT, related_name="lines")
    family = models.BigIntegerField()
    village = models.CharField(max_length=10, db_collation="C")
    facilitator = models.BigIntegerField(null=True)
    holder = models.BigIntegerField()
    name = models.CharField(max_length=140)
    state = models.CharField(max_length=7, choices=State, default=State.WAITING)
    reason = models.CharField(max_length=40, blank=True)
    said = models.CharField(max_length=200, blank=True)
    answered_on = models.DateField(null=True)

    objects = Scoped.as_manager()

    class Meta:
        db_table = "intake_account_line"
        constraints = [
            models.UniqueConstraint(
                fields=["family"], condition=Q(state="waiting"), name="family_waits_for_one_bank_at_a_time"
            ),
            models.CheckConstraint(condition=~Q(state="failed") | ~Q(reason=""), name="account_failed_for_a_reason"),
        ]
        indexes = [
            models.Index(fields=["list", "state"], name="account_line_list"),
            models.Index(fields=["family", "-id"], name="account_line_family"),
        ]

    def __str__(self) -> str:
        return f"family {self.family} on account list {self.list_id}"


class CardReason(models.TextChoices):
    """Why a card was not handed over, as the audit board groups it (domain facts 6.3)."""

    ALREADY_ABLE = "already_able", "Sudah mampu"
    REFUSED = "refused", "Menolak"
    DIED = "died", "Meninggal"
    MOVED = "moved", "Pindah"
    UNDERAGE = "underage", "Di bawah umur"
    NOT_FOUND = "not_found", "Tidak ditemukan"


class Card(models.Model):
    """A word about a family's card (KKS): handed over in person, to whom and when; or why not. The newest counts."""

    family = models.BigIntegerField()
    account = models.BigIntegerField()
    village = models.CharField(max_length=10, db_collation="C")
    facilitator = models.BigIntegerField(null=True)
    on = models.DateField()
    handed_to = models.BigIntegerField(null=True)
    reason = models.CharField(max_length=12, choices=CardReason, blank=True)
    note = models.CharField(max_length=200, blank=True)
    by = models.BigIntegerField()
    at = models.DateTimeField(db_default=Now())

    objects = Scoped.as_manager()

    class Meta:
        db_table = "intake_card"
        constraints = [
            models.CheckConstraint(
                condition=Q(handed_to__isnull=False, reason="")
                | Q(handed_to__isnull=True, reason__in=CardReason.values),
                name="card_is_handed_over_or_not",
            ),
        ]
        indexes = [models.Index(fields=["family", "-id"], name="card_family")]

    def __str__(self) -> str:
        return f"card of family {self.family}"
