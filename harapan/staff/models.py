"""Staff members, their position, and the area or facility they are posted to."""

from typing import Any, Final

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from harapan.ui.words import Words

COUNTRYWIDE = ("national", "finance", "treasury", "contact_centre", "auditor", "bank_officer")
"""Positions that may be posted to the whole country."""


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
    work for the whole country; `further_areas` are held in acting capacity; `facility` is a school's NPSN, a health
    unit's code, or the bank somebody works at. `password_until` is set while the password is a one-time one, which
    `password_given_by` knows; `codes_given_by` took the one-time codes away last, until the person has set up new ones.
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
    password = models.CharField(max_length=128, blank=True, default="", db_default="")
    last_login = models.DateTimeField("last login", blank=True, null=True)  # not in the language of whoever migrates
    password_changed_at = models.DateTimeField(null=True)
    password_until = models.DateTimeField(null=True)
    password_given_by = models.BigIntegerField(null=True)
    codes_given_by = models.BigIntegerField(null=True)
    language = models.CharField(max_length=2, default="id", db_default="id")

    objects = StaffManager()

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: Final = ["name", "position"]  # type: ignore[misc]

    class Meta:
        db_table = "staff_staff"
        verbose_name_plural = "staff"
        constraints = [
            models.CheckConstraint(
                condition=~Q(area="") | Q(position__in=COUNTRYWIDE), name="staff_without_an_area_work_for_the_country"
            ),
            models.CheckConstraint(
                condition=~Q(position="provider") | ~Q(facility=""), name="staff_of_a_provider_have_a_facility"
            ),
        ]

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
    def may_set_quotas(self) -> bool:
        """Sets how many candidates a regency may have, makes candidate lists and takes them back."""
        return self.position == self.Position.NATIONAL

    @property
    def may_split_quotas(self) -> bool:
        """Splits a regency's quota to its districts and villages, and draws up lists to see what that means."""
        return self.may_set_quotas or self.position in {
            self.Position.PROVINCE_COORDINATOR,
            self.Position.REGENCY_COORDINATOR,
            self.Position.DINSOS,
        }

    @property
    def may_deliberate(self) -> bool:
        """Records what a village's meeting proposed."""
        return self.position in {self.Position.NATIONAL, self.Position.DINSOS, self.Position.VILLAGE_OPERATOR}

    @property
    def may_check_proposals(self) -> bool:
        """Decides about what villages propose, except what they recorded themselves."""
        return self.may_split_quotas

    @property
    def may_hold_outreach(self) -> bool:
        """Records outreach events (sosialisasi) of their area."""
        return self.may_split_quotas or self.position == self.Position.FACILITATOR

    @property
    def may_assign(self) -> bool:
        """Decides which facilitator looks after which families, inside their area."""
        return self.position in {
            self.Position.NATIONAL,
            self.Position.PROVINCE_COORDINATOR,
            self.Position.REGENCY_COORDINATOR,
        }

    @property
    def position_words(self) -> Words:
        """What the position is called, in both languages."""
        return POSITIONS[Staff.Position(self.position)]

    @property
    def needs_codes(self) -> bool:
        """Signs in with a one-time code beside the password: whoever moves money, manages staff or reads the log."""
        return self.may_move_money or self.may_manage_staff or self.may_read_the_log

    @property
    def may_manage_staff(self) -> bool:
        """Takes people on, changes postings, lets people go; a coordinator within their own area."""
        return self.position in {
            self.Position.NATIONAL,
            self.Position.PROVINCE_COORDINATOR,
            self.Position.REGENCY_COORDINATOR,
        }

    @property
    def may_see_staff(self) -> bool:
        """Looks people up: those who manage them, and those who work with a whole area."""
        return self.may_manage_staff or self.position in {
            self.Position.AUDITOR,
            self.Position.DATA_ADMINISTRATOR,
            self.Position.SUPERVISOR,
            self.Position.DINSOS,
        }

    @property
    def may_import(self) -> bool:
        """Brings outside lists into their area: the import desk."""
        return self.position in {self.Position.NATIONAL, self.Position.DATA_ADMINISTRATOR, self.Position.DINSOS}

    @property
    def may_see_imports(self) -> bool:
        """Reads what outside lists brought to their area."""
        return self.may_import or self.position in {
            self.Position.AUDITOR,
            self.Position.PROVINCE_COORDINATOR,
            self.Position.REGENCY_COORDINATOR,
            self.Position.SUPERVISOR,
        }

    @property
    def may_keep_facilities(self) -> bool:
        """Opens, closes and corrects schools and health units of their area, and decides about claims on a member."""
        return self.may_import or self.position in {
            self.Position.PROVINCE_COORDINATOR,
            self.Position.REGENCY_COORDINATOR,
        }

    @property
    def may_place_members(self) -> bool:
        """Says which school or health unit serves a member: in the whole area, or among the own families."""
        return self.may_keep_facilities or self.position == self.Position.FACILITATOR

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


POSITIONS = {
    Staff.Position.NATIONAL: Words("Direktorat JSK", "National directorate"),
    Staff.Position.FINANCE: Words("Keuangan", "Finance"),
    Staff.Position.PROVINCE_COORDINATOR: Words("Koordinator wilayah", "Province coordinator"),
    Staff.Position.REGENCY_COORDINATOR: Words("Koordinator kabupaten/kota", "Regency coordinator"),
    Staff.Position.DATA_ADMINISTRATOR: Words("Administrator pangkalan data", "Data administrator"),
    Staff.Position.SUPERVISOR: Words("Supervisor", "Supervisor"),
    Staff.Position.FACILITATOR: Words("Pendamping sosial", "Facilitator"),
    Staff.Position.DINSOS: Words("Dinas sosial", "Social affairs office"),
    Staff.Position.VILLAGE_OPERATOR: Words("Operator desa (Puskesos)", "Village operator"),
    Staff.Position.PROVIDER: Words("Petugas sekolah/faskes", "School or health unit"),
    Staff.Position.BANK_OFFICER: Words("Petugas bank/pos", "Bank or post officer"),
    Staff.Position.CONTACT_CENTRE: Words("Contact center", "Contact centre"),
    Staff.Position.TREASURY: Words("PPK/PPSPM", "Treasury officer"),
    Staff.Position.LOCAL_VIEWER: Words("Pemerintah daerah (pembaca agregat)", "Local government (sums only)"),
    Staff.Position.AUDITOR: Words("Auditor", "Auditor"),
}
"""Every position in both languages."""

AGGREGATES_ONLY = {Staff.Position.BANK_OFFICER, Staff.Position.LOCAL_VIEWER, Staff.Position.PROVIDER}
"""Positions that see sums, or lists of their facility, but no family book."""


class Posting(models.Model):
    """One appointment of one person: position, area or facility, from a day until another, which it does not reach.

    Acting ones stand beside. A `withdrawn` one was taken back before it began, or replaced on its first day.
    """

    staff = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="postings")
    position = models.CharField(max_length=24, choices=Staff.Position)
    area = models.CharField(max_length=10, db_collation="C", blank=True)
    facility = models.CharField(max_length=20, blank=True)
    acting = models.BooleanField(default=False)
    withdrawn = models.BooleanField(default=False, db_default=False)
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
                fields=["staff"],
                condition=Q(until__isnull=True, acting=False, withdrawn=False),
                name="staff_has_one_posting_at_a_time",
            ),
        ]

    @property
    def position_words(self) -> Words:
        """What the position is called, in both languages."""
        return POSITIONS[Staff.Position(self.position)]

    def __str__(self) -> str:
        return f"{self.staff} in {self.area or 'the country'} from {self.from_on}"
