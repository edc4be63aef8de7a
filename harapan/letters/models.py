"""The register of letters: each with its number, what it is about, and the digest of its file."""

from typing import ClassVar, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Now

from harapan.staff.models import Staff

AREA_FORM = r"^([1-9][0-9]([0-9]{2}([0-9]{2}([0-9]{4})?)?)?)?$"
"""A province, regency, district or village; empty is the country."""


class ByCover(models.QuerySet["Letter"]):
    """Letters carry the area they are about; whoever sees all of it sees the letter."""

    def visible_to(self, staff: Staff) -> Self:
        """The twin of the policy in the database: for all staff, of one's own area, or one's own."""
        if not staff.active:
            return self.none()
        annexes = Annex.objects.filter(covered_by(staff), letter=OuterRef("pk"))
        return self.filter(
            Q(audience=Letter.Audience.STAFF)
            | covered_by(staff)
            | Q(personal=False, asked_by=staff.pk)
            | Q(Exists(annexes))
        )


def covered_by(staff: Staff) -> Q:
    """Whose area lies wholly in one of this person's, or who is its facilitator."""
    own = Q(facilitator=staff.pk)
    for area in staff.areas:
        own |= Q(area__startswith=area)
    return own


class Letter(models.Model):
    """One numbered letter. Asked for by a page, made by the worker; once made nothing about it changes.

    `period` is a stage such as `2022-1`, or a year; `subject` names what it is about by ids alone; `facts` are figures,
    never personal values. `code` is the digest of what the letter says, short enough to be typed: it stands in the
    letter, while `sha256` is that of the file.
    """

    class Kind(models.TextChoices):
        MINUTES = "minutes", "Berita acara rekonsiliasi"
        RECAP = "recap", "Rekapitulasi penyaluran"
        DECREE = "decree", "SK penerima"
        SLIPS = "slips", "Slip pembayaran"
        CONFIRMATION = "confirmation", "SK penetapan KPM"
        ACCOUNTS = "accounts", "Pengantar daftar burekol"
        DELIBERATION = "deliberation", "Berita acara musyawarah"
        NOTICES = "notices", "Pemberitahuan keluarga"
        MONTHLY = "monthly", "Laporan bulanan pendamping"
        CLAIM = "claim", "Surat lebih bayar"

    class Audience(models.TextChoices):
        STAFF = "staff", "Semua petugas"
        AREA = "area", "Petugas wilayahnya"

    class State(models.TextChoices):
        WAITING = "waiting", "Menunggu"
        MAKING = "making", "Dibuat"
        MADE = "made", "Terbit"
        REFUSED = "refused", "Ditolak"
        FAILED = "failed", "Gagal"

    CODES: ClassVar[dict[str, str]] = {
        Kind.MINUTES: "BA-REK",
        Kind.RECAP: "REKAP",
        Kind.DECREE: "SK-KPM",
        Kind.SLIPS: "SLIP",
        Kind.CONFIRMATION: "SK-TETAP",
        Kind.ACCOUNTS: "BUREKOL",
        Kind.DELIBERATION: "BA-MUSY",
        Kind.NOTICES: "BERITAHU",
        Kind.MONTHLY: "RHK",
        Kind.CLAIM: "LB",
    }
    """What a kind is called in a number."""

    kind = models.CharField(max_length=12, choices=Kind)
    period = models.CharField(max_length=20)
    area = models.CharField(max_length=10, db_collation="C", blank=True)
    facilitator = models.BigIntegerField(null=True)
    subject = models.JSONField(default=dict)
    subject_digest = models.CharField(max_length=64)
    language = models.CharField(max_length=2, default="id")
    audience = models.CharField(max_length=5, choices=Audience, default=Audience.AREA)
    personal = models.BooleanField(default=True)

    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    phase = models.CharField(max_length=80, blank=True)
    done = models.BigIntegerField(default=0)
    total = models.BigIntegerField(null=True)
    sentence_id = models.CharField(max_length=600, blank=True)
    sentence_en = models.CharField(max_length=600, blank=True)
    asked_by = models.BigIntegerField()
    asked_at = models.DateTimeField(db_default=Now())

    year = models.PositiveSmallIntegerField()
    serial = models.PositiveIntegerField(null=True)
    number = models.CharField(max_length=60, unique=True, null=True)
    dated = models.DateField(null=True)
    code = models.CharField(max_length=16, blank=True)
    synthetic = models.BooleanField(default=False)
    facts = models.JSONField(default=dict)
    path = models.CharField(max_length=200, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    size = models.BigIntegerField(default=0)
    pages = models.PositiveIntegerField(default=0)
    made_at = models.DateTimeField(null=True)

    objects = ByCover.as_manager()

    class Meta:
        db_table = "letters_letter"
        constraints = [
            models.UniqueConstraint(fields=["kind", "year", "serial"], name="letter_has_its_number"),
            models.UniqueConstraint(
                fields=["subject_digest"],
                condition=Q(state__in=["waiting", "making"]),
                name="letter_is_asked_for_once",
            ),
            models.CheckConstraint(
                condition=~Q(state="made")
                | Q(number__isnull=False, dated__isnull=False, made_at__isnull=False, size__gt=0, pages__gt=0)
                & ~Q(sha256="")
                & ~Q(code="")
                & ~Q(path=""),
                name="letter_is_made_whole",
            ),
            models.CheckConstraint(condition=Q(area__regex=AREA_FORM), name="letter_is_about_an_area"),
            models.CheckConstraint(
                condition=Q(serial__isnull=True, number__isnull=True) | Q(serial__gt=0, number__isnull=False),
                name="letter_number_has_its_serial",
            ),
        ]
        indexes = [
            models.Index(fields=["period", "-id"], name="letter_period"),
            models.Index(fields=["area", "-id"], name="letter_area"),
            models.Index(fields=["sha256"], name="letter_sha256"),
        ]

    def __str__(self) -> str:
        return self.number or f"{self.get_kind_display()} {self.period}"

    @property
    def is_made(self) -> bool:
        """It has its number, and its file is there to be fetched."""
        return self.state == self.State.MADE

    @property
    def is_over(self) -> bool:
        """Nothing more will happen to it by itself."""
        return self.state not in {self.State.WAITING, self.State.MAKING}


class Annex(models.Model):
    """A file that belongs to a letter: a list, or the slips of one village. Whoever may see its area may fetch it."""

    class Media(models.TextChoices):
        PDF = "application/pdf", "PDF"
        CSV = "text/csv", "CSV"

    letter = models.ForeignKey(Letter, on_delete=models.PROTECT, related_name="annexes")
    title = models.CharField(max_length=200)
    media = models.CharField(max_length=16, choices=Media, default=Media.PDF)
    area = models.CharField(max_length=10, db_collation="C", blank=True)
    facilitator = models.BigIntegerField(null=True)
    rows = models.BigIntegerField(default=0)
    path = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    size = models.BigIntegerField()
    pages = models.PositiveIntegerField(default=0)

    class Meta:
        db_table = "letters_annex"
        verbose_name_plural = "annexes"
        constraints = [models.UniqueConstraint(fields=["letter", "path"], name="annex_is_listed_once")]
        indexes = [
            models.Index(fields=["area"], name="annex_area"),
            models.Index(fields=["sha256"], name="annex_sha256"),
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.media})"


class Revocation(models.Model):
    """A letter is taken back, with the reason and, where there is one, the letter that replaces it."""

    letter = models.OneToOneField(Letter, on_delete=models.PROTECT, related_name="revocation")
    because = models.CharField(max_length=400)
    replaced_by = models.ForeignKey(Letter, on_delete=models.PROTECT, null=True, related_name="replaces")
    by = models.BigIntegerField()
    at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "letters_revocation"
        constraints = [
            models.CheckConstraint(condition=~Q(because=""), name="letter_is_revoked_with_reason"),
        ]

    def __str__(self) -> str:
        return f"revocation of letter {self.letter_id}"


class Counter(models.Model):
    """The last number given in a year to letters of a kind. Taken in the transaction that gives it: no gaps."""

    kind = models.CharField(max_length=12)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        db_table = "letters_counter"
        constraints = [models.UniqueConstraint(fields=["kind", "year"], name="letters_are_counted_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.year}: {self.last}"
