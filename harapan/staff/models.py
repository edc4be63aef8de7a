"""Staff members, their position and the area they are posted to."""

from django.db import models


class Staff(models.Model):
    """A person who works for the programme. `area` is a code prefix; empty means the whole country."""

    class Position(models.TextChoices):
        NATIONAL = "national", "Direktorat JSK"
        FINANCE = "finance", "Keuangan"
        PROVINCE_COORDINATOR = "province_coordinator", "Koordinator wilayah"
        REGENCY_COORDINATOR = "regency_coordinator", "Koordinator kabupaten/kota"
        DATA_ADMINISTRATOR = "data_administrator", "Administrator pangkalan data"
        SUPERVISOR = "supervisor", "Supervisor"
        FACILITATOR = "facilitator", "Pendamping sosial"
        DINSOS = "dinsos", "Dinas sosial"
        TREASURY = "treasury", "PPK/PPSPM"
        AUDITOR = "auditor", "Auditor"

    username = models.CharField(max_length=60, unique=True)
    name = models.CharField(max_length=120)
    position = models.CharField(max_length=24, choices=Position)
    area = models.CharField(max_length=10, db_collation="C", blank=True)
    active = models.BooleanField(default=True)
    synthetic = models.BooleanField(default=False)
    os_user = models.CharField(max_length=60, unique=True, null=True)
    one_time_secret = models.CharField(max_length=64, blank=True)

    class Meta:
        verbose_name_plural = "staff"

    def __str__(self) -> str:
        return f"{self.name} ({self.get_position_display()})"

    @property
    def may_move_money(self) -> bool:
        """Draws up and releases orders, reads bank answers, closes books."""
        return self.position in {self.Position.NATIONAL, self.Position.FINANCE, self.Position.TREASURY}

    @property
    def may_run_cycles(self) -> bool:
        """Opens, freezes, computes, reviews and approves."""
        return self.position in {self.Position.NATIONAL, self.Position.FINANCE}
