"""Areas of the country, each version with the dates between which it was true; schools and health units in them."""

from django.db import models
from django.db.models import F, Q

from harapan.lib.identifiers import FACILITY_FORM, VILLAGE_FORM


class Area(models.Model):
    """One version of one area. Codes are those of the home ministry without dots, as `6402012001`.

    An open `valid_from` means "since before records", an open `valid_to` means "still".
    """

    class Level(models.TextChoices):
        PROVINCE = "province", "Provinsi"
        REGENCY = "regency", "Kabupaten/Kota"
        DISTRICT = "district", "Kecamatan"
        VILLAGE = "village", "Desa/Kelurahan"

    code = models.CharField(max_length=10, db_collation="C")
    level = models.CharField(max_length=8, choices=Level)
    name = models.CharField(max_length=80)
    parent = models.CharField(max_length=10, db_collation="C", blank=True)
    kind = models.CharField(max_length=20, blank=True)
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)
    population = models.BigIntegerField(null=True)
    area_km2 = models.FloatField(null=True)
    valid_from = models.DateField(null=True)
    valid_to = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["code", "valid_from"], name="area_has_one_version_a_day", nulls_distinct=False
            ),
            models.CheckConstraint(
                condition=Q(valid_from__isnull=True) | Q(valid_to__isnull=True) | Q(valid_from__lt=F("valid_to")),
                name="area_ends_after_it_begins",
            ),
            models.CheckConstraint(
                condition=Q(level="province", parent="") | ~Q(level="province") & ~Q(parent=""),
                name="area_below_the_province_has_a_parent",
            ),
        ]
        indexes = [models.Index(fields=["parent"], name="area_parent")]

    def __str__(self) -> str:
        return f"{self.name} ({self.code})"


class Facility(models.Model):
    """A school or health unit, by its code: a school's NPSN, or a health unit's. It holds no people.

    `register` is where a ministry knows a school from: dapodik (schools), emis (madrasah), pkbm (equivalency centres).
    Open from `valid_from` until `valid_to`, which it does not reach; null is "since before records", or "still".
    """

    class Kind(models.TextChoices):
        SCHOOL = "school", "Sekolah"
        PUSKESMAS = "puskesmas", "Puskesmas"
        POSYANDU = "posyandu", "Posyandu"
        CLINIC = "clinic", "Klinik/bidan"

    class Level(models.TextChoices):
        NONE = "", "-"
        PAUD = "paud", "PAUD/TK"
        SD = "sd", "SD/MI"
        SMP = "smp", "SMP/MTs"
        SMA = "sma", "SMA/MA/SMK"

    class Register(models.TextChoices):
        NONE = "", "-"
        DAPODIK = "dapodik", "Dapodik"
        EMIS = "emis", "EMIS"
        PKBM = "pkbm", "PKBM"

    code = models.CharField(max_length=20, db_collation="C", unique=True)
    kind = models.CharField(max_length=10, choices=Kind)
    level = models.CharField(max_length=4, choices=Level, blank=True)
    register = models.CharField(max_length=8, choices=Register, blank=True)
    name = models.CharField(max_length=120)
    village = models.CharField(max_length=10, db_collation="C")
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)
    valid_from = models.DateField(null=True)
    valid_to = models.DateField(null=True)

    class Meta:
        verbose_name_plural = "facilities"
        constraints = [
            models.CheckConstraint(condition=Q(code__regex=FACILITY_FORM), name="facility_code_has_the_form"),
            models.CheckConstraint(condition=Q(village__regex=VILLAGE_FORM), name="facility_lies_in_a_village"),
            models.CheckConstraint(
                condition=Q(kind="school", level__in=["paud", "sd", "smp", "sma"])
                | Q(kind__in=["puskesmas", "posyandu", "clinic"], level="", register=""),
                name="facility_level_is_of_a_school",
            ),
            models.CheckConstraint(
                condition=Q(register__in=["", "dapodik", "emis", "pkbm"]), name="facility_register_is_known"
            ),
            models.CheckConstraint(
                condition=Q(valid_from__isnull=True) | Q(valid_to__isnull=True) | Q(valid_from__lt=F("valid_to")),
                name="facility_ends_after_it_begins",
            ),
        ]
        indexes = [models.Index(fields=["village", "kind", "level"], name="facility_village")]

    def __str__(self) -> str:
        return f"{self.name} ({self.code})"

    @property
    def service(self) -> str:
        """What members are attached to it for: `school` or `health`."""
        return "school" if self.kind == self.Kind.SCHOOL else "health"

    @property
    def is_closed(self) -> bool:
        """Whether a day of closing is known."""
        return self.valid_to is not None
