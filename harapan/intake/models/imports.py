"""Outside lists as they came in: the file, the columns somebody chose, each row and its fate, what applying changed."""

from typing import Self

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from harapan.letters.models import AREA_FORM
from harapan.registry.models import Bank
from harapan.staff.models import Staff
from harapan.staff.scope import Scoped


class Uploads(models.QuerySet["Upload"]):
    """Uploads carry the area their list is about."""

    def visible_to(self, staff: Staff) -> Self:
        """The twin of the policy in the database: one's own, and those about one's area; at a bank only openings."""
        if not staff.active:
            return self.none()
        if staff.position in ACCOUNTS_ONLY:
            return self.filter(Q(uploaded_by=staff.pk) | covered_by_area(staff), kind="accounts")
        return self.filter(Q(uploaded_by=staff.pk) | covered_by_area(staff)) if staff.may_see_imports else self.none()


def covered_by_area(staff: Staff) -> Q:
    """Whose area lies wholly in one of this person's."""
    found = Q(pk=None)
    for area in staff.areas:
        found |= Q(area__startswith=area)
    return found


ACCOUNTS_ONLY = {Staff.Position.FINANCE, Staff.Position.TREASURY, Staff.Position.BANK_OFFICER}
"""Positions whose business with outside lists is the opening of accounts alone."""


class Upload(models.Model):
    """One file somebody brought, and how far it has come.

    `as_of` is the day its list speaks of. `headings` are the cells of its head, `columns` which of them holds what, by
    place; `layout` is how the file is written (sheet, row of the head, encoding, delimiter). `counts` are its rows by
    outcome, `reasons` by reason, `skipped` what was no data.
    """

    class State(models.TextChoices):
        UPLOADED = "uploaded", "Diunggah"
        ASKS = "asks", "Menunggu kolom"
        CHECKED = "checked", "Diperiksa"
        REFUSED = "refused", "Ditolak"
        APPLIED = "applied", "Diterapkan"
        UNDONE = "undone", "Dibatalkan"
        DISCARDED = "discarded", "Dibuang"

    kind = models.CharField(max_length=24)
    name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    size = models.BigIntegerField()
    form = models.CharField(max_length=4)
    area = models.CharField(max_length=10, db_collation="C", blank=True)
    bank = models.CharField(max_length=8, choices=Bank, blank=True)
    as_of = models.DateField()
    document = models.CharField(max_length=160, blank=True)
    uploaded_by = models.BigIntegerField()
    uploaded_at = models.DateTimeField(db_default=Now())

    state = models.CharField(max_length=10, choices=State, default=State.UPLOADED)
    layout = models.JSONField(default=dict)
    headings = models.JSONField(default=list)
    sample = models.JSONField(default=list)
    columns = models.JSONField(default=dict)
    rows = models.BigIntegerField(default=0)
    counts = models.JSONField(default=dict)
    reasons = models.JSONField(default=dict)
    skipped = models.JSONField(default=dict)
    read_at = models.DateTimeField(null=True)
    sentence_id = models.CharField(max_length=600, blank=True)
    sentence_en = models.CharField(max_length=600, blank=True)

    applied_by = models.BigIntegerField(null=True)
    applied_at = models.DateTimeField(null=True)
    changed = models.BigIntegerField(default=0)
    left_out = models.BigIntegerField(default=0)
    ended_by = models.BigIntegerField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended_because = models.CharField(max_length=400, blank=True)
    forgotten_at = models.DateTimeField(null=True)

    objects = Uploads.as_manager()

    class Meta:
        db_table = "intake_upload"
        constraints = [
            models.UniqueConstraint(
                fields=["sha256", "kind", "area"],
                condition=~Q(state__in=["refused", "undone", "discarded"]),
                name="list_is_taken_in_once",
            ),
            models.CheckConstraint(condition=Q(area__regex=AREA_FORM), name="list_is_about_an_area"),
            models.CheckConstraint(
                condition=~Q(kind="accounts") | Q(applied_by__isnull=True) | ~Q(applied_by=F("uploaded_by")),
                name="openings_have_four_eyes",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["applied", "undone"]) | Q(applied_by__isnull=False, applied_at__isnull=False),
                name="applied_list_says_by_whom",
            ),
            models.CheckConstraint(
                condition=Q(forgotten_at__isnull=True) | Q(state__in=["applied", "undone", "refused", "discarded"]),
                name="list_is_forgotten_when_it_is_over",
            ),
        ]
        indexes = [
            models.Index(fields=["area", "-id"], name="upload_area"),
            models.Index(fields=["uploaded_by", "-id"], name="upload_of_somebody"),
            models.Index(fields=["state", "area"], condition=Q(state__in=["asks", "checked"]), name="upload_waits"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.name}"

    @property
    def is_over(self) -> bool:
        """Nothing more can be done with it."""
        return self.state in {self.State.REFUSED, self.State.UNDONE, self.State.DISCARDED}


class Mapping(models.Model):
    """Which column held what, as somebody corrected it; the newest for a kind and a head is used again."""

    kind = models.CharField(max_length=24)
    head = models.CharField(max_length=64)
    columns = models.JSONField()
    upload = models.BigIntegerField()
    by = models.BigIntegerField()
    at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "intake_mapping"
        indexes = [models.Index(fields=["kind", "head", "-id"], name="mapping_of_a_head")]

    def __str__(self) -> str:
        return f"columns of {self.kind} {self.head[:8]}"


class Row(models.Model):
    """One row of a list as it was read, whom it is about, and what came of it.

    `line` is its place in the file; rows below zero are people a list no longer names. `trouble` names what could not
    be read, `written` a number as it stood there, `before` the facts as the registry had them. `village` is where the
    person lives who was found, else what the row says. Columns a kind does not read are null.
    """

    class Outcome(models.TextChoices):
        NEW = "new", "Baru"
        CHANGED = "changed", "Berubah"
        UNCHANGED = "unchanged", "Tetap"
        ABSENT = "absent", "Tidak lagi tercantum"
        UNKNOWN = "unknown", "Tidak dikenal"
        OUTSIDE = "outside", "Di luar wilayah"
        DAMAGED = "damaged", "Rusak"
        DOUBLED = "doubled", "Ganda dalam berkas"
        CONFLICT = "conflict", "Bertentangan"

    pk = models.CompositePrimaryKey("upload", "line")
    upload = models.BigIntegerField()
    line = models.BigIntegerField()
    outcome = models.CharField(max_length=10, choices=Outcome)
    reason = models.CharField(max_length=24, blank=True)
    trouble = models.CharField(max_length=40, blank=True)
    written = models.CharField(max_length=60, blank=True)
    before = models.JSONField(null=True)
    member = models.BigIntegerField(null=True)
    family = models.BigIntegerField(null=True)
    village = models.CharField(max_length=10, db_collation="C", blank=True)
    facilitator = models.BigIntegerField(null=True)

    nik = models.CharField(max_length=16, db_collation="C", null=True)
    card = models.CharField(max_length=16, db_collation="C", null=True)
    name = models.CharField(max_length=120, null=True)
    born = models.DateField(null=True)
    sex = models.CharField(max_length=1, null=True)
    relation = models.CharField(max_length=12, null=True)
    mother_name = models.CharField(max_length=120, null=True)
    address = models.CharField(max_length=200, null=True)
    phone = models.CharField(max_length=20, null=True)
    caretaker = models.BooleanField(null=True)
    decile = models.SmallIntegerField(null=True)
    found = models.CharField(max_length=12, null=True)
    died_on = models.DateField(null=True)
    excluded_occupation = models.BooleanField(null=True)
    school = models.CharField(max_length=8, null=True)
    in_education_register = models.BooleanField(null=True)
    facility = models.CharField(max_length=20, null=True)
    opened = models.BooleanField(null=True)
    number = models.CharField(max_length=34, null=True)
    answer = models.CharField(max_length=200, null=True)
    measured_on = models.DateField(null=True)
    grams = models.IntegerField(null=True)
    millimetres = models.SmallIntegerField(null=True)
    lying = models.BooleanField(null=True)
    height_status = models.CharField(max_length=8, null=True)
    weight_status = models.CharField(max_length=8, null=True)
    wasting_status = models.CharField(max_length=8, null=True)
    facility_kind = models.CharField(max_length=10, null=True)
    register = models.CharField(max_length=8, null=True)
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)
    opened_on = models.DateField(null=True)
    closed_on = models.DateField(null=True)

    class Meta:
        db_table = "intake_row"
        indexes = [models.Index(fields=["upload", "outcome", "line"], name="row_by_outcome")]

    def __str__(self) -> str:
        return f"row {self.line} of upload {self.upload}"


