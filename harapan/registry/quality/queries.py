"""What desks ask about the quality of data: how many by check, how that went, and when somebody looked last."""

from collections.abc import Mapping, Sequence
from datetime import date

from harapan.registry.models import Finding, FindingDay, FindingSum, Inspection, Origin

Series = list[tuple[date, int]]


def registry_day(today: date) -> date:
    """The day the registry is true of: today, or how far the lives of made-up people have gone."""
    lives = Origin.objects.filter(synthetic=True, lived_until__isnull=False).order_by("-pk")
    lived = lives.values_list("lived_until", flat=True).first()
    return min(lived, today) if lived else today


def sums_of(area: str) -> dict[str, int]:
    """Families by check in one area; checks that find nothing are not in it."""
    return dict(FindingSum.objects.filter(area=area, families__gt=0).values_list("kind", "families"))


def last_inspection() -> Inspection | None:
    """The last look at the whole country or a part of it."""
    return Inspection.objects.order_by("-day", "-pk").first()


def looked_on(count: int) -> list[date]:
    """The last days on which checks ran, oldest first."""
    days = Inspection.objects.order_by("-day").values_list("day", flat=True).distinct()[:count]
    return sorted(days)


def series_of(area: str, days: Sequence[date]) -> Mapping[str, list[int]]:
    """For every check how many families it found fault with on each of these days, oldest first."""
    if not days:
        return {}
    rows = FindingDay.objects.filter(area=area, day__lte=days[-1]).order_by("kind", "day")
    known: dict[str, Series] = {}
    for kind, day, families in rows.values_list("kind", "day", "families"):
        known.setdefault(kind, []).append((day, families))
    return {kind: [_standing(series, day) for day in days] for kind, series in known.items()}


def _standing(series: Series, day: date) -> int:
    """What stood on a day: the last change up to then."""
    return next((families for changed, families in reversed(series) if changed <= day), 0)


def findings_of(family: int) -> list[Finding]:
    """What the checks have to say about one family; the reader may see it already."""
    return list(Finding.objects.filter(family=family, gone_at=None).order_by("kind", "pk"))
