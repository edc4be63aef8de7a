"""Work that somebody asked for and a worker carries out: one piece at a time for each cycle, and for each subject."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from harapan.letters.models import covered_by
from harapan.staff.models import Staff


class Asked(models.Model):
    """Something one person asked for. Pages watch it; a refusal ends it with two sentences.

    `begun` counts how often a worker took it up: more than once after a worker died in the middle.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "Menunggu"
        RUNNING = "running", "Berjalan"
        DONE = "done", "Selesai"
        REFUSED = "refused", "Ditolak"
        FAILED = "failed", "Gagal"

    details = models.JSONField(default=dict)
    asked_by = models.BigIntegerField()
    asked_at = models.DateTimeField(db_default=Now())
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    begun = models.PositiveSmallIntegerField(default=0, db_default=0)
    phase = models.CharField(max_length=60, blank=True)
    done = models.BigIntegerField(default=0)
    total = models.BigIntegerField(null=True)
    unit = models.CharField(max_length=20, blank=True)
    started_at = models.DateTimeField(null=True)
    phase_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    sentence_id = models.CharField(max_length=600, blank=True)
    sentence_en = models.CharField(max_length=600, blank=True)

    class Meta:
        abstract = True

    @property
    def is_over(self) -> bool:
        """Nothing more will happen to it."""
        return self.state in {self.State.DONE, self.State.REFUSED, self.State.FAILED}


class Work(Asked):
    """One step of one cycle."""

    class Step(models.TextChoices):
        OPEN = "open", "Buka tahap"
        FREEZE = "freeze", "Bekukan data"
        COMPUTE = "compute", "Hitung"
        LOOK = "look", "Bandingkan"
        REVIEW = "review", "Periksa"
        APPROVE = "approve", "Setujui"
        REFUSE = "refuse", "Tolak"
        CEILING = "ceiling", "Catat pagu"
        PAPER = "paper", "Catat dokumen"
        ORDER = "order", "Susun berkas"
        RELEASE = "release", "Lepas berkas"
        ANSWER = "answer", "Baca jawaban bank"
        SIMULATE = "simulate", "Jawaban bank simulasi"
        REORDER = "reorder", "Siapkan salur ulang"
        RECONCILE = "reconcile", "Rekonsiliasi"
        CLOSE = "close", "Tutup buku"

    cycle = models.CharField(max_length=20)
    step = models.CharField(max_length=10, choices=Step)

    class Meta:
        db_table = "operations_work"
        verbose_name_plural = "work"
        constraints = [
            models.UniqueConstraint(
                fields=["cycle"], condition=Q(state__in=["waiting", "running"]), name="cycle_has_one_work_at_a_time"
            ),
        ]
        indexes = [
            models.Index(fields=["cycle", "-id"], name="work_of_cycle"),
            models.Index(fields=["asked_by", "-id"], name="work_of_somebody"),
        ]

    def __str__(self) -> str:
        return f"{self.step} of {self.cycle} ({self.state})"


class Errands(models.QuerySet["Errand"]):
    """Errands carry the area they are about, as letters do."""

    def visible_to(self, staff: Staff) -> Self:
        """One's own, and those about one's area: the twin of the policy in the database."""
        return self.filter(Q(asked_by=staff.pk) | covered_by(staff)) if staff.active else self.none()


class Errand(Asked):
    """Anything else a page asks for: an import applied, a request carried out. One at a time for each subject.

    `kind` is a name in `errands.KINDS`; `subject` what it is about, such as `import:12`; `area` is empty for the whole
    country; `facilitator` is whose families it is about, if it is about one's families alone.
    """

    kind = models.CharField(max_length=40)
    subject = models.CharField(max_length=60)
    area = models.CharField(max_length=10, db_collation="C", blank=True)
    facilitator = models.BigIntegerField(null=True)

    objects = Errands.as_manager()

    class Meta:
        db_table = "operations_errand"
        constraints = [
            models.UniqueConstraint(
                fields=["subject"],
                condition=Q(state__in=["waiting", "running"]),
                name="subject_has_one_errand_at_a_time",
            ),
        ]
        indexes = [
            models.Index(fields=["subject", "-id"], name="errand_about"),
            models.Index(fields=["asked_by", "-id"], name="errand_of_somebody"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.subject} ({self.state})"


class Sheet(models.Model):
    """What a reviewer reads about a batch: its comparison with the stage before, as of when a worker made it.

    Comparing a country takes seconds, so pages read the sheet and never compare by themselves.
    """

    batch = models.BigIntegerField(primary_key=True)
    cycle = models.CharField(max_length=20)
    made_at = models.DateTimeField(db_default=Now())
    body = models.JSONField()

    class Meta:
        db_table = "operations_sheet"

    def __str__(self) -> str:
        return f"review sheet of batch {self.batch}"
