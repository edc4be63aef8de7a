"""Two records that may be one person: the evidence, what people said about it, and what was joined."""

from functools import reduce
from operator import or_
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from harapan.lib.identifiers import range_of
from harapan.staff.models import Staff
from harapan.staff.scope import Row


class InBoth(models.QuerySet[Row]):
    """Rows about two families: for whoever sees both. Pairs across two areas are for the office above them."""

    def visible_to(self, staff: Staff) -> Self:
        """The twin of the policy in the database."""
        areas = staff.areas
        if "" in areas:
            return self.all()
        if not areas:
            return self.none()
        ranges = [range_of(area) for area in areas]
        here = reduce(or_, (Q(village__range=one) for one in ranges))
        return self.filter(here, reduce(or_, (Q(other_village__range=one) for one in ranges)))


class LinkageModel(models.Model):
    """What a search knew: the levels of likeness, how often each holds, and from what that was learnt.

    Kept for good, so that a score of today can be explained in five years. The digest is of the body.
    """

    version = models.CharField(max_length=40)
    digest = models.CharField(max_length=64, unique=True)
    body = models.JSONField()
    first_used_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "intake_linkage_model"

    def __str__(self) -> str:
        return f"{self.version} {self.digest[:8]}"


class Search(models.Model):
    """One search for doubles: in an area, or of the people one outside list brought."""

    area = models.CharField(max_length=10, db_collation="C", blank=True)
    upload = models.BigIntegerField(null=True)
    model = models.ForeignKey(LinkageModel, on_delete=models.PROTECT, related_name="+", db_index=False)
    records = models.BigIntegerField()
    found = models.BigIntegerField()
    new = models.BigIntegerField()
    by = models.BigIntegerField()
    at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "intake_search"
        indexes = [models.Index(fields=["area", "-id"], name="search_of_area")]
        verbose_name_plural = "searches"

    def __str__(self) -> str:
        return f"search in {self.area or 'the country'}"


class Pair(models.Model):
    """Two members who may be one person. `weight` is the evidence in bits: 10 stands for a thousand to one.

    `evidence` is a list of [column, level, weight]. What people said is kept in the pair by a trigger on their words;
    the worker moves it on. `keep` is the record that stays; `whole` says that both families are one. `referred_by`
    sent it up because both families are paid. `rule` is `nik` when both bear the same number.
    """

    class State(models.TextChoices):
        OPEN = "open", "Menunggu keputusan"
        SAME = "same", "Orang yang sama"
        DIFFERENT = "different", "Orang berbeda"
        REFERRED = "referred", "Menunggu pusat"
        MERGED = "merged", "Digabung"
        PARTING = "parting", "Sedang dipisah"
        GONE = "gone", "Tidak mirip lagi"

    one = models.BigIntegerField()
    other = models.BigIntegerField()
    one_family = models.BigIntegerField()
    other_family = models.BigIntegerField()
    village = models.CharField(max_length=10, db_collation="C")
    other_village = models.CharField(max_length=10, db_collation="C")
    rule = models.CharField(max_length=10, blank=True)
    weight = models.FloatField()
    evidence = models.JSONField()
    model = models.ForeignKey(LinkageModel, on_delete=models.PROTECT, related_name="+", db_index=False)
    found_at = models.DateTimeField(db_default=Now())
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    keep = models.BigIntegerField(null=True)
    whole = models.BooleanField(default=False)
    decided_by = models.BigIntegerField(null=True)
    decided_at = models.DateTimeField(null=True)
    referred_by = models.BigIntegerField(null=True)
    sentence_id = models.CharField(max_length=400, blank=True)
    sentence_en = models.CharField(max_length=400, blank=True)

    objects = InBoth.as_manager()

    class Meta:
        db_table = "intake_pair"
        constraints = [
            models.UniqueConstraint(fields=["one", "other"], name="pair_is_found_once"),
            models.CheckConstraint(condition=Q(one__lt=F("other")), name="pair_has_an_order"),
            models.CheckConstraint(
                condition=~Q(state__in=["same", "merged", "referred"])
                | Q(keep__isnull=False, decided_by__isnull=False),
                name="pair_says_who_stays",
            ),
            models.CheckConstraint(
                condition=Q(referred_by__isnull=True)
                | ~Q(state__in=["same", "merged"])
                | ~Q(decided_by=F("referred_by")),
                name="merge_of_paid_families_has_four_eyes",
            ),
        ]
        indexes = [
            models.Index(fields=["-weight", "-id"], condition=Q(state="open"), name="pair_most_certain"),
            models.Index(fields=["village", "state"], name="pair_village"),
            models.Index(fields=["-weight", "-id"], condition=Q(state="referred"), name="pair_referred"),
            models.Index(
                fields=["-decided_at", "-id"], condition=Q(decided_at__isnull=False), name="pair_newest_decided"
            ),
            models.Index(fields=["one_family"], name="pair_of_one_family"),
            models.Index(fields=["other_family"], name="pair_of_other_family"),
        ]

    def __str__(self) -> str:
        return f"pair {self.pk}: member {self.one} and {self.other}"


