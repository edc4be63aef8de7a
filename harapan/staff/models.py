"""Staff members, their position, and the area or facility they are posted to."""

from typing import Any, Final

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now


class StaffManager(BaseUserManager["Staff"]):
    """What Django asks of the table of users."""

    def create_user(self, username: str, password: str | None = None, **facts: Any) -> "Staff":
        """Somebody with a password; only for those who know no more than Django. We say `take_on`."""
        staff = self.model(username=username, **facts)
        staff.set_password(password)
        staff.save()
        return staff


class Staff(AbstractBaseUser):
    """A person who works for the programme or beside it, and signs in.

    Position, area and facility are those of the posting in force. `area` is a code prefix, empty only for those who
    work for the whole country; `further_areas` are held in acting capacity; `facility` is a school's NPSN or a health
    unit's code.
    """

    class Position(models.TextChoices):
        NATIONAL = "national", "Direktorat JSK"
        FINANCE = "finance", "Keuangan"
        PROVINCE_COORDINATOR = "province_coordinator", "Koordinator wilayah"
        REGENCY_COORDINATOR = "regency_coordinator", "Koordinator kabupaten/kota"
        DATA_ADMINISTRATOR = "data_administrator", "Administrator pangkalan data"
        SUPERVISOR = "supervisor", "Supervisor"
        FACILITATOR = "facilitator", "Pendamping sosial"
        DINSOS = "dinsos", "Dinas sosial"
        VILLAGE_OPERATOR = "village_operator", "Operator desa (Puskesos)"
        PROVIDER = "provider", "Petugas sekolah/faskes"
        BANK_OFFICER = "bank_officer", "Petugas bank/pos"
        CONTACT_CENTRE = "contact_centre", "Contact center"
        TREASURY = "treasury", "PPK/PPSPM"
        LOCAL_VIEWER = "local_viewer", "Pemerintah daerah (pembaca agregat)"
        AUDITOR = "auditor", "Auditor"

    username = models.CharField(max_length=60, unique=True)
    name = models.CharField(max_length=120)
    position = models.CharField(max_length=24, choices=Position)
    area = models.CharField(max_length=10, db_collation="C", blank=True)
    further_areas = ArrayField(models.CharField(max_length=10), default=list, db_default=[], blank=True, size=7)
    facility = models.CharField(max_length=20, blank=True, default="", db_default="")
    active = models.BooleanField(default=True)
    synthetic = models.BooleanField(default=False)
    os_user = models.CharField(max_length=60, unique=True, null=True)
    one_time_secret = models.CharField(max_length=64, blank=True)
    password = models.CharField(max_length=128, blank=True, default="", db_default="")
    password_changed_at = models.DateTimeField(null=True)
    language = models.CharField(max_length=2, default="id", db_default="id")

    objects = StaffManager()

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: Final = ["name", "position"]  # type: ignore[misc]

    class Meta:
        db_table = "staff_staff"
        verbose_name_plural = "staff"

    def __str__(self) -> str:
        return f"{self.name} ({self.get_position_display()})"

    @property
    def is_active(self) -> bool:  # type: ignore[override]
        """Whether this person may sign in."""
        return self.active

    @property
    def may_move_money(self) -> bool:
        """Draws up and releases orders, reads bank answers, closes books."""
        return self.position in {self.Position.NATIONAL, self.Position.FINANCE, self.Position.TREASURY}

    @property
    def may_run_cycles(self) -> bool:
        """Opens, freezes, computes, reviews and approves."""
        return self.position in {self.Position.NATIONAL, self.Position.FINANCE}

    @property
    def may_read_the_log(self) -> bool:
        """Looks into who did and saw what."""
        return self.position in {self.Position.NATIONAL, self.Position.AUDITOR}

    @property
    def may_manage_staff(self) -> bool:
        """Takes people on, changes postings, lets people go; a coordinator within their own area."""
        return self.position in {
            self.Position.NATIONAL,
            self.Position.PROVINCE_COORDINATOR,
            self.Position.REGENCY_COORDINATOR,
        }

    @property
    def works_for_the_country(self) -> bool:
        """Whose posting names no area."""
        return self.position in COUNTRYWIDE

    @property
    def may_see_families(self) -> bool:
        """Works with families, not only with their sums."""
        return self.active and self.position not in AGGREGATES_ONLY

    @property
    def areas(self) -> list[str]:
        """Code prefixes whose families this person may see; the whole country is `[""]`. Facilitators see their own."""
        if not self.may_see_families or self.position == self.Position.FACILITATOR:
            return []
        if self.works_for_the_country and not self.area:
            return [""]
        return [area for area in (self.area, *self.further_areas) if area]


COUNTRYWIDE = {
    Staff.Position.NATIONAL,
    Staff.Position.FINANCE,
    Staff.Position.TREASURY,
    Staff.Position.CONTACT_CENTRE,
    Staff.Position.AUDITOR,
    Staff.Position.BANK_OFFICER,
}
"""Positions that may be posted to the whole country."""

AGGREGATES_ONLY = {Staff.Position.BANK_OFFICER, Staff.Position.LOCAL_VIEWER, Staff.Position.PROVIDER}
"""Positions that see sums, or lists of their facility, but no family book."""


class Posting(models.Model):
    """One appointment of one person: position, area or facility, from a day until another. Acting ones stand beside."""

    staff = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="postings")
    position = models.CharField(max_length=24, choices=Staff.Position)
    area = models.CharField(max_length=10, db_collation="C", blank=True)
    facility = models.CharField(max_length=20, blank=True)
    acting = models.BooleanField(default=False)
    document = models.CharField(max_length=160, blank=True)
    from_on = models.DateField()
    until = models.DateField(null=True, blank=True)
    by = models.BigIntegerField(null=True)
    at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "staff_posting"
        constraints = [
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gt=F("from_on")), name="posting_ends_after_it_begins"
            ),
            models.UniqueConstraint(
                fields=["staff"], condition=Q(until__isnull=True, acting=False), name="staff_has_one_posting_at_a_time"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.staff} in {self.area or 'the country'} from {self.from_on}"
