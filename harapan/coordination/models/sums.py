"""Sums by area at every level, made again from the rows whenever those have moved; and published figures."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

SPENDING = ("approved", "held", "at_bank", "credited", "returned", "treasury", "recovered", "written_off")
"""The accounts a batch's approved money stands in; together they are what was approved."""
GRADUATED = ("graduated_natural", "graduated_independent")


class AreaSum(models.Model):
    """What both kinds of sums share: an area at any level, its families and those who look after them.

    `area` is a code prefix, empty for the country; `parent` is the area above, `-` for the country's. A facilitator
    counts in every area where they have a family; `overloaded` and `underloaded` are those whose families, over all
    areas, are more or fewer than the norm.
    """

    area = models.CharField(max_length=10, db_collation="C", blank=True)
    parent = models.CharField(max_length=10, db_collation="C", blank=True)
    level = models.SmallIntegerField()
    families = models.BigIntegerField(default=0)
    unassigned = models.BigIntegerField(default=0)
    facilitators = models.IntegerField(default=0)
    overloaded = models.IntegerField(default=0)
    underloaded = models.IntegerField(default=0)

    class Meta:
        abstract = True


class StageSum(AreaSum):
    """One area in one stage. `families` are those of the freeze, `owed` those with an amount in a run that counts.

    `verdicts` and `reasons` count families of the main run; `components` hold [members, rupiah], `accounts` and
    `usage` [families, rupiah]; `moves` count families that left in the months of the stage, by state.
    """

    cycle = models.CharField(max_length=20)
    owed = models.BigIntegerField(default=0)
    gross = models.BigIntegerField(default=0)
    deduction = models.BigIntegerField(default=0)
    net = models.BigIntegerField(default=0)
    verdicts = models.JSONField(default=dict)
    reasons = models.JSONField(default=dict)
    components = models.JSONField(default=dict)
    accounts = models.JSONField(default=dict)
    usage = models.JSONField(default=dict)
    moves = models.JSONField(default=dict)

    class Meta:
        db_table = "coordination_stage_sum"
        constraints = [
            models.UniqueConstraint(fields=["area", "cycle"], name="stage_sum_stands_once"),
            models.CheckConstraint(condition=Q(level__in=[0, 2, 4, 6, 10]), name="stage_sum_has_a_level"),
        ]
        indexes = [
            models.Index(fields=["cycle", "parent"], name="stage_sum_parent"),
            models.Index(fields=["cycle", "level"], name="stage_sum_level"),
        ]

    def __str__(self) -> str:
        return f"{self.area or 'the country'} in {self.cycle}"

    @property
    def approved(self) -> tuple[int, int]:
        """Families and rupiah that were booked: whatever account they stand in now."""
        counts = [self.account(name) for name in SPENDING]
        return sum(count for count, _ in counts), sum(amount for _, amount in counts)

    @property
    def pending(self) -> tuple[int, int]:
        """Families and rupiah that have not arrived, and may still."""
        counts = [self.account(name) for name in ("approved", "held", "at_bank", "returned")]
        return sum(count for count, _ in counts), sum(amount for _, amount in counts)

    @property
    def settled(self) -> bool:
        """Some bank has answered, so that a success rate means something."""
        return any(self.account(name)[1] for name in ("credited", "returned", "treasury"))

    def account(self, name: str) -> tuple[int, int]:
        """Families and rupiah in one account."""
        count, amount = self.accounts.get(name, (0, 0))
        return count, amount

    @property
    def members(self) -> int:
        """Members somebody is paid for."""
        return sum(count for count, _ in self.components.values())

    @property
    def judged(self) -> int:
        """Families whose duties were seen, and met or missed."""
        return int(self.verdicts.get("met", 0) + self.verdicts.get("missed", 0))

    @property
    def left(self) -> int:
        """Families that graduated in the months of the stage."""
        return int(sum(self.moves.get(state, 0) for state in GRADUATED))


class StandingSum(AreaSum):
    """One area as the registry stands: `participation` counts families by state, `families` those in the programme."""

    participation = models.JSONField(default=dict)

    class Meta:
        db_table = "coordination_standing_sum"
        constraints = [
            models.UniqueConstraint(fields=["area"], name="standing_sum_stands_once"),
            models.CheckConstraint(condition=Q(level__in=[0, 2, 4, 6, 10]), name="standing_sum_has_a_level"),
        ]
        indexes = [models.Index(fields=["parent"], name="standing_sum_parent")]

    def __str__(self) -> str:
        return f"{self.area or 'the country'} now"

    @property
    def graduated(self) -> int:
        """Families that have graduated, up to now."""
        return int(sum(self.participation.get(state, 0) for state in GRADUATED))


class Load(models.Model):
    """How many families in the programme a facilitator has in a village, as the registry stands; null has nobody."""

    facilitator = models.BigIntegerField(null=True)
    village = models.CharField(max_length=10, db_collation="C")
    families = models.BigIntegerField()

    class Meta:
        db_table = "coordination_load"
        constraints = [
            models.UniqueConstraint(
                fields=["village", "facilitator"], nulls_distinct=False, name="load_is_counted_once"
            )
        ]
        indexes = [models.Index(fields=["facilitator"], name="load_facilitator")]

    def __str__(self) -> str:
        return f"{self.families} families in {self.village}"


class Summed(models.Model):
    """When the sums of a stage, or of the registry (`''`), were last made, and from what: pages say "as of"."""

    cycle = models.CharField(max_length=20, primary_key=True)
    mark = models.CharField(max_length=200)
    as_of = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "coordination_summed"
        verbose_name_plural = "summed"

    def __str__(self) -> str:
        return f"{self.cycle or 'the registry'} as of {self.as_of}"


class PublishedFigure(models.Model):
    """A number somebody printed about the programme, with its source, and whether we know what it counts.

    `measure` names the sum of ours it can be held against, empty where there is none; `about` is the stage meant.
    A figure whose meaning nobody knows is kept as it was printed and never compared.
    """

    class Meaning(models.TextChoices):
        CLEAR = "clear", "Jelas"
        UNCLEAR = "unclear", "Dilaporkan, maknanya belum jelas"

    class Confidence(models.TextChoices):
        HIGH = "high", "Tinggi"
        MEDIUM = "medium", "Sedang"
        LOW = "low", "Rendah"

    key = models.CharField(max_length=60, unique=True)
    area = models.CharField(max_length=10, db_collation="C", blank=True)
    day = models.DateField()
    about = models.CharField(max_length=20, blank=True)
    what_id = models.CharField(max_length=120)
    what_en = models.CharField(max_length=120)
    value = models.BigIntegerField()
    unit_id = models.CharField(max_length=40)
    unit_en = models.CharField(max_length=40)
    source = models.CharField(max_length=300)
    confidence = models.CharField(max_length=6, choices=Confidence)
    meaning = models.CharField(max_length=7, choices=Meaning, default=Meaning.CLEAR)
    measure = models.CharField(max_length=40, blank=True)
    note_id = models.CharField(max_length=400, blank=True)
    note_en = models.CharField(max_length=400, blank=True)
    recorded_by = models.BigIntegerField(null=True)
    recorded_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "coordination_published_figure"
        constraints = [
            models.CheckConstraint(condition=~Q(source=""), name="published_figure_has_a_source"),
            models.CheckConstraint(
                condition=~Q(meaning="unclear") | Q(measure="") & ~Q(note_id="") & ~Q(note_en=""),
                name="published_figure_unclear_is_not_compared",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.what_en}: {self.value} ({self.day})"
