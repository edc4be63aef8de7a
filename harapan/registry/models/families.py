"""Families, their members, accounts and groups, and where they stand in the programme."""

from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.functions import Now, Replace, Right, Upper

from harapan.lib.identifiers import CARD_FORM, NIK_FORM, VILLAGE_FORM, masked
from harapan.staff.scope import ByArea, Scoped


class Bank(models.TextChoices):
    """Who pays: the state banks (Himbara), BSI in Aceh, or the post."""

    BRI = "BRI"
    BNI = "BNI"
    MANDIRI = "MANDIRI"
    BTN = "BTN"
    BSI = "BSI"
    POS = "POS", "PT Pos Indonesia"


class Participation(models.TextChoices):
    """Where a family stands in the programme (DESIGN 4, domain facts 2.2)."""

    LISTED = "listed", "Terdaftar DTSEN"
    CANDIDATE = "candidate", "Calon KPM"
    VALIDATED = "validated", "Divalidasi eligible"
    NOT_ELIGIBLE = "not_eligible", "Divalidasi tidak eligible"
    CONFIRMED = "confirmed", "Ditetapkan"
    ACCOUNT_PENDING = "account_pending", "Proses burekol"
    ACCOUNT_FAILED = "account_failed", "Gagal burekol"
    READY = "ready", "Siap salur"
    ACTIVE = "active", "Aktif"
    SUSPENDED = "suspended", "Ditangguhkan"
    NO_COMPONENT = "no_component", "Non komponen"
    GRADUATION_CANDIDATE = "graduation_candidate", "Calon graduasi"
    GRADUATED_NATURAL = "graduated_natural", "Graduasi alamiah"
    GRADUATED_INDEPENDENT = "graduated_independent", "Graduasi mandiri"
    REMOVED = "removed", "Dikeluarkan"
    ADMINISTRATIVE_EXIT = "administrative_exit", "Keluar administratif"


def _searched(expression: Func) -> models.GeneratedField:
    """A column of its own for what people search by: under row-level security only a plain, leakproof comparison of
    a column uses an index.
    """
    return models.GeneratedField(
        expression=expression, output_field=models.TextField(db_collation="C"), db_persist=True
    )


def _word_of_name(place: int) -> Func:
    """One word of a name in capitals; full stops and commas part words, an apostrophe does not."""
    name: Func = Replace(F("name"), Value("."), Value(" "))
    for sign, instead in ((",", " "), ("'", ""), ("  ", " ")):
        name = Replace(name, Value(sign), Value(instead))
    return Func(Upper(name), Value(" "), Value(place), function="split_part")


class Origin(models.Model):
    """Where records came from. Synthetic people are marked here, and every page and letter says so.

    `lived_until` is how far the demo has let their lives go on.
    """

    label = models.CharField(max_length=120, unique=True)
    synthetic = models.BooleanField(default=False)
    preset = models.CharField(max_length=40, blank=True)
    loaded_at = models.DateTimeField(db_default=Now())
    complete = models.BooleanField(default=False)
    lived_until = models.DateField(null=True)

    class Meta:
        db_table = "registry_origin"

    def __str__(self) -> str:
        return self.label


class Group(models.Model):
    """A group of families (kelompok) that meets for the family sessions."""

    village = models.CharField(max_length=10, db_collation="C")
    name = models.CharField(max_length=120)
    leader = models.BigIntegerField(null=True)

    objects = ByArea.as_manager()

    class Meta:
        db_table = "registry_group"
        indexes = [models.Index(fields=["village", "id"], name="group_village")]

    def __str__(self) -> str:
        return self.name


