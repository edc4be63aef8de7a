"""Areas of the country, from province to village, each version with the dates between which it was true."""

from django.db import models
from django.db.models import F, Q


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