class PairWord(models.Model):
    """What somebody said about a pair. Words are never taken away: `undo` is one more."""

    class Verdict(models.TextChoices):
        SAME = "same", "Orang yang sama"
        DIFFERENT = "different", "Orang berbeda"
        UNDO = "undo", "Batalkan"

    pair = models.ForeignKey(Pair, on_delete=models.PROTECT, related_name="words")
    verdict = models.CharField(max_length=10, choices=Verdict)
    keep = models.BigIntegerField(null=True)
    whole = models.BooleanField(default=False)
    because = models.CharField(max_length=400, blank=True)
    village = models.CharField(max_length=10, db_collation="C", blank=True)
    other_village = models.CharField(max_length=10, db_collation="C", blank=True)
    by = models.BigIntegerField()
    by_label = models.CharField(max_length=160)
    by_machine = models.BooleanField(default=False)
    at = models.DateTimeField(db_default=Now())

    objects = InBoth.as_manager()

    class Meta:
        db_table = "intake_pair_word"
        constraints = [
            models.CheckConstraint(
                condition=~Q(verdict="same") | Q(keep__isnull=False), name="pair_word_says_who_stays"
            ),
        ]
        indexes = [models.Index(fields=["by", "-id"], name="pair_word_of_somebody")]

    def __str__(self) -> str:
        return f"{self.verdict} about pair {self.pair_id}"


class Merge(models.Model):
    """One joining of records: what it changed, row by row, so that it can be undone exactly.

    `did` is a list of {thing, number, before, after}. Nothing is ever removed: the other record says whose it is.
    """

    pair = models.ForeignKey(Pair, on_delete=models.PROTECT, related_name="merges")
    kept = models.BigIntegerField()
    other = models.BigIntegerField()
    kept_family = models.BigIntegerField()
    other_family = models.BigIntegerField()
    village = models.CharField(max_length=10, db_collation="C")
    other_village = models.CharField(max_length=10, db_collation="C")
    whole = models.BooleanField(default=False)
    did = models.JSONField()
    by = models.BigIntegerField()
    by_label = models.CharField(max_length=160)
    at = models.DateTimeField(db_default=Now())
    undone_by = models.BigIntegerField(null=True)
    undone_at = models.DateTimeField(null=True)

    objects = InBoth.as_manager()

    class Meta:
        db_table = "intake_merge"
        constraints = [
            models.UniqueConstraint(
                fields=["other"], condition=Q(undone_at__isnull=True), name="person_is_merged_once"
            ),
        ]
        indexes = [
            models.Index(fields=["kept_family"], name="merge_kept_family"),
            models.Index(fields=["other_family"], name="merge_other_family"),
        ]

    def __str__(self) -> str:
        return f"merge {self.pk} of member {self.other} into {self.kept}"
