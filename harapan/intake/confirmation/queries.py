"""Who can be confirmed and why others wait, what a bank has been asked, and who has a card."""

from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Sum
from django.db.models.functions import Left

from harapan.intake.models import AccountLine, AccountList, Card, Decree, Quota, Report, Ruling
from harapan.intake.targeting.queries import newest_cohort, quotas_in
from harapan.lib.identifiers import range_of
from harapan.registry.models import Account, Bank, Family, Member, Participation
from harapan.staff.models import Staff

AWAITED = Q(flags__contains="papers_awaited")
REGENCY = 4


def with_papers() -> Q:
    """Whose papers are all there, or awaited under a clock; for a bank the holder needs a NIK in any case."""
    alive = Member.objects.filter(family=OuterRef("pk"), died_on__isnull=True, same_as__isnull=True)
    at_home = alive.filter(at_home=True)
    holder = Member.objects.filter(pk=OuterRef("caretaker"), died_on__isnull=True)
    whole = Q(card__isnull=False) & ~Q(Exists(at_home.filter(nik__isnull=True)))
    return (whole | AWAITED) & (
        Q(Exists(holder.filter(nik__isnull=False))) | AWAITED & Q(bank=Bank.POS) & Q(Exists(holder))
    )


def confirmable(area: str, by: Staff | None = None) -> QuerySet[Family]:
    """Validated families of an area whose data are complete, poorest first; never those `by` validated themselves."""
    families = Family.objects.filter(
        with_papers(), participation=Participation.VALIDATED, village__range=range_of(area)
    )
    if by is not None:
        own = Ruling.objects.filter(by=by.pk, report__family=OuterRef("pk"), verdict=Ruling.Verdict.CONFIRM)
        families = families.exclude(Exists(own))
    return families.order_by("decile", "pk")


@dataclass(frozen=True)
class Room:
    """A regency before a decree: its quota, what decrees have taken, and who could be confirmed."""

    area: str
    cohort: str
    quota: int | None
    taken: int
    validated: int
    ready: int

    @property
    def left(self) -> int:
        """How many more may be confirmed."""
        return max((self.quota or 0) - self.taken, 0)

    @property
    def now(self) -> int:
        """How many a decree of today would name."""
        return min(self.left, self.ready)

    @property
    def incomplete(self) -> int:
        """Eligible, and waiting for data."""
        return self.validated - self.ready


def quota_of(area: str) -> tuple[str, int | None]:
    """The newest cohort of a regency and its quota there."""
    cohort = newest_cohort(area) or ""
    found = {quota.area: quota.families for quota in quotas_in(cohort, area)} if cohort else {}
    return cohort, found.get(area)


def taken_in(cohort: str, area: str) -> int:
    """Families that decrees of a cohort have named in a regency."""
    return int(Decree.objects.filter(cohort=cohort, area=area).aggregate(sum=Sum("families"))["sum"] or 0)


def room_of(area: str) -> Room:
    """What a decree about a regency would find."""
    cohort, quota = quota_of(area)
    validated = Family.objects.filter(participation=Participation.VALIDATED, village__range=range_of(area))
    counted = validated.aggregate(all=Count("pk"), ready=Count("pk", filter=with_papers()))
    return Room(area, cohort, quota, taken_in(cohort, area), counted["all"], counted["ready"])


@dataclass(frozen=True)
class Queue:
    """A regency in which somebody waits for a decree, as far as sums tell."""

    area: str
    validated: int
    cohort: str
    quota: int | None
    taken: int

    @property
    def left(self) -> int:
        """How many more may be confirmed."""
        return max((self.quota or 0) - self.taken, 0)


