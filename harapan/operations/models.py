"""Work that somebody asked for and a worker carries out: one piece at a time for each cycle."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now


class Work(models.Model):
    """One step of one cycle, asked for by one person. Pages watch it; a refusal ends it with two sentences.

    `begun` counts how often a worker took it up: more than once after a worker died in the middle.
    """

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

    class State(models.TextChoices):
        WAITING = "waiting", "Menunggu"
        RUNNING = "running", "Berjalan"
        DONE = "done", "Selesai"
        REFUSED = "refused", "Ditolak"
        FAILED = "failed", "Gagal"

    cycle = models.CharField(max_length=20)
    step = models.CharField(max_length=10, choices=Step)
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

    @property
    def is_over(self) -> bool:
        """Nothing more will happen to it."""
        return self.state in {self.State.DONE, self.State.REFUSED, self.State.FAILED}


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