class Effect(models.Model):
    """What applying one list did to one row of the registry: the fields before and after. Undo puts `before` back.

    `before` is empty for what was made.
    """

    pk = models.CompositePrimaryKey("upload", "thing", "number")
    upload = models.BigIntegerField()
    thing = models.CharField(max_length=12)
    number = models.BigIntegerField()
    line = models.BigIntegerField()
    before = models.JSONField(null=True)
    after = models.JSONField()

    class Meta:
        db_table = "intake_effect"

    def __str__(self) -> str:
        return f"what upload {self.upload} did to {self.thing} {self.number}"


class Known(models.Model):
    """What one outside list last said of a person, where the registry has no column for it.

    For pupils `value` is the level and `facility` the school's NPSN, and '' is "named before, named no more"; for
    Dukcapil it is the result of the match. Whoever no list of a kind ever named has no row: unknown is not no.
    """

    pk = models.CompositePrimaryKey("member", "kind")
    member = models.BigIntegerField()
    kind = models.CharField(max_length=24)
    value = models.CharField(max_length=12, blank=True)
    facility = models.CharField(max_length=20, blank=True)
    as_of = models.DateField()
    upload = models.BigIntegerField()
    village = models.CharField(max_length=10, db_collation="C")
    facilitator = models.BigIntegerField(null=True)

    objects = Scoped.as_manager()

    class Meta:
        db_table = "intake_known"
        verbose_name_plural = "known"
        indexes = [models.Index(fields=["facility", "kind"], condition=~Q(facility=""), name="known_at_a_school")]

    def __str__(self) -> str:
        return f"{self.kind} of member {self.member}: {self.value}"
