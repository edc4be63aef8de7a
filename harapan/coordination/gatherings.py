"""Which gatherings there were: those that stand, for an area and what lies in it, and how often who came."""

from collections import Counter
from collections.abc import Iterable

from django.db.models import Q, QuerySet

from harapan.coordination.models import Gathering


def gatherings(kind: str = Gathering.Kind.OUTREACH) -> QuerySet[Gathering]:
    """Those that nobody has corrected since. They name no family: all staff read them."""
    return Gathering.objects.filter(kind=kind, replaced_by=None)


def in_area(rows: QuerySet[Gathering], area: str) -> QuerySet[Gathering]:
    """Held for an area, for one inside it, or for one of the districts it names."""
    if not area:
        return rows
    named = Q(area__startswith=area)
    if len(area) == 6:
        named |= Q(districts__contains=[area])
    return rows.filter(named)


def institutions(rows: Iterable[Gathering]) -> list[tuple[str, int, int]]:
    """Institution, how often it was there, with how many people in all; most often first."""
    times: Counter[str] = Counter()
    people: Counter[str] = Counter()
    for gathering in rows:
        for institution, number in gathering.participants:
            times[institution] += 1
            people[institution] += int(number)
    return [(name, count, people[name]) for name, count in sorted(times.items(), key=lambda one: (-one[1], one[0]))]