class Family(models.Model):
    """A family (keluarga, KPM): what the programme pays. `caretaker` is the member who holds the account."""

    class Variant(models.TextChoices):
        REGULAR = "regular", "Reguler"
        AKSES = "akses", "AKSES"
        ADAPTIVE = "adaptive", "Adaptif"

    class Channel(models.TextChoices):
        BANK = "bank", "Bank"
        POST = "post", "Pos"

    card = models.CharField(max_length=16, db_collation="C", null=True)
    village = models.CharField(max_length=10, db_collation="C")
    address = models.CharField(max_length=200, blank=True)
    variant = models.CharField(max_length=8, choices=Variant, default=Variant.REGULAR)
    channel = models.CharField(max_length=4, choices=Channel, default=Channel.BANK)
    bank = models.CharField(max_length=8, choices=Bank)
    decile = models.SmallIntegerField(null=True)
    participation = models.CharField(max_length=24, choices=Participation)
    confirmed_on = models.DateField(null=True)
    feasible = models.BooleanField(null=True)
    flags = models.CharField(max_length=200, blank=True)
    caretaker = models.BigIntegerField(null=True)
    facilitator = models.BigIntegerField(null=True)
    group = models.BigIntegerField(null=True)
    origin = models.ForeignKey(Origin, on_delete=models.PROTECT, related_name="+", db_index=False)
    card_4 = _searched(Right(F("card"), 4))

    objects = Scoped.as_manager()

    class Meta:
        db_table = "registry_family"
        verbose_name_plural = "families"
        constraints = [
            models.CheckConstraint(
                condition=Q(card__isnull=True) | Q(card__regex=CARD_FORM), name="family_card_has_16_digits"
            ),
            models.CheckConstraint(condition=Q(village__regex=VILLAGE_FORM), name="family_lives_in_a_village"),
            models.CheckConstraint(condition=Q(participation__in=Participation.values), name="family_state_is_known"),
            models.CheckConstraint(
                condition=Q(channel="post", bank="POS") | Q(channel="bank") & ~Q(bank="POS"),
                name="family_channel_fits_the_bank",
            ),
            models.CheckConstraint(condition=Q(bank__in=Bank.values), name="family_bank_is_known"),
            models.CheckConstraint(
                condition=Q(decile__isnull=True) | Q(decile__range=(1, 10)), name="family_decile_is_1_to_10"
            ),
            models.CheckConstraint(
                condition=Q(variant__in=["regular", "akses", "adaptive"]), name="family_variant_is_known"
            ),
        ]
        indexes = [
            models.Index(fields=["village", "id"], name="family_village"),
            models.Index(fields=["facilitator", "id"], name="family_facilitator"),
            models.Index(fields=["card"], name="family_card"),
            models.Index(fields=["card_4", "village"], name="family_card_end"),
            # Most families are active and their state changes in place; the others are few and looked for by state.
            models.Index(
                fields=["participation", "village", "id"],
                condition=~Q(participation="active"),
                name="family_not_active",
            ),
        ]

    def __str__(self) -> str:
        return f"family {self.pk}, card {masked(self.card or '')}"


