"""Quotas as they stand, how much of them is left, and which lists and proposals somebody may look at."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Exists, OuterRef, QuerySet, Sum

from harapan.intake.models import CandidateList, Considered, Deliberation, ListSum, Proposal, Quota, Visit
from harapan.lib.identifiers import range_of
from harapan.policy.edition import Condition, Edition, Sourced
from harapan.registry.models import Family, Participation
from harapan.staff.models import Staff

REGENCY, DISTRICT, VILLAGE = 4, 6, 10
"""Digits of the areas that have quotas."""


@dataclass(frozen=True)
class Room:
    """A regency's quota in a cohort, that of its parts, and how many candidates each has already."""

    cohort: str
    regency: str
    quotas: dict[str, int]
    used: dict[str, int] = field(default_factory=dict)

    @property
    def quota(self) -> int | None:
        """What the national directorate gave the regency; None before it gave anything."""
        return self.quotas.get(self.regency)

    def split(self) -> int:
        """How much of the regency's quota its parts have: a district's own, or what its villages have together."""
        return sum(self._of_districts().values())

    def below(self, area: str) -> int:
        """How much of an area's quota the areas below it have."""
        if area == self.regency:
            return self.split()
        return sum(families for code, families in self.quotas.items() if len(code) > len(area) and code[:6] == area)

    def left(self, area: str) -> int | None:
        """How many more candidates an area takes; None where it has no quota of its own."""
        return max(self.quotas[area] - self.used.get(area, 0), 0) if area in self.quotas else None

    def left_by_digits(self, digits: int) -> dict[str, int]:
        """The same for every area of one level that has a quota."""
        return {area: self.left(area) or 0 for area in self.quotas if len(area) == digits}

    def full(self, village: str) -> str | None:
        """The area around a village that takes nobody more: the village first; None where there is room."""
        around = (village[:digits] for digits in (VILLAGE, DISTRICT, REGENCY))
        return next((area for area in around if self.left(area) == 0), None)

    def _of_districts(self) -> dict[str, int]:
        own = {area: families for area, families in self.quotas.items() if len(area) == DISTRICT}
        villages: dict[str, int] = defaultdict(int)
        for area, families in self.quotas.items():
            if len(area) == VILLAGE:
                villages[area[:DISTRICT]] += families
        return {**villages, **own}


def cohorts() -> list[str]:
    """Cohorts that have a quota anywhere, newest first."""
    found = Quota.objects.order_by().values_list("cohort", flat=True).distinct()
    return sorted(found, key=_in_time, reverse=True)


def _in_time(cohort: str) -> tuple[int, int]:
    year, number = cohort.split("-")
    return int(year), int(number)


def quotas_in(cohort: str, area: str = "") -> list[Quota]:
    """The newest word on every area's quota, within an area."""
    rows = Quota.objects.filter(cohort=cohort, area__startswith=area)
    return list(rows.order_by("area", "-id").distinct("area"))


def room_in(cohort: str, regency: str) -> Room:
    """What a regency's quota is split into and what is taken of it, in two queries."""
    quotas = {quota.area: quota.families for quota in quotas_in(cohort, regency)}
    return Room(cohort, regency, quotas, used_in(cohort, regency))


def used_in(cohort: str, area: str) -> dict[str, int]:
    """Candidates by regency, district and village that lists have made in a cohort and nobody took back."""
    rows = (
        ListSum.objects.filter(
            list__cohort=cohort, list__state=CandidateList.State.MADE, village__range=range_of(area), chosen__gt=0
        )
        .values_list("village")
        .annotate(chosen=Sum("chosen"))
    )
    used: dict[str, int] = defaultdict(int)
    for village, chosen in rows:
        for digits in (REGENCY, DISTRICT, VILLAGE):
            used[village[:digits]] += chosen
    return dict(used)


def used_by_regency(cohort: str) -> dict[str, int]:
    """Candidates made in a cohort and not taken back, by regency: for the page of the country."""
    rows = CandidateList.objects.filter(cohort=cohort, state=CandidateList.State.MADE)
    return dict(rows.values_list("area").annotate(chosen=Sum("chosen")))


def decile_rule(edition: Edition) -> Sourced[Condition] | None:
    """The highest decile the law of a stage pays, with its source; None where it names none."""
    rules = (exclusion.condition for exclusion in edition.exclusions)
    return next((rule for rule in rules if rule.value.fact == "decile_at_most"), None)


def newest_cohort(regency: str) -> str | None:
    """The cohort in which a regency got a quota last."""
    found = Quota.objects.filter(area=regency).values_list("cohort", flat=True).distinct()
    return max(found, key=_in_time, default=None)


# -- lists -----------------------------------------------------------------------------------------------------------


def lists_about(area: str) -> QuerySet[CandidateList]:
    """Lists of regencies inside an area, or of the regency around it. They name nobody: all staff read them."""
    rows = CandidateList.objects.exclude(state=CandidateList.State.DISCARDED)
    return rows.filter(area=area[:REGENCY]) if len(area) >= REGENCY else rows.filter(area__startswith=area)


def considered_by(lists: CandidateList, staff: Staff) -> QuerySet[Considered]:
    """The families of a list that this person may see."""
    return Considered.objects.visible_to(staff).filter(list=lists)


def gone_on(lists: CandidateList) -> QuerySet[Considered]:
    """The families a made list made candidates that are something else by now, or whom somebody has begun to visit."""
    candidates = Family.objects.filter(pk=OuterRef("family"), participation=Participation.CANDIDATE)
    visits = Visit.objects.filter(family=OuterRef("family"), begun_at__gte=lists.made_at)
    return Considered.objects.filter(~Exists(candidates) | Exists(visits), list=lists, reason="")


# -- deliberations ---------------------------------------------------------------------------------------------------


def deliberations_for(staff: Staff) -> QuerySet[Deliberation]:
    """Meetings of the villages in this person's areas; a facilitator sees those about their own families."""
    if staff.position == Staff.Position.FACILITATOR:
        return Deliberation.objects.filter(pk__in=Proposal.objects.visible_to(staff).values("deliberation"))
    return Deliberation.objects.visible_to(staff) if staff.may_see_families else Deliberation.objects.none()


def waiting_proposals(staff: Staff) -> QuerySet[Proposal]:
    """Proposals nobody has decided about yet, except one's own."""
    rows = Proposal.objects.visible_to(staff).filter(decision__isnull=True)
    return rows.exclude(by=staff.pk)


def agreed_removals(staff: Staff | None = None) -> QuerySet[Proposal]:
    """Families a village says are able by now, where the office agreed: what a change request may be made of."""
    rows = Proposal.objects.visible_to(staff) if staff else Proposal.objects.all()
    return rows.filter(what=Proposal.What.REMOVE, decision__agreed=True)


def listed_in(village: str, staff: Staff) -> QuerySet[Family]:
    """Families of a village that a meeting may propose."""
    return Family.objects.visible_to(staff).filter(village=village, participation=Participation.LISTED)


def state_of(families: Iterable[int]) -> dict[int, str]:
    """Where these families stand now."""
    return dict(Family.objects.filter(pk__in=list(families)).values_list("pk", "participation"))
