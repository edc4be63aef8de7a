"""Requests to change a family: what is asked, on what papers, and every word that was said about it.

Rows are only added. A request shows the state of the last word: a trigger keeps it, whoever speaks, and refuses a word
that does not follow or that nobody may say about a request of their own.
"""

from typing import Self

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from harapan.lib.identifiers import range_of
from harapan.registry.models.families import Family
from harapan.staff.models import Staff


class Requests(models.QuerySet["ChangeRequest"]):
    """Requests are seen from the area that asked, from the area a family moves to, and by whoever looks after it."""

    def visible_to(self, staff: Staff) -> Self:
        """Only what this person may see."""
        if staff.active and staff.position == Staff.Position.FACILITATOR:
            own = Family.objects.visible_to(staff).values("pk")
            return self.filter(Q(facilitator=staff.pk) | Q(made_by=staff.pk) | Q(family__in=own))
        if "" in staff.areas:
            return self.all()
        seen = Q(pk__in=[])
        for area in staff.areas:
            seen |= Q(village__range=range_of(area)) | Q(to_village__range=range_of(area))
        return self.filter(seen)


class ChangeRequest(models.Model):
    """One change somebody asks for. `values` is what shall stand there, `seen` what stood there when it was drawn up.

    Village and facilitator are those of the family when it was asked; `to_village` is where a family moves to.
    `on` is the day life changed, `counts_from` the stage that the change can first count in. State and decision are
    kept by the words about it.
    """

    class State(models.TextChoices):
        DRAFT = "draft", "Draf"
        SUBMITTED = "submitted", "Diajukan"
        RETURNED = "returned", "Dikembalikan"
        APPROVED = "approved", "Disetujui"
        HANDED_OVER = "handed_over", "Menunggu wilayah baru"
        ACCEPTED = "accepted", "Diterima wilayah baru"
        APPLIED = "applied", "Diterapkan"
        REFUSED = "refused", "Ditolak"
        WITHDRAWN = "withdrawn", "Ditarik"

    class AskedBy(models.TextChoices):
        FAMILY = "family", "Keluarga"
        FACILITATOR = "facilitator", "Pendamping"
        VILLAGE = "village", "Desa/kelurahan"
        DINSOS = "dinsos", "Dinas sosial"

    family = models.BigIntegerField()
    member = models.BigIntegerField(null=True)
    village = models.CharField(max_length=10, db_collation="C")
    facilitator = models.BigIntegerField(null=True)
    to_village = models.CharField(max_length=10, db_collation="C", blank=True)
    kind = models.CharField(max_length=24)
    low_risk = models.BooleanField(default=False)
    values = models.JSONField(default=dict)
    seen = models.JSONField(default=dict)
    on = models.DateField()
    asked_by = models.CharField(max_length=12, choices=AskedBy)
    because = models.CharField(max_length=600, blank=True)
    counts_from = models.CharField(max_length=20, blank=True)
    difference = models.BigIntegerField(null=True)
    made_by = models.BigIntegerField()
    made_by_label = models.CharField(max_length=160)
    made_at = models.DateTimeField(db_default=Now())
    state = models.CharField(max_length=12, choices=State, default=State.DRAFT, db_default=State.DRAFT)
    state_at = models.DateTimeField(db_default=Now())
    decided_by = models.BigIntegerField(null=True)
    decided_by_label = models.CharField(max_length=160, blank=True, db_default="")

    objects = Requests.as_manager()

    class Meta:
        db_table = "registry_change_request"
        constraints = [
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("made_by")), name="request_has_four_eyes"
            ),
        ]
        indexes = [
            models.Index(fields=["family", "-id"], name="request_of_family"),
            models.Index(fields=["village", "-id"], name="request_village"),
            models.Index(fields=["facilitator", "-id"], name="request_facilitator"),
            models.Index(fields=["made_by", "-id"], name="request_of_maker"),
            models.Index(
                fields=["to_village", "state_at"], condition=Q(state="handed_over"), name="request_handed_over"
            ),
            # What waits is little beside what is done, and it is what people look for.
            models.Index(
                fields=["state", "village", "state_at", "id"],
                condition=Q(state__in=["submitted", "returned", "approved", "handed_over", "accepted"]),
                name="request_waits",
            ),
            models.Index(
                fields=["state_at"],
                condition=Q(state="applied", kind__in=["death", "caretaker_died"]),
                name="request_death",
            ),
        ]

    def __str__(self) -> str:
        return f"request {self.pk} of family {self.family}: {self.kind} ({self.state})"


