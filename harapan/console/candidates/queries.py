"""What this desk shows of families: their caretaker, where they live, and who looks after them."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Case, OuterRef, QuerySet, Subquery, When
from django.db.models.functions import Coalesce

from harapan.console.families.queries import names_of, places_of
from harapan.places.queries import areas_on
from harapan.registry.models import Family, Group, Member
from harapan.staff.models import Staff

LARGEST_NUMBER = 2**63
HEAD_FIRST = Case(When(relation="head", then=0), default=1)


def with_names(families: QuerySet[Family]) -> QuerySet[Family]:
    """Families with the name of their caretaker, `caretaker_name`; before the visit says who that is, of their head."""
    caretaker = Member.objects.filter(pk=OuterRef("caretaker")).values("name")
    head = Member.objects.filter(family=OuterRef("pk")).order_by(HEAD_FIRST, "born", "pk").values("name")
    return families.annotate(caretaker_name=Coalesce(Subquery(caretaker[:1]), Subquery(head[:1])))


def family_named(staff: Staff, pk: int) -> Family | None:
    """A family this person may see, with the name of its caretaker."""
    if pk >= LARGEST_NUMBER:
        return None
    return with_names(Family.objects.visible_to(staff)).filter(pk=pk).first()


def places_in_words(villages: Iterable[str], on: date) -> dict[str, tuple[str, ...]]:
    """Village, district, regency and province by name, for each of some villages."""
    wanted = sorted(set(villages))
    names = names_of(wanted, on)
    return {village: places_of(village, names) for village in wanted}


def villages_of(families: QuerySet[Family], staff: Staff, on: date) -> list[tuple[str, str]]:
    """The villages of some families by code and name, for a filter; for one's own families or a district or less."""
    if staff.position != Staff.Position.FACILITATOR and len(staff.area) < len("640206"):
        return []
    codes = sorted(families.order_by().values_list("village", flat=True).distinct())
    names = dict(areas_on(on).filter(code__in=codes).values_list("code", "name"))
    return [(code, names.get(code, code)) for code in codes]


def group_names(groups: Iterable[int | None]) -> dict[int, str]:
    """What some groups are called."""
    wanted = {group for group in groups if group}
    return dict(Group.objects.filter(pk__in=wanted).values_list("pk", "name")) if wanted else {}