class Member(models.Model):
    """A person of a family. `village` and `facilitator` repeat the family's, so that access needs no join.

    `due_on` is the expected day of a birth, afterwards its day: a pregnancy counts until 42 days after it.
    `..._before` hold the school facts until `school_changed_on`, for the stage that begins with a new school year.
    `same_as` is set on a record that was found to be another record's person: it is kept, and counts nowhere.
    """

    family = models.ForeignKey(Family, on_delete=models.PROTECT, related_name="members")
    village = models.CharField(max_length=10, db_collation="C")
    facilitator = models.BigIntegerField(null=True)
    name = models.CharField(max_length=120)
    nik = models.CharField(max_length=16, db_collation="C", null=True)
    nik_contested = models.BooleanField(default=False)
    born = models.DateField()
    sex = models.CharField(max_length=1)
    relation = models.CharField(max_length=12)
    mother_name = models.CharField(max_length=120, blank=True)
    pregnancy = models.SmallIntegerField(default=0)
    due_on = models.DateField(null=True)
    school = models.CharField(max_length=8, blank=True)
    in_education_register = models.BooleanField(null=True)
    school_before = models.CharField(max_length=8, null=True)
    register_before = models.BooleanField(null=True)
    school_changed_on = models.DateField(null=True)
    disability = models.CharField(max_length=8, blank=True)
    rights_victim = models.BooleanField(default=False)
    registered = models.BooleanField(default=True)
    at_home = models.BooleanField(default=True)
    excluded_occupation = models.BooleanField(null=True)
    died_on = models.DateField(null=True)
    phone = models.CharField(max_length=20, blank=True)
    same_as = models.BigIntegerField(null=True)
    name_1 = _searched(_word_of_name(1))
    name_2 = _searched(_word_of_name(2))
    name_3 = _searched(_word_of_name(3))
    nik_4 = _searched(Right(F("nik"), 4))

    objects = Scoped.as_manager()

    class Meta:
        db_table = "registry_member"
        indexes = [
            BrinIndex(fields=["village"], name="member_village", pages_per_range=32),
            models.Index(fields=["id"], condition=Q(died_on__isnull=False), name="member_died"),
            # The village stands in each, so that one's own area is told from the index alone.
            models.Index(fields=["name_1", "name_2", "village"], name="member_name_1"),
            models.Index(fields=["name_2", "name_1", "village"], condition=Q(name_2__gt=""), name="member_name_2"),
            models.Index(fields=["name_3", "village"], condition=Q(name_3__gt=""), name="member_name_3"),
            models.Index(fields=["nik_4", "village"], name="member_nik_end"),
            models.Index(fields=["nik"], condition=Q(nik_contested=True), name="member_nik_contested"),
            models.Index(fields=["phone"], condition=~Q(phone=""), name="member_phone"),
            models.Index(fields=["same_as"], condition=Q(same_as__isnull=False), name="member_same_as"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(nik__isnull=True) | Q(nik__regex=NIK_FORM), name="member_nik_has_the_form"
            ),
            models.CheckConstraint(condition=Q(sex__in=["F", "M"]), name="member_sex_is_known"),
            models.CheckConstraint(
                condition=Q(same_as__isnull=True) | ~Q(same_as=F("id")), name="member_is_the_same_as_another"
            ),
            models.CheckConstraint(condition=Q(pregnancy__range=(0, 20)), name="member_pregnancy_is_a_count"),
            models.CheckConstraint(condition=Q(pregnancy=0) | Q(sex="F"), name="member_pregnant_is_a_woman"),
            models.CheckConstraint(
                condition=Q(school__in=["", "paud", "sd", "smp", "sma", "college"]), name="member_school_is_known"
            ),
            models.CheckConstraint(
                condition=Q(disability__in=["", "mild", "severe"]), name="member_disability_is_known"
            ),
            models.UniqueConstraint(
                fields=["nik"], condition=Q(nik__isnull=False, nik_contested=False), name="member_nik_is_one_person"
            ),
        ]

    def __str__(self) -> str:
        return f"member {self.pk} of family {self.family_id}, NIK {masked(self.nik or '')}"


class Account(models.Model):
    """An account for a family's money. A change of number or holder is a new row; the old one is closed."""

    class State(models.TextChoices):
        PENDING = "pending", "Proses burekol"
        OPEN = "open", "Terbuka"
        FAILED = "failed", "Gagal burekol"
        CLOSED = "closed", "Ditutup"

    family = models.ForeignKey(Family, on_delete=models.PROTECT, related_name="accounts", db_index=False)
    village = models.CharField(max_length=10, db_collation="C")
    facilitator = models.BigIntegerField(null=True)
    holder = models.BigIntegerField()
    holder_name = models.CharField(max_length=140)
    bank = models.CharField(max_length=8, choices=Bank)
    number = models.CharField(max_length=34)
    opened_on = models.DateField(null=True)
    state = models.CharField(max_length=8, choices=State, default=State.OPEN)

    objects = Scoped.as_manager()

    class Meta:
        db_table = "registry_account"
        constraints = [
            models.UniqueConstraint(
                fields=["family"], condition=Q(state__in=["pending", "open"]), name="family_has_one_account_at_a_time"
            ),
            models.CheckConstraint(condition=Q(bank__in=Bank.values), name="account_bank_is_known"),
        ]
        indexes = [models.Index(fields=["family"], name="account_family")]

    def __str__(self) -> str:
        return f"{self.bank} {masked(self.number)}"


class ParticipationMove(models.Model):
    """One step of a family through the programme: from, to, why, by whom, on which paper."""

    family = models.BigIntegerField()
    village = models.CharField(max_length=10, db_collation="C")
    facilitator = models.BigIntegerField(null=True)
    source = models.CharField(max_length=24, blank=True)
    target = models.CharField(max_length=24)
    cause = models.CharField(max_length=60)
    document = models.CharField(max_length=120, blank=True)
    on = models.DateField()
    by = models.BigIntegerField(null=True)
    by_label = models.CharField(max_length=160)
    at = models.DateTimeField(db_default=Now())

    objects = Scoped.as_manager()

    class Meta:
        db_table = "registry_participation_move"
        indexes = [models.Index(fields=["family", "id"], name="move_family")]

    def __str__(self) -> str:
        return f"family {self.family}: {self.source} -> {self.target}"
