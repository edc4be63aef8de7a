"""Gatherings of people from several institutions: outreach (sosialisasi) today; meetings can stand beside it."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now


class Gathering(models.Model):
    """One gathering that took place: where, when, what about, who invited, who came from which institution.

    `area` is what it was for; `participants` a list of [institution, people], where 0 people means that the institution
    was there and nobody said with how many; `people` is the sum that was counted or printed. One that somebody
    published and we only keep has a `source`. Nothing is ever changed: a correction `replaces` the row before.
    """

    class Kind(models.TextChoices):
        OUTREACH = "outreach", "Sosialisasi"

    class Level(models.TextChoices):
        NATIONAL = "national", "Nasional"
        PROVINCE = "province", "Provinsi"
        REGENCY = "regency", "Kabupaten/kota"
        DISTRICT = "district", "Kecamatan"
        VILLAGE = "village", "Desa/kelurahan"

    class Confidence(models.TextChoices):
        HIGH = "high", "Tinggi"
        MEDIUM = "medium", "Sedang"
        LOW = "low", "Rendah"

    kind = models.CharField(max_length=12, choices=Kind, default=Kind.OUTREACH)
    level = models.CharField(max_length=8, choices=Level)
    area = models.CharField(max_length=10, db_collation="C", blank=True)
    districts = models.JSONField(default=list)
    held_on = models.DateField()
    place = models.CharField(max_length=160)
    theme = models.CharField(max_length=200)
    host = models.CharField(max_length=120, blank=True)
    opener = models.CharField(max_length=120, blank=True)
    participants = models.JSONField(default=list)
    people = models.IntegerField()
    materials = models.CharField(max_length=2_000, blank=True)
    follow_up = models.CharField(max_length=4_000, blank=True)
    source = models.CharField(max_length=300, blank=True)
    confidence = models.CharField(max_length=6, choices=Confidence, blank=True)
    key = models.CharField(max_length=60, unique=True, null=True)
    replaces = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, related_name="replaced_by", db_index=False
    )
    by = models.BigIntegerField(null=True)
    at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "coordination_gathering"
        constraints = [
            models.CheckConstraint(
                condition=Q(by__isnull=False, source="", key__isnull=True)
                | Q(by__isnull=True, key__isnull=False) & ~Q(source="") & ~Q(confidence=""),
                name="gathering_is_ours_or_has_a_source",
            ),
            models.CheckConstraint(condition=~Q(place="") & ~Q(theme=""), name="gathering_has_place_and_theme"),
            models.CheckConstraint(condition=Q(people__range=(1, 1_000_000)), name="gathering_has_people_in_it"),
            models.CheckConstraint(
                condition=Q(area__regex=r"^([1-9][0-9]([0-9]{2}([0-9]{2}([0-9]{4})?)?)?)?$"),
                name="gathering_is_for_an_area",
            ),
        ]
        indexes = [
            models.Index(fields=["-held_on", "-id"], name="gathering_by_day"),
            models.Index(fields=["area", "-held_on"], name="gathering_by_area"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} in {self.area or 'the country'} on {self.held_on}"

    @property
    def is_published(self) -> bool:
        """Somebody else held it and wrote about it."""
        return self.source != ""

    @property
    def told_apart(self) -> int:
        """How many of the people are told apart by institution."""
        return sum(int(number) for _, number in self.participants)