def queues_for(staff: Staff) -> list[Queue]:
    """Every regency in which validated families of this person's area wait, in three queries."""
    rows = Family.objects.visible_to(staff).filter(participation=Participation.VALIDATED)
    waiting = dict(
        rows.annotate(area=Left("village", REGENCY)).values_list("area").annotate(count=Count("pk")).order_by("area")
    )
    quotas: dict[str, tuple[str, int]] = {}
    newest = Quota.objects.filter(area__in=waiting).order_by("area", "cohort", "-id").distinct("area", "cohort")
    for area, cohort, families in newest.values_list("area", "cohort", "families"):
        if area not in quotas or in_time(cohort) > in_time(quotas[area][0]):
            quotas[area] = (cohort, families)
    decrees = Decree.objects.filter(area__in=waiting).values("area", "cohort").annotate(sum=Sum("families"))
    taken = {(row["area"], row["cohort"]): row["sum"] for row in decrees.order_by()}
    return [
        Queue(area, count, cohort, quota, int(taken.get((area, cohort), 0)))
        for area, count, cohort, quota in (
            (area, count, *quotas.get(area, ("", None))) for area, count in waiting.items()
        )
    ]


def in_time(cohort: str) -> tuple[int, int]:
    """Cohorts in their order: `2026-10` comes after `2026-2`."""
    year, number = cohort.split("-")
    return int(year), int(number)


# -- accounts --------------------------------------------------------------------------------------------------------


def without_account(bank: str, area: str = "", *, again: bool = False) -> QuerySet[Family]:
    """Families that a bank should be asked about now: confirmed, or (`again`) refused by it before, on no open list."""
    states = [Participation.CONFIRMED, *([Participation.ACCOUNT_FAILED] if again else [])]
    waiting = AccountLine.objects.filter(family=OuterRef("pk"), state=AccountLine.State.WAITING)
    open_ = Account.objects.filter(family=OuterRef("pk"), state__in=[Account.State.OPEN, Account.State.PENDING])
    holder = Member.objects.filter(pk=OuterRef("caretaker"), died_on__isnull=True, nik__isnull=False)
    families = Family.objects.filter(Exists(holder), participation__in=states, bank=bank, village__range=range_of(area))
    return families.exclude(Exists(waiting)).exclude(Exists(open_))


def lists_for(staff: Staff) -> QuerySet[AccountList]:
    """Account lists this person has business with; a bank's officer those of their bank, once they were released."""
    if not may_see_lists(staff):
        return AccountList.objects.none()
    lists = AccountList.objects.all()
    if staff.position == Staff.Position.BANK_OFFICER:
        return lists.filter(bank=staff.facility).exclude(state=AccountList.State.WRITTEN)
    return lists


def may_see_lists(staff: Staff) -> bool:
    """Those who move money, the banks' officers, and auditors."""
    others = {Staff.Position.BANK_OFFICER, Staff.Position.AUDITOR}
    return staff.active and (staff.may_move_money or staff.position in others)


def may_answer(staff: Staff) -> bool:
    """Whoever may hand in a bank's answer."""
    return staff.active and (staff.may_move_money or staff.position == Staff.Position.BANK_OFFICER)


# -- cards -----------------------------------------------------------------------------------------------------------


def without_card(staff: Staff) -> QuerySet[Family]:
    """Families with an account whose card nobody has handed over yet, or was not taken; for bank families only."""
    newest = Card.objects.filter(family=OuterRef("pk")).order_by("-pk")
    handed = newest.filter(handed_to__isnull=False)
    opened = AccountLine.objects.filter(family=OuterRef("pk"), state=AccountLine.State.OPENED)
    families = Family.objects.visible_to(staff).filter(
        Exists(opened), participation__in=[Participation.READY, Participation.ACTIVE]
    )
    return families.exclude(Exists(handed))


def last_card_of(family: int, staff: Staff) -> Card | None:
    """The newest word about a family's card."""
    return Card.objects.visible_to(staff).filter(family=family).order_by("-pk").first()


def report_behind(family: int) -> Report | None:
    """The confirmed report that made a family eligible."""
    return Report.objects.filter(family=family, state=Report.State.APPLIED).order_by("-pk").first()