class RequestEvent(models.Model):
    """One word about a request: who said it, when and why. `values` and `seen` go with a request that is amended."""

    class What(models.TextChoices):
        AMENDED = "amended", "Diperbaiki"
        SUBMITTED = "submitted", "Diajukan"
        WITHDRAWN = "withdrawn", "Ditarik"
        RETURNED = "returned", "Dikembalikan"
        REFUSED = "refused", "Ditolak"
        APPROVED = "approved", "Disetujui"
        UNDONE = "undone", "Persetujuan dibatalkan"
        HANDED_OVER = "handed_over", "Diserahkan ke wilayah baru"
        ACCEPTED = "accepted", "Diterima wilayah baru"
        DECLINED = "declined", "Ditolak wilayah baru"
        APPLIED = "applied", "Diterapkan"
        STUCK = "stuck", "Tidak dapat diterapkan"

    request = models.ForeignKey(ChangeRequest, on_delete=models.PROTECT, related_name="events")
    what = models.CharField(max_length=12, choices=What)
    because = models.CharField(max_length=600, blank=True)
    values = models.JSONField(null=True)
    seen = models.JSONField(null=True)
    difference = models.BigIntegerField(null=True)
    counts_from = models.CharField(max_length=20, blank=True)
    by = models.BigIntegerField(null=True)
    by_label = models.CharField(max_length=160)
    at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "registry_request_event"

    def __str__(self) -> str:
        return f"request {self.request_id} was {self.what}"


class Evidence(models.Model):
    """A paper a request rests on: its kind, number and day, and a picture or PDF of it where there is one."""

    request = models.ForeignKey(ChangeRequest, on_delete=models.PROTECT, related_name="evidence")
    paper = models.CharField(max_length=40)
    number = models.CharField(max_length=80, blank=True)
    issued_on = models.DateField(null=True)
    sha256 = models.CharField(max_length=64, blank=True)
    name = models.CharField(max_length=120, blank=True)
    size = models.IntegerField(default=0)
    by = models.BigIntegerField()
    at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "registry_evidence"
        verbose_name_plural = "evidence"

    def __str__(self) -> str:
        return f"{self.paper} of request {self.request_id}"


class OtherNumber(models.Model):
    """What a family or member goes by elsewhere: in another programme, school or health unit. The newest counts."""

    class Of(models.TextChoices):
        NPSN = "npsn", "NPSN sekolah"
        NISN = "nisn", "NISN siswa"
        HEALTH_UNIT = "health_unit", "Kode faskes"
        KIS = "kis", "KIS/JKN (PBI)"
        KIP = "kip", "KIP"
        BPNT = "bpnt", "Sembako/BPNT"
        ELECTRICITY = "electricity", "ID pelanggan listrik"
        LPG = "lpg", "LPG 3 kg"

    family = models.BigIntegerField()
    member = models.BigIntegerField(null=True)
    of = models.CharField(max_length=12, choices=Of)
    number = models.CharField(max_length=40, blank=True)
    by = models.BigIntegerField()
    source = models.CharField(max_length=40, blank=True)
    at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "registry_other_number"
        indexes = [models.Index(fields=["family", "id"], name="other_number_of_family")]

    def __str__(self) -> str:
        return f"{self.of} of family {self.family}"
