"""What other rooms ask of the registry."""

from itertools import takewhile

from django.db.models import Count, QuerySet
from django.db.models.functions import Left

from harapan.registry.models import Arrears, Family, Participation, StandingGeneration


def regencies() -> list[str]:
    """Codes of the regencies where families are registered, in order, without reading every family."""
    codes, last = [], ""
    while (
        village := Family.objects.filter(village__gt=last).order_by("village").values_list("village", flat=True).first()
    ):
        codes.append(village[:4])
        last = village[:4] + "9999999"
    return codes


def standing_generations() -> list[str]:
    """The generations that hold standings now, newest first: down to the first that holds every family's."""
    newest_first = list(StandingGeneration.objects.order_by("-position", "-pk").values_list("cycle", "complete"))
    partial = list(takewhile(lambda generation: not generation[1], newest_first))
    return [cycle for cycle, _ in newest_first[: len(partial) + 1]]


def free_arrears() -> QuerySet[Arrears]:
    """What earlier stages still owe and no run pays yet."""
    return Arrears.objects.filter(settled_in="", run__isnull=True)


IN_PROGRAMME = (
    Participation.READY,
    Participation.ACTIVE,
    Participation.SUSPENDED,
    Participation.NO_COMPONENT,
    Participation.GRADUATION_CANDIDATE,
)
"""The states a published number of families (jumlah KPM) counts."""


def families_by_area(area: str) -> list[tuple[str, int]]:
    """Families in the programme in each area just below `area`: (code, families), largest first."""
    digits = {0: 2, 2: 4, 4: 6, 6: 10}[len(area)]
    counted = (
        Family.objects.filter(participation__in=IN_PROGRAMME, village__startswith=area)
        .annotate(area=Left("village", digits))
        .values("area")
        .annotate(families=Count("pk"))
        .order_by("-families")
    )
    return [(row["area"], row["families"]) for row in counted]
